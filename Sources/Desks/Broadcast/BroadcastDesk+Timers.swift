import GreenChannelModel

/// What happens by itself: clearing, the end of the show, announcing, forgetting.
extension BroadcastDesk {
    mutating func wake(_ timer: TimerFired, _ now: Instant, _ outbox: inout Outbox) {
        let id = String(decoding: timer.entry.utf8.dropFirst(), as: UTF8.self)
        switch timer.entry.utf8.first {
        case SlotEntry.keyPrefix:
            // A timer that was posted before the entry chose another time is stale.
            guard let entry = slot(id), entry.wakeAt != 0, entry.wakeAt <= now.milliseconds else { return }
            wakeSlot(entry, now, &outbox)
        case BidEntry.keyPrefix:
            guard let bid = book[id], bid.wakeAt != 0, bid.wakeAt <= now.milliseconds else { return }
            wakeBid(bid, now, &outbox)
        default:
            outbox.refuse(
                .invalidField,
                "timer for entry \(timer.entry.shown): this desk wakes no such entry; nothing needs to be done"
            )
        }
    }

    private mutating func wakeSlot(_ entry: SlotEntry, _ now: Instant, _ outbox: inout Outbox) {
        var entry = entry
        let hasEnded = now.milliseconds >= entry.offer.ends
        if !hasEnded, entry.clearsAt != 0, entry.clearsAt <= now.milliseconds { clear(&entry, now, &outbox) }
        if hasEnded, !entry.closed { end(&entry, now, &outbox) }
        store(entry, now, &outbox)
    }

    /// The show is over: what viewers did not order goes back to its lots.
    private mutating func end(_ entry: inout SlotEntry, _ now: Instant, _ outbox: inout Outbox) {
        declinePending(&entry, .offerClosed, &outbox)
        let ordersWereReported = ordersOfSlot[entry.offer.slot] != nil
        for grant in book.grantedByID(offer: entry.offer.slot) {
            // Without any order report the stock counts as sold; what was kept back never came on the table.
            let sold = ordersWereReported ? grant.orderedGrams : grant.grantedGrams - grant.restockedGrams
            let unsold = grant.grantedGrams.saturatingSubtract(max(0, sold))
            guard unsold > 0 else { continue }
            outbox.postRelease(grant.bid, grams: unsold, .unsold)
            if sold <= 0 {
                forget(grant)
            } else {
                var kept = grant
                kept.grantedGrams = sold
                kept.restockedGrams = 0
                book.put(kept)
            }
        }
        close(&entry, now, &outbox)
    }

    /// An award whose parcels have left, plus a day, no longer concerns the show.
    private mutating func wakeBid(_ bid: BidEntry, _ now: Instant, _ outbox: inout Outbox) {
        let entry = slots[bid.bid.offer]
        if let entry, !entry.closed {
            // Its show was put off: the award stands until then.
            let shipped = max(entry.offer.shipBy, now.milliseconds).saturatingAdd(Instant.days(1))
            if shipped > now.milliseconds {
                var bid = bid
                bid.wakeAt = shipped
                return book.put(bid)
            }
        }
        forget(bid)
        if let entry { store(entry, now, &outbox) }
    }

    /// Says at once what the slot offers now, and remembers that.
    func announce(_ entry: inout SlotEntry, _ now: Instant, _ outbox: inout Outbox) {
        let remaining = remaining(entry, now)
        entry.announcedGrams = remaining
        entry.announcedAt = now.milliseconds
        outbox.announce(
            .offerAnnounced(entry.announcement(remaining: remaining, withdrawn: entry.closed)),
            key: entry.offer.studio
        )
    }

    /// Stores a slot after a decision: announces what is due, chooses when to wake, forgets what nothing depends on.
    mutating func store(_ entry: SlotEntry, _ now: Instant, _ outbox: inout Outbox) {
        let id = entry.offer.slot
        let studio = entry.offer.studio
        if entry.closed, now.milliseconds >= entry.offer.ends, book.isEmpty(offer: id) {
            slots.set(id, nil)
            slotsOfStudio[studio]?.remove(id)
            if slotsOfStudio[studio]?.isEmpty == true { slotsOfStudio[studio] = nil }
            return
        }
        var entry = entry
        let announceAt = announceIfDue(&entry, now, &outbox)
        var times: [Int64] = []
        if !entry.closed || entry.offer.ends > now.milliseconds { times.append(entry.offer.ends) }
        if entry.clearsAt != 0 { times.append(entry.clearsAt) }
        if let announceAt { times.append(announceAt.milliseconds) }
        // What is due already is done at once, not forgotten: a record may come first whose time is later than the timer's.
        entry.wakeAt = times.min().map { max($0, now.later(byMilliseconds: 1).milliseconds) } ?? 0
        if entry != slots[id] { slots.set(id, entry) }
    }

    /// Announces what is worth it and due; gives when to do so later.
    private func announceIfDue(_ entry: inout SlotEntry, _ now: Instant, _ outbox: inout Outbox) -> Instant? {
        guard entry.refusalOfBids(now: now) == nil else { return nil }
        let due = pacing.due(
            remaining: remaining(entry, now),
            capacity: entry.capacity,
            announced: entry.announcedGrams,
            announcedAt: entry.announcedAt
        )
        guard let due, due <= now else { return due }
        announce(&entry, now, &outbox)
        return nil
    }
}
