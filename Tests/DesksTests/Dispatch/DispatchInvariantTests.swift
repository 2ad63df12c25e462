import GreenChannelModel
import RoutePlanning
import TestKit
import Testing

@testable import Desks

/// Random days at two depots, watched by a second model that knows only the records and the stored ledger.
struct DispatchInvariantTests {
    @Test(arguments: 1...80)
    func noDayBreaksTheRules(seed: UInt64) throws {
        var day = DispatchDay(seed: seed)
        var depot = day.harness()
        var watch = DispatchWatch()
        for _ in 0..<140 {
            let (body, key, time) = day.next(after: depot.now, knowing: watch)
            watch.saw(depot.advance(to: time))
            watch.sent(body, depot.ledger)
            watch.saw(depot.deliver(body, key: key, at: time).postings)
            try watch.check(depot.ledger, now: depot.now)
        }
        watch.saw(depot.runDown())
        #expect(watch.faults == [], "seed \(seed)")
        #expect(watch.unanswered == [], "seed \(seed)")
        #expect(watch.granted > 0, "seed \(seed)")
        #expect(depot.faults == [], "seed \(seed)")
        #expect(depot.ledger.isEmpty, "seed \(seed)")
    }

    @Test(arguments: 1...12)
    func aDeskRestoredAnywhereGoesOnBitForBit(seed: UInt64) throws {
        var day = DispatchDay(seed: seed &+ 1000)
        var depot = day.harness()
        let watch = DispatchWatch()
        for step in 0..<90 {
            let (body, key, time) = day.next(after: depot.now, knowing: watch)
            var restored = try depot.restarted(shuffle: seed &* 31 &+ UInt64(step))
            depot.deliver(body, key: key, at: time)
            restored.deliver(body, key: key, at: time)
            #expect(restored.posts == depot.posts, "seed \(seed) step \(step)")
            #expect(restored.ledger == depot.ledger, "seed \(seed) step \(step)")
            #expect(restored.faults == [], "seed \(seed) step \(step)")
            // From here the restored one is the depot: what the first kept in memory alone would be missed.
            if step % 3 == 0 { depot = restored }
        }
        #expect(!depot.awards.isEmpty)
    }
}

/// Draws the records of a day.
private struct DispatchDay {
    private var random: SplitMix64
    private var serial = 0

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    func harness() -> DeskHarness<DispatchDesk> {
        DeskHarness(startingAt: Dispatch.start) {
            DispatchDesk(roads: SquareRoads(), rules: FixedRules())
        }
    }

    mutating func next(after now: Instant, knowing watch: DispatchWatch) -> (RecordBody, key: String, at: Instant) {
        let step: Int64 = pick([0, 0, 500, 1500, 30_000, 600_000, 5_400_000])
        let time = now.advanced(byMilliseconds: step)
        let depot = pick(["depot-1", "depot-2"])
        switch Int(pick(0...19)) {
        case 0...3: return (.vehicleOffered(vehicle(depot, time)), depot, time)
        case 4: return (withdrawal(depot), depot, time)
        case 5...13: return (.bid(bid(depot, time)), depot, time)
        case 14, 15: return (release(), depot, time)
        case 16, 17: return (pickup(depot), depot, time)
        case 18: return (weighing(depot), depot, time)
        default: return (crates(depot), depot, time)
        }
    }

    private mutating func vehicle(_ depot: String, _ now: Instant) -> VehicleOffered {
        var offer = Dispatch.vehicle("v-\(pick(1...5))")
        offer.depot = depot
        offer.place = SquareRoads.place(&random)
        offer.ratedGrams = pick(3...20) * Dispatch.tonne
        offer.refrigerated = pick(0...1) == 0
        offer.shiftStarts = now.milliseconds + pick(-3...3) * Instant.hours(1)
        offer.shiftEnds = now.milliseconds + pick(6...30) * Instant.hours(1)
        offer.kilometresPerHour = pick(40...80)
        offer.reachMetres = pick([0, 0, 60_000])
        return offer
    }

    private mutating func withdrawal(_ depot: String) -> RecordBody {
        var withdrawal = VehicleWithdrawn()
        withdrawal.depot = depot
        withdrawal.vehicle = "v-\(pick(1...5))"
        return .vehicleWithdrawn(withdrawal)
    }

