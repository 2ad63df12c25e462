import GreenChannelModel
import TestKit
import Testing

@testable import Desks

struct DispatchClearingTests {
    @Test func twelveTonnesToHarbinSayDistanceEmissionsAndGreenPass() throws {
        var depot = Dispatch.harness()
        depot.offer(Dispatch.vehicle())
        depot.bid(Dispatch.bid())
        #expect(depot.awards.isEmpty)
        depot.clear()
        let award = try #require(depot.awards.first)
        #expect(depot.awards.count == 1)
        #expect(award.bid == "bid-1")
        #expect(award.lot == "lot-of-bid-1")
        #expect(award.offer == "depot:depot-1")
        #expect(award.grams == 12 * Dispatch.tonne)
        #expect(award.cleared == 100)
        #expect(award.trip.vehicle == "v-1")
        #expect(award.trip.roadMetres == 176_000)
        // 12 t × 176.0 km × 0.20416 kg = 431.2 kg.
        #expect(award.trip.gramsCo2E == 431_185)
        #expect(award.trip.tollGreenPass == "PASS")
        // There and back at ¥6, and ¥200 for the vehicle: ¥2,312, which is ¥0.1926… a kilogram, rounded up to the fen.
        #expect(award.trip.fen == 231_200)
        #expect(award.price == 20)
        // The clearing is 2 s after the start; the driver has 30 minutes' notice and waits 30 more for others.
        let pickup = Dispatch.minutes(60).milliseconds + 2000
        #expect(award.trip.pickup == pickup)
        #expect(award.trip.arrival == pickup + 30 * 60_000 + 176 * 60_000)
        #expect(award.settles == award.trip.arrival)
        #expect(depot.faults == [])
    }

    @Test func twelveTonnesToBeijingAndATruckRatedATouchMore() throws {
        var depot = Dispatch.harness()
        depot.offer(Dispatch.vehicle { $0.ratedGrams = 15_100_000 })
        depot.bid(Dispatch.bid { $0.journey.destination = Dispatch.beijing })
        depot.clear()
        let award = try #require(depot.awards.first)
        // 12 t × 1,480 km × 0.20416 kg = 3,625.9 kg.
        #expect(award.trip.gramsCo2E == 3_625_881)
        #expect(award.trip.tollGreenPass == "GREEN_PASS_UNDERFILLED")
    }

    @Test func severalPickupsShareOneVehicleAndItsLineHaulPassesTheTolls() throws {
        var depot = Dispatch.harness()
        depot.offer(Dispatch.vehicle())
        depot.offer(Dispatch.vehicle("v-2"))
        depot.bid(Dispatch.bid("bid-1") { $0.grams = 6 * Dispatch.tonne })
        depot.bid(Dispatch.bid("bid-2") { $0.grams = 7 * Dispatch.tonne })
        depot.clear()
        #expect(depot.awards.map(\.trip.vehicle) == ["v-1", "v-1"])
        #expect(depot.awards.map(\.trip.tollGreenPass) == ["PASS", "PASS"])
        // The second rides along: nothing is driven for it.
        #expect(depot.awards.map(\.trip.fen) == [231_200, 0])
        // What remains for one load: the other vehicle.
        #expect(depot.awards.map(\.remainingGrams) == [15 * Dispatch.tonne, 15 * Dispatch.tonne])
    }

    @Test func aLaterWindowJoinsAPlannedTripWithoutBringingItForward() throws {
        var depot = Dispatch.harness()
        depot.offer(Dispatch.vehicle())
        depot.bid(Dispatch.bid("bid-1") { $0.grams = 6 * Dispatch.tonne })
        depot.clear()
        depot.bid(Dispatch.bid("bid-2") { $0.grams = 7 * Dispatch.tonne }, at: Dispatch.minutes(10))
        depot.clear()
        let first = try #require(depot.awards.first)
        let second = try #require(depot.awards.last)
        #expect(second.bid == "bid-2")
        #expect(second.trip.fen == 0)
        #expect(second.trip.pickup >= first.trip.pickup)
        #expect(depot.plan("v-1").stops.count == 4)
    }

