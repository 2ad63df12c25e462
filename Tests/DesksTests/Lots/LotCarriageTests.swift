import GreenChannelModel
import TestKit
import Testing

@testable import Desks

/// Awards that must travel: who is asked, what happens when nobody will, and what arrives.
struct LotCarriageTests {
    /// A lot at kilometre 100 with a processor at kilometre 300 that awarded all of it, and a load asked of `depot:near`.
    private func awarded(tonnes: Int64 = 12, depots: [String: Int] = ["depot:near": 90, "depot:far": 250]) throws
        -> (LotStory, award: Bid)
    {
        var story = LotStory()
        for (depot, kilometre) in depots.sorted(by: { $0.key < $1.key }) {
            story.offer(depot, .vehicles, tonnes: 15, kilometre: kilometre)
        }
        story.offer("works", .processor, price: 200, kilometre: 300) { $0.needsTransport = true }
        story.openLot(tonnes: tonnes)
        let award = try story.bid(for: "works")
        story.award(award, price: 200)
        return (story, award)
    }

    private func trip(gramsCO2e: Int64, arrivalInHours: Int64 = 8) -> Trip {
        var trip = Trip()
        trip.vehicle = "v1"
        trip.gramsCo2E = gramsCO2e
        trip.arrival = arrivalInHours * hour
        trip.tollGreenPass = "PASS"
        return trip
    }

    /// Found by the simulation of the channel (seed 1): two parts of a lot whose awards nobody would carry sent each other
    /// back to the same outlet at every answer, without end.
    @Test func twoPartsThatNobodyCarriesDoNotChaseEachOther() throws {
        var story = LotStory()
        story.offer("depot:near", .vehicles, tonnes: 15, kilometre: 90)
        story.offer("depot:far", .vehicles, tonnes: 15, kilometre: 250)
        story.offer("works", .processor, price: 200, tonnes: 6, kilometre: 300) { $0.needsTransport = true }
        story.openLot(tonnes: 12)
        story.award(try story.bid(for: "works"), price: 200, remaining: 6 * tonne)
        var loads = [try story.bid(for: "depot:near")]
        story.award(try story.bid(for: "works"), price: 200, remaining: 6 * tonne)
        loads.append(try story.bid(for: "depot:near"))
        // One part is given back while the other still waits for an answer.
        while let load = loads.popLast() {
            story.decline(load, "TOO_FAR", remaining: 15 * tonne)
            try #require(story.bids.allSatisfy { $0.hasJourney }, "the outlet that was just given back is asked again")
            loads += story.bids
        }
        #expect(story.balance().unplaced == 12 * tonne)
        // They try again when time has passed.
        #expect(!LotStory.bids(story.pass(until: 2 * hour)).isEmpty)
    }

    @Test func theNearestDepotIsAskedToCarryTheAward() throws {
        let (story, award) = try awarded()
        #expect(story.events == ["AWARDED", "CARRIAGE_ASKED"])
        let load = try story.bid(for: "depot:near")
        #expect(story.bids.count == 1)
        #expect(load.grams == 12 * tonne)
        #expect(load.journey.award == award.bid)
        #expect(load.journey.destination == LineCountry.place(300))
        #expect(load.journey.arriveBy == 120 * hour)
        #expect(story.last.postings.contains { $0.topic == .dispatch && $0.key == "owner-depot:near" })
        #expect(try story.entry()?.allocations.first?.state == .carriageHeld)
    }

    @Test func aPromisedLoadMakesTheAwardWhole() throws {
        var (story, _) = try awarded()
        story.award(try story.bid(for: "depot:near"), trip: trip(gramsCO2e: 431_200))
        #expect(story.events == ["CARRIAGE_AWARDED"])
        #expect(story.told.first?.trip.tollGreenPass == "PASS")
        #expect(story.balance().gramsCo2E == 431_200)
        #expect(try story.entry()?.allocations.first?.state == .awarded)
    }

