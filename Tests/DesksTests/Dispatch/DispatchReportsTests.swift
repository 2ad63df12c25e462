import Desks
import GreenChannelModel
import TestKit
import Testing

struct DispatchReportsTests {
    /// 12 t on their way to Harbin.
    private func carrying(_ change: (inout Bid) -> Void = { _ in }) -> DeskHarness<DispatchDesk> {
        var depot = Dispatch.harness()
        depot.offer(Dispatch.vehicle())
        depot.bid(Dispatch.bid("bid-1", change))
        depot.clear()
        return depot
    }

    @Test func aTruckTakesNineOfTwelveTonnesAndTheRestIsDispatchedAgainInTime() throws {
        var depot = carrying()
        depot.offer(Dispatch.vehicle("v-2"))
        depot.deliver(Dispatch.pickup(grams: 9_600_000), at: Dispatch.hours(1))
        let release = try #require(depot.releases.first)
        #expect(depot.releases.count == 1)
        #expect(release.bid == "bid-1")
        #expect(release.lot == "lot-of-bid-1")
        #expect(release.grams == 2_400_000)
        #expect(release.reason == "PARTIAL_PICKUP")
        // The lot bids again for what was left behind.
        depot.bid(Dispatch.bid("bid-2") { $0.grams = 2_400_000 })
        depot.clear()
        let again = try #require(depot.awards.last)
        #expect(again.bid == "bid-2")
        #expect(again.grams == 2_400_000)
        #expect(again.trip.vehicle == "v-2")
        #expect(again.trip.arrival <= Dispatch.hours(48).milliseconds)
        // The same report again releases nothing more.
        depot.deliver(Dispatch.pickup(grams: 9_600_000))
        #expect(depot.releases.count == 1)
        #expect(depot.refusals.isEmpty)
    }

    @Test func aTruckThatTakesNothingDidNotShowUp() {
        var depot = carrying()
        depot.deliver(Dispatch.pickup(grams: 0), at: Dispatch.minutes(59))
        #expect(depot.releases.map(\.reason) == ["NO_SHOW"])
        #expect(depot.releases.map(\.grams) == [12 * Dispatch.tonne])
        // A late repeat speaks of a load that is no longer here.
        depot.deliver(Dispatch.pickup(grams: 0))
        #expect(depot.releases.count == 1)
        #expect(depot.refusals.map(\.reason) == ["UNKNOWN_BID"])
    }

    @Test func aLoadThatIsPickedUpEarlyFreezesTheTrip() {
        var depot = carrying()
        #expect(!depot.plan("v-1").frozen)
        depot.deliver(Dispatch.pickup(grams: 12 * Dispatch.tonne), at: Dispatch.minutes(1))
        #expect(depot.plan("v-1").frozen)
        #expect(depot.releases.isEmpty)
    }

    @Test func theWeighbridgeSettlesAtElevenPointSeven() throws {
        var depot = carrying()
        depot.deliver(Dispatch.weighing(gross: 19_700_000, tare: 8_000_000), at: Dispatch.hours(5))
        let outcome = try #require(depot.outcomes.first)
        #expect(outcome.lot == "lot-of-bid-1")
        #expect(outcome.bid == "award-of-bid-1")
        #expect(outcome.kind == .outcomeWeighed)
        #expect(outcome.grams == 11_700_000)
        #expect(outcome.plannedGrams == 12_000_000)
        #expect(outcome.by == "weighbridge")
        // A repeat says nothing new, another weight contradicts.
        depot.deliver(Dispatch.weighing(gross: 19_700_000, tare: 8_000_000))
        #expect(depot.refusals.isEmpty)
        depot.deliver(Dispatch.weighing(gross: 19_800_000, tare: 8_000_000))
        #expect(depot.refusals.map(\.reason) == ["INVALID_FIELD"])
        #expect(depot.outcomes.count == 1)
    }

    @Test(arguments: [
        (Int64(-1), Int64(0)), (8_000_000, 8_000_000), (8_000_000, 19_000_000), (.max, .min), (.min, .max),
        // The load in jin, as kilograms.
        (32_000_000, 8_000_000),
    ])
    func aWeightThatCannotBeIsRefused(gross: Int64, tare: Int64) {
        var depot = carrying()
        depot.deliver(Dispatch.weighing(gross: gross, tare: tare))
        #expect(depot.refusals.map(\.reason) == ["INVALID_FIELD"])
        #expect(depot.outcomes.isEmpty)
    }

