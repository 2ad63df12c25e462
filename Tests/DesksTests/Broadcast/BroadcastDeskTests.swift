import Desks
import GreenChannelModel
import TestKit
import Testing

@Suite struct BroadcastDeskTests {
    private func desk(_ offers: SlotOffered...) -> DeskHarness<BroadcastDesk> {
        var desk = DeskHarness(startingAt: Market.start) { BroadcastDesk() }
        for offer in offers { _ = desk.offer(offer) }
        return desk
    }

    private func cancel(_ slot: String = "slot-1") -> RecordBody {
        var cancellation = SlotCancelled()
        cancellation.studio = "studio-1"
        cancellation.slot = slot
        return .slotCancelled(cancellation)
    }

    @Test func anOfferedSlotIsAnnouncedAsALiveSlot() throws {
        var desk = desk()
        let posts = desk.offer(Market.slot()).postings
        #expect(told(posts) == ["slot-1 has 3500 kg"])
        #expect(posts.first?.target == .everyPartition)
        guard case .offerAnnounced(let announced)? = posts.first?.body else {
            Issue.record("not an announcement")
            return
        }
        #expect(announced.owner == "studio-1")
        #expect(announced.kind == .liveSlot)
        #expect(!announced.needsTransport)
    }

    @Test func positionsGoToWhatIsWorthMostOnTheTable() {
        var desk = desk(Market.slot())
        // Dear, but only 100 kg of it: 100 × 900 is less than 1,500 × 100.
        _ = desk.bid(
            Market.slotBid("dear", value: 900) {
                $0.grams = 100 * Market.kilogram; $0.minimumGrams = 0
            }
        )
        _ = desk.bid(Market.slotBid("full", value: 100))
        _ = desk.bid(Market.slotBid("better", value: 110))
        #expect(
            told(desk.advance(to: Market.seconds(2))) == [
                "better awarded 2000 kg at 300", "full awarded 1500 kg at 300", "dear declined OUTBID",
            ]
        )
        _ = desk.bid(Market.slotBid("late", value: 900), at: Market.seconds(3))
        #expect(told(desk.advance(to: Market.seconds(5))) == ["late declined CAPACITY_FULL", "slot-1 has 0 kg"])
    }

    @Test func aLotGetsOnePosition() {
        var desk = desk(Market.slot())
        _ = desk.bid(Market.slotBid("a") { $0.lot = "lot-1" })
        _ = desk.bid(Market.slotBid("b") { $0.lot = "lot-1" })
        #expect(
            told(desk.advance(to: Market.seconds(2))) == [
                "a awarded 2000 kg at 300", "b declined LOT_ALREADY_PLACED",
            ]
        )
        #expect(
            told(desk.bid(Market.slotBid("c") { $0.lot = "lot-1" }).postings) == ["c declined LOT_ALREADY_PLACED"]
        )
    }

    @Test func onlyWholeUnitsAreGranted() {
        var desk = desk(Market.slot())
        _ = desk.bid(Market.slotBid("a") { $0.grams = 1204 * Market.kilogram })
        #expect(told(desk.advance(to: Market.seconds(2))) == ["a awarded 1200 kg at 300"])
    }

    @Test func whatCannotBeShownIsDeclinedAtOnce() {
        var desk = desk(Market.slot { $0.prices = [Market.price("pear", 300)] })
        func answer(_ change: (inout Bid) -> Void) -> [String] {
            told(
                desk.bid(
                    Market.slotBid("a") {
                        $0.crop = "pear"
                        change(&$0)
                    }
                ).postings
            )
        }
        #expect(answer { $0.crop = "carrot" } == ["a declined CROP_NOT_WANTED"])
        #expect(answer { $0.minimumGrams = 2 * Market.tonne } == ["a declined BELOW_MINIMUM"])
        #expect(
            answer {
                $0.grams = 4999; $0.minimumGrams = 0
            } == ["a declined BELOW_MINIMUM"]
        )
        #expect(answer { $0.ready = Market.hours(12).milliseconds } == ["a declined WINDOW_TOO_SHORT"])
        #expect(answer { $0.sellBy = Market.hours(47).milliseconds } == ["a declined WINDOW_TOO_SHORT"])
        #expect(answer { $0.offer = "slot-9" } == ["a declined UNKNOWN_OFFER"])
    }

    /// Scenario 10: a live slot of 300 boxes + 100 restock; order 401 refused.
    @Test func order401IsRefused() throws {
        var desk = desk(Market.slot())
        _ = desk.bid(Market.slotBid("a"))
        #expect(told(desk.advance(to: Market.seconds(2))).first == "a awarded 2000 kg at 300")
        for number in 1...400 {
            let outbox = desk.deliver(Market.order(number, units: 1), at: Market.hours(11))
            #expect(outbox.refusal == nil)
            guard case .journalEntry(let entry)? = outbox.postings.first?.body else {
                Issue.record("order \(number) is not in the journal")
                return
            }
            #expect(entry.reason == (number <= 300 ? "ORDERED" : "RESTOCKED"))
            #expect(entry.grams == 5 * Market.kilogram)
        }
        let refusal = try #require(desk.deliver(Market.order(401, units: 1)).refusal)
        #expect(refusal.reason == "STOCK_EXCEEDED")
        #expect(refusal.detail.contains("400 units"))
        // Everything was ordered, so that nothing comes back.
        _ = desk.runDown()
        #expect(told(desk.posts).filter { $0.contains("released") }.isEmpty)
        #expect(desk.ledger.isEmpty)
        #expect(desk.faults.isEmpty)
    }

    /// Scenario 10: the same host in the same hour refused.
    @Test func theSameHostInTheSameHourIsRefused() throws {
        var desk = desk(Market.slot())
        let outbox = desk.offer(Market.slot("slot-2"))
        let refusal = try #require(outbox.refusal)
        #expect(refusal.reason == "HOST_DOUBLE_BOOKED")
        #expect(refusal.detail.contains("slot-1") && refusal.detail.contains("slot-2"))
        #expect(outbox.postings.isEmpty)

        // The next hour, another host, another studio, and a correction of the slot itself are fine.
        #expect(
            desk.offer(
                Market.slot("slot-2") {
                    $0.starts = Market.hours(12).milliseconds; $0.ends = Market.hours(13).milliseconds
                }
            ).refusal == nil
        )
        #expect(desk.offer(Market.slot("slot-3") { $0.host = "小明" }).refusal == nil)
        #expect(desk.offer(Market.slot("slot-4") { $0.studio = "studio-2" }).refusal == nil)
        #expect(desk.offer(Market.slot()).refusal == nil)

        // A cancelled show frees its host.
        _ = desk.deliver(cancel())
        #expect(desk.offer(Market.slot("slot-5")).refusal == nil)
    }

    @Test func anOrderCountsOnce() {
        var desk = desk(Market.slot())
        _ = desk.bid(Market.slotBid("a"))
        _ = desk.advance(to: Market.hours(11))
        #expect(desk.deliver(Market.order(1, units: 250)).postings.count == 1)
        let repeated = desk.deliver(Market.order(1, units: 250))
        #expect(repeated.postings.isEmpty && repeated.refusal == nil)
        #expect(desk.deliver(Market.order(1, units: 251)).refusal?.reason == "INVALID_FIELD")
        #expect(desk.deliver(Market.order(2, units: 150)).refusal == nil)
        #expect(desk.deliver(Market.order(3, units: 1)).refusal?.reason == "STOCK_EXCEEDED")
        #expect(desk.deliver(Market.order(4, units: .max)).refusal?.reason == "STOCK_EXCEEDED")
        #expect(desk.deliver(Market.order(5, units: 0)).refusal?.reason == "INVALID_FIELD")
        #expect(desk.deliver(Market.order(6, units: 1, lot: "lot-z")).refusal?.reason == "UNKNOWN_LOT")
        #expect(desk.deliver(Market.order(7, units: 1, slot: "slot-9")).refusal?.reason == "UNKNOWN_OFFER")
    }

    @Test func whatViewersDidNotOrderIsReleasedAtTheEnd() {
        var desk = desk(Market.slot())
        _ = desk.bid(Market.slotBid("a"))
        _ = desk.bid(Market.slotBid("b", value: 90))
        #expect(
            told(desk.advance(to: Market.hours(11))).prefix(2) == [
                "a awarded 2000 kg at 300", "b awarded 1500 kg at 300",
            ]
        )
        _ = desk.deliver(Market.order(1, units: 320))
        #expect(
            told(desk.advance(to: Market.hours(12))) == [
                "a released 400 kg UNSOLD", "b released 1500 kg UNSOLD", "slot-1 withdrawn",
            ]
        )
        #expect(desk.deliver(Market.order(2, units: 1)).refusal?.reason == "UNKNOWN_OFFER")
        _ = desk.runDown()
        #expect(desk.ledger.isEmpty)
    }

    @Test func withoutAnyOrderReportTheStockCountsAsSold() {
        var desk = desk(Market.slot())
        _ = desk.bid(Market.slotBid("a"))
        _ = desk.advance(to: Market.hours(11))
        // Only what was kept back for restocking never came on the table.
        #expect(told(desk.advance(to: Market.hours(12))) == ["a released 500 kg UNSOLD", "slot-1 withdrawn"])
    }

    @Test func theRestockLimitIsSharedByThePositions() {
        var desk = desk(Market.slot { $0.itemPositions = 3 })
        _ = desk.bid(Market.slotBid("a", value: 90) { $0.grams = 1800 * Market.kilogram })
        _ = desk.bid(Market.slotBid("b", value: 80) { $0.grams = 1800 * Market.kilogram })
        _ = desk.bid(Market.slotBid("c", value: 70) { $0.grams = 1800 * Market.kilogram })
        #expect(
            told(desk.advance(to: Market.seconds(2))) == [
                "a awarded 1800 kg at 300", "b awarded 1700 kg at 300", "c awarded 1500 kg at 300",
            ]
        )
    }

    @Test func aCancelledSlotReleasesEverything() {
        var desk = desk(Market.slot())
        _ = desk.bid(Market.slotBid("a"))
        _ = desk.advance(to: Market.seconds(2))
        _ = desk.bid(Market.slotBid("b"))
        #expect(
            told(desk.deliver(cancel()).postings) == [
                "b declined UNKNOWN_OFFER", "a released 2000 kg SLOT_CANCELLED", "slot-1 withdrawn",
            ]
        )
        #expect(told(desk.bid(Market.slotBid("c")).postings) == ["c declined UNKNOWN_OFFER"])
        let repeated = desk.deliver(cancel())
        #expect(repeated.postings.isEmpty && repeated.refusal == nil)
        #expect(desk.deliver(cancel("slot-9")).refusal?.reason == "UNKNOWN_OFFER")
        _ = desk.runDown()
        #expect(desk.ledger.isEmpty)
    }

    @Test func aReleasedAwardFreesItsPositionAndRestock() {
        var desk = desk(Market.slot { $0.itemPositions = 1 })
        let first = Market.slotBid("a")
        _ = desk.bid(first)
        _ = desk.advance(to: Market.seconds(2))
        // A part of it: what was kept back goes first.
        _ = desk.deliver(Market.release(first, grams: 600 * Market.kilogram))
        #expect(desk.deliver(Market.order(1, units: 281)).refusal?.reason == "STOCK_EXCEEDED")
        #expect(desk.deliver(Market.order(2, units: 280)).refusal == nil)
        _ = desk.deliver(Market.release(first))
        _ = desk.bid(Market.slotBid("b"))
        #expect(told(desk.advance(to: Market.seconds(4))).contains("b awarded 2000 kg at 300"))
    }

    @Test func theWindowEndsWithTheShow() {
        var desk = desk(Market.slot())
        _ = desk.bid(Market.slotBid("a"), at: Market.hours(12).advanced(byMilliseconds: -500))
        #expect(told(desk.advance(to: Market.hours(12))) == ["a declined OFFER_CLOSED", "slot-1 withdrawn"])
        #expect(told(desk.bid(Market.slotBid("b")).postings) == ["b declined UNKNOWN_OFFER"])
    }

    @Test(arguments: [
        BadField<SlotOffered>("studio") { $0.studio = "" },
        BadField("slot") { $0.slot = "a b" },
        BadField("host") { $0.host = "" },
        BadField("ends") { $0.ends = $0.starts },
        BadField("item_positions") { $0.itemPositions = 0 },
        BadField("item_positions") { $0.itemPositions = .max },
        BadField("unit_grams") { $0.unitGrams = 0 },
        BadField("stock_grams_per_position") { $0.stockGramsPerPosition = 4999 },
        BadField("restock_grams") { $0.restockGrams = .min },
        BadField("prices") { $0.prices = Array(repeating: Market.price("pear", 1), count: 401) },
        BadField("ship_by") { $0.shipBy = $0.starts },
        BadField("reach_metres") { $0.reachMetres = .max },
    ])
    func anOfferThatMakesNoSenseIsRefusedByName(bad: BadField<SlotOffered>) throws {
        var desk = desk()
        let outbox = desk.offer(Market.slot { bad.change(&$0) })
        let refusal = try #require(outbox.refusal)
        #expect(refusal.reason == "INVALID_FIELD")
        #expect(refusal.detail.contains(" \(bad.field) "), "\(refusal.detail)")
        #expect(outbox.postings.isEmpty && desk.ledger.isEmpty)
    }

    @Test func recordsOfOtherDesksAreRefused() {
        var desk = desk()
        #expect(desk.offer(Market.channel()).refusal?.reason == "UNEXPECTED_TYPE")
    }
}
