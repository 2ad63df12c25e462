import GreenChannelModel
import TestKit
import Testing

@testable import Desks

/// What became of awards, and what senders and operators change.
struct LotOutcomeTests {
    private func awarded(_ kind: OutletKind = .processor, price: Int64 = 100) throws -> (LotStory, award: Bid) {
        var story = LotStory()
        story.offer("a", kind, price: price)
        story.openLot()
        story.verify()
        let bid = try #require(LotStory.bids(story.harness.posts).first)
        story.award(bid, price: price)
        return (story, bid)
    }

    @Test func deliveredInPartsItEndsWhenAllIsDelivered() throws {
        var (story, award) = try awarded()
        story.report(.outcomeDelivered, award, grams: 5 * tonne)
        #expect(story.events == ["DELIVERED"])
        #expect(story.balance().awarded == 7 * tonne)
        story.report(.outcomeDelivered, award, grams: 0)
        #expect(story.events == ["DELIVERED", "ENDED"])
        #expect(story.balance().sold == 12 * tonne)
        story.report(.outcomeDelivered, award, grams: 0)
        #expect(story.last.refusal?.reason == "UNKNOWN_LOT")
    }

    @Test(arguments: [(OutletKind.foodBank, "donated"), (.feed, "recycled"), (.compost, "recycled")])
    func giftsAndFeedAreCountedAsSuch(_ kind: OutletKind, _ bucket: String) throws {
        var story = LotStory()
        story.openLot()
        story.pass(until: kind == .compost ? 120 * hour : 115 * hour)
        story.offer("a", kind)
        let bid = try story.bid(for: "a")
        story.award(bid)
        story.report(.outcomeDelivered, bid, grams: 0)
        #expect(story.balance().donated == (bucket == "donated" ? 12 * tonne : 0))
        #expect(story.balance().recycled == (bucket == "recycled" ? 12 * tonne : 0))
        #expect(story.balance().sold == 0)
    }

    @Test func whatAnOutletDidNotTakeIsBidElsewhere() throws {
        var (story, award) = try awarded()
        story.offer("b", .processor, price: 50)
        story.report(.outcomeShort, award, grams: 8 * tonne)
        #expect(story.events == ["SHORT", "BIDS_POSTED"])
        #expect(story.balance().sold == 8 * tonne)
        #expect(story.bids.map(\.offer) == ["b"])
        #expect(story.bids.map(\.grams) == [4 * tonne])
        #expect(story.releases.isEmpty)
    }

    @Test func spoiledProduceIsLost() throws {
        var (story, award) = try awarded()
        story.report(.outcomeSpoiled, award, grams: 2 * tonne)
        #expect(story.events == ["SPOILED"])
        #expect(story.balance().lost == 2 * tonne)
        #expect(story.balance().awarded == 10 * tonne)
    }

    @Test func outcomesThatMakeNoSenseAreRefused() throws {
        var (story, award) = try awarded()
        let before = story.balance()
        story.report(.outcomeUnspecified, award, grams: tonne)
        #expect(story.last.refusal?.reason == "INVALID_FIELD")
        story.report(.outcomeDelivered, award, grams: -1)
        #expect(story.last.refusal?.reason == "INVALID_FIELD")
        story.report(.outcomeWeighed, award, grams: 1, planned: .min)
        #expect(story.last.refusal?.reason == "INVALID_FIELD")
        var other = award
        other.bid = "L1.99"
        story.report(.outcomeDelivered, other, grams: 1)
        #expect(story.last.refusal?.reason == "UNKNOWN_BID")
        #expect(story.balance() == before)
    }

    /// "更正 <case> 10吨": the total becomes 10 t, it is not added.
    @Test func aCorrectionChangesTheTotal() throws {
        var story = LotStory()
        story.offer("a", .processor, price: 100, tonnes: 5)
        story.openLot(tonnes: 12)
        story.correct { $0.grams = 10 * tonne }
        #expect(story.balance().declared == 10 * tonne)
        #expect(story.balance().unplaced == 5 * tonne)
        #expect(story.releases.isEmpty)
        story.correct { $0.grams = 11 * tonne }
        #expect(story.balance().declared == 11 * tonne)
        #expect(story.balance().unplaced == 6 * tonne)
        // Now the bid has to go as well, whole; what is still there is bid again.
        story.correct { $0.grams = 3 * tonne }
        #expect(story.releases.map(\.reason) == ["CORRECTED"])
        #expect(story.releases.map(\.grams) == [5 * tonne])
        #expect(story.balance().declared == 3 * tonne)
        #expect(story.balance().unplaced == 3 * tonne)
    }

