import GreenChannelModel
import TestKit
import Testing

@testable import Desks

/// Which outlets a lot is offered to, in which order, for how much.
struct LotRankingTests {
    /// 100 km away by the crow, 125 by road: 2 h to load and 2.5 h to drive. Half is lost over 120 h, so that of
    /// what is 4.5 h old 982 of 1,000 are sold: 160 × 0.982 = 157; haulage 125 km × 50 fen = 6; handling 10.
    @Test func netValueIsPriceTimesSellThroughLessTransportAndHandling() throws {
        var story = LotStory()
        story.offer("depot:1", .vehicles, tonnes: 15)
        story.offer("canteen", .institutionalCanteen, price: 160, kilometre: 200) {
            $0.needsTransport = true
            $0.handling = 10
        }
        story.openLot(kilometre: 100)
        let bid = try #require(story.bids.first)
        #expect(bid.value == 157 - 6 - 10)
        #expect(bid.grams == 12 * tonne)
        #expect(bid.owner == "owner-canteen")
        #expect(story.last.postings.first { $0.topic == .promotion }?.key == "owner-canteen")
        #expect(story.events == ["OPENED", "BIDS_POSTED"])
        #expect(story.balance().held == 12 * tonne)
    }

    @Test func theDepotsOwnRateCountsWhereItStatesOne() throws {
        var story = LotStory()
        story.offer("depot:1", .vehicles, tonnes: 15) { $0.fenPerTonneKm = 400 }
        story.offer("canteen", .institutionalCanteen, price: 160, kilometre: 200) { $0.needsTransport = true }
        story.openLot(kilometre: 100)
        let bid = try #require(story.bids.first)
        #expect(bid.value == 157 - 50)
    }

    @Test func theBestOutletComesFirstAndTheRestGoesToTheNext() throws {
        var story = LotStory()
        story.offer("b", .processor, price: 100, tonnes: 5)
        story.offer("c", .processor, price: 100, tonnes: 50)
        story.offer("a", .institutionalCanteen, price: 120, tonnes: 4)
        story.openLot(tonnes: 12)
        #expect(story.bids.map(\.offer) == ["a", "b", "c"])
        #expect(story.bids.map(\.grams) == [4 * tonne, 5 * tonne, 3 * tonne])
        let fact = try #require(story.told.last)
        #expect(fact.considered.map(\.offer) == ["a", "b", "c"])
        #expect(fact.considered.map(\.grams) == [4 * tonne, 5 * tonne, 50 * tonne])
        #expect(fact.grams == 12 * tonne)
    }

