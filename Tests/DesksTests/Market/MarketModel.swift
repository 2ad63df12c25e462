import Desks
import GreenChannelModel
import TestKit
import Testing

/// A second, small model of what the market desks may do, fed with what they were told and what they posted.
///
/// It knows nothing of how they decide: only that every bid is answered once and that nothing runs out below zero.
final class MarketModel {
    struct Grant {
        var bid: Bid
        var grams: Int64
        var settles: Int64

        /// The day in China.
        var day: Int64 { (settles + Instant.hours(8)) / Instant.days(1) }
    }

    private(set) var violations: [String] = []
    private(set) var awards = 0
    private(set) var releases = 0
    private(set) var ordersAccepted = 0

    private var bids: [String: Bid] = [:]
    private var asked: [String: Int] = [:]
    private var answers: [String: Int] = [:]
    private var now = Market.start
    private var grants: [String: Grant] = [:]
    private var channels: [String: ChannelOffered] = [:]
    private var orderedUnits: [String: Int64] = [:]
    private var slots: [String: SlotOffered] = [:]
    private var orderedGrams: [String: Int64] = [:]

    /// A bid that the desk does not know (any more): it must be answered once more.
    func ask(_ bid: Bid) {
        bids[bid.bid] = bid
        asked[bid.bid, default: 0] += 1
    }

    func observe(_ record: InboxRecord, _ outbox: Outbox) {
        now = record.now
        note(record.body, isRefused: outbox.refusal != nil)
        for posting in outbox.postings {
            switch posting.body {
            case .awarded(let award): check(award, key: posting.key)
            case .declined(let decline): answer(decline.bid)
            case .released(let release): check(release)
            case .journalEntry(let entry): check(entry)
            default: break
            }
        }
    }

    /// Bids that were not answered exactly as often as they were asked.
    func unanswered() -> [String] {
        bids.keys.sorted().filter { answers[$0] != asked[$0] }
    }

    private func note(_ body: RecordBody, isRefused: Bool) {
        guard !isRefused else { return }
        switch body {
        case .channelOffered(let offer): channels[offer.channel] = offer
        case .ordersReported(let report):
            orderedUnits[report.channel] = max(orderedUnits[report.channel] ?? 0, report.units)
        case .slotOffered(let offer):
            let clash = slots.values.first {
                $0.slot != offer.slot && $0.studio == offer.studio && $0.host == offer.host
                    && $0.ends > now.milliseconds && $0.starts < offer.ends && offer.starts < $0.ends
            }
            if let clash { violations.append("host of \(offer.slot) is also in \(clash.slot)") }
            slots[offer.slot] = offer
        case .slotCancelled(let cancellation): slots[cancellation.slot] = nil
        case .released(let release):
            guard let grant = grants[release.bid], grant.bid.lot == release.lot else { return }
            keep(release.grams <= 0 ? 0 : max(0, grant.grams - release.grams), of: grant)
        default: break
        }
    }

    private func answer(_ bid: String) {
        answers[bid, default: 0] += 1
        if answers[bid] ?? 0 > asked[bid] ?? 0 { violations.append("\(bid) answered once too often") }
    }

    private func keep(_ grams: Int64, of grant: Grant) {
        var kept = grant
        kept.grams = grams
        grants[grant.bid.bid] = grams == 0 ? nil : kept
    }

    private func check(_ award: Awarded, key: String) {
        answer(award.bid)
        awards += 1
        guard let bid = bids[award.bid] else { return }
        if key != bid.lot { violations.append("\(award.bid) answered to \(key)") }
        if award.grams <= 0 || award.grams > bid.grams || award.grams < bid.minimumGrams {
            violations.append("\(award.bid) awarded \(award.grams) of \(bid.minimumGrams) to \(bid.grams)")
        }
        let granted = Grant(bid: bid, grams: award.grams, settles: award.settles)
        grants[award.bid] = granted
        orderedGrams[award.bid] = 0
        // What settled more than a day ago is nobody's any more.
        let sameOffer = grants.values.filter {
            $0.bid.offer == award.offer && $0.settles + Instant.days(1) > now.milliseconds
        }
        if let channel = channels[award.offer] {
            let used = sameOffer.filter { $0.day == granted.day }.reduce(0) { $0 + $1.grams }
            if used > channel.gramsPerDay { violations.append("\(award.offer) is over its day by \(award.bid)") }
            let supply = sameOffer.reduce(0) { $0 + $1.grams }
            if channel.thresholdUnits > 0, supply > (orderedUnits[award.offer] ?? 0) * channel.unitGrams {
                violations.append("\(award.offer) supplies more than is ordered by \(award.bid)")
            }
        }
        if let slot = slots[award.offer] {
            let beyond = sameOffer.reduce(0) { $0 + max(0, $1.grams - slot.stockGramsPerPosition) }
            if sameOffer.count > Int(slot.itemPositions) { violations.append("\(award.offer) is over its positions") }
            if award.grams > slot.stockGramsPerPosition, beyond > slot.restockGrams {
                violations.append("\(award.offer) is over its restock limit")
            }
            if Set(sameOffer.map(\.bid.lot)).count < sameOffer.count {
                violations.append("\(award.offer) holds a lot twice")
            }
        }
    }

    private func check(_ release: Released) {
        releases += 1
        guard let grant = grants[release.bid], release.grams > 0, release.grams <= grant.grams else {
            violations.append("\(release.bid) released \(release.grams) that it did not hold")
            return
        }
        keep(grant.grams - release.grams, of: grant)
    }

    private func check(_ order: JournalEntry) {
        ordersAccepted += 1
        orderedGrams[order.bid, default: 0] += order.grams
        if orderedGrams[order.bid] ?? 0 > grants[order.bid]?.grams ?? 0 {
            violations.append("\(order.bid) sells more than it was granted")
        }
    }
}
