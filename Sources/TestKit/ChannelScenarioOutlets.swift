import GreenChannelModel
import Replay

/// What outlets have promised and what they have, folded from offers, awards and releases: nothing is promised twice.
///
/// Later terms hold for what is not promised yet, so that the best terms ever offered are the limit.
struct ChannelScenarioOutlets {
    private struct Channel {
        var gramsPerDay: Int64 = 0
        var saleDelay: Int64 = 0
        var isGroupBuy = false
        var orderedGrams: Int64 = 0
        var unitGrams: Int64 = 0
    }

    private struct Slot {
        var positions: Int64 = 0
        var stock: Int64 = 0
        var restock: Int64 = 0
    }

    private struct Grant {
        var offer: String
        var day: Int64
        var grams: Int64
    }

    private var channels: [String: Channel] = [:]
    private var slots: [String: Slot] = [:]
    private var vehicles: [String: Int64] = [:]
    private var grants: [String: Grant] = [:]
    /// Given back before the answer was known.
    private var givenBack: [String: Int64] = [:]
    private var touched: Set<String> = []
    /// Loads of one decision, by vehicle: their hours are those of one plan.
    private var loads: [String: [(pickup: Int64, arrival: Int64, grams: Int64)]] = [:]
    private var loadsOf: RecordPlace?

    mutating func offer(_ body: RecordBody) {
        switch body {
        case .channelOffered(let offer):
            var channel = channels[offer.channel] ?? Channel()
            channel.gramsPerDay = max(channel.gramsPerDay, offer.gramsPerDay)
            channel.saleDelay = offer.saleDelayMilliseconds
            channel.isGroupBuy = offer.thresholdUnits > 0
            channel.unitGrams = offer.unitGrams
            channels[offer.channel] = channel
        case .ordersReported(let report):
            guard let channel = channels[report.channel], (0...1_000_000).contains(report.units) else { return }
            channels[report.channel]?.orderedGrams = max(channel.orderedGrams, report.units * channel.unitGrams)
        case .slotOffered(let offer):
            var slot = slots[offer.slot] ?? Slot()
            slot.positions = max(slot.positions, Int64(offer.itemPositions))
            slot.stock = max(slot.stock, offer.stockGramsPerPosition)
            slot.restock = max(slot.restock, offer.restockGrams)
            slots[offer.slot] = slot
        case .vehicleOffered(let offer):
            let key = "\(offer.depot) \(offer.vehicle)"
            vehicles[key] = max(vehicles[key] ?? 0, offer.ratedGrams)
        default: break
        }
    }

    mutating func grant(_ award: Awarded, _ bid: Bid, _ cause: RecordOrigin.Cause?) throws {
        if bid.hasJourney { return try load(award, bid, cause) }
        let delay = channels[award.offer]?.saleDelay ?? 0
        // Days of China, as channels count them.
        let day = (award.settles - delay + 8 * 3_600_000) / 86_400_000
        let left = award.grams - (givenBack.removeValue(forKey: award.bid) ?? 0)
        if left > 0 { grants[award.bid] = Grant(offer: award.offer, day: day, grams: left) }
        touched.insert(award.offer)
    }

    private mutating func load(_ award: Awarded, _ bid: Bid, _ cause: RecordOrigin.Cause?) throws {
        if cause?.place != loadsOf {
            loads = [:]
            loadsOf = cause?.place
        }
        let key = "\(bid.owner) \(award.trip.vehicle)"
        loads[key, default: []].append((award.trip.pickup, award.trip.arrival, award.grams))
        let rated = vehicles[key] ?? 0
        for moment in loads[key] ?? [] {
            let aboard = (loads[key] ?? []).reduce(Int64(0)) {
                $1.pickup <= moment.pickup && moment.pickup < $1.arrival ? $0 + $1.grams : $0
            }
            guard aboard <= rated else {
                throw SimulationFailure("vehicle \(key) of \(rated) g has \(aboard) g on board at \(moment.pickup)")
            }
        }
    }

    /// By either side; what the other side does not know of yet is given back all the same.
    mutating func release(_ release: Released) {
        guard let grant = grants[release.bid] else {
            givenBack[release.bid, default: 0] += release.grams
            return
        }
        let left = release.grams <= 0 ? 0 : grant.grams - release.grams
        grants[release.bid]?.grams = left
        if left <= 0 { grants[release.bid] = nil }
    }

    /// Judges every outlet that promised something since the last call.
    mutating func check() throws {
        guard !touched.isEmpty else { return }
        var grams: [String: Int64] = [:]
        var days: [String: [Int64: Int64]] = [:]
        var counts: [String: Int64] = [:]
        for grant in grants.values where touched.contains(grant.offer) {
            grams[grant.offer, default: 0] += grant.grams
            days[grant.offer, default: [:]][grant.day, default: 0] += grant.grams
            counts[grant.offer, default: 0] += 1
        }
        for offer in touched.sorted() {
            if let slot = slots[offer] {
                try limit(counts[offer] ?? 0, slot.positions, "positions of slot \(offer)")
                try limit(grams[offer] ?? 0, slot.positions * slot.stock + slot.restock, "grams of slot \(offer)")
            } else if let channel = channels[offer] {
                if channel.isGroupBuy {
                    try limit(grams[offer] ?? 0, channel.orderedGrams, "ordered grams of channel \(offer)")
                } else {
                    for (day, used) in days[offer] ?? [:] {
                        try limit(used, channel.gramsPerDay, "grams of channel \(offer) on day \(day)")
                    }
                }
            } else {
                throw SimulationFailure("an award of \(offer), which nobody offered")
            }
        }
        touched = []
    }

    private func limit(_ promised: Int64, _ most: Int64, _ what: String) throws {
        guard promised <= most else { throw SimulationFailure("\(promised) \(what) are promised, there are \(most)") }
    }
}
