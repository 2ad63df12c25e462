import GreenChannelModel

/// What studios tell of their shows.
extension BroadcastDesk {
    /// A new slot, or a correction: new terms hold for what is not granted yet.
    mutating func take(_ offer: SlotOffered, key: String, _ now: Instant, _ outbox: inout Outbox) {
        if let failure = offer.failure(now: now) { return outbox.refuse(.invalidField, failure) }
        let subject = "slot \(offer.slot.shown)"
        guard key == offer.studio else {
            return outbox.refuse(
                .invalidField,
                "\(subject): the record's key is \(key.shown); post it with the studio, \(offer.studio.shown), as its key"
            )
        }
        let before = outlets[offer.slot]
        if let before, before.offer.studio != offer.studio {
            return outbox.refuse(
                .invalidField,
                "\(subject): studio is \(offer.studio.shown), but the slot is of \(before.offer.studio.shown); "
                    + "offer it under another id"
            )
        }
        if let before, before.offer.ends <= now.milliseconds {
            return outbox.refuse(
                .invalidField,
                "\(subject): its show ended at \(before.offer.ends); offer the new show under another id"
            )
        }
        if let other = otherShow(of: offer) {
            return outbox.refuse(
                .hostDoubleBooked,
                "\(subject): host \(offer.host.shown) is promised to slot \(other.slot.shown) from \(other.starts) to "
                    + "\(other.ends), which overlaps \(offer.starts) to \(offer.ends); give another hour or host"
            )
        }

        var entry = before ?? SlotEntry()
        entry.closed = false
        entry.offer = offer
        index(entry)
        announce(&entry, now, &outbox)
        store(entry, now, &outbox)
    }

    /// The first other show of the same host at that time.
    private func otherShow(of offer: SlotOffered) -> SlotOffered? {
        guard let ids = slotsOfStudio[offer.studio] else { return nil }
        return ids.lazy
            .compactMap { outlets[$0] }
            .filter { !$0.closed && $0.offer.slot != offer.slot }
            .map(\.offer)
            .filter { $0.host == offer.host && $0.overlaps(offer) }
            .min { ($0.starts, $0.slot) < ($1.starts, $1.slot) }
    }

    mutating func take(_ cancellation: SlotCancelled, _ now: Instant, _ outbox: inout Outbox) {
        guard var entry = outlet(cancellation.slot), entry.offer.studio == cancellation.studio else {
            return outbox.refuse(
                .unknownOffer,
                "slot \(cancellation.slot.shown) of studio \(cancellation.studio.shown) is not offered here; check both ids"
            )
        }
        // A repeat, or one that comes after the show.
        guard !entry.closed else { return }
        declinePending(&entry, .unknownOffer, &outbox)
        releaseGrants(&entry, .slotCancelled, &outbox) { _ in true }
        close(&entry, now, &outbox)
        store(entry, now, &outbox)
    }

    /// Shuts the slot: no bids, no orders.
    mutating func close(_ entry: inout SlotEntry, _ now: Instant, _ outbox: inout Outbox) {
        entry.closed = true
        entry.restockedGrams = 0
        if let ids = ordersOfSlot.removeValue(forKey: entry.offer.slot) {
            for id in ids.sorted() { orders.set(id, nil) }
        }
        announce(&entry, now, &outbox)
    }
}