    private mutating func bid(_ depot: String, _ now: Instant) -> Bid {
        serial += 1
        // Now and then a bid comes again.
        let number = pick(0...9) == 0 ? max(1, serial - 3) : serial
        var bid = Dispatch.bid("bid-\(number)")
        bid.owner = depot
        bid.offer = "depot:\(depot)"
        bid.crop = pick(["napa_cabbage", "carrot"])
        bid.grams = pick(1...25) * Dispatch.tonne / 2
        bid.minimumGrams = pick(0...1) * bid.grams / 2
        bid.value = pick(-20...200)
        bid.place = SquareRoads.place(&random)
        bid.ready = now.milliseconds + pick(-2...5) * Instant.hours(1)
        bid.urgent = pick(0...5) == 0
        bid.journey.destination = SquareRoads.place(&random)
        bid.journey.arriveBy = now.milliseconds + pick(2...40) * Instant.hours(1)
        bid.journey.coldChain = pick(0...3) == 0
        return bid
    }

    private mutating func anyBid() -> String { "bid-\(max(1, serial - Int(pick(0...25))))" }

    private mutating func release() -> RecordBody {
        Dispatch.release(anyBid(), grams: pick(0...2) * Dispatch.tonne)
    }

    private mutating func pickup(_ depot: String) -> RecordBody {
        var report = PickupReported()
        report.depot = depot
        report.bid = anyBid()
        report.lot = "lot-of-\(report.bid)"
        report.grams = pick(0...12) * Dispatch.tonne
        report.cratesOut = UInt32(pick(0...1) * 100)
        return .pickupReported(report)
    }

    private mutating func weighing(_ depot: String) -> RecordBody {
        var report = WeighingReported()
        report.depot = depot
        report.bid = anyBid()
        report.lot = "lot-of-\(report.bid)"
        report.tareGrams = 8 * Dispatch.tonne
        report.grossGrams = report.tareGrams + pick(1...12) * Dispatch.tonne
        return .weighingReported(report)
    }

    private mutating func crates(_ depot: String) -> RecordBody {
        var report = CratesReturned()
        report.depot = depot
        report.bid = anyBid()
        report.lot = "lot-of-\(report.bid)"
        report.crates = UInt32(pick(1...100))
        return .cratesReturned(report)
    }

    private mutating func pick(_ range: ClosedRange<Int64>) -> Int64 { Int64.random(in: range, using: &random) }

    private mutating func pick<Element>(_ choices: [Element]) -> Element {
        choices[Int.random(in: 0..<choices.count, using: &random)]
    }
}

/// Places on a square of 80 km a side: hundreds are x, the rest y.
struct SquareRoads: RoadDistances {
    static func place(_ random: inout SplitMix64) -> UInt32 {
        110_000 + UInt32.random(in: 0...8, using: &random) * 1000 + UInt32.random(in: 0...80, using: &random)
    }

    func metres(from origin: Adcode, to destination: Adcode) -> Int64? {
        guard (110_000...118_080).contains(origin.rawValue), (110_000...118_080).contains(destination.rawValue)
        else { return nil }
        let x = abs(Int64(origin.rawValue / 1000) - Int64(destination.rawValue / 1000)) * 10
        let y = abs(Int64(origin.rawValue % 1000) - Int64(destination.rawValue % 1000))
        return (x + y) * 1000
    }
}

/// The second model: what was asked, what was answered, and what every stored trip weighs and when it is where.
private struct DispatchWatch {
    private var bids: [String: Bid] = [:]
    private var offers: [String: [VehicleOffered]] = [:]
    /// How often each bid was asked, while no answer to it was pending, and answered.
    private var questions: [String: Int] = [:]
    private var answers: [String: Int] = [:]
    private var carried: [String: Int64] = [:]
    private(set) var granted = 0
    private(set) var faults: [String] = []

    var unanswered: [String] { questions.keys.filter { answers[$0] != questions[$0] }.sorted() }