    @Test func aFrozenPlanTakesNothingMore() {
        var depot = Dispatch.harness()
        depot.offer(Dispatch.vehicle())
        depot.bid(Dispatch.bid("bid-1") { $0.grams = 2 * Dispatch.tonne })
        depot.clear()
        // It departs an hour and two seconds after the start, and freezes half an hour before.
        depot.advance(to: Dispatch.minutes(29))
        #expect(!depot.plan("v-1").frozen)
        depot.bid(Dispatch.bid("bid-2") { $0.grams = 2 * Dispatch.tonne }, at: Dispatch.minutes(31))
        depot.clear()
        #expect(depot.plan("v-1").frozen)
        #expect(depot.declines.map(\.reason) == ["NO_VEHICLE"])
        #expect(depot.declines.map(\.remainingGrams) == [0])
    }

    @Test func aVehicleThatIsBackTakesAnotherTripInWhatIsLeftOfItsShift() throws {
        var depot = Dispatch.harness()
        depot.offer(Dispatch.vehicle())
        depot.bid(Dispatch.bid("bid-1"))
        depot.clear()
        let returns = depot.plan("v-1").returns
        depot.bid(Dispatch.bid("bid-2"), at: Instant(milliseconds: returns + 1))
        depot.clear()
        #expect(depot.awards.map(\.bid) == ["bid-1", "bid-2"])
        let second = try #require(depot.awards.last)
        #expect(second.trip.pickup > returns)
    }

    @Test func urgentLoadsDoNotWaitForOthersAndGoFirst() throws {
        var depot = Dispatch.harness()
        depot.offer(Dispatch.vehicle())
        depot.bid(Dispatch.bid("bid-1") { $0.value = 900 })
        depot.bid(
            Dispatch.bid("bid-2") {
                $0.urgent = true
                $0.value = 1
            }
        )
        depot.clear()
        let award = try #require(depot.awards.first)
        #expect(award.bid == "bid-2")
        #expect(award.trip.pickup == Dispatch.minutes(30).milliseconds + 2000)
        // The other does not fit beside it: the vehicle comes back for it.
        #expect(depot.awards.last?.bid == "bid-1")
        #expect(depot.awards.last?.grams == 12 * Dispatch.tonne)
        #expect(depot.awards.last?.trip.pickup == award.trip.arrival + (30 + 176) * 60_000)
        #expect(depot.awards.map(\.cleared) == [1, 1])
    }

    @Test func theTightestGoesBeforeTheDearest() {
        var depot = Dispatch.harness()
        depot.offer(Dispatch.vehicle { $0.shiftEnds = Dispatch.hours(10).milliseconds })
        depot.bid(Dispatch.bid("dear") { $0.value = 900 })
        depot.bid(
            Dispatch.bid("tight") {
                $0.value = 1
                $0.journey.arriveBy = Dispatch.hours(6).milliseconds
            }
        )
        depot.clear()
        #expect(depot.awards.first?.bid == "tight")
    }

    @Test func aLoadLargerThanAnyVehicleGoesInTheLargestPart() throws {
        var depot = Dispatch.harness()
        depot.offer(Dispatch.vehicle { $0.ratedGrams = 9 * Dispatch.tonne })
        depot.offer(Dispatch.vehicle("v-2"))
        depot.bid(Dispatch.bid { $0.grams = 40 * Dispatch.tonne })
        depot.clear()
        let award = try #require(depot.awards.first)
        #expect(award.grams == 15 * Dispatch.tonne)
        #expect(award.trip.vehicle == "v-2")
        #expect(award.trip.tollGreenPass == "PASS")
    }

