import Desks
import GreenChannelModel
import TestKit

/// Random but sensible days of a market, drawn from a seed: what comes next, and when.
struct MarketWorld {
    var random: SplitMix64
    private(set) var now = Market.start
    private var bids: [Bid] = []
    private var orders = 0

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    mutating func pick(_ range: ClosedRange<Int64>) -> Int64 { Int64.random(in: range, using: &random) }

    private mutating func chance(_ perCent: Int64) -> Bool { pick(1...100) <= perCent }

    /// Most records come close together, some hours later.
    mutating func nextTime() -> Instant {
        let step =
            switch pick(0...9) {
            case 0...3: Int64(0)
            case 4...7: pick(1...3000)
            case 8: pick(1...600_000)
            default: pick(1...Instant.hours(4))
            }
        now = now.advanced(byMilliseconds: step)
        return now
    }

    mutating func nextPromotion() -> (key: String, body: RecordBody) {
        let id = pick(0...4)
        // 0 to 2 are plain channels, 3 and 4 group buys.
        let channel = id < 3 ? "ch-\(id)" : "group-\(id)"
        switch pick(0...99) {
        case 0...9:
            return (channel, .channelOffered(id < 3 ? plain(channel) : group(channel)))
        case 10...11:
            var withdrawal = ChannelWithdrawn()
            withdrawal.channel = channel
            return (channel, .channelWithdrawn(withdrawal))
        case 12...24:
            return (channel, Market.orders(pick(0...3000), "group-\(pick(3...4))"))
        case 25...39:
            return (channel, release())
        default:
            return (channel, bid(offer: channel, owner: channel, readyWithin: Instant.days(2)))
        }
    }

    mutating func nextBroadcast() -> (key: String, body: RecordBody) {
        let slot = "slot-\(pick(0...5))"
        switch pick(0...99) {
        case 0...19:
            return ("studio-1", .slotOffered(show(slot)))
        case 20...21:
            var cancellation = SlotCancelled()
            cancellation.studio = "studio-1"
            cancellation.slot = slot
            return ("studio-1", .slotCancelled(cancellation))
        case 22...39:
            // Viewers order what was bid for lately: most of it lies on the table.
            orders += chance(80) ? 1 : 0
            let shown = bids.suffix(30).randomElement(using: &random) ?? Market.slotBid("nobody")
            return ("studio-1", Market.order(orders, units: pick(1...200), lot: shown.lot, slot: shown.offer))
        case 40...54:
            return ("studio-1", release())
        default:
            return ("studio-1", bid(offer: slot, owner: "studio-1", readyWithin: Instant.hours(2)))
        }
    }

    private mutating func plain(_ id: String) -> ChannelOffered {
        let closes = now.advanced(byMilliseconds: pick(1...Instant.days(6))).milliseconds
        let capacity = pick(1...20) * Market.tonne
        let minimum = pick(0...500) * Market.kilogram
        return Market.channel(id) {
            $0.gramsPerDay = capacity
            $0.minimumGrams = minimum
            $0.opens = now.milliseconds - 1
            $0.closes = closes
        }
    }

    private mutating func group(_ id: String) -> ChannelOffered {
        // Noon in China, so that what settles an hour later still counts for the same day.
        let noon = Market.hours(3).advanced(byMilliseconds: Instant.days(pick(0...6))).milliseconds
        let threshold = pick(1...3000)
        return Market.channel(id) {
            $0.kind = .groupBuy
            $0.gramsPerDay = 6 * Market.tonne
            $0.thresholdUnits = threshold
            $0.unitGrams = 2500
            $0.deadline = noon
            $0.closes = noon + Instant.days(2)
        }
    }

    private mutating func show(_ id: String) -> SlotOffered {
        let starts = now.advanced(byMilliseconds: pick(-1000...Instant.hours(8))).milliseconds
        let ends = starts + pick(1000...Instant.hours(4))
        let positions = UInt32(pick(1...3))
        let restock = pick(0...100) * 5 * Market.kilogram
        let host = "host-\(pick(0...2))"
        return Market.slot(id) {
            $0.host = host
            $0.starts = starts
            $0.ends = ends
            $0.shipBy = ends + Instant.hours(12)
            $0.itemPositions = positions
            $0.restockGrams = restock
        }
    }

    private mutating func bid(offer: String, owner: String, readyWithin: Int64) -> RecordBody {
        if let old = bids.randomElement(using: &random), chance(8) { return .bid(old) }
        var bid = Market.bid("bid-\(bids.count)", value: pick(-50...300))
        bid.lot = "lot-\(pick(0...9))"
        bid.offer = chance(3) ? "nobody" : offer
        bid.owner = owner
        bid.grams = pick(1...12_000) * Market.kilogram
        bid.minimumGrams = chance(50) ? 0 : min(bid.grams, pick(0...2000) * Market.kilogram)
        bid.urgent = chance(10)
        bid.ready = now.advanced(byMilliseconds: pick(-Instant.hours(5)...readyWithin)).milliseconds
        bid.sellBy = now.advanced(byMilliseconds: pick(Instant.hours(6)...Instant.days(5))).milliseconds
        bids.append(bid)
        return .bid(bid)
    }

    private mutating func release() -> RecordBody {
        let bid = bids.suffix(40).randomElement(using: &random) ?? Market.bid("nobody")
        return Market.release(bid, grams: chance(50) ? 0 : pick(1...6000) * Market.kilogram)
    }
}