    mutating func sent(_ body: RecordBody, _ ledger: [[UInt8]: [UInt8]]) {
        switch body {
        case .bid(let bid):
            // One that is known already is a repeat; one that was answered and forgotten is a new question.
            guard ledger[Array("b\(bid.bid)".utf8)] == nil else { return }
            bids[bid.bid] = bid
            questions[bid.bid, default: 0] += 1
        case .vehicleOffered(let offer): offers["\(offer.depot) \(offer.vehicle)", default: []].append(offer)
        case .released(let release):
            guard let left = carried[release.bid] else { return }
            carried[release.bid] = release.grams == 0 ? 0 : max(0, left - release.grams)
        default: break
        }
    }

    mutating func saw(_ posts: [Outbox.Posting]) {
        for post in posts {
            switch post.body {
            case .awarded(let award): saw(award, key: post.key)
            case .declined(let decline): count(decline.bid)
            case .released(let release):
                let left = (carried[release.bid] ?? 0) - release.grams
                if left < 0 || release.grams <= 0 { faults.append("\(release.bid) gives back more than it carries") }
                carried[release.bid] = left
            default: break
            }
        }
    }

    private mutating func saw(_ award: Awarded, key: String) {
        count(award.bid)
        granted += 1
        carried[award.bid] = award.grams
        guard let bid = bids[award.bid] else { return faults.append("award for an unknown bid \(award.bid)") }
        if key != bid.lot || award.lot != bid.lot || award.offer != bid.offer {
            faults.append("\(award.bid) misaddressed")
        }
        if award.grams > bid.grams || award.grams < max(1, bid.minimumGrams) { faults.append("\(award.bid) grams") }
        if award.trip.pickup < bid.ready { faults.append("\(award.bid) is fetched before it is ready") }
        if award.trip.arrival > bid.journey.arriveBy { faults.append("\(award.bid) arrives too late") }
        if award.trip.arrival < award.trip.pickup { faults.append("\(award.bid) arrives before it is fetched") }
    }

    private mutating func count(_ bid: String) {
        answers[bid, default: 0] += 1
        if answers[bid, default: 0] > questions[bid, default: 0] { faults.append("\(bid) is answered twice") }
    }

    mutating func check(_ ledger: [[UInt8]: [UInt8]], now: Instant) throws {
        var seen: Set<String> = []
        for (key, value) in ledger where key.first == VehicleEntry.keyPrefix {
            let vehicle = try VehicleEntry(ledgerBytes: value[...])
            try check(vehicle, ledger, &seen)
        }
    }

    /// One stored trip: driven through in order, with the weights of its stops.
    private mutating func check(_ vehicle: VehicleEntry, _ ledger: [[UInt8]: [UInt8]], _ seen: inout Set<String>) throws
    {
        let name = "\(vehicle.offer.depot) \(vehicle.offer.vehicle)"
        // A correction may make a vehicle smaller than what it was granted before, never the other way round.
        let rated = offers[name]?.map(\.ratedGrams).max() ?? 0
        let refrigerated = offers[name]?.contains { $0.refrigerated } ?? false
        var aboard: [String: Int64] = [:]
        var clock = vehicle.departs
        for stop in vehicle.stops {
            if stop.arrival < clock { faults.append("\(name) runs back in time") }
            clock = stop.arrival
            if stop.delivery {
                if aboard.removeValue(forKey: stop.bid) != stop.grams {
                    faults.append("\(name) delivers what it has not")
                }
                if let bid = bids[stop.bid], stop.arrival > bid.journey.arriveBy { faults.append("\(stop.bid) late") }
            } else {
                if !seen.insert(stop.bid).inserted { faults.append("\(stop.bid) is on two vehicles") }
                aboard[stop.bid] = stop.grams
                if let bid = bids[stop.bid], stop.arrival < bid.ready { faults.append("\(stop.bid) not ready") }
                if let bid = bids[stop.bid], bid.journey.coldChain, !refrigerated { faults.append("\(stop.bid) warm") }
                if stop.grams != carried[stop.bid] { faults.append("\(stop.bid) weighs \(stop.grams) on \(name)") }
            }
            let weight = aboard.values.reduce(0, +)
            if weight > rated { faults.append("\(name) carries \(weight) of \(rated)") }
        }
        if !aboard.isEmpty { faults.append("\(name) keeps \(aboard.keys.sorted())") }
        if !vehicle.stops.isEmpty, vehicle.returns < clock { faults.append("\(name) is back too early") }
    }
}