    @Test func aDepotThatDeclinesIsFollowedByTheNextThenTheAwardIsGivenBack() throws {
        var (story, _) = try awarded()
        story.offer("b", .processor, price: 100)
        story.openLot("other", tonnes: 1)
        let first = try #require(try story.entry("L1")?.allocations.first?.carriages.first)
        var load = Bid()
        load.bid = first.bid
        load.lot = "L1"
        load.offer = first.offer
        story.decline(load, "NO_VEHICLE", remaining: 15 * tonne)
        #expect(story.events == ["CARRIAGE_DECLINED", "CARRIAGE_ASKED"])
        #expect(story.bids.map(\.offer) == ["depot:far"])
        story.decline(try story.bid(for: "depot:far"), "TOO_LATE", remaining: 15 * tonne)
        #expect(story.events == ["CARRIAGE_DECLINED", "GIVEN_UP", "BIDS_POSTED"])
        #expect(story.releases.map(\.reason) == ["NO_TRANSPORT"])
        #expect(story.releases.map(\.offer) == ["works"])
        #expect(story.bids.map(\.offer) == ["b"])
        #expect(story.balance().held == 12 * tonne)
        #expect(story.balance().awarded == 0)
    }

    @Test func aDepotThatIsSilentIsFollowedByTheNext() throws {
        var (story, _) = try awarded()
        let posts = story.pass(until: 10 * 60_000)
        #expect(LotStory.releases(posts).map(\.offer) == ["depot:near"])
        #expect(LotStory.releases(posts).map(\.reason) == ["NOT_ANSWERED"])
        #expect(LotStory.bids(posts).map(\.offer) == ["depot:far"])
        #expect(story.balance().awarded == 12 * tonne)
    }

    @Test func produceThatMustBeCooledTravelsCooled() throws {
        var story = LotStory()
        story.offer("depot:warm", .vehicles, tonnes: 15, kilometre: 100)
        story.offer("depot:cold", .vehicles, tonnes: 15, kilometre: 300) { $0.refrigerated = true }
        story.offer("works", .processor, price: 200, kilometre: 300) {
            $0.needsTransport = true
            $0.prices[0].crop = "strawberry"
        }
        story.openLot(crop: "strawberry")
        story.award(try story.bid(for: "works"), price: 200)
        #expect(story.bids.map(\.offer) == ["depot:cold"])
        #expect(story.bids.first?.journey.coldChain == true)
    }

    @Test func aLoadTooBigForOneVehicleIsAskedForAgainForTheRest() throws {
        var (story, award) = try awarded(tonnes: 40)
        story.award(try story.bid(for: "depot:near"), tonnes: 15, remaining: 15 * tonne, trip: trip(gramsCO2e: 500))
        #expect(story.events == ["CARRIAGE_AWARDED", "CARRIAGE_ASKED"])
        #expect(story.bids.map(\.grams) == [25 * tonne])
        #expect(story.bids.map(\.offer) == ["depot:near"])
        let rest = try story.bid(for: "depot:near")
        story.decline(rest, "CAPACITY_FULL", remaining: 0)
        #expect(story.bids.map(\.offer) == ["depot:far"])
        story.decline(try story.bid(for: "depot:far"), "CAPACITY_FULL", remaining: 0)
        // What nobody carries is given back; what has a vehicle stays.
        #expect(story.releases.map(\.grams) == [25 * tonne])
        #expect(story.releases.map(\.bid) == [award.bid])
        #expect(story.balance().awarded == 15 * tonne)
        #expect(try story.entry()?.allocations.first?.state == .awarded)
    }

    /// Scenario 10: a truck takes 9.6 of 12 t, and 2.4 t are dispatched again.
    @Test func whatATruckLeavesBehindIsAskedForAgain() throws {
        var (story, award) = try awarded()
        let load = try story.bid(for: "depot:near")
        story.award(load, remaining: 3 * tonne, trip: trip(gramsCO2e: 1000))
        story.release(load, grams: 2_400_000, "PARTIAL_PICKUP")
        #expect(story.events == ["RELEASED", "CARRIAGE_ASKED"])
        let again = try #require(story.bids.first)
        #expect(again.grams == 2_400_000)
        #expect(again.journey.award == award.bid)
        #expect(story.balance().awarded == 12 * tonne)
        #expect(story.balance().gramsCo2E == 800)
        story.award(again, remaining: 3 * tonne, trip: trip(gramsCO2e: 300))
        #expect(try story.entry()?.allocations.first?.state == .awarded)
        // The first load is weighed by itself: 9.5 t of 9.6 t.
        story.report(.outcomeWeighed, award, grams: 9_500_000, planned: 9_600_000)
        #expect(story.balance().sold == 9_500_000)
        #expect(story.balance().lost == 100_000)
        #expect(story.balance().awarded == 2_400_000)
        #expect(story.releases.isEmpty)
        // The second truck never came: only its load is asked for again.
        story.release(again, "NO_SHOW")
        #expect(story.bids.map(\.grams) == [2_400_000])
        #expect(story.balance().gramsCo2E == 800)
    }

