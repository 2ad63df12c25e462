import GreenChannelModel
import TestKit
import Testing

@testable import Desks

/// What the desk makes of awards, declines and releases.
struct LotAnswerTests {
    @Test func aDeclinedQuantityIsBidElsewhereThenTriedAgainLater() throws {
        var story = LotStory()
        story.offer("a", .processor, price: 100)
        story.offer("b", .processor, price: 90)
        story.openLot()
        #expect(story.bids.map(\.offer) == ["a"])
        story.decline(try story.bid(for: "a"), "OUTBID", remaining: 5 * tonne)
        #expect(story.events == ["DECLINED", "BIDS_POSTED"])
        #expect(story.told.first?.reason == "OUTBID")
        #expect(story.bids.map(\.offer) == ["b"])
        story.decline(try story.bid(for: "b"), remaining: 5 * tonne)
        #expect(story.events == ["DECLINED", "NO_OUTLET"])
        #expect(story.balance().unplaced == 12 * tonne)
        // Five minutes later the search starts anew, with everybody.
        let posts = story.pass(until: story.harness.now.milliseconds + 5 * 60_000)
        #expect(LotStory.bids(posts).map(\.offer) == ["a", "b"])
        #expect(LotStory.bids(posts).map(\.grams) == [5 * tonne, 5 * tonne])
    }

    @Test func aPartialAwardLeavesTheRestToTheNext() throws {
        var story = LotStory()
        story.offer("a", .processor, price: 100)
        story.offer("b", .processor, price: 90)
        story.openLot()
        story.award(try story.bid(for: "a"), tonnes: 7, price: 98, remaining: 3 * tonne)
        #expect(story.events == ["AWARDED", "BIDS_POSTED"])
        #expect(story.bids.map(\.offer) == ["b"])
        #expect(story.bids.map(\.grams) == [5 * tonne])
        #expect(story.balance().awarded == 7 * tonne)
        #expect(story.balance().held == 5 * tonne)
    }

    @Test func anAwardWithoutAReportSettlesADayAfterItsHour() throws {
        var story = LotStory()
        story.offer("a", .processor, price: 100)
        story.openLot()
        story.award(try story.bid(for: "a"), price: 98, settlesInHours: 24)
        #expect(LotStory.journal(story.pass(until: 48 * hour - 1)).isEmpty)
        let told = LotStory.journal(story.pass(until: 48 * hour))
        #expect(told.map(\.event) == ["SETTLED_BY_DEFAULT", "ENDED"])
        #expect(story.balance().sold == 12 * tonne)
        #expect(story.balance().fen == 98 * 12_000)
        #expect(try story.entry() == nil)
    }

    @Test func anAnswerIsTakenOnce() throws {
        var story = LotStory()
        story.offer("a", .processor, price: 100, tonnes: 6)
        story.offer("b", .processor, price: 90, tonnes: 6)
        story.openLot()
        let bid = try story.bid(for: "a")
        story.award(bid)
        let after = story.balance()
        for _ in 0..<2 {
            story.award(bid)
            #expect(story.last.postings.isEmpty)
            story.decline(bid)
            #expect(story.last.postings.isEmpty)
        }
        #expect(story.balance() == after)
    }

    @Test func moreThanWasAskedForCannotBeAwarded() throws {
        var story = LotStory()
        story.offer("a", .processor, price: 100, tonnes: 6)
        story.openLot()
        story.award(try story.bid(for: "a"), tonnes: 9_000)
        #expect(story.balance().awarded == 6 * tonne)
    }

    @Test func anAwardOfNothingIsNoAward() throws {
        var story = LotStory()
        story.offer("a", .processor, price: 100)
        story.openLot()
        story.award(try story.bid(for: "a"), tonnes: 0, remaining: 9 * tonne)
        #expect(try story.entry()?.allocations.isEmpty == true)
        #expect(story.balance().unplaced == 12 * tonne)
        #expect(story.bids.isEmpty)
    }

