import Desks
import GreenChannelModel
import TestKit
import Testing

@Suite struct GroupBuyTests {
    private func desk(_ change: (inout ChannelOffered) -> Void = { _ in }) -> DeskHarness<PromotionDesk> {
        var desk = DeskHarness(startingAt: Market.start) { PromotionDesk() }
        _ = desk.offer(Market.groupBuy(change))
        return desk
    }

    private func bid(_ id: String, tonnes: Int64, value: Int64 = 100) -> Bid {
        Market.bid(id, value: value) {
            $0.offer = "group-1"
            $0.owner = "group-1"
            $0.crop = "carrot"
            $0.grams = tonnes * Market.tonne
            $0.sellBy = Market.hours(480).milliseconds
        }
    }

    /// Scenario 10: 2,000 × 2.5 kg reaches 1,960 → cancelled, 4,900 kg released.
    @Test func aThresholdMissedReleasesEverything() {
        var desk = desk()
        _ = desk.deliver(Market.orders(1960), at: Market.hours(1))
        _ = desk.bid(bid("a", tonnes: 3, value: 90), at: Market.hours(2))
        _ = desk.bid(bid("b", tonnes: 3, value: 80))
        #expect(
            told(desk.advance(to: Market.hours(3))).filter { $0.contains("awarded") } == [
                "a awarded 3000 kg at 100", "b awarded 1900 kg at 100",
            ]
        )
        let verdict = told(desk.advance(to: Market.hours(24)))
        #expect(
            verdict.suffix(3) == [
                "a released 3000 kg THRESHOLD_MISSED", "b released 1900 kg THRESHOLD_MISSED", "group-1 withdrawn",
            ]
        )
        let released = desk.bodies(.lots).reduce(Int64(0)) { sum, body in
            if case .released(let release) = body { sum + release.grams } else { sum }
        }
        #expect(released == 4900 * Market.kilogram)
        #expect(told(desk.bid(bid("c", tonnes: 1)).postings) == ["c declined OFFER_CLOSED"])
        // Orders that come too late change nothing.
        let late = desk.deliver(Market.orders(2000))
        #expect(late.postings.isEmpty && late.refusal == nil)
        _ = desk.runDown()
        #expect(desk.ledger.isEmpty)
        #expect(desk.faults.isEmpty)
    }

    @Test func aThresholdReachedConfirmsWhatWasGranted() {
        var desk = desk()
        _ = desk.deliver(Market.orders(2000), at: Market.hours(1))
        _ = desk.bid(bid("a", tonnes: 9), at: Market.hours(2))
        _ = desk.advance(to: Market.hours(3))
        #expect(told(desk.advance(to: Market.hours(24))).suffix(1) == ["group-1 withdrawn"])
        #expect(told(desk.posts).filter { $0.contains("released") }.isEmpty)
        #expect(told(desk.posts).contains("a awarded 5000 kg at 100"))
        #expect(told(desk.bid(bid("late", tonnes: 1)).postings) == ["late declined OFFER_CLOSED"])
        _ = desk.runDown()
        #expect(told(desk.posts).filter { $0 == "group-1 withdrawn" }.count == 1)
        #expect(desk.ledger.isEmpty)
    }

    /// Nobody may bring so little: lots that wait are told when there is something for them.
    @Test func ordersForLessThanTheLeastCountForNothing() {
        var desk = desk()
        _ = desk.deliver(Market.orders(24), at: Market.hours(1))
        _ = desk.advance(to: Market.hours(2))
        _ = desk.deliver(Market.orders(2000), at: Market.hours(3))
        _ = desk.advance(to: Market.hours(4))
        let announced = told(desk.posts).filter { $0.hasPrefix("group-1 has") }
        #expect(announced == ["group-1 has 0 kg", "group-1 has 5000 kg"])
    }

    @Test func supplyNeverExceedsWhatIsOrdered() {
        var desk = desk()
        _ = desk.bid(bid("early", tonnes: 1))
        #expect(told(desk.advance(to: Market.seconds(2))) == ["early declined CAPACITY_FULL"])
        _ = desk.deliver(Market.orders(1000), at: Market.hours(1))
        _ = desk.bid(bid("a", tonnes: 3))
        #expect(told(desk.advance(to: Market.hours(2))).contains("a awarded 2500 kg at 100"))
        // A running total: lower and equal ones are late.
        _ = desk.deliver(Market.orders(900))
        _ = desk.deliver(Market.orders(1000))
        _ = desk.bid(bid("b", tonnes: 3))
        #expect(told(desk.advance(to: Market.hours(3))).contains("b declined CAPACITY_FULL"))
        _ = desk.deliver(Market.orders(1200))
        _ = desk.bid(bid("c", tonnes: 3))
        #expect(told(desk.advance(to: Market.hours(4))).contains("c awarded 500 kg at 100"))
    }

    @Test func whoBidInTimeIsServedAtTheDeadline() {
        var desk = desk()
        _ = desk.deliver(Market.orders(2000), at: Market.hours(1))
        let lastSecond = Market.hours(24).advanced(byMilliseconds: -1)
        _ = desk.bid(bid("a", tonnes: 9), at: lastSecond)
        #expect(told(desk.advance(to: Market.hours(24))).contains("a awarded 5000 kg at 100"))
    }

    @Test func nothingSettlesBeforeTheVerdict() {
        var desk = desk()
        _ = desk.deliver(Market.orders(2000), at: Market.hours(1))
        _ = desk.bid(bid("a", tonnes: 2))
        for body in desk.advance(to: Market.hours(2)).map(\.body) {
            guard case .awarded(let award) = body else { continue }
            #expect(award.settles > Market.groupBuy().deadline)
        }
        #expect(told(desk.posts).contains("a awarded 2000 kg at 100"))
    }

    @Test func aDeadlinePutOffKeepsWhatWasGrantedProvisional() {
        var desk = desk { $0.closes = Market.hours(400).milliseconds }
        _ = desk.deliver(Market.orders(1000), at: Market.hours(1))
        _ = desk.bid(bid("a", tonnes: 2))
        _ = desk.advance(to: Market.hours(2))
        let later = Market.groupBuy {
            $0.deadline = Market.hours(200).milliseconds
            $0.closes = Market.hours(400).milliseconds
        }
        #expect(desk.offer(later).refusal == nil)
        let verdict = told(desk.advance(to: Market.hours(200)))
        #expect(verdict.suffix(2) == ["a released 2000 kg THRESHOLD_MISSED", "group-1 withdrawn"])
    }

    @Test func aMissedRoundCanBeOfferedAgainFromZero() {
        var desk = desk()
        _ = desk.deliver(Market.orders(1960), at: Market.hours(1))
        _ = desk.advance(to: Market.hours(24))
        #expect(desk.offer(Market.groupBuy()).refusal?.reason == "INVALID_FIELD")
        let next = Market.groupBuy { $0.deadline = Market.hours(48).milliseconds }
        #expect(told(desk.offer(next).postings) == ["group-1 has 0 kg"])
        _ = desk.bid(bid("a", tonnes: 1))
        #expect(told(desk.advance(to: Market.hours(25))) == ["a declined CAPACITY_FULL"])
    }

    @Test func aStandingRoundIsNotMixedWithTheNext() {
        var desk = desk()
        _ = desk.deliver(Market.orders(2000), at: Market.hours(1))
        _ = desk.bid(bid("a", tonnes: 2))
        _ = desk.advance(to: Market.hours(24))
        let next = Market.groupBuy { $0.deadline = Market.hours(48).milliseconds }
        #expect(desk.offer(next).refusal?.reason == "INVALID_FIELD")
        let plain = Market.groupBuy { $0.thresholdUnits = 0 }
        #expect(desk.offer(plain).refusal?.reason == "INVALID_FIELD")
    }

    @Test func ordersGoToGroupBuysOnly() {
        var desk = desk()
        _ = desk.offer(Market.channel())
        #expect(desk.deliver(Market.orders(5, "ch-1")).refusal?.reason == "INVALID_FIELD")
        #expect(desk.deliver(Market.orders(5, "nobody")).refusal?.reason == "UNKNOWN_OFFER")
        #expect(desk.deliver(Market.orders(.min)).refusal?.reason == "INVALID_FIELD")
        #expect(desk.deliver(Market.orders(.max)).refusal?.reason == "INVALID_FIELD")
    }
}
