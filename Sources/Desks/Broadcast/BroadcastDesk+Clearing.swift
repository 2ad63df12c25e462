import GreenChannelModel

/// How a show clears.
extension BroadcastDesk {
    /// Answers all that waits for a show: the positions go to what is worth most on the table.
    mutating func clear(_ entry: inout SlotEntry, _ now: Instant, _ outbox: inout Outbox) {
        entry.clearsAt = 0
        let slot = entry.offer.slot
        let waiting = book.pendingByID(offer: slot)
        var order = waiting.indices.map { (rank: PositionRank(waiting[$0].bid, entry), index: $0) }
        order.sort { $0.rank < $1.rank }
        var free = entry.freePositions(granted: book.grantedCount(offer: slot))
        let wasFull = free == 0
        var cleared: Int64 = 0
        var answers: [(entry: BidEntry, reason: BidDecline?)] = []
        answers.reserveCapacity(order.count)

        for (_, index) in order {
            let bid = waiting[index].bid
            if let obstacle = obstacle(to: bid, entry, now) {
                answers.append((waiting[index], obstacle))
                continue
            }
            guard free > 0, let price = entry.offer.prices.price(of: bid.crop) else {
                answers.append((waiting[index], wasFull ? .capacityFull : .outbid))
                continue
            }
            var grant = waiting[index]
            grant.state = .granted
            grant.restockedGrams = entry.restock(for: bid)
            grant.grantedGrams = entry.stock(for: bid).saturatingAdd(grant.restockedGrams)
            grant.price = price
            grant.settles = entry.offer.shipBy
            grant.wakeAt = max(1, grant.settles.saturatingAdd(Instant.days(1)))
            book.put(grant)
            placed[slot, default: [:]][bid.lot] = bid.bid
            entry.restockedGrams = entry.restockedGrams.saturatingAdd(grant.restockedGrams)
            free -= 1
            cleared = bid.value
            answers.append((grant, nil))
        }

        let remaining = remaining(entry, now)
        for (bid, reason) in answers {
            if let reason {
                forget(bid)
                outbox.postDecline(bid.bid, reason, cleared: cleared, remaining: remaining)
            } else {
                outbox.postAward(bid, cleared: cleared, remaining: remaining)
            }
        }
    }

    func obstacle(to bid: Bid, _ entry: SlotEntry, _ now: Instant) -> BidDecline? {
        if let obstacle = entry.obstacle(to: bid) { return obstacle }
        return placed[entry.offer.slot]?[bid.lot] == nil ? nil : .lotAlreadyPlaced
    }

    func remaining(_ entry: SlotEntry, _ now: Instant) -> Int64 {
        entry.remaining(granted: book.grantedCount(offer: entry.offer.slot), now: now)
    }
}

/// The order in which bids get positions: urgent ones, then by the worth of what would lie on the table, then by id.
///
/// A position takes one lot whatever its size, so that a dear handful may be worth less than a cheap full stock.
private struct PositionRank: Comparable {
    var urgent: Bool
    var worth: Int128
    var bid: String

    init(_ bid: Bid, _ entry: SlotEntry) {
        urgent = bid.urgent
        worth = Int128(bid.value) * Int128(entry.stock(for: bid))
        self.bid = bid.bid
    }

    static func < (left: PositionRank, right: PositionRank) -> Bool {
        if left.urgent != right.urgent { return left.urgent }
        if left.worth != right.worth { return left.worth > right.worth }
        return left.bid < right.bid
    }
}
