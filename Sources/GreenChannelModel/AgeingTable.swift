/// The life of every crop at every whole degree from 0 to 45 °C, worked out once, in whole milliseconds.
///
/// From the nearest published point the life is carried to another temperature with the crop's Q10, a degree at a
/// time: warmer divides, colder multiplies. Above 20 °C the rate rises less steeply, whatever the crop: Q10 is at most
/// 2 up to 30 °C and at most 1.5 beyond (Agriculture Handbook 66, typical Q10 of respiration by temperature).
///
/// It is never carried below the coldest point of a crop, since below it chilling harms what cold should help; and a
/// warmer store never keeps longer than a colder one, whatever two sources say. Of a published range the lower end
/// counts: it was measured on sound, cooled, moist produce, and unsold produce is seldom that.
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
            let factors = Self.celsius.map { Self.degreeFactor(q10Tenths: Self.q10Tenths(of: crop, above: $0)) }
            var shortest = Instant.days(Int64(coldest.days.lowerBound))
            for degree in Self.celsius {
                if let point = Self.nearest(to: degree, in: crop.storage) {
                    shortest = min(shortest, Self.life(from: point, atCelsius: degree, factors: factors))
                }
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

    /// - Parameter factors: by degree, how much faster produce ages a degree warmer, in millionths.
    private static func life(from point: StoragePoint, atCelsius degree: Int, factors: [Int64]) -> Int64 {
        var life = Instant.days(Int64(point.days.lowerBound))
        if degree > point.celsius.upperBound {
            for step in point.celsius.upperBound..<degree { life = life * one / factors[step] }
        } else if degree < point.celsius.lowerBound {
            for step in degree..<point.celsius.lowerBound { life = life * factors[step] / one }
        }
        return life
    }

    private static func q10Tenths(of crop: CropFacts, above celsius: Int) -> Int {
        switch celsius {
        case ..<20: crop.q10Tenths
        case ..<30: min(crop.q10Tenths, 20)
        default: min(crop.q10Tenths, 15)
        }
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
