import GreenChannelModel
import TestKit
import Testing

@testable import Desks

/// Everything around one Lot desk, seeded: offers that come and go, answers that are late, partial, doubled or for bids
/// that nobody made, releases, outcomes, corrections, cancellations, and time.
///
/// Beside the desk runs a twin that was restored from what the desk stored, at a moment that the seed chooses, and must
/// say the same; and a small second model of who owes an answer to whom.
struct HostileWorld {
    /// What the desk has posted, in the smallest terms: every bid is owed an answer until it is answered or withdrawn.
    final class Owed {
        var bids: [String: Bid] = [:]
        var everPosted: [String: Bid] = [:]
        var wrongs: [String] = []

        func note(_ outbox: Outbox) {
            for posting in outbox.postings {
                switch posting.body {
                case .bid(let bid):
                    if bid.grams <= 0 || bid.minimumGrams > bid.grams { wrongs.append("bid \(bid.bid) has no grams") }
                    if everPosted.updateValue(bid, forKey: bid.bid) != nil { wrongs.append("bid \(bid.bid) twice") }
                    bids[bid.bid] = bid
                case .released(let message):
                    if everPosted[message.bid] == nil { wrongs.append("released \(message.bid), never bid") }
                    if message.grams <= 0 { wrongs.append("released nothing of \(message.bid)") }
                    bids[message.bid] = nil
                case .journalEntry(let fact): check(fact)
                default: wrongs.append("posted a \(posting.body.kind)")
                }
            }
        }

        private func check(_ fact: JournalEntry) {
            let balance = fact.balance
            let buckets = [
                balance.unplaced, balance.held, balance.awarded, balance.sold, balance.donated, balance.recycled,
                balance.lost, balance.cancelled, balance.expired,
            ]
            if buckets.contains(where: { $0 < 0 }) { wrongs.append("negative at \(fact.event) of \(fact.lot)") }
            if buckets.reduce(0, +) != balance.declared {
                wrongs.append("not conserved at \(fact.event) of \(fact.lot)")
            }
            if fact.event == "ENDED", !balance.isFinal { wrongs.append("\(fact.lot) ended too soon") }
        }
    }

    static let outlets = (0..<10).map { "o\($0)" }
    static let depots = (0..<3).map { "depot:\($0)" }
    private static let kinds: [OutletKind] = [
        .assistanceZone, .groupBuy, .institutionalCanteen, .processor, .foodBank, .feed, .compost, .liveSlot,
    ]

    var random: SplitMix64
    var harness: DeskHarness<LotDesk>
    private var twin: DeskHarness<LotDesk>?
    let owed = Owed()
    /// Five lots at a time; one that has ended is followed by another. No lot is opened again once it has ended.
    private(set) var lots = (0..<5).map { "L\($0)" }
    private var opened: Set<String> = []

    init(seed: UInt64) {
        random = SplitMix64(seed: seed)
        var settings = LotDeskSettings()
        settings.allocationsMax = 6
        settings.carriagesMax = 4
        harness = DeskHarness { LotDesk(knowledge: LineCountry(), settings: settings) }
        let owed = owed
        harness.observe = { _, outbox in owed.note(outbox) }
    }

    mutating func roll(_ sides: Int) -> Int { Int.random(in: 0..<sides, using: &random) }
    mutating func grams(upTo most: Int64) -> Int64 { Int64.random(in: 0...max(0, most), using: &random) }

    /// Something to bid for from the start.
    mutating func openMarkets() throws {
        for _ in 0..<30 { try happen(at: harness.now) { $0.announcement() } }
    }

    /// Time passes, and one thing happens.
    mutating func step() throws {
        let pause = [0, 0, 0, 1, 1000, 60_000, 600_000, hour, 5 * hour][roll(9)]
        try happen(at: Instant(milliseconds: harness.now.milliseconds + pause)) { $0.somethingToSay() }
    }

    /// Lets the desk hear something, chosen once the timers until then have fired; the twin must say the same of it.
    mutating func happen(at time: Instant, _ choose: (inout HostileWorld) -> RecordBody) throws {
        let first = harness.posts.count
        let twinFirst = twin?.posts.count ?? 0
        harness.advance(to: time)
        twin?.advance(to: time)
        let body = choose(&self)
        let outbox = harness.deliver(body)
        if twin != nil {
            let twinOutbox = twin?.deliver(body)
            #expect(Array(harness.posts[first...]) == Array((twin?.posts ?? [])[twinFirst...]))
            #expect(outbox.refusal == twinOutbox?.refusal)
            #expect(harness.ledger == twin?.ledger)
        }
        if roll(12) == 0 {
            twin = try harness.restarted(shuffle: random.next())
            twin?.observe = nil
        }
        try check()
    }

