public import GreenChannelModel

/// Something to be fetched at one place and brought to another, whole or in part.
public struct Load: Hashable, Sendable {
    /// The caller's own number for it.
    public var number: Int
    public var pickup: Visit
    public var delivery: Visit
    public let grams: Int64
    public var needsColdChain: Bool

    public init(number: Int, pickup: Visit, delivery: Visit, grams: Int64, needsColdChain: Bool) {
        self.number = number
        self.pickup = pickup
        self.delivery = delivery
        self.grams = PlanRange.grams.clamp(grams)
        self.needsColdChain = needsColdChain
    }

    /// The same load, or as much of it as is to be carried.
    public func carrying(_ grams: Int64) -> Load {
        Load(number: number, pickup: pickup, delivery: delivery, grams: grams, needsColdChain: needsColdChain)
    }
}

/// One place to be at, when, and for how long. Whoever comes before it opens waits.
public struct Visit: Hashable, Sendable {
    public let place: Adcode
    /// It begins neither before `opens` nor after `closes`.
    public let opens: Instant
    public let closes: Instant
    public let serviceMilliseconds: Int64

    public init(place: Adcode, opens: Instant, closes: Instant, serviceMilliseconds: Int64) {
        self.place = place
        self.opens = PlanRange.time.clamp(opens)
        self.closes = PlanRange.time.clamp(closes)
        self.serviceMilliseconds = PlanRange.service.clamp(serviceMilliseconds)
    }
}
