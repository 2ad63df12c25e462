import Desks
import GreenChannelModel
import TestKit
import Testing

/// What must hold whatever comes, shown over seeds. A seed that fails reproduces exactly.
@Suite struct MarketPropertyTests {
    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func promotionNeverExceedsCapacityAndAnswersEachBidOnce(seed: UInt64) throws {
        let model = try play(seed: seed, makeDesk: { PromotionDesk() }, next: { $0.nextPromotion() })
        #expect(model.awards > 5, "the seed shows too little")
    }

    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func broadcastNeverExceedsPositionsAndAnswersEachBidOnce(seed: UInt64) throws {
        let model = try play(seed: seed, makeDesk: { BroadcastDesk() }, next: { $0.nextBroadcast() })
        #expect(model.awards > 5, "the seed shows too little")
    }

    @Test func theSeedsReachWhatTheyAreMeantToShow() throws {
        var releases = 0
        var orders = 0
        for seed in 1...10 as ClosedRange<UInt64> {
            releases += try play(seed: seed, makeDesk: { PromotionDesk() }, next: { $0.nextPromotion() }).releases
            let model = try play(seed: seed, makeDesk: { BroadcastDesk() }, next: { $0.nextBroadcast() })
            releases += model.releases
            orders += model.ordersAccepted
        }
        #expect(releases > 50)
        #expect(orders > 20)
    }

    /// Plays a desk beside a twin that is restored again and again from the stored ledger, and checks both.
    private func play<D: Desk>(
        seed: UInt64,
        makeDesk: @escaping () -> D,
        next: (inout MarketWorld) -> (key: String, body: RecordBody)
    ) throws -> MarketModel {
        var world = MarketWorld(seed: seed)
        let model = MarketModel()
        var desk = DeskHarness(startingAt: Market.start, makeDesk)
        desk.observe = { model.observe($0, $1) }
        var twin = DeskHarness(startingAt: Market.start, makeDesk)

        for _ in 0..<400 {
            let time = world.nextTime()
            let (key, body) = next(&world)
            desk.advance(to: time)
            if case .bid(let bid) = body, desk.ledger[[UInt8(ascii: "b")] + bid.bid.utf8] == nil { model.ask(bid) }
            let outbox = desk.deliver(body, key: key, at: time)
            let other = twin.deliver(body, key: key, at: time)
            #expect(outbox.postings == other.postings && outbox.refusal == other.refusal, "at \(time) of \(body)")
            if world.pick(0...9) == 0 { twin = try twin.restarted(shuffle: world.random.next()) }
        }
        desk.runDown()
        twin.runDown()

        #expect(twin.posts == desk.posts)
        #expect(twin.ledger == desk.ledger)
        #expect(model.violations.isEmpty)
        #expect(model.unanswered().isEmpty)
        #expect(desk.faults.isEmpty)
        #expect(twin.faults.isEmpty)
        #expect(desk.ledger.isEmpty, "everything is forgotten in the end")
        return model
    }
}
