import GreenChannelModel
import TestKit
import Testing

@testable import Desks

/// The hours of a lot's life: people who pay, people who are given it, animals, compost, the end.
struct LotLadderTests {
    /// A lot of 5 days from nought: donation opens at 72 h, feed at 108 h, the window closes at 120 h, all ends at 168 h.
    @Test func eachRungOpensAtItsHour() {
        var story = LotStory()
        story.offer("bank", .foodBank, tonnes: 1)
        story.offer("pigs", .feed, tonnes: 1)
        story.offer("heap", .compost, tonnes: 1)
        story.openLot(tonnes: 12)
        #expect(story.bids.isEmpty)
        #expect(LotStory.bids(story.pass(until: 72 * hour - 1)).isEmpty)
        #expect(LotStory.bids(story.pass(until: 72 * hour)).map(\.offer) == ["bank"])
        #expect(!LotStory.bids(story.pass(until: 108 * hour - 1)).map(\.offer).contains("pigs"))
        #expect(LotStory.bids(story.pass(until: 108 * hour)).map(\.offer).contains("pigs"))
        #expect(LotStory.bids(story.pass(until: 120 * hour)).map(\.offer).contains("heap"))
        let rungs = LotStory.journal(story.harness.posts).filter { $0.event == "RUNG_OPENED" }.map(\.reason)
        #expect(rungs == ["DONATION", "FEED", "COMPOST"])
        #expect(story.harness.faults.isEmpty)
    }

    @Test func aShortLifeHasShortRungs() {
        var story = LotStory()
        story.offer("bank", .foodBank, tonnes: 12)
        story.openLot(days: 1)
        #expect(LotStory.bids(story.pass(until: 12 * hour - 1)).isEmpty)
        #expect(LotStory.bids(story.pass(until: 12 * hour)).map(\.offer) == ["bank"])
    }

    @Test func peopleStillComeFirstOnTheLowerRungs() {
        var story = LotStory()
        story.pass(until: 109 * hour)
        story.offer("pigs", .feed, price: 90, tonnes: 1)
        story.offer("bank", .foodBank, tonnes: 1)
        story.offer("canteen", .institutionalCanteen, price: 10, tonnes: 1)
        story.openLot(tonnes: 3, received: 0)
        #expect(story.bids.map(\.offer) == ["canteen", "bank", "pigs"])
    }

    @Test func aClosedWindowNeverGoesToPeople() throws {
        var story = LotStory()
        story.offer("canteen", .institutionalCanteen, price: 100, tonnes: 1)
        story.offer("bank", .foodBank, tonnes: 1)
        story.offer("pigs", .feed, tonnes: 1)
        story.openLot(tonnes: 3, days: 5)
        let early = try story.bid(for: "canteen")
        story.pass(until: 120 * hour)
        #expect(try story.entry()?.allocations.allSatisfy { $0.kind == .feed || $0.kind == .compost } == true)
        story.award(early, price: 100)
        #expect(story.balance().awarded == 0)
        for kind in [OutletKind.foodBank, .institutionalCanteen] {
            story.offer("late-\(kind.rawValue)", kind, price: 100)
        }
        story.verify()
        #expect(story.bids.isEmpty)
        var message = LotOverridden()
        message.lot = "L1"
        message.offer = "bank"
        message.grams = tonne
        story.take(.lotOverridden(message))
        #expect(story.last.refusal?.detail.contains("window") == true)
    }

    @Test func noAnswerIsAwaitedBeyondTheWindow() throws {
        var settings = LotDeskSettings()
        settings.answerWithinMilliseconds = 100 * day
        var story = LotStory(settings: settings)
        story.offer("canteen", .institutionalCanteen, price: 100)
        story.openLot()
        let bid = try story.bid(for: "canteen")
        #expect(bid.deadline == 120 * hour)
        let posts = story.pass(until: 120 * hour)
        #expect(LotStory.releases(posts).map(\.reason) == ["NOT_ANSWERED"])
        story.award(bid)
        #expect(story.balance().awarded == 0)
    }

    @Test func openedAfterTheWindowItGoesToFeedOrCompostOnly() {
        var story = LotStory()
        story.offer("canteen", .institutionalCanteen, price: 100)
        story.offer("bank", .foodBank)
        story.offer("pigs", .feed, tonnes: 100)
        story.pass(until: 10 * day)
        var lot = LotOpened()
        lot.lot = "L9"
        lot.crop = "cabbage"
        lot.grams = 800_000
        lot.place = LineCountry.place(100)
        lot.sellBy = 10 * day - 3 * hour
        lot.lifeMilliseconds = 5 * day
        story.take(.lotOpened(lot))
        #expect(story.bids.map(\.offer) == ["pigs"])
        lot.lot = "L10"
        lot.sellBy = 8 * day
        story.take(.lotOpened(lot))
        #expect(story.events == ["OPENED", "EXPIRED", "ENDED"])
    }

    @Test func whatNobodyTookExpiresAndTheLotEnds() throws {
        var story = LotStory()
        story.openLot()
        let told = LotStory.journal(story.harness.runDown())
        #expect(told.suffix(2).map(\.event) == ["EXPIRED", "ENDED"])
        #expect(story.balance().expired == 12 * tonne)
        #expect(story.harness.now.milliseconds == 168 * hour)
        #expect(try story.entry() == nil)
        #expect(story.harness.desk.openLots == 0)
        // It was told once a rung that nobody was there, not at every try.
        #expect(told.filter { $0.event == "NO_OUTLET" }.count == 3)
    }

    @Test func theSearchWaitsLongerEachTimeUpToFourHours() {
        var story = LotStory()
        var woken: [Int64] = []
        story.openLot()
        for _ in 0..<9 {
            let before = story.harness.now.milliseconds
            let next = (try? story.entry()?.wakeAt) ?? 0
            woken.append((next - before) / 60_000)
            story.pass(until: next)
        }
        #expect(woken == [5, 10, 20, 40, 80, 160, 240, 240, 240])
    }
}
