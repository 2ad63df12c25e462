import Desks
import GreenChannelModel
import TestKit
import Testing

/// No content of a record may trap a market desk, or leave it in a state that a restore would not find again.
@Suite struct MarketFuzzTests {
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func promotionTakesAnything(seed: UInt64) throws {
        try fuzz(seed: seed, makeDesk: { PromotionDesk() }, next: { $0.nextPromotion() })
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func broadcastTakesAnything(seed: UInt64) throws {
        try fuzz(seed: seed, makeDesk: { BroadcastDesk() }, next: { $0.nextBroadcast() })
    }

    @Test func aLedgerOfAnotherDeskIsNotRestored() {
        var promotion = PromotionDesk()
        var broadcast = BroadcastDesk()
        #expect(throws: (any Error).self) {
            try promotion.restore(entry: [UInt8](arrayLiteral: 0x74, 0x61)[...], value: [])
        }
        #expect(throws: (any Error).self) { try promotion.restore(entry: [], value: []) }
        #expect(throws: (any Error).self) { try promotion.restore(entry: [0x63, 0x61], value: [0xFF, 0xFF]) }
        #expect(throws: (any Error).self) { try promotion.restore(entry: [0x62, 0x61], value: []) }
        #expect(throws: (any Error).self) { try broadcast.restore(entry: [0x63, 0x61], value: []) }
        #expect(throws: (any Error).self) { try broadcast.restore(entry: [0x72, 0x61], value: [0x0A]) }
    }

    private func fuzz<D: Desk>(
        seed: UInt64,
        makeDesk: @escaping () -> D,
        next: (inout MarketWorld) -> (key: String, body: RecordBody)
    ) throws {
        var world = MarketWorld(seed: seed &* 7919)
        var desk = DeskHarness(startingAt: Market.start, makeDesk)
        var twin = DeskHarness(startingAt: Market.start, makeDesk)
        for step in 0..<1500 {
            let time = step % 500 == 499 ? Instant(milliseconds: extreme(&world)) : world.nextTime()
            let (key, body) = next(&world)
            let record = mutated(body, &world)
            let first = desk.deliver(record, key: key, at: time)
            let second = twin.deliver(record, key: key, at: time)
            #expect(first.postings == second.postings && first.refusal == second.refusal)
            if step % 100 == 0 { twin = try twin.restarted(shuffle: seed) }
        }
        #expect(desk.ledger == twin.ledger)
        #expect(desk.faults.isEmpty)
    }

    /// The record as it is, with a few bytes changed, or with a field at the edge of its type.
    private func mutated(_ body: RecordBody, _ world: inout MarketWorld) -> RecordBody {
        switch world.pick(0...4) {
        case 0, 1: return body
        case 2: return withExtremes(body, &world)
        default:
            var bytes = body.serialized()
            for _ in 0...world.pick(0...3) where !bytes.isEmpty {
                let index = Int(world.pick(0...Int64(bytes.count - 1)))
                bytes[index] = UInt8(truncatingIfNeeded: world.pick(0...255))
            }
            // Bytes that are no message at all are refused before they reach a desk.
            return (try? RecordBody(body.kind, serialized: bytes[...])) ?? body
        }
    }

    private func extreme(_ world: inout MarketWorld) -> Int64 {
        let values: [Int64] = [
            .min, .min + 1, -Instant.days(1), -1, 0, 1, 2500, 10_000_000_000_000, 10_000_000_000_001,
            Market.start.milliseconds, 7_289_654_399_999, .max - 1, .max,
        ]
        return values[Int(world.pick(0...Int64(values.count - 1)))]
    }

    private func withExtremes(_ body: RecordBody, _ world: inout MarketWorld) -> RecordBody {
        let value = extreme(&world)
        let field = world.pick(0...9)
        switch body {
        case .channelOffered(var offer):
            let fields: [WritableKeyPath<ChannelOffered, Int64>] = [
                \.reachMetres, \.minimumGrams, \.gramsPerDay, \.opens, \.closes, \.handling, \.saleDelayMilliseconds,
                \.thresholdUnits, \.unitGrams, \.deadline,
            ]
            offer[keyPath: fields[Int(field) % fields.count]] = value
            return .channelOffered(offer)
        case .slotOffered(var offer):
            let fields: [WritableKeyPath<SlotOffered, Int64>] = [
                \.starts, \.ends, \.stockGramsPerPosition, \.restockGrams, \.unitGrams, \.reachMetres, \.minimumGrams,
                \.handling, \.shipBy,
            ]
            offer[keyPath: fields[Int(field) % fields.count]] = value
            return .slotOffered(offer)
        case .bid(var bid):
            let fields: [WritableKeyPath<Bid, Int64>] = [
                \.grams, \.minimumGrams, \.value, \.deadline, \.ready, \.sellBy,
            ]
            bid[keyPath: fields[Int(field) % fields.count]] = value
            return .bid(bid)
        case .released(var release):
            release.grams = value
            return .released(release)
        case .ordersReported(var report):
            report.units = value
            return .ordersReported(report)
        case .liveOrderPlaced(var order):
            order.units = value
            return .liveOrderPlaced(order)
        default:
            var timer = TimerFired()
            timer.entry = ["", "c", "b", "t", "r", "cch-0", "tslot-0", "\u{301}x"][Int(field) % 8]
            timer.due = value
            return .timerFired(timer)
        }
    }
}
