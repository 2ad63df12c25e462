import Desks
import GreenChannelModel

/// A country on one meridian: a place's last three digits are its kilometres from the southern end, and roads are a
/// quarter longer. Produce loses half of its sell-through over its life.
struct LineCountry: LotKnowledge {
    static func place(_ kilometre: Int) -> UInt32 { UInt32(231_000 + kilometre) }

    func centre(of place: UInt32) -> (longitude: Double, latitude: Double)? {
        kilometre(place).map { (120, 30 + Double($0) / 111.32) }
    }

    func straightMetres(from origin: UInt32, to destination: UInt32) -> Int64? {
        guard let origin = kilometre(origin), let destination = kilometre(destination) else { return nil }
        return abs(origin - destination) * 1000
    }

    func roadMetres(from origin: UInt32, to destination: UInt32) -> Int64? {
        straightMetres(from: origin, to: destination).map { $0 * 5 / 4 }
    }

    func sellThroughPerMille(crop: String, ageMilliseconds: Int64, lifeMilliseconds: Int64) -> Int64 {
        lifeMilliseconds > 0 ? max(0, 1000 - 500 * ageMilliseconds / lifeMilliseconds) : 0
    }

    func needsColdChain(crop: String) -> Bool { crop == "strawberry" }

    private func kilometre(_ place: UInt32) -> Int64? {
        (231_000...231_999).contains(place) ? Int64(place) - 231_000 : nil
    }
}
