/// The life of every crop at every whole degree from 0 to 45 °C, worked out once, in whole milliseconds.
///
/// From the nearest published point the life is carried to another temperature with the crop's Q10, a degree at a
/// time: warmer divides, colder multiplies. It is never carried below the coldest point of a crop, since below it
/// chilling harms what cold should help; and a warmer store never keeps longer than a colder one, whatever two sources
/// say. Of a published range the lower end counts: it was measured on sound, cooled, moist produce, and unsold produce
/// is seldom that.
///
/// Whole numbers only: Q10 to the power of 1/10 is found by bisection in millionths.
struct AgeingTable: Sendable {
    static let celsius = 0...45
    private static let one: Int64 = 1_000_000

    private let lives: [Int64]

    /// - Throws: `ReferenceTableError` when a crop has no storage point.
    init(_ facts: [CropFacts]) throws {
        var lives: [Int64] = []
        lives.reserveCapacity(facts.count * Self.celsius.count)
        for crop in facts {
            guard let coldest = crop.storage.first else {
                throw ReferenceTableError(
                    .incomplete,
                    table: ReferenceTable.Name.storageLife.rawValue,
                    line: 1,
                    column: "crop_id",
                    value: crop.id
                )
            }
            let degreeFactor = Self.degreeFactor(q10Tenths: crop.q10Tenths)
            var shortest = Int64.max
            for degree in Self.celsius {
                let point = Self.nearest(to: degree, in: crop.storage) ?? coldest
                shortest = min(shortest, Self.life(from: point, atCelsius: degree, degreeFactor: degreeFactor))
                lives.append(shortest)
            }
        }
        self.lives = lives
    }

    func lifeMilliseconds(of crop: Crop, atCelsius celsius: Int) -> Int64 {
        let degree = min(max(celsius, Self.celsius.lowerBound), Self.celsius.upperBound)
        return lives[Int(crop.rawValue) * Self.celsius.count + degree - Self.celsius.lowerBound]
    }

    /// The point with the fewest degrees to go; of two as near, the one with the shorter life. `nil` below them all.
    private static func nearest(to degree: Int, in points: [StoragePoint]) -> StoragePoint? {
        guard points.contains(where: { $0.celsius.lowerBound <= degree }) else { return nil }
        return points.min {
            (distance(degree, $0.celsius), $0.days.lowerBound) < (distance(degree, $1.celsius), $1.days.lowerBound)
        }
    }

    private static func distance(_ degree: Int, _ range: ClosedRange<Int>) -> Int {
        max(0, range.lowerBound - degree, degree - range.upperBound)
    }

    private static func life(from point: StoragePoint, atCelsius degree: Int, degreeFactor: Int64) -> Int64 {
        var life = Instant.days(Int64(point.days.lowerBound))
        if degree > point.celsius.upperBound {
            for _ in point.celsius.upperBound..<degree { life = life * one / degreeFactor }
        } else if degree < point.celsius.lowerBound {
            for _ in degree..<point.celsius.lowerBound { life = life * degreeFactor / one }
        }
        return life
    }

    /// The least factor in millionths whose tenth power is at least Q10.
    static func degreeFactor(q10Tenths: Int) -> Int64 {
        let wanted = Int64(q10Tenths) * one / 10
        var low = one
        var high = 2 * one
        while low < high {
            let middle = (low + high) / 2
            if tenthPower(middle) >= wanted { high = middle } else { low = middle + 1 }
        }
        return low
    }

    private static func tenthPower(_ factor: Int64) -> Int64 {
        let second = factor * factor / one
        let fourth = second * second / one
        let eighth = fourth * fourth / one
        return eighth * second / one
    }
}
