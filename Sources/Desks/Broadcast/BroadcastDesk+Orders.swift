import GreenChannelModel

/// What viewers order during a show.
extension BroadcastDesk {
    /// Takes an order while what was granted lasts, restock included. An order counts once, however often it is reported.
    mutating func take(_ order: LiveOrderPlaced, _ now: Instant, _ outbox: inout Outbox) {
        let subject = "order \(order.order.shown) in slot \(order.slot.shown)"
        guard order.order.isIdentifier else {
            return outbox.refuse(
                .invalidField,
                "\(subject): the order has no id of printable ASCII characters without spaces; give it one"
            )
        }
        guard order.units > 0 else {
            return outbox.refuse(.invalidField, "\(subject): units is \(order.units); give 1 or more")
        }
        guard let entry = outlet(order.slot), entry.offer.studio == order.studio, !entry.closed else {
            return outbox.refuse(
                .unknownOffer,
                "\(subject): studio \(order.studio.shown) has no such show, or it is over; check both ids"
            )
        }
        let id = LiveOrderEntry.id(slot: order.slot, order: order.order)
        if let before = orders[id] {
            guard before.lot != order.lot || before.units != order.units else { return }
            return outbox.refuse(
                .invalidField,
                "\(subject) was taken before with \(before.units) units of lot \(before.lot.shown), now it says "
                    + "\(order.units) of \(order.lot.shown); give a new order its own id"
            )
        }
        guard let bidID = placed[order.slot]?[order.lot], let bid = book[bidID] else {
            return outbox.refuse(
                .unknownLot,
                "\(subject): lot \(order.lot.shown) holds no position in it; check the lot"
            )
        }
        let grams = order.units.saturatingMultiply(entry.offer.unitGrams)
        guard grams <= bid.grantedGrams.saturatingSubtract(bid.orderedGrams) else {
            let unit = max(1, entry.offer.unitGrams)
            return outbox.refuse(
                .stockExceeded,
                "\(subject): \(order.units) units of lot \(order.lot.shown) would exceed its stock, "
                    + "\(bid.grantedGrams / unit) units with restock, of which \(bid.orderedGrams / unit) are ordered; "
                    + "order less or refund it"
            )
        }
        accept(order, grams: grams, id: id, bid, &outbox)
    }

    private mutating func accept(
        _ order: LiveOrderPlaced,
        grams: Int64,
        id: String,
        _ bid: BidEntry,
        _ outbox: inout Outbox
    ) {
        var bid = bid
        bid.orderedGrams = bid.orderedGrams.saturatingAdd(grams)
        book.put(bid)

        var taken = LiveOrderEntry()
        taken.slot = order.slot
        taken.lot = order.lot
        taken.order = order.order
        taken.units = order.units
        orders.set(id, taken)
        ordersOfSlot[order.slot, default: []].insert(id)

        var entry = JournalEntry()
        entry.lot = bid.bid.lot
        entry.event = "LIVE_ORDER"
        // Above what lay on the table: the show is restocked.
        entry.reason = bid.orderedGrams > bid.grantedGrams - bid.restockedGrams ? "RESTOCKED" : "ORDERED"
        entry.bid = bid.bid.bid
        entry.offer = bid.bid.offer
        entry.kind = .liveSlot
        entry.grams = grams
        entry.price = bid.price
        entry.crop = bid.bid.crop
        outbox.journal(entry)
    }
}