    @Test func ofSixHundredCratesTwentyEightStayOpen() {
        var depot = carrying()
        depot.deliver(Dispatch.pickup(grams: 12 * Dispatch.tonne, crates: 600), at: Dispatch.hours(1))
        depot.deliver(Dispatch.weighing(gross: 20_000_000, tare: 8_000_000), at: Dispatch.hours(5))
        depot.deliver(Dispatch.crates(572), at: Dispatch.hours(30))
        #expect(depot.crateEntries == ["600 open, 900000 fen deposit", "28 open, 42000 fen deposit"])
        depot.deliver(Dispatch.crates(29), at: Dispatch.hours(31))
        #expect(depot.refusals.map(\.reason) == ["INVALID_FIELD"])
        // Still known ten days on, and given up after thirty.
        depot.deliver(Dispatch.crates(8), at: Dispatch.hours(240))
        #expect(depot.crateEntries.last == "20 open, 30000 fen deposit")
        depot.advance(to: Dispatch.hours(24 * 31))
        #expect(depot.crateEntries.last == "20 not returned, 30000 fen deposit kept")
        depot.runDown()
        #expect(depot.ledger.isEmpty)
        #expect(depot.faults == [])
    }

    @Test func whenAllCratesAreBackTheLoadIsForgottenInItsTime() {
        var depot = carrying()
        depot.deliver(Dispatch.pickup(grams: 12 * Dispatch.tonne, crates: 600), at: Dispatch.hours(1))
        depot.deliver(Dispatch.crates(600), at: Dispatch.hours(100))
        #expect(depot.crateEntries.last == "0 open, 0 fen deposit")
        #expect(depot.ledger[Array("bbid-1".utf8)] == nil)
    }

    @Test func whatTheLotTakesBackIsFreedWholeOrInPart() {
        var depot = carrying()
        depot.deliver(Dispatch.release(grams: 5 * Dispatch.tonne), at: Dispatch.minutes(2))
        #expect(depot.plan("v-1").stops.map(\.grams) == [7 * Dispatch.tonne, 7 * Dispatch.tonne])
        depot.bid(Dispatch.bid("bid-2") { $0.grams = 8 * Dispatch.tonne })
        depot.clear()
        #expect(depot.awards.last?.grams == 8 * Dispatch.tonne)
        depot.deliver(Dispatch.release(), at: Dispatch.minutes(3))
        depot.deliver(Dispatch.release("bid-2"), at: Dispatch.minutes(3))
        #expect(depot.plan("v-1").stops.isEmpty)
        #expect(depot.plan("v-1").departs == 0)
        // Late or repeated: nothing to say.
        depot.deliver(Dispatch.release("bid-2"))
        #expect(depot.releases.isEmpty)
        #expect(depot.refusals.isEmpty)
    }

    @Test func aBidTakenBackBeforeTheClearingIsDeclined() {
        var depot = Dispatch.harness()
        depot.offer(Dispatch.vehicle())
        depot.bid(Dispatch.bid())
        depot.deliver(Dispatch.release())
        #expect(depot.declines.map(\.reason) == ["WITHDRAWN"])
        depot.clear()
        #expect(depot.awards.isEmpty)
        #expect(depot.declines.count == 1)
    }

    @Test func aVehicleThatIsWithdrawnGivesBackWhatItHasNotLoaded() {
        var depot = carrying { $0.grams = 6 * Dispatch.tonne }
        depot.bid(Dispatch.bid("bid-2") { $0.grams = 7 * Dispatch.tonne })
        depot.clear()
        depot.deliver(Dispatch.pickup("bid-1", grams: 6 * Dispatch.tonne), at: Dispatch.hours(1))
        depot.deliver(Dispatch.withdraw("v-1"))
        #expect(depot.releases.map(\.bid) == ["bid-2"])
        #expect(depot.releases.map(\.reason) == ["VEHICLE_WITHDRAWN"])
        // What is on board is weighed all the same.
        depot.deliver(Dispatch.weighing("bid-1", gross: 14_000_000, tare: 8_000_000))
        #expect(depot.outcomes.map(\.grams) == [6_000_000])
        depot.deliver(Dispatch.withdraw("v-1"))
        #expect(depot.refusals.map(\.reason) == ["UNKNOWN_OFFER"])
    }

    @Test func reportsOfUnknownLoadsAreRefused() {
        var depot = carrying()
        depot.deliver(Dispatch.pickup("bid-9", grams: 1))
        depot.deliver(Dispatch.weighing("bid-9", gross: 2, tare: 1))
        depot.deliver(Dispatch.crates(1, bid: "bid-9"))
        depot.deliver(Dispatch.pickup(grams: -1))
        depot.deliver(.lotCancelled(LotCancelled()))
        #expect(
            depot.refusals.map(\.reason)
                == ["UNKNOWN_BID", "UNKNOWN_BID", "UNKNOWN_BID", "INVALID_FIELD", "UNEXPECTED_TYPE"]
        )
    }
}
