import GreenChannelModel

/// What happens to a show by itself: clearing, and its end.
extension BroadcastDesk {
    mutating func wake(_ entry: inout SlotEntry, _ now: Instant, _ outbox: inout Outbox) {
        let hasEnded = now.milliseconds >= entry.offer.ends
        if !hasEnded, entry.clearsAt != 0, entry.clearsAt <= now.milliseconds { clear(&entry, now, &outbox) }
        if hasEnded, !entry.closed { end(&entry, now, &outbox) }
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
}
