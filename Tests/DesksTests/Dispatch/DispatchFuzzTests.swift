import Desks
import GreenChannelModel
import TestKit
import Testing

/// Whatever a record holds, the desk decides it and goes on.
struct DispatchFuzzTests {
    @Test(arguments: 1...20)
    func extremeFieldsTrapNothing(seed: UInt64) throws {
        var noise = Noise(seed: seed)
        var desk = Dispatch.desk()
        var isRefused = 0
        var isTaken = 0
        for _ in 0..<1500 {
            var outbox = Outbox()
            let now = noise.now()
            desk.decide(noise.record(noise.body(), now), &outbox)
            desk.drainLedgerChanges { _ in }
            if outbox.refusal != nil { isRefused += 1 }
            if !outbox.postings.isEmpty { isTaken += 1 }
        }
        // Noise that is always refused, or never, would show nothing.
        #expect(isRefused > 50)
        #expect(isTaken > 50)
    }

    @Test(arguments: 1...10)
    func randomBytesTrapNothing(seed: UInt64) throws {
        var noise = Noise(seed: seed &+ 100)
        var desk = Dispatch.desk()
        var decoded = 0
        for _ in 0..<4000 {
            let kind = noise.pick(RecordKind.allCases)
            guard let body = try? RecordBody(kind, serialized: noise.damaged(noise.body())[...]) else { continue }
            decoded += 1
            var outbox = Outbox()
            desk.decide(noise.record(body, noise.now()), &outbox)
            desk.drainLedgerChanges { _ in }
        }
        #expect(decoded > 200)
    }
}

private struct Noise {
    private var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    mutating func pick<Element>(_ choices: [Element]) -> Element {
        choices[Int.random(in: 0..<choices.count, using: &random)]
    }

    mutating func now() -> Instant {
        if pick([0, 0, 0, 0, 0, 1]) == 1 { return Instant(milliseconds: pick([.min, -1, 0, 1, .max - 1, .max])) }
        return Dispatch.minutes(Int64.random(in: 0...6000, using: &random))
    }

    func record(_ body: RecordBody, _ now: Instant) -> InboxRecord {
        InboxRecord(partition: 0, offset: 0, now: now, timestamp: now, key: "depot-1", body: body)
    }

    /// Mostly the value that makes sense.
    private mutating func number(_ sane: Int64) -> Int64 {
        guard pick([0, 0, 0, 0, 0, 0, 0, 1]) == 1 else { return sane }
        return pick([.min, .min + 1, -1, 0, 1, 59, 1 << 32, 10_000_000_000_000, 10_000_000_000_001, .max - 1, .max])
    }

    private mutating func text(_ sane: String) -> String {
        guard pick([0, 0, 0, 0, 0, 0, 0, 1]) == 1 else { return sane }
        // The Kelvin sign is, to Unicode, the letter K.
        return pick([
            "", " ", "\u{0}", "\u{212A}", "depot-1 v-1", String(repeating: "长", count: 5000), sane + "\u{301}",
        ])
    }

    private mutating func bidID() -> String { text("bid-\(pick([1, 2, 3, 4, 5, 6, 7, 8]))") }

    mutating func body() -> RecordBody {
        switch pick([0, 0, 1, 2, 2, 2, 2, 3, 4, 5, 6, 7]) {
        case 0: return .vehicleOffered(vehicle())
        case 1: return Dispatch.withdraw(text("v-1"))
        case 2: return .bid(bid())
        case 3: return Dispatch.release(bidID(), grams: number(1000))
        case 4: return Dispatch.pickup(bidID(), grams: number(5_000_000), crates: pick([0, 600, .max]))
        case 5: return Dispatch.weighing(bidID(), gross: number(14_000_000), tare: number(8_000_000))
        case 6: return Dispatch.crates(pick([0, 5, 600, .max]), bid: bidID())
        default: return timer()
        }
    }

    private mutating func timer() -> RecordBody {
        var timer = TimerFired()
        timer.entry = pick(["", "d", "ddepot-1", "bbid-1", "vdepot-1 v-1", "bbid-2", "z", text("ddepot-1")])
        timer.due = number(0)
        return .timerFired(timer)
    }

    private mutating func vehicle() -> VehicleOffered {
        var offer = Dispatch.vehicle("v-\(pick([1, 2, 3]))")
        offer.depot = text(offer.depot)
        offer.vehicle = text(offer.vehicle)
        offer.name = text(offer.name)
        offer.vehicleClass = text(offer.vehicleClass)
        offer.place = pick([offer.place, offer.place, offer.place, 0, .max])
        offer.ratedGrams = number(offer.ratedGrams)
        offer.shiftStarts = number(offer.shiftStarts)
        offer.shiftEnds = number(offer.shiftEnds)
        offer.kilometresPerHour = number(offer.kilometresPerHour)
        offer.fenPerKm = number(offer.fenPerKm)
        offer.fixedFen = number(offer.fixedFen)
        offer.reachMetres = number(offer.reachMetres)
        offer.stopMinutes = number(offer.stopMinutes)
        return offer
    }

    private mutating func bid() -> Bid {
        var bid = Dispatch.bid(bidID())
        bid.offer = text(bid.offer)
        bid.owner = text(bid.owner)
        bid.crop = text(bid.crop)
        bid.grams = number(bid.grams)
        bid.minimumGrams = number(bid.minimumGrams)
        bid.value = number(bid.value)
        bid.deadline = number(0)
        bid.place = pick([bid.place, bid.place, bid.place, 0, .max])
        bid.ready = number(bid.ready)
        bid.journey.arriveBy = number(bid.journey.arriveBy)
        bid.journey.destination = pick([Dispatch.harbin, Dispatch.beijing, 0])
        bid.journey.award = text(bid.journey.award)
        return bid
    }

    /// The record's bytes with some of them changed, lost or put twice.
    mutating func damaged(_ body: RecordBody) -> [UInt8] {
        var bytes = body.serialized()
        for _ in 0..<Int.random(in: 0...4, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch pick([0, 1, 2]) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.remove(at: place)
            default: bytes.insert(bytes[place], at: place)
            }
        }
        return bytes
    }
}