    @Test func anAwardBelowTheFloorPriceIsGivenBack() throws {
        var story = LotStory()
        story.offer("a", .processor, price: 100)
        story.offer("b", .processor, price: 90)
        story.openLot(floor: 85)
        story.award(try story.bid(for: "a"), price: 84)
        #expect(story.releases.map(\.reason) == ["BELOW_FLOOR"])
        #expect(story.events == ["AWARDED", "GIVEN_UP", "BIDS_POSTED"])
        #expect(story.bids.map(\.offer) == ["b"])
        story.award(try story.bid(for: "b"), price: 85)
        #expect(story.releases.isEmpty)
        #expect(story.balance().awarded == 12 * tonne)
    }

    @Test func whatAnOutletReleasesIsBidElsewhere() throws {
        var story = LotStory()
        story.offer("buy", .processor, price: 100)
        story.offer("b", .processor, price: 90)
        story.openLot()
        let bid = try story.bid(for: "buy")
        story.award(bid)
        story.release(bid, grams: 4 * tonne, "THRESHOLD_MISSED")
        #expect(story.events == ["RELEASED", "BIDS_POSTED"])
        #expect(story.told.first?.reason == "THRESHOLD_MISSED")
        #expect(story.bids.map(\.offer) == ["b"])
        #expect(story.bids.map(\.grams) == [4 * tonne])
        // The rest goes too, and the outlet is not told what it said itself.
        story.release(bid, "THRESHOLD_MISSED")
        #expect(story.balance().awarded == 0)
        #expect(story.releases.isEmpty)
        story.release(bid, "THRESHOLD_MISSED")
        #expect(story.last.postings.isEmpty)
    }

    @Test func aBidNobodyAnswersIsTakenBackAtItsDeadline() throws {
        var story = LotStory()
        story.offer("a", .processor, price: 100)
        story.offer("b", .processor, price: 90)
        story.openLot()
        let bid = try story.bid(for: "a")
        #expect(bid.deadline == 10 * 60_000)
        let posts = story.pass(until: 10 * 60_000)
        #expect(LotStory.releases(posts).map(\.offer) == ["a"])
        #expect(LotStory.releases(posts).map(\.reason) == ["NOT_ANSWERED"])
        #expect(LotStory.bids(posts).map(\.offer) == ["b"])
        story.award(bid)
        #expect(story.last.postings.isEmpty)
        story.decline(bid, "WITHDRAWN")
        #expect(story.last.postings.isEmpty)
        #expect(story.balance().held == 12 * tonne)
    }

    @Test func answersForUnknownLotsAreLateNotWrong() {
        var story = LotStory()
        var bid = Bid()
        bid.bid = "L7.1"
        bid.lot = "L7"
        bid.offer = "a"
        story.award(bid)
        story.decline(bid)
        story.release(bid, "WITHDRAWN_BY_CHANNEL")
        #expect(story.harness.posts.isEmpty)
        #expect(story.harness.refusals.isEmpty)
        #expect(story.harness.ledger.isEmpty)
    }

    /// Scenario 10: fifty claims at once on the last 1,000 kg of 500 t, with overrides among them.
    @Test func fiftyClaimsOnTheLastTonneNeverAllocateMoreThanThereIs() throws {
        var story = LotStory()
        story.offer("big", .processor, price: 300, tonnes: 499)
        story.openLot("L1", crop: "cabbage", tonnes: 500, days: 20)
        story.award(try story.bid(for: "big"), price: 300)
        for claim in 0..<50 { story.offer("claim\(claim)", .processor, price: 100, tonnes: 1) }
        var claims: [Bid] = []
        for claim in 0..<50 {
            var message = LotOverridden()
            message.lot = "L1"
            message.offer = "claim\(claim)"
            message.grams = tonne
            story.take(.lotOverridden(message))
            claims += story.bids
        }
        #expect(Set(claims.map(\.offer)).count == 50)
        // Every one of the fifty says yes, some twice, to all that it was ever asked for.
        for bid in claims + claims.reversed() {
            story.award(bid, price: 100)
            let lot = try #require(try story.entry())
            let balance = lot.balance
            #expect(balance.held + balance.awarded + balance.settled <= 500_000_000)
            #expect(balance.declared == 500_000_000)
            #expect(lot.allocations.reduce(0) { $0 + $1.grams } <= 500_000_000)
        }
        #expect(story.balance().awarded == 500_000_000)
    }
}