    /// What every stored lot must be, at any moment.
    func check() throws {
        for (key, value) in harness.ledger where key.first == OpenLot.keyPrefix {
            let lot = try OpenLot(ledgerBytes: value[...])
            let balance = lot.balance
            let total = balance.unplaced + balance.held + balance.awarded + balance.settled
            #expect(total == balance.declared)
            #expect(!balance.isFinal)
            #expect(lot.wakeAt > harness.now.milliseconds)
            var held: Int64 = 0
            var awarded: Int64 = 0
            for allocation in lot.allocations {
                #expect(allocation.grams > 0)
                if allocation.state == .held {
                    held += allocation.grams
                } else {
                    awarded += allocation.grams
                }
                checkCarriage(allocation)
            }
            #expect(held == balance.held)
            #expect(awarded == balance.awarded)
            #expect(balance.gramsCo2E >= 0)
        }
        #expect(try awaitedBids() == Set(owed.bids.keys))
        #expect(owed.wrongs.isEmpty)
        #expect(harness.faults.isEmpty)
    }

    /// The bids for whose answers the desk says that it waits.
    func awaitedBids() throws -> Set<String> {
        var awaited: Set<String> = []
        for (key, value) in harness.ledger where key.first == OpenLot.keyPrefix {
            for allocation in try OpenLot(ledgerBytes: value[...]).allocations {
                if allocation.state == .held { awaited.insert(allocation.bid) }
                for carriage in allocation.carriages where !carriage.awarded { awaited.insert(carriage.bid) }
            }
        }
        return awaited
    }

    /// What must travel is promised or asked for, in full, and no load is promised beyond what there is.
    private func checkCarriage(_ allocation: Allocation) {
        let promised = allocation.carriages.reduce(0) { $1.awarded ? $0 + $1.grams : $0 }
        #expect(promised <= allocation.grams || allocation.carriages.contains { !$0.awarded })
        guard allocation.needsTransport, allocation.state != .held else { return }
        #expect(allocation.unaskedGrams == 0)
        #expect((allocation.state == .awarded) == (promised >= allocation.grams))
    }
}

extension HostileWorld {
    private mutating func somethingToSay() -> RecordBody {
        switch roll(20) {
        case 0, 1: return opening()
        case 2, 3: return announcement()
        case 4: return correction()
        case 5: return operatorWord()
        case 6, 7: return release()
        case 8, 9: return outcome()
        default: return answer()
        }
    }

    private mutating func opening() -> RecordBody {
        let slot = roll(5)
        if opened.contains(lots[slot]), harness.ledger[Array("l\(lots[slot])".utf8)] == nil {
            lots[slot] = "L\(opened.count + 10)"
        }
        opened.insert(lots[slot])
        var lot = LotOpened()
        lot.lot = lots[slot]
        lot.crop = ["cabbage", "strawberry"][roll(2)]
        lot.grams = 1 + grams(upTo: 30 * tonne)
        lot.place = LineCountry.place(100 + 50 * roll(3))
        lot.received = harness.now.milliseconds
        lot.lifeMilliseconds = Int64(roll(7)) * day
        lot.sellBy = max(0, lot.received + lot.lifeMilliseconds - Int64(roll(5) / 4) * day)
        if roll(3) == 0 { lot.floorPrice = grams(upTo: 150) }
        return .lotOpened(lot)
    }

    private mutating func announcement() -> RecordBody {
        var offer = OfferAnnounced()
        let isDepot = roll(3) == 0
        offer.offer = isDepot ? Self.depots[roll(3)] : Self.outlets[roll(10)]
        offer.owner = "owner-\(offer.offer)"
        offer.kind = isDepot ? .vehicles : Self.kinds[roll(8)]
        offer.place = LineCountry.place(50 * roll(12))
        offer.reachMetres = Int64(roll(3)) * 300_000
        offer.minimumGrams = grams(upTo: tonne)
        offer.remainingGrams = roll(9) == 0 ? 0 : grams(upTo: 20 * tonne)
        offer.closes = harness.now.milliseconds + day + grams(upTo: 9 * day)
        offer.handling = grams(upTo: 20)
        offer.needsTransport = roll(2) == 0
        offer.refrigerated = roll(2) == 0
        offer.withdrawn = roll(12) == 0
        if !isDepot {
            var line = CropPrice()
            line.crop = ["", "cabbage", "strawberry"][roll(3)]
            line.price = grams(upTo: 300)
            offer.prices = [line]
        }
        return .offerAnnounced(offer)
    }

    private mutating func correction() -> RecordBody {
        var correction = LotCorrected()
        correction.lot = lots[roll(5)]
        if roll(2) == 0 { correction.grams = 1 + grams(upTo: 30 * tonne) }
        if roll(4) == 0 { correction.sellBy = harness.now.milliseconds + grams(upTo: 5 * day) }
        if roll(4) == 0 { correction.floorPrice = grams(upTo: 200) }
        if roll(6) == 0 { correction.place = LineCountry.place(50 * roll(8)) }
        return .lotCorrected(correction)
    }

