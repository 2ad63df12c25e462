import Desks
import GreenChannelModel
import TestKit

/// Offers and bids of the two market desks, in the numbers of the domain's scenarios.
enum Market {
    /// 2026-03-02 09:00 in China.
    static let start = Instant(milliseconds: 1_772_413_200_000)
    static let tonne: Int64 = 1_000_000
    static let kilogram: Int64 = 1000

    static func hours(_ count: Int64) -> Instant { start.advanced(byMilliseconds: Instant.hours(count)) }
    static func seconds(_ count: Int64) -> Instant { start.advanced(byMilliseconds: count * 1000) }

    /// A market that takes 10 t of anything a day for ten days, at 2 yuan/kg; carrots at 1 yuan/kg.
    static func channel(_ id: String = "ch-1", _ change: (inout ChannelOffered) -> Void = { _ in }) -> ChannelOffered {
        var offer = ChannelOffered()
        offer.channel = id
        offer.name = "助农专区"
        offer.kind = .assistanceZone
        offer.place = 230_100
        offer.prices = [price("", 200), price("carrot", 100)]
        offer.minimumGrams = 100 * kilogram
        offer.gramsPerDay = 10 * tonne
        offer.opens = start.milliseconds
        offer.closes = hours(240).milliseconds
        offer.needsTransport = true
        change(&offer)
        return offer
    }

    /// The group buy of scenario 10: 2,000 units of 2.5 kg, decided a day after the start.
    static func groupBuy(_ change: (inout ChannelOffered) -> Void = { _ in }) -> ChannelOffered {
        channel("group-1") {
            $0.kind = .groupBuy
            $0.thresholdUnits = 2000
            $0.unitGrams = 2500
            $0.deadline = hours(24).milliseconds
            change(&$0)
        }
    }

    static func orders(_ units: Int64, _ channel: String = "group-1") -> RecordBody {
        var report = OrdersReported()
        report.channel = channel
        report.units = units
        return .ordersReported(report)
    }

    /// The live slot of scenario 10: 300 boxes of 5 kg and 100 more to restock, from 20:00 to 21:00.
    static func slot(_ id: String = "slot-1", _ change: (inout SlotOffered) -> Void = { _ in }) -> SlotOffered {
        var offer = SlotOffered()
        offer.studio = "studio-1"
        offer.slot = id
        offer.host = "小芳"
        offer.place = 330_100
        offer.starts = hours(11).milliseconds
        offer.ends = hours(12).milliseconds
        offer.itemPositions = 2
        offer.unitGrams = 5 * kilogram
        offer.stockGramsPerPosition = 300 * 5 * kilogram
        offer.restockGrams = 100 * 5 * kilogram
        offer.prices = [price("", 300)]
        offer.shipBy = hours(48).milliseconds
        change(&offer)
        return offer
    }

    static func order(_ number: Int, units: Int64, lot: String = "lot-a", slot: String = "slot-1") -> RecordBody {
        var order = LiveOrderPlaced()
        order.studio = "studio-1"
        order.slot = slot
        order.lot = lot
        order.order = "order-\(number)"
        order.units = units
        return .liveOrderPlaced(order)
    }

    /// A bid for 4 t of napa cabbage, ready now and good for five days.
    static func bid(_ id: String, value: Int64 = 100, _ change: (inout Bid) -> Void = { _ in }) -> Bid {
        var bid = Bid()
        bid.bid = id
        bid.lot = "lot-" + id
        bid.offer = "ch-1"
        bid.owner = "ch-1"
        bid.crop = "napa_cabbage"
        bid.grams = 4 * tonne
        bid.minimumGrams = 200 * kilogram
        bid.value = value
        bid.ready = start.milliseconds
        bid.sellBy = hours(120).milliseconds
        change(&bid)
        return bid
    }

    /// A bid for a position of the slot of scenario 10.
    static func slotBid(_ id: String, value: Int64 = 100, _ change: (inout Bid) -> Void = { _ in }) -> Bid {
        bid(id, value: value) {
            $0.offer = "slot-1"
            $0.owner = "studio-1"
            change(&$0)
        }
    }

    static func release(_ bid: Bid, grams: Int64 = 0) -> RecordBody {
        var release = Released()
        release.bid = bid.bid
        release.lot = bid.lot
        release.offer = bid.offer
        release.owner = bid.owner
        release.grams = grams
        release.reason = "LOT_CANCELLED"
        return .released(release)
    }

    static func price(_ crop: String, _ price: Int64) -> CropPrice {
        var line = CropPrice()
        line.crop = crop
        line.price = price
        return line
    }
}

/// One answer or release in a line, so that expectations read as what happened.
func told(_ postings: [Outbox.Posting]) -> [String] {
    postings.compactMap { posting in
        switch posting.body {
        case .awarded(let award): "\(award.bid) awarded \(award.grams / 1000) kg at \(award.price)"
        case .declined(let decline): "\(decline.bid) declined \(decline.reason)"
        case .released(let release): "\(release.bid) released \(release.grams / 1000) kg \(release.reason)"
        case .offerAnnounced(let offer):
            offer.withdrawn ? "\(offer.offer) withdrawn" : "\(offer.offer) has \(offer.remainingGrams / 1000) kg"
        default: "\(posting.body.kind)"
        }
    }
}

extension DeskHarness {
    mutating func offer(_ channel: ChannelOffered, at time: Instant? = nil) -> Outbox {
        deliver(.channelOffered(channel), key: channel.channel, at: time)
    }

    mutating func offer(_ slot: SlotOffered, at time: Instant? = nil) -> Outbox {
        deliver(.slotOffered(slot), key: slot.studio, at: time)
    }

    mutating func bid(_ bid: Bid, at time: Instant? = nil) -> Outbox {
        deliver(.bid(bid), key: bid.owner, at: time)
    }
}

/// A field that is made senseless, and how.
struct BadField<Offer>: Sendable, CustomStringConvertible {
    var field: String
    var change: @Sendable (inout Offer) -> Void
    var description: String { field }

    init(_ field: String, _ change: @escaping @Sendable (inout Offer) -> Void) {
        self.field = field
        self.change = change
    }
}
