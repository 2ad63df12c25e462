import GreenChannelModel

/// The times, limits and costs that the Lot desk's ranking and ladder depend on.
public struct LotDeskSettings: Sendable, Equatable {
    /// A bid that is answered later than this is of no use to the lot.
    public var answerWithinMilliseconds: Int64 = 10 * 60_000
    /// How long the first try again waits when no outlet was found; it doubles up to the second figure, or up to an
    /// eighth of the time that the lot has left.
    public var retryMilliseconds: Int64 = 5 * 60_000
    public var retryMillisecondsMax: Int64 = Instant.hours(4)
    /// Bids of one lot in one round of planning.
    public var bidsPerRoundMax = 8
    /// The best outlets that one round looks at, and how many of them the journal shows as considered.
    public var rankedMax = 8
    public var consideredMax = 5
    /// Bids and awards that one lot may have open at once, loads of one award, and outlets that one round leaves out.
    public var allocationsMax = 256
    public var carriagesMax = 32
    public var excludedMax = 64
    /// Waiting lots that one announcement wakes.
    public var wokenMax = 64
    /// The nearest depots with anything free: only they are asked to carry a lot.
    public var depotsTriedMax = 4
    /// What a depot refused one lot it is not asked for again by others for so long, or until it announces something.
    public var refusalHoldsMilliseconds: Int64 = 60 * 60_000
    /// A depot that has no room for a load would have taken so much of it: it has no room for a smaller one either.
    public var refusedGramsMax: Int64 = 500_000

    /// Food banks open when so little is left, or half of the life where that is less.
    public var donationOpensMilliseconds: Int64 = Instant.hours(48)
    /// Feed opens when so little is left, or an eighth of the life where that is less.
    public var feedOpensMilliseconds: Int64 = Instant.hours(12)
    /// Feed and compost still take produce so long after its window closed.
    public var recyclingEndsMilliseconds: Int64 = Instant.hours(48)

    /// Estimated haulage for ranking; the real price comes with the transport award.
    public var fenPerTonneKilometre: Int64 = 50
    /// Estimated road speed and time to load and unload, for the hour of arrival.
    public var kilometresPerHour: Int64 = 50
    public var loadingMilliseconds: Int64 = Instant.hours(2)
    /// An award without a report counts as delivered so long after its hour.
    public var settleGraceMilliseconds: Int64 = Instant.hours(24)

    public init() {}
}
