import Desks
import GreenChannelModel
import TestKit
import Testing

/// What those who watch see of a desk, in its memory and in its ledger.
@Suite struct OutstandingWorkTests {
    private func outstanding(of desk: DeskHarness<PromotionDesk>) throws -> OutstandingWork {
        var work = OutstandingWork()
        for (key, value) in desk.ledger { try work.add(entry: Array(key)[...], value: value[...], of: .promotion) }
        return work
    }

    @Test func bidsThatWaitAreCountedAndTheOldestIsNamed() throws {
        var desk = DeskHarness(startingAt: Market.start) { PromotionDesk() }
        _ = desk.offer(Market.channel())
        #expect(desk.desk.outstanding == OutstandingWork(pendingBids: 0))
        _ = desk.bid(Market.bid("a"), at: Market.seconds(1))
        _ = desk.bid(Market.bid("b"), at: Market.seconds(2))
        #expect(desk.desk.outstanding == OutstandingWork(pendingBids: 2, oldestPendingBid: Market.seconds(1)))
        #expect(try outstanding(of: desk) == desk.desk.outstanding)
        // Granted ones wait for nothing any more.
        _ = desk.advance(to: Market.seconds(10))
        #expect(desk.desk.outstanding == OutstandingWork(pendingBids: 0))
        #expect(try outstanding(of: desk) == OutstandingWork())
    }

    @Test func bytesThatNoDeskWroteAreAnError() {
        var work = OutstandingWork()
        #expect(throws: (any Error).self) {
            try work.add(entry: Array("bid".utf8)[...], value: [0xff, 0xff], of: .dispatch)
        }
        #expect(work == OutstandingWork())
    }
}