    /// Scenario 10: 11.7 t on the weighbridge for 12.0 t settles at 11.7 t.
    @Test func theWeighbridgeSettlesWhatWasAwarded() throws {
        var (story, award) = try awarded()
        story.award(try story.bid(for: "depot:near"), trip: trip(gramsCO2e: 431_200))
        story.report(.outcomeWeighed, award, grams: 11_700_000)
        #expect(story.events == ["WEIGHED", "ENDED"])
        #expect(story.balance().sold == 11_700_000)
        #expect(story.balance().lost == 300_000)
        #expect(story.balance().fen == 200 * 11_700)
        #expect(story.balance().gramsCo2E == 431_200)
        #expect(story.releases.isEmpty)
    }

    @Test func aHeavierWeighingIsNoMoreThanWasAwarded() throws {
        var (story, award) = try awarded()
        story.report(.outcomeWeighed, award, grams: 12_300_000)
        #expect(story.balance().sold == 12 * tonne)
        // Whoever brought it, the depot is asked no longer.
        #expect(story.releases.map(\.reason) == ["NOT_NEEDED"])
    }

    @Test func aLoadShrinksWithItsAward() throws {
        var (story, _) = try awarded()
        let load = try story.bid(for: "depot:near")
        story.award(load, trip: trip(gramsCO2e: 1200))
        story.correct { $0.grams = 10 * tonne }
        #expect(story.releases.map(\.offer) == ["works", "depot:near"])
        #expect(story.releases.map(\.grams) == [2 * tonne, 2 * tonne])
        #expect(story.balance().gramsCo2E == 1000)
        #expect(try story.entry()?.allocations.first?.state == .awarded)
    }

    @Test func aLoadThatIsStillAskedForShrinksOnceItIsPromised() throws {
        var (story, _) = try awarded()
        let load = try story.bid(for: "depot:near")
        story.correct { $0.grams = 10 * tonne }
        #expect(story.releases.map(\.offer) == ["works"])
        story.award(load, tonnes: 7, remaining: 15 * tonne, trip: trip(gramsCO2e: 700))
        // Three, not five: two of the twelve are not there any more.
        #expect(story.bids.map(\.grams) == [3 * tonne])
        let rest = try #require(story.bids.first)
        story.correct { $0.grams = 9 * tonne }
        #expect(story.releases.map(\.offer) == ["works"])
        story.award(rest)
        #expect(story.releases.map(\.grams) == [tonne])
        #expect(story.balance().awarded == 9 * tonne)
        #expect(try story.entry()?.allocations.first?.carriages.map(\.grams).reduce(0, +) == 9 * tonne)
    }

    @Test func aShrunkAwardThatNobodyCarriesLeavesWhatHasAVehicle() throws {
        var (story, _) = try awarded()
        story.award(try story.bid(for: "depot:near"), tonnes: 6, remaining: 15 * tonne, trip: trip(gramsCO2e: 600))
        let rest = try #require(story.bids.first)
        story.correct { $0.grams = 8 * tonne }
        story.decline(rest, remaining: 0)
        story.decline(try story.bid(for: "depot:far"), remaining: 0)
        #expect(story.balance().awarded == 6 * tonne)
        #expect(story.releases.map(\.grams) == [2 * tonne])
        #expect(try story.entry()?.allocations.first?.carriages.map(\.grams) == [6 * tonne])
    }

    @Test func whatTheOutletReleasesNeedsNoVehicle() throws {
        var (story, award) = try awarded()
        let load = try story.bid(for: "depot:near")
        story.award(load, trip: trip(gramsCO2e: 1200))
        story.release(award, "WITHDRAWN_BY_CHANNEL")
        #expect(story.releases.map(\.offer) == ["depot:near"])
        #expect(story.releases.map(\.reason) == ["OUTLET_RELEASED"])
        #expect(story.balance().gramsCo2E == 0)
        #expect(story.balance().unplaced == 12 * tonne)
    }
}
