import GreenChannelModel
import RoutePlanning

/// Places on a line: the code is the kilometre. 0 is unknown.
struct LineRoads: RoadDistances {
    func metres(from origin: Adcode, to destination: Adcode) -> Int64? {
        guard origin.rawValue > 0, destination.rawValue > 0 else { return nil }
        return abs(Int64(origin.rawValue) - Int64(destination.rawValue)) * 1000
    }
}

/// Places on a grid of 100 × 100 km: hundreds are x, the rest y. Now and then a road is longer than it should be.
struct GridRoads: RoadDistances {
    func metres(from origin: Adcode, to destination: Adcode) -> Int64? {
        let x = abs(Int64(origin.rawValue / 100) - Int64(destination.rawValue / 100))
        let y = abs(Int64(origin.rawValue % 100) - Int64(destination.rawValue % 100))
        let detour: Int64 = (origin.rawValue &+ destination.rawValue &* 3) % 7 == 0 ? 9 : 0
        return (x + y + detour) * 1000
    }
}

/// The same numbers for the same seed.
struct TestRandom: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 0x2545_F491_4F6C_DD1D
    }
}

let hour: Int64 = 3_600_000

func at(_ hours: Int64) -> Instant { Instant(milliseconds: hours * hour) }

/// A vehicle at kilometre 1000 with a shift from hour 0 to 24, 60 km/h, ¥10 a kilometre, ¥100 to send out.
func truck(
    _ tonnes: Int64 = 10,
    depot: UInt32 = 1000,
    refrigerated: Bool = false,
    from: Int64 = 0,
    until: Int64 = 24,
    fixedFen: Int64 = 10_000,
    reachMetres: Int64 = 0,
    loadsMax: Int = 24
) -> RouteVehicle {
    RouteVehicle(
        depot: Adcode(depot),
        capacityGrams: tonnes * 1_000_000,
        isRefrigerated: refrigerated,
        earliestDeparture: at(from),
        latestReturn: at(until),
        kilometresPerHour: 60,
        fenPerKilometre: 1000,
        fixedFen: fixedFen,
        reachMetres: reachMetres,
        loadsMax: loadsMax
    )
}

/// Half an hour to load and to unload.
func load(
    _ number: Int,
    _ tonnes: Int64,
    from: UInt32,
    to: UInt32,
    ready: Int64 = 0,
    by: Int64 = 24,
    cold: Bool = false
) -> Load {
    Load(
        number: number,
        pickup: Visit(place: Adcode(from), opens: at(ready), closes: at(1000), serviceMilliseconds: hour / 2),
        delivery: Visit(place: Adcode(to), opens: at(0), closes: at(by), serviceMilliseconds: hour / 2),
        grams: tonnes * 1_000_000,
        needsColdChain: cold
    )
}
