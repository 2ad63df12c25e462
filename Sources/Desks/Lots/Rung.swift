import GreenChannelModel

/// A step of the ladder down which what is left of a lot goes: who may be asked at this hour of its life.
///
/// People who pay first, then people who are given it, then animals, then compost; a later rung keeps the earlier open.
enum Rung: UInt32, Comparable, CaseIterable {
    case paying
    case donation
    case feed
    case compost

    static func < (left: Rung, right: Rung) -> Bool { left.rawValue < right.rawValue }

    /// The rung that an outlet stands on.
    init?(_ kind: OutletKind) {
        switch kind {
        case .assistanceZone, .groupBuy, .c2MPreSale, .offlineDisplay, .communityGroupBuy, .institutionalCanteen,
            .processor, .liveSlot:
            self = .paying
        case .foodBank: self = .donation
        case .feed: self = .feed
        case .compost: self = .compost
        case .vehicles, .outletUnspecified, .UNRECOGNIZED: return nil
        }
    }

    var feedsPeople: Bool { self <= .donation }

    /// As it stands in the journal.
    var name: String {
        switch self {
        case .paying: "PAYING"
        case .donation: "DONATION"
        case .feed: "FEED"
        case .compost: "COMPOST"
        }
    }
}

/// When each rung of one lot opens.
struct Ladder {
    var donationOpens: Int64
    var feedOpens: Int64
    var windowCloses: Int64
    var recyclingEnds: Int64

    init(_ lot: OpenLot, _ settings: LotDeskSettings) {
        let sellBy = lot.sellBy
        let life = lot.lifeMilliseconds
        donationOpens = lot.urgent ? .min : sellBy - min(settings.donationOpensMilliseconds, life / 2)
        feedOpens = sellBy - min(settings.feedOpensMilliseconds, life / 8)
        windowCloses = sellBy
        recyclingEnds = sellBy + settings.recyclingEndsMilliseconds
    }

    func rung(at now: Instant) -> Rung {
        let time = now.milliseconds
        if time >= windowCloses { return .compost }
        if time >= feedOpens { return .feed }
        return time >= donationOpens ? .donation : .paying
    }

    /// A closed window never goes to people again.
    func isOpen(_ rung: Rung, at now: Instant) -> Bool {
        rung <= self.rung(at: now) && !(rung.feedsPeople && now.milliseconds >= windowCloses)
    }

    /// What arrives later than this is of no use on a rung.
    func latestArrival(on rung: Rung) -> Int64 { rung.feedsPeople ? windowCloses : recyclingEnds }

    /// The next moment at which something changes, after `now`.
    func nextChange(after now: Instant) -> Int64? {
        let time = now.milliseconds
        if time < donationOpens { return donationOpens }
        if time < feedOpens { return feedOpens }
        if time < windowCloses { return windowCloses }
        return time < recyclingEnds ? recyclingEnds : nil
    }
}
