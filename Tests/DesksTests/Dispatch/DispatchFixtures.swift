import Desks
import GreenChannelModel
import RoutePlanning
import TestKit

/// Depots, vehicles, bids and reports, in the numbers of the domain's scenarios.
enum Dispatch {
    /// 2026-03-02 09:00 in China.
    static let start = Instant(milliseconds: 1_772_413_200_000)
    static let tonne: Int64 = 1_000_000
    static let qingAn: UInt32 = 231_224
    static let harbin: UInt32 = 230_100
    static let beijing: UInt32 = 110_100
    static let nowhere: UInt32 = 999_998

    static func hours(_ count: Int64) -> Instant { start.advanced(byMilliseconds: Instant.hours(count)) }
    static func minutes(_ count: Int64) -> Instant { start.advanced(byMilliseconds: count * 60_000) }
    static func seconds(_ count: Int64) -> Instant { start.advanced(byMilliseconds: count * 1000) }

    static func desk(_ change: (inout DispatchDeskSettings) -> Void = { _ in }) -> DispatchDesk {
        var settings = DispatchDeskSettings()
        change(&settings)
        return DispatchDesk(dispatch: settings, roads: FixedRoads(), rules: FixedRules())
    }

    static func harness(
        _ change: @escaping (inout DispatchDeskSettings) -> Void = { _ in }
    ) -> DeskHarness<DispatchDesk> {
        DeskHarness(startingAt: start) { desk(change) }
    }

    /// A refrigerated truck rated 15 t at Qing'an, from the start for five days, 60 km/h, ¥6 a kilometre.
    static func vehicle(_ id: String = "v-1", _ change: (inout VehicleOffered) -> Void = { _ in }) -> VehicleOffered {
        var offer = VehicleOffered()
        offer.depot = "depot-1"
        offer.vehicle = id
        offer.name = "庆安一号"
        offer.place = qingAn
        offer.ratedGrams = 15 * tonne
        offer.refrigerated = true
        offer.shiftStarts = start.milliseconds
        offer.shiftEnds = hours(120).milliseconds
        offer.kilometresPerHour = 60
        offer.fenPerKm = 600
        offer.fixedFen = 20_000
        offer.vehicleClass = "rigid_over_17t"
        offer.stopMinutes = 30
        change(&offer)
        return offer
    }

    /// 12 t of napa cabbage from Qing'an to Harbin within two days.
    static func bid(_ id: String = "bid-1", _ change: (inout Bid) -> Void = { _ in }) -> Bid {
        var bid = Bid()
        bid.bid = id
        bid.lot = "lot-of-\(id)"
        bid.offer = "depot:depot-1"
        bid.owner = "depot-1"
        bid.crop = "napa_cabbage"
        bid.grams = 12 * tonne
        bid.value = 100
        bid.place = qingAn
        bid.ready = start.milliseconds
        bid.sellBy = hours(120).milliseconds
        bid.journey.destination = harbin
        bid.journey.arriveBy = hours(48).milliseconds
        bid.journey.award = "award-of-\(id)"
        change(&bid)
        return bid
    }

    static func release(_ bid: String = "bid-1", grams: Int64 = 0) -> RecordBody {
        var release = Released()
        release.bid = bid
        release.lot = "lot-of-\(bid)"
        release.offer = "depot:depot-1"
        release.owner = "depot-1"
        release.grams = grams
        release.reason = "CANCELLED"
        return .released(release)
    }

    static func withdraw(_ vehicle: String) -> RecordBody {
        var withdrawal = VehicleWithdrawn()
        withdrawal.depot = "depot-1"
        withdrawal.vehicle = vehicle
        return .vehicleWithdrawn(withdrawal)
    }

    static func pickup(_ bid: String = "bid-1", grams: Int64, crates: UInt32 = 0) -> RecordBody {
        var report = PickupReported()
        report.depot = "depot-1"
        report.bid = bid
        report.lot = "lot-of-\(bid)"
        report.grams = grams
        report.cratesOut = crates
        return .pickupReported(report)
    }

    static func weighing(_ bid: String = "bid-1", gross: Int64, tare: Int64) -> RecordBody {
        var report = WeighingReported()
        report.depot = "depot-1"
        report.bid = bid
        report.lot = "lot-of-\(bid)"
        report.grossGrams = gross
        report.tareGrams = tare
        return .weighingReported(report)
    }

    static func crates(_ count: UInt32, bid: String = "bid-1") -> RecordBody {
        var report = CratesReturned()
        report.depot = "depot-1"
        report.bid = bid
        report.lot = "lot-of-\(bid)"
        report.crates = count
        return .cratesReturned(report)
    }
}

/// The distances of scenario 1; anything else is nowhere.
struct FixedRoads: RoadDistances {
    func metres(from origin: Adcode, to destination: Adcode) -> Int64? {
        let places = [origin.rawValue, destination.rawValue].sorted()
        switch (places[0], places[1]) {
        case (Dispatch.harbin, Dispatch.qingAn): return 176_000
        case (Dispatch.beijing, Dispatch.qingAn): return 1_480_000
        case (Dispatch.beijing, Dispatch.harbin): return 1_310_000
        default: return nil
        }
    }
}

/// The factor of scenario 1, and the toll rule by mass alone.
struct FixedRules: CarriageRules {
    func gramsCO2e(vehicleClass: String, refrigerated: Bool, grams: Int64, metres: Int64) -> Int64 {
        guard vehicleClass == "rigid_over_17t" else { return 0 }
        return Int64(clamping: Int128(grams) * Int128(metres) * 20416 / 100_000_000_000)
    }

    func tollGreenPass(crops: [(crop: String, grams: Int64)], ratedGrams: Int64) -> String {
        let grams = crops.reduce(Int128(0)) { $0 + Int128($1.grams) }
        return grams * 100 >= Int128(ratedGrams) * 80 ? "PASS" : "GREEN_PASS_UNDERFILLED"
    }
}

extension DeskHarness<DispatchDesk> {
    mutating func offer(_ vehicle: VehicleOffered, at time: Instant? = nil) {
        deliver(.vehicleOffered(vehicle), key: vehicle.depot, at: time)
    }

    mutating func bid(_ bid: Bid, at time: Instant? = nil) {
        deliver(.bid(bid), key: bid.owner, at: time)
    }

    /// Lets the decision window of bids just posted pass.
    mutating func clear() {
        advance(to: now.advanced(byMilliseconds: 2000))
    }

    var awards: [Awarded] {
        bodies(.lots).compactMap { if case .awarded(let award) = $0 { award } else { nil } }
    }

    var declines: [Declined] {
        bodies(.lots).compactMap { if case .declined(let decline) = $0 { decline } else { nil } }
    }

    var releases: [Released] {
        bodies(.lots).compactMap { if case .released(let release) = $0 { release } else { nil } }
    }

    var outcomes: [OutcomeReported] {
        bodies(.lots).compactMap { if case .outcomeReported(let outcome) = $0 { outcome } else { nil } }
    }

    var announcements: [OfferAnnounced] {
        bodies(.lots).compactMap { if case .offerAnnounced(let announcement) = $0 { announcement } else { nil } }
    }

    var crateEntries: [String] {
        bodies(.journal).compactMap {
            if case .journalEntry(let entry) = $0, entry.event == "CRATES" { entry.reason } else { nil }
        }
    }
}
