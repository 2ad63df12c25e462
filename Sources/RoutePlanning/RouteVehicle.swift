public import GreenChannelModel

/// What a vehicle can do in one trip: it leaves its depot empty and comes back to it.
///
/// Every number is brought into a range in which no sum or product of a plan can overflow.
public struct RouteVehicle: Hashable, Sendable {
    public let depot: Adcode
    public let capacityGrams: Int64
    public let isRefrigerated: Bool
    public private(set) var earliestDeparture: Instant
    public let latestReturn: Instant
    public let kilometresPerHour: Int64
    /// What each stop takes, besides what the load itself needs there.
    public let stopMilliseconds: Int64
    public let fenPerKilometre: Int64
    /// What it costs to send the vehicle out at all.
    public let fixedFen: Int64
    /// Farthest pickup, in metres by road from the depot; 0: no limit.
    public let reachMetres: Int64
    /// Loads of one trip; bounds the search.
    public let loadsMax: Int

    public init(
        depot: Adcode,
        capacityGrams: Int64,
        isRefrigerated: Bool,
        earliestDeparture: Instant,
        latestReturn: Instant,
        kilometresPerHour: Int64,
        stopMilliseconds: Int64 = 0,
        fenPerKilometre: Int64,
        fixedFen: Int64,
        reachMetres: Int64 = 0,
        loadsMax: Int = 24
    ) {
        self.depot = depot
        self.capacityGrams = PlanRange.grams.clamp(capacityGrams)
        self.isRefrigerated = isRefrigerated
        self.earliestDeparture = PlanRange.time.clamp(earliestDeparture)
        self.latestReturn = PlanRange.time.clamp(latestReturn)
        self.kilometresPerHour = PlanRange.speed.clamp(kilometresPerHour)
        self.stopMilliseconds = PlanRange.service.clamp(stopMilliseconds)
        self.fenPerKilometre = PlanRange.fenPerKilometre.clamp(fenPerKilometre)
        self.fixedFen = PlanRange.fen.clamp(fixedFen)
        self.reachMetres = PlanRange.metres.clamp(reachMetres)
        self.loadsMax = min(max(0, loadsMax), 500)
    }

    mutating func leave(notBefore earliest: Instant) { earliestDeparture = PlanRange.time.clamp(earliest) }

    /// Driving time over a distance, rounded up to whole milliseconds.
    func drivingMilliseconds(_ metres: Int64) -> Int64 {
        (metres * 3600 + kilometresPerHour - 1) / kilometresPerHour
    }

    /// What a trip of so many metres costs, rounded up to whole fen; 0 for no trip at all.
    func fen(metres: Int64, isUsed: Bool) -> Int64 {
        isUsed ? fixedFen + (metres * fenPerKilometre + 999) / 1000 : 0
    }
}

/// The ranges that keep a plan's arithmetic exact: 1,000 stops of the farthest, slowest and dearest fit 64 bits.
enum PlanRange {
    static let grams: ClosedRange<Int64> = 0...10_000_000_000_000
    static let time: ClosedRange<Int64> = -1_000_000_000_000_000...1_000_000_000_000_000
    static let speed: ClosedRange<Int64> = 1...1000
    static let fenPerKilometre: ClosedRange<Int64> = 0...1_000_000
    static let fen: ClosedRange<Int64> = 0...1_000_000_000_000
    static let metres: ClosedRange<Int64> = 0...RoadTable.metresMax
    static let service: ClosedRange<Int64> = 0...Instant.days(30)
}

extension ClosedRange<Int64> {
    func clamp(_ value: Int64) -> Int64 { Swift.min(Swift.max(value, lowerBound), upperBound) }
    func clamp(_ instant: Instant) -> Instant { Instant(milliseconds: clamp(instant.milliseconds)) }
}
