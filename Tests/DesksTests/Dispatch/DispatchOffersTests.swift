import Desks
import GreenChannelModel
import TestKit
import Testing

struct DispatchOffersTests {
    @Test func aDepotIsAnnouncedAtOnceWithWhatOneLoadCouldGet() throws {
        var depot = Dispatch.harness()
        depot.offer(Dispatch.vehicle { $0.reachMetres = 300_000 })
        let announcement = try #require(depot.announcements.first)
        #expect(announcement.offer == "depot:depot-1")
        #expect(announcement.owner == "depot-1")
        #expect(announcement.kind == .vehicles)
        #expect(announcement.place == Dispatch.qingAn)
        #expect(announcement.remainingGrams == 15 * Dispatch.tonne)
        #expect(announcement.reachMetres == 300_000)
        #expect(announcement.refrigerated)
        #expect(announcement.opens == Dispatch.start.milliseconds)
        #expect(announcement.closes == Dispatch.hours(120).milliseconds)
        // ¥12 a kilometre, there and back, over 15 t.
        #expect(announcement.fenPerTonneKm == 80)
        #expect(!announcement.withdrawn)
        #expect(depot.posts.first?.target == .everyPartition)
    }

    @Test func changesAreAnnouncedNotMoreOftenThanTheInterval() {
        var depot = Dispatch.harness()
        depot.offer(Dispatch.vehicle())
        depot.offer(Dispatch.vehicle("v-2") { $0.ratedGrams = 30 * Dispatch.tonne }, at: Dispatch.seconds(1))
        depot.offer(Dispatch.vehicle("v-3") { $0.ratedGrams = 20 * Dispatch.tonne }, at: Dispatch.seconds(2))
        #expect(depot.announcements.count == 1)
        depot.advance(to: Dispatch.seconds(5))
        #expect(depot.announcements.map(\.remainingGrams) == [15 * Dispatch.tonne, 30 * Dispatch.tonne])
        // 5 % of the largest vehicle's capacity changes no decision.
        depot.bid(
            Dispatch.bid {
                $0.grams = Dispatch.tonne
                $0.journey.coldChain = true
            },
            at: Dispatch.seconds(20)
        )
        depot.advance(to: Dispatch.seconds(60))
        #expect(depot.announcements.count == 2)
    }

    @Test func theEndOfTheLastShiftIsAnnouncedOnceAndTheLedgerEmpties() throws {
        var depot = Dispatch.harness()
        depot.offer(Dispatch.vehicle())
        depot.bid(Dispatch.bid())
        depot.clear()
        depot.runDown()
        let last = try #require(depot.announcements.last)
        #expect(last.withdrawn)
        #expect(last.remainingGrams == 0)
        #expect(depot.announcements.filter(\.withdrawn).count == 1)
        #expect(depot.ledger.isEmpty)
        #expect(depot.faults == [])
    }

    @Test func theLastVehicleWithdrawnLeavesNobodyUnanswered() {
        var depot = Dispatch.harness()
        depot.offer(Dispatch.vehicle())
        depot.bid(Dispatch.bid())
        depot.deliver(Dispatch.withdraw("v-1"))
        #expect(depot.declines.map(\.reason) == ["UNKNOWN_OFFER"])
        #expect(depot.announcements.last?.withdrawn == true)
        depot.bid(Dispatch.bid("bid-2"))
        #expect(depot.declines.map(\.reason) == ["UNKNOWN_OFFER", "UNKNOWN_OFFER"])
        #expect(depot.ledger.isEmpty)
    }

    @Test func aCorrectionHoldsForWhatIsNotPlannedYet() {
        var depot = Dispatch.harness()
        depot.offer(Dispatch.vehicle())
        depot.bid(Dispatch.bid())
        depot.clear()
        depot.offer(Dispatch.vehicle { $0.ratedGrams = 10 * Dispatch.tonne }, at: Dispatch.minutes(1))
        depot.bid(Dispatch.bid("bid-2") { $0.grams = Dispatch.tonne })
        depot.clear()
        // The 12 t stay; nothing is put on top.
        #expect(depot.releases.isEmpty)
        #expect(depot.plan("v-1").stops.map(\.grams) == [12 * Dispatch.tonne, 12 * Dispatch.tonne])
        #expect(depot.declines.map(\.bid) == ["bid-2"])
        #expect(depot.announcements.last?.remainingGrams == 0)
    }

    @Test func offersThatMakeNoSenseAreRefusedByName() {
        let cases: [(String, (inout VehicleOffered) -> Void)] = [
            ("depot", { $0.depot = "" }), ("vehicle", { $0.vehicle = "v 1" }),
            ("name", { $0.name = String(repeating: "车", count: 70) }), ("place", { $0.place = 7 }),
            ("rated_grams", { $0.ratedGrams = 0 }), ("rated_grams", { $0.ratedGrams = .max }),
            ("shift_starts", { $0.shiftStarts = .min }), ("shift_ends", { $0.shiftEnds = .max }),
            ("shift_ends", { $0.shiftEnds = $0.shiftStarts }),
            ("shift_ends", { $0.shiftEnds = $0.shiftStarts + Instant.days(31) }),
            ("kilometres_per_hour", { $0.kilometresPerHour = 0 }), ("fen_per_km", { $0.fenPerKm = -1 }),
            ("fixed_fen", { $0.fixedFen = .max }), ("reach_metres", { $0.reachMetres = -5 }),
            ("stop_minutes", { $0.stopMinutes = 100_000 }),
        ]
        for (field, change) in cases {
            var depot = Dispatch.harness()
            depot.offer(Dispatch.vehicle("v-1", change))
            #expect(depot.refusals.map(\.reason) == ["INVALID_FIELD"], "\(field)")
            #expect(depot.refusals.first?.detail.contains("\(field) is ") == true, "\(field)")
            #expect(depot.posts.isEmpty)
            #expect(depot.ledger.isEmpty)
        }
        var depot = Dispatch.harness()
        depot.deliver(.vehicleOffered(Dispatch.vehicle()), key: "depot-2")
        #expect(depot.refusals.map(\.reason) == ["INVALID_FIELD"])
    }
}