    @Test func aPartThatIsOfNoUseIsDeclined() {
        var depot = Dispatch.harness()
        depot.offer(Dispatch.vehicle())
        depot.bid(
            Dispatch.bid {
                $0.grams = 40 * Dispatch.tonne
                $0.minimumGrams = 16 * Dispatch.tonne
            }
        )
        depot.clear()
        #expect(depot.awards.isEmpty)
        #expect(depot.declines.map(\.reason) == ["CAPACITY_FULL"])
    }

    @Test func everyObstacleHasItsReason() {
        var depot = Dispatch.harness()
        depot.offer(
            Dispatch.vehicle {
                $0.refrigerated = false
                $0.reachMetres = 100_000
                $0.shiftEnds = Dispatch.hours(24).milliseconds
            }
        )
        depot.bid(Dispatch.bid("cold") { $0.journey.coldChain = true })
        depot.bid(Dispatch.bid("nowhere") { $0.place = Dispatch.nowhere })
        depot.bid(Dispatch.bid("far") { $0.place = Dispatch.beijing })
        depot.bid(Dispatch.bid("long") { $0.journey.destination = Dispatch.beijing })
        depot.bid(Dispatch.bid("late") { $0.journey.arriveBy = Dispatch.hours(3).milliseconds })
        depot.bid(Dispatch.bid("past") { $0.deadline = Dispatch.seconds(1).milliseconds })
        depot.bid(Dispatch.bid("elsewhere") { $0.offer = "depot:depot-2" })
        depot.bid(Dispatch.bid("unknown") { $0.owner = "depot-2" })
        depot.bid(Dispatch.bid("timeless") { $0.journey.arriveBy = -1 })
        depot.bid(Dispatch.bid("homeless") { $0.clearJourney() })
        depot.clear()
        let reasons = Dictionary(uniqueKeysWithValues: depot.declines.map { ($0.bid, $0.reason) })
        #expect(
            reasons == [
                "cold": "NO_COLD_CHAIN", "nowhere": "UNKNOWN_PLACE", "far": "TOO_FAR", "long": "TOO_FAR",
                "late": "TOO_LATE", "past": "TOO_LATE", "elsewhere": "UNKNOWN_OFFER", "unknown": "UNKNOWN_OFFER",
                "timeless": "INVALID_FIELD", "homeless": "INVALID_FIELD",
            ]
        )
        #expect(depot.awards.isEmpty)
    }

    @Test func aBidIsAnsweredOnceHoweverOftenItComes() {
        var depot = Dispatch.harness()
        depot.offer(Dispatch.vehicle())
        depot.bid(Dispatch.bid())
        depot.bid(Dispatch.bid())
        depot.clear()
        depot.bid(Dispatch.bid())
        depot.clear()
        #expect(depot.awards.count == 1)
        #expect(depot.declines.isEmpty)
    }

    @Test func tooManyBidsForOneClearingWaitForTheNext() {
        var depot = Dispatch.harness { $0.bidsPerClearingMax = 2 }
        depot.offer(Dispatch.vehicle())
        for number in 1...5 { depot.bid(Dispatch.bid("bid-\(number)") { $0.grams = Dispatch.tonne }) }
        depot.clear()
        #expect(depot.awards.count == 2)
        depot.clear()
        #expect(depot.awards.count == 4)
        depot.clear()
        #expect(depot.awards.map(\.bid).sorted() == (1...5).map { "bid-\($0)" })
        #expect(depot.faults == [])
    }
}

extension DeskHarness<DispatchDesk> {
    /// The plan of a vehicle as it stands in the ledger; an empty one where there is none.
    func plan(_ vehicle: String) -> VehicleEntry {
        let key = Array("vdepot-1 \(vehicle)".utf8)
        guard let bytes = ledger[key], let entry = try? VehicleEntry(ledgerBytes: bytes[...]) else {
            return VehicleEntry()
        }
        return entry
    }
}