    @Test func whatWasBidForIsNotOfferedToTheNextLot() throws {
        var story = LotStory()
        story.offer("a", .processor, price: 100, tonnes: 15)
        story.openLot("L1", tonnes: 12)
        story.openLot("L2", tonnes: 12)
        #expect(story.bids.map(\.grams) == [3 * tonne])
        // Its own answer says what is really left.
        story.decline(try #require(story.bids.first), remaining: 40 * tonne)
        story.openLot("L3", tonnes: 12)
        #expect(story.bids.map(\.grams) == [12 * tonne])
    }

    @Test func anOutletIsNotAskedForLessThanItsMinimumLot() {
        var story = LotStory()
        story.offer("bulk", .processor, price: 200) { $0.minimumGrams = 20 * tonne }
        story.offer("small", .processor, price: 100) { $0.minimumGrams = tonne }
        story.openLot(tonnes: 12)
        #expect(story.bids.map(\.offer) == ["small"])
        #expect(story.bids.first?.minimumGrams == tonne)
    }

    @Test func nobodyPaysLessThanTheFloorPriceButGiftsAreFree() {
        var story = LotStory()
        story.offer("cheap", .processor, price: 79)
        story.offer("fair", .processor, price: 80, tonnes: 1)
        story.openLot(tonnes: 2, floor: 80)
        #expect(story.bids.map(\.offer) == ["fair"])
        // On the next rung the food bank pays nothing at all.
        story.offer("bank", .foodBank)
        let posts = story.pass(until: 3 * day)
        #expect(LotStory.bids(posts).map(\.offer).contains("bank"))
        #expect(!LotStory.bids(posts).map(\.offer).contains("cheap"))
    }

    @Test func nobodyPaysToBeHelped() {
        var story = LotStory()
        story.offer("costly", .processor, price: 10) { $0.handling = 10 }
        story.openLot()
        #expect(story.bids.isEmpty)
        #expect(story.events == ["OPENED", "NO_OUTLET"])
    }

    @Test func outOfReachTooLateAndOtherCropsAreNoOutlets() {
        var story = LotStory()
        story.offer("near", .processor, price: 10, kilometre: 150) { $0.reachMetres = 50_000 }
        story.offer("far", .processor, price: 90, kilometre: 151) { $0.reachMetres = 50_000 }
        story.offer("closing", .processor, price: 90) { $0.closes = hour }
        story.offer("later", .processor, price: 90) { $0.opens = 6 * day }
        story.offer("full", .processor, price: 90, tonnes: 0)
        story.offer("pears", .processor, price: 90) { $0.prices[0].crop = "pear" }
        story.offer("nowhere", .processor, price: 90) { $0.place = 999_999 }
        story.offer("gone", .processor, price: 90)
        story.offer("gone", .processor, price: 90) { $0.withdrawn = true }
        story.openLot()
        #expect(story.bids.map(\.offer) == ["near"])
        story.openLot("L2", crop: "lettuce")
        #expect(story.bids.isEmpty)
        story.offer("any", .processor, price: 20) { $0.prices[0].crop = "" }
        story.openLot("L3", crop: "lettuce")
        #expect(story.bids.map(\.offer) == ["any"])
    }

    @Test func withoutAVehicleOnlyOutletsThatCollectCount() {
        var story = LotStory()
        story.offer("far", .processor, price: 200) { $0.needsTransport = true }
        story.offer("collects", .processor, price: 50)
        story.offer("depot:tiny", .vehicles, tonnes: 0)
        story.openLot()
        #expect(story.bids.map(\.offer) == ["collects"])
    }

    @Test func anOutletsOwnPriceForACropGoesBeforeItsPriceForAny() {
        var story = LotStory()
        story.offer("mixed", .processor, price: 90) { offer in
            var any = CropPrice()
            any.price = 500
            offer.prices.append(any)
        }
        story.offer("plain", .processor, price: 95)
        story.openLot(tonnes: 200)
        #expect(story.bids.map(\.offer) == ["plain", "mixed"])
    }

    @Test func newTermsReplaceTheOldOnes() {
        var story = LotStory()
        story.offer("a", .processor, price: 90)
        story.offer("a", .processor, price: 40, tonnes: 3)
        story.openLot()
        #expect(story.bids.map(\.grams) == [3 * tonne])
        #expect(story.bids.first?.value == 39)
    }

    @Test func theSameOutletsInAnotherOrderAreRankedTheSame() throws {
        let ids = (0..<40).map { "o\($0)" }
        func ranked(_ order: [String]) -> [String] {
            var story = LotStory()
            for id in order { story.offer(id, .processor, price: Int64(id.utf8.count) * 50, tonnes: 2) }
            story.openLot(tonnes: 400)
            return story.bids.map(\.offer)
        }
        #expect(ranked(ids) == ranked(ids.reversed()))
        #expect(ranked(ids).count == 8)
    }

    @Test func emergencyLotsAreUrgentAndFoodBanksOpenAtOnce() throws {
        var story = LotStory()
        story.offer("bank", .foodBank)
        story.openLot("L1")
        #expect(story.bids.isEmpty)
        var emergency = EmergencyDeclared()
        emergency.place = 230_000
        emergency.until = 2 * hour
        emergency.by = "officer-7"
        emergency.why = "the road is cut"
        story.take(.emergencyDeclared(emergency))
        #expect(story.events == ["EMERGENCY", "RUNG_OPENED", "BIDS_POSTED"])
        #expect(story.told.first?.why == "the road is cut")
        #expect(story.bids.first?.urgent == true)
        story.openLot("L2", tonnes: 1)
        #expect(story.bids.first?.urgent == true)
        story.pass(until: 3 * hour)
        #expect(try story.entry("L1")?.urgent == false)
        story.openLot("L3", tonnes: 1)
        #expect(story.bids.isEmpty)
        #expect(story.harness.faults.isEmpty)
    }
}