    @Test func bidsGoBeforeAwardsAndTheLeastWorthFirst() throws {
        var story = LotStory()
        story.offer("good", .processor, price: 300, tonnes: 4)
        story.offer("fair", .processor, price: 200, tonnes: 4)
        story.offer("poor", .processor, price: 100, tonnes: 4)
        story.openLot(tonnes: 12)
        story.award(try #require(LotStory.bids(story.harness.posts).first { $0.offer == "good" }))
        story.award(try #require(LotStory.bids(story.harness.posts).first { $0.offer == "poor" }))
        story.correct { $0.grams = 5 * tonne }
        #expect(story.releases.map(\.offer) == ["fair", "poor"])
        #expect(story.releases.map(\.grams) == [4 * tonne, 3 * tonne])
        #expect(story.balance().awarded == 5 * tonne)
    }

    @Test func whatIsSettledCannotBeCorrectedAway() throws {
        var (story, award) = try awarded()
        story.report(.outcomeDelivered, award, grams: 8 * tonne)
        story.correct { $0.grams = tonne }
        #expect(story.events == ["GIVEN_UP", "CORRECTED", "ENDED"])
        #expect(story.balance().declared == 8 * tonne)
        #expect(story.balance().sold == 8 * tonne)
    }

    @Test func aWrongPlaceTakesEverythingBack() throws {
        var (story, _) = try awarded()
        story.correct { $0.place = LineCountry.place(500) }
        #expect(story.releases.map(\.offer) == ["a"])
        #expect(story.balance().awarded == 0)
        #expect(try story.entry()?.place == LineCountry.place(500))
    }

    @Test func aHigherFloorTakesBidsBackButNotAwards() throws {
        var story = LotStory()
        story.offer("a", .processor, price: 100, tonnes: 6)
        story.offer("b", .processor, price: 90, tonnes: 6)
        story.openLot()
        story.award(try story.bid(for: "a"), price: 100)
        story.correct { $0.floorPrice = 120 }
        #expect(story.releases.map(\.offer) == ["b"])
        #expect(story.balance().awarded == 6 * tonne)
        #expect(story.balance().unplaced == 6 * tonne)
    }

    @Test func aShorterLifeEndsItSooner() throws {
        var (story, _) = try awarded()
        story.openLot("L2")
        story.correct("L2") { $0.sellBy = 0 }
        #expect(story.harness.desk.openLots == 2)
        story.harness.runDown()
        #expect(story.harness.desk.openLots == 0)
        #expect(story.balance("L2").expired == 12 * tonne)
    }

    @Test func aCancelledLotTakesEverythingBackAndEnds() throws {
        var story = LotStory()
        story.offer("a", .processor, price: 100, tonnes: 5)
        story.offer("b", .processor, price: 90, tonnes: 5)
        story.openLot()
        story.award(try story.bid(for: "a"))
        var message = LotCancelled()
        message.lot = "L1"
        message.by = "sender"
        message.why = "sold to a neighbour"
        story.take(.lotCancelled(message))
        #expect(story.releases.map(\.offer) == ["a", "b"])
        #expect(story.events == ["GIVEN_UP", "GIVEN_UP", "CANCELLED", "ENDED"])
        #expect(story.balance().cancelled == 12 * tonne)
        #expect(try story.entry() == nil)
        story.take(.lotCancelled(message))
        #expect(story.last.refusal?.reason == "UNKNOWN_LOT")
    }

    @Test func aMergedLotEndsAndSaysIntoWhich() throws {
        var (story, award) = try awarded()
        story.report(.outcomeDelivered, award, grams: 2 * tonne)
        var message = LotMerged()
        message.lot = "L1"
        message.into = "L1"
        story.take(.lotMerged(message))
        #expect(story.last.refusal?.reason == "INVALID_FIELD")
        message.into = "L0"
        message.by = "officer-7"
        story.take(.lotMerged(message))
        #expect(story.events == ["GIVEN_UP", "MERGED", "ENDED"])
        #expect(story.told[1].reason == "L0")
        #expect(story.balance().cancelled == 10 * tonne)
        #expect(story.balance().sold == 2 * tonne)
    }

    @Test func anOverrideTakesFromTheLeastWorthAndSaysWhoAndWhy() throws {
        var story = LotStory()
        story.offer("good", .processor, price: 300, tonnes: 6)
        story.offer("poor", .processor, price: 100, tonnes: 6)
        story.openLot(tonnes: 12)
        story.award(try story.bid(for: "good"))
        story.award(try #require(LotStory.bids(story.harness.posts).first { $0.offer == "poor" }))
        story.offer("school", .institutionalCanteen, price: 1, tonnes: 50)
        var message = LotOverridden()
        message.lot = "L1"
        message.offer = "school"
        message.grams = 2 * tonne
        message.by = "officer-7"
        message.why = "flood relief"
        story.take(.lotOverridden(message))
        #expect(story.releases.map(\.offer) == ["poor"])
        #expect(story.releases.map(\.reason) == ["OVERRIDDEN"])
        #expect(story.bids.map(\.offer) == ["school"])
        #expect(story.bids.map(\.grams) == [2 * tonne])
        #expect(story.bids.first?.urgent == true)
        #expect(story.told.first { $0.event == "OVERRIDDEN" }?.why == "flood relief")
        // Ordered again, what the school has stays where it is.
        story.take(.lotOverridden(message))
        #expect(!story.releases.contains { $0.offer == "school" })
        message.offer = "nobody"
        story.take(.lotOverridden(message))
        #expect(story.last.refusal?.reason == "UNKNOWN_OFFER")
    }

    @Test func theSameLotIsOpenedOnce() {
        var story = LotStory()
        story.openLot()
        let before = story.harness.ledger
        story.openLot(tonnes: 99)
        #expect(story.last.postings.isEmpty && story.last.refusal == nil)
        #expect(story.harness.ledger == before)
    }

    @Test func theLedgerKeepsNoRawText() throws {
        var story = LotStory()
        var lot = LotOpened()
        lot.lot = "L1"
        lot.crop = "cabbage"
        lot.grams = tonne
        lot.place = LineCountry.place(1)
        lot.sellBy = 5 * day
        lot.rawText = "白菜 1吨 13800138000"
        story.take(.lotOpened(lot))
        let stored = try #require(story.harness.ledger[Array("lL1".utf8)])
        #expect(!String(decoding: stored, as: UTF8.self).contains("13800138000"))
    }
}
