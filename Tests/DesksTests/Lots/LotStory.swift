import GreenChannelModel
import TestKit
import Testing

@testable import Desks

let hour: Int64 = 3_600_000
let day: Int64 = 86_400_000
let tonne: Int64 = 1_000_000

/// One Lot desk on a virtual clock that starts at nought, told in the words of the domain.
struct LotStory {
    var harness: DeskHarness<LotDesk>
    /// What the last record made the desk do.
    private(set) var last = Outbox()

    init(settings: LotDeskSettings = LotDeskSettings()) {
        harness = DeskHarness { LotDesk(knowledge: LineCountry(), settings: settings) }
    }

    @discardableResult
    mutating func take(_ body: RecordBody, at time: Int64? = nil) -> Outbox {
        last = harness.deliver(body, at: time.map { Instant(milliseconds: $0) })
        return last
    }

    /// Lets time pass, timers included; gives what was posted meanwhile.
    @discardableResult
    mutating func pass(until time: Int64) -> [Outbox.Posting] { harness.advance(to: Instant(milliseconds: time)) }

    // MARK: What comes in

    mutating func openLot(
        _ id: String = "L1",
        crop: String = "cabbage",
        tonnes: Int64 = 12,
        kilometre: Int = 100,
        days: Int64 = 5,
        floor: Int64? = nil,
        received: Int64? = nil,
        at time: Int64? = nil
    ) {
        var lot = LotOpened()
        lot.lot = id
        lot.crop = crop
        lot.grams = tonnes * tonne
        lot.place = LineCountry.place(kilometre)
        lot.received = received ?? time ?? harness.now.milliseconds
        lot.sellBy = lot.received + days * day
        lot.lifeMilliseconds = days * day
        if let floor { lot.floorPrice = floor }
        take(.lotOpened(lot), at: time)
    }

    mutating func offer(
        _ id: String,
        _ kind: OutletKind,
        price: Int64 = 0,
        tonnes: Int64 = 100,
        kilometre: Int = 100,
        _ change: (inout OfferAnnounced) -> Void = { _ in }
    ) {
        var offer = OfferAnnounced()
        offer.offer = id
        offer.owner = "owner-\(id)"
        offer.kind = kind
        offer.place = LineCountry.place(kilometre)
        offer.remainingGrams = tonnes * tonne
        offer.closes = 400 * day
        var line = CropPrice()
        line.crop = kind == .vehicles ? "" : "cabbage"
        line.price = price
        offer.prices = kind == .vehicles ? [] : [line]
        change(&offer)
        take(.offerAnnounced(offer))
    }

    mutating func verify(_ lot: String = "L1") {
        var message = LotVerified()
        message.lot = lot
        message.by = "officer-7"
        message.why = "seen on the field"
        take(.lotVerified(message))
    }

    mutating func award(
        _ bid: Bid,
        tonnes: Int64? = nil,
        price: Int64 = 0,
        settlesInHours: Int64 = 24,
        remaining: Int64 = 0,
        trip: Trip? = nil,
        at time: Int64? = nil
    ) {
        var answer = Awarded()
        answer.bid = bid.bid
        answer.lot = bid.lot
        answer.offer = bid.offer
        answer.grams = tonnes.map { $0 * tonne } ?? bid.grams
        answer.price = price
        answer.settles = (time ?? harness.now.milliseconds) + settlesInHours * hour
        answer.remainingGrams = remaining
        if let trip { answer.trip = trip }
        take(.awarded(answer), at: time)
    }

    mutating func decline(_ bid: Bid, _ reason: String = "CAPACITY_FULL", remaining: Int64 = 0, at time: Int64? = nil) {
        var answer = Declined()
        answer.bid = bid.bid
        answer.lot = bid.lot
        answer.offer = bid.offer
        answer.reason = reason
        answer.remainingGrams = remaining
        take(.declined(answer), at: time)
    }

    mutating func release(_ bid: Bid, grams: Int64 = 0, _ reason: String) {
        var message = Released()
        message.bid = bid.bid
        message.lot = bid.lot
        message.offer = bid.offer
        message.owner = bid.owner
        message.grams = grams
        message.reason = reason
        take(.released(message))
    }

    mutating func report(_ kind: OutcomeKind, _ bid: Bid, grams: Int64, planned: Int64 = 0) {
        var outcome = OutcomeReported()
        outcome.lot = bid.lot
        outcome.bid = bid.bid
        outcome.kind = kind
        outcome.grams = grams
        outcome.plannedGrams = planned
        outcome.by = "weighbridge"
        take(.outcomeReported(outcome))
    }

    mutating func correct(_ lot: String = "L1", _ change: (inout LotCorrected) -> Void) {
        var correction = LotCorrected()
        correction.lot = lot
        change(&correction)
        take(.lotCorrected(correction))
    }

    // MARK: What comes out

    /// The bids that the last record made the desk post.
    var bids: [Bid] { Self.bids(last.postings) }
    var releases: [Released] { Self.releases(last.postings) }
    /// The journal of the last record.
    var told: [JournalEntry] { Self.journal(last.postings) }
    var events: [String] { told.map(\.event) }

    func bid(for offer: String) throws -> Bid { try #require(bids.first { $0.offer == offer }) }

    static func bids(_ posts: [Outbox.Posting]) -> [Bid] {
        posts.compactMap { if case .bid(let bid) = $0.body { bid } else { nil } }
    }

    static func releases(_ posts: [Outbox.Posting]) -> [Released] {
        posts.compactMap { if case .released(let message) = $0.body { message } else { nil } }
    }

    static func journal(_ posts: [Outbox.Posting]) -> [JournalEntry] {
        posts.compactMap { if case .journalEntry(let fact) = $0.body { fact } else { nil } }
    }

    /// Where the grams of a lot are, as the last fact about it says.
    func balance(_ lot: String = "L1") -> LotBalance {
        Self.journal(harness.posts).last { $0.lot == lot }?.balance ?? LotBalance()
    }

    /// The stored entry of a lot; `nil` once it has ended.
    func entry(_ lot: String = "L1") throws -> OpenLot? {
        try harness.ledger[Array("l\(lot)".utf8)].map { try OpenLot(ledgerBytes: $0[...]) }
    }
}