    private mutating func operatorWord() -> RecordBody {
        let lot = lots[roll(5)]
        switch roll(8) {
        case 0:
            var message = LotCancelled()
            message.lot = lot
            return .lotCancelled(message)
        case 1:
            var message = LotMerged()
            message.lot = lot
            message.into = lots[roll(5)]
            return .lotMerged(message)
        case 2:
            var message = LotUnverifiable()
            message.lot = lot
            return .lotUnverifiable(message)
        case 3:
            var message = EmergencyDeclared()
            message.place = 230_000
            message.crop = ["", "cabbage"][roll(2)]
            message.until = harness.now.milliseconds + grams(upTo: day)
            return .emergencyDeclared(message)
        case 4, 5:
            var message = LotOverridden()
            message.lot = lot
            message.offer = Self.outlets[roll(10)]
            message.grams = grams(upTo: 20 * tonne)
            return .lotOverridden(message)
        default:
            var message = LotVerified()
            message.lot = lot
            return .lotVerified(message)
        }
    }

    /// A bid that is owed an answer; now and then one that was answered or withdrawn long ago, or never made.
    private mutating func someBid(answered: Bool = false) -> Bid {
        let all = answered || roll(4) == 0
        var candidates = (all ? owed.everPosted : owed.bids).values.sorted { $0.bid < $1.bid }
        if answered { candidates.removeAll { owed.bids[$0.bid] != nil } }
        if roll(20) == 0 || candidates.isEmpty {
            var invented = Bid()
            invented.lot = lots[roll(5)]
            invented.bid = "\(invented.lot).\(100_000 + roll(9))"
            invented.offer = Self.outlets[roll(10)]
            invented.grams = tonne
            return invented
        }
        return candidates[roll(candidates.count)]
    }

    private mutating func answer() -> RecordBody {
        let bid = someBid()
        owed.bids[bid.bid] = nil
        if roll(3) == 0 {
            var answer = Declined()
            answer.bid = bid.bid
            answer.lot = bid.lot
            answer.offer = bid.offer
            answer.reason = "CAPACITY_FULL"
            answer.remainingGrams = grams(upTo: 20 * tonne)
            return .declined(answer)
        }
        var answer = Awarded()
        answer.bid = bid.bid
        answer.lot = bid.lot
        answer.offer = bid.offer
        answer.grams = roll(3) == 0 ? grams(upTo: bid.grams + tonne) : bid.grams
        answer.price = grams(upTo: 300)
        answer.remainingGrams = grams(upTo: 20 * tonne)
        answer.settles = harness.now.milliseconds + grams(upTo: 3 * day)
        if bid.hasJourney {
            answer.trip.gramsCo2E = grams(upTo: 1_000_000)
            answer.trip.arrival = harness.now.milliseconds + grams(upTo: day)
        }
        return .awarded(answer)
    }

    /// Bids that the desk counts as awarded, by id: of outlets, or with the loads they travel in.
    private func awarded(loads: Bool) -> [Bid] {
        var bids: [Bid] = []
        for (key, value) in harness.ledger where key.first == OpenLot.keyPrefix {
            guard let lot = try? OpenLot(ledgerBytes: value[...]) else { continue }
            for allocation in lot.allocations where allocation.state != .held {
                if let bid = owed.everPosted[allocation.bid] { bids.append(bid) }
                guard loads else { continue }
                for carriage in allocation.carriages where carriage.awarded {
                    if let bid = owed.everPosted[carriage.bid] { bids.append(bid) }
                }
            }
        }
        return bids.sorted { $0.bid < $1.bid }
    }

    private mutating func release() -> RecordBody {
        let candidates = awarded(loads: true)
        let bid = candidates.isEmpty || roll(5) == 0 ? someBid(answered: true) : candidates[roll(candidates.count)]
        var message = Released()
        message.bid = bid.bid
        message.lot = bid.lot
        message.offer = bid.offer
        message.grams = roll(2) == 0 ? 0 : grams(upTo: bid.grams)
        message.reason = "WITHDRAWN_BY_CHANNEL"
        return .released(message)
    }

    private mutating func outcome() -> RecordBody {
        let candidates = awarded(loads: false)
        let bid = candidates.isEmpty || roll(5) == 0 ? someBid() : candidates[roll(candidates.count)]
        var outcome = OutcomeReported()
        outcome.lot = bid.lot
        outcome.bid = bid.bid
        outcome.kind = OutcomeKind(rawValue: roll(5)) ?? .outcomeDelivered
        outcome.grams = grams(upTo: bid.grams)
        outcome.plannedGrams = roll(2) == 0 ? 0 : grams(upTo: bid.grams)
        return .outcomeReported(outcome)
    }
}
