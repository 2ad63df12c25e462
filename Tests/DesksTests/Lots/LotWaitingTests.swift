import GreenChannelModel
import TestKit
import Testing

@testable import Desks

/// Lots that found nobody: who hears of an outlet that turns up, and who does not.
struct LotWaitingTests {
    @Test func anOutletThatTurnsUpIsOfferedToWhoWaits() throws {
        var story = LotStory()
        story.openLot()
        #expect(story.events == ["OPENED", "NO_OUTLET"])
        story.offer("works", .processor, price: 200)
        #expect(story.bids.map(\.offer) == ["works"])
        #expect(story.events == ["BIDS_POSTED"])
        #expect(story.balance().held == 12 * tonne)
    }

    @Test func whoMustBeSoldFirstIsAskedFirstAndNoMoreThanThereIsRoomFor() throws {
        var story = LotStory()
        story.openLot("late", tonnes: 10, days: 5)
        story.openLot("soon", tonnes: 10, days: 2)
        story.openLot("later", tonnes: 10, days: 9)
        story.offer("works", .processor, price: 200, tonnes: 15)
        #expect(story.bids.map(\.lot) == ["soon", "late"])
        #expect(story.bids.map(\.grams) == [10 * tonne, 5 * tonne])
    }

    @Test func roomWhereThereWasNoneIsNewsAndMoreOfItIsNot() throws {
        var story = LotStory()
        story.offer("works", .processor, price: 200, tonnes: 0)
        story.openLot()
        #expect(story.bids.isEmpty)
        story.openLot("large", tonnes: 20)
        story.offer("works", .processor, price: 200, tonnes: 14)
        #expect(story.bids.map(\.grams) == [12 * tonne, 2 * tonne])
        story.offer("other", .processor, price: 100, tonnes: 1)
        #expect(story.bids.map(\.grams) == [tonne])
        story.offer("third", .processor, price: 100, tonnes: 30)
        #expect(story.bids.map(\.grams) == [17 * tonne])
        story.openLot("fourth", floor: 150)
        story.offer("third", .processor, price: 100, tonnes: 40)
        #expect(story.bids.isEmpty, "there was room before")
    }

    @Test func nobodyIsAskedWhoMayNotTakeTheLot() throws {
        var story = LotStory()
        story.openLot(floor: 150)
        story.offer("show", .liveSlot, price: 400)
        #expect(story.bids.isEmpty, "the lot is not verified")
        story.offer("cheap", .processor, price: 100)
        #expect(story.bids.isEmpty, "the price is below the floor")
        story.offer("beyond", .processor, price: 400, kilometre: 900) { $0.reachMetres = 50_000 }
        #expect(story.bids.isEmpty, "the lot is out of reach")
        story.offer("unreached", .processor, price: 400) { $0.needsTransport = true }
        #expect(story.bids.isEmpty, "there is no vehicle")
        story.offer("depot:near", .vehicles, tonnes: 15, kilometre: 90)
        #expect(story.bids.map(\.offer) == ["unreached"], "now there is one")
    }

    @Test func anOutletThatSaidNoIsNotAskedAgainBeforeTheSearchStartsAnew() throws {
        var story = LotStory()
        story.offer("works", .processor, price: 200)
        story.openLot()
        story.decline(try story.bid(for: "works"), "CAPACITY_FULL", remaining: 0)
        story.offer("works", .processor, price: 200)
        #expect(story.bids.isEmpty)
        #expect(LotStory.bids(story.pass(until: hour)).first?.offer == "works")
    }

    /// What waits is worked out from the ledger: a desk that was restored offers to the same lots.
    @Test func whoWaitsIsKnownAfterARestore() throws {
        var story = LotStory()
        story.openLot("late", tonnes: 10, days: 5)
        story.openLot("soon", tonnes: 10, days: 2)
        story.harness = try story.harness.restarted()
        story.offer("works", .processor, price: 200, tonnes: 15)
        #expect(story.bids.map(\.lot) == ["soon", "late"])
    }
}
