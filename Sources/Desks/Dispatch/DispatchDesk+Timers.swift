import GreenChannelModel

/// What happens by itself: clearing, freezing, coming back, announcing, forgetting.
extension DispatchDesk {
    mutating func wake(_ timer: TimerFired, _ now: Instant, _ outbox: inout Outbox) {
        let id = String(decoding: timer.entry.utf8.dropFirst(), as: UTF8.self)
        switch timer.entry.utf8.first {
        case DepotEntry.keyPrefix:
            // A timer that was posted before the entry chose another time is stale.
            guard var entry = depot(id), entry.wakeAt != 0, entry.wakeAt <= now.milliseconds else { return }
            passTime(&entry, now)
            if entry.clearsAt != 0, entry.clearsAt <= now.milliseconds { clear(&entry, now, &outbox) }
            store(entry, now, &outbox)
        case BidEntry.keyPrefix:
            guard let load = book[id], load.wakeAt != 0, load.wakeAt <= now.milliseconds else { return }
            if load.cratesOpen > 0 {
                journalCrates(load, "\(load.cratesOpen) not returned, \(deposit(load)) kept", &outbox)
            }
            forget(load)
        default: outbox.refuseTimer(timer)
        }
    }

    /// Stores a depot after a decision: announces what is due, chooses when to wake, and forgets it with its last vehicle.
    mutating func store(_ entry: DepotEntry, _ now: Instant, _ outbox: inout Outbox) {
        guard !entry.vehicles.isEmpty else { return close(entry, &outbox) }
        var entry = entry
        let announceAt = announceIfDue(&entry, now, &outbox)
        entry.wakeAt = nextWake(entry, announceAt: announceAt, now)
        if entry != depots[entry.depot] { depots.set(entry.depot, entry) }
    }

    /// The last vehicle is gone: nothing more can be had here.
    private mutating func close(_ entry: DepotEntry, _ outbox: inout Outbox) {
        for waiting in book.pendingByID(offer: Self.offerID(ofDepot: entry.depot)) {
            book.remove(waiting)
            outbox.postDecline(waiting.bid, .unknownOffer, remaining: 0)
        }
        if entry.hasAnnounced {
            var announcement = entry.announced
            announcement.remainingGrams = 0
            announcement.withdrawn = true
            outbox.announce(.offerAnnounced(announcement), key: announcement.offer)
        }
        depots.set(entry.depot, nil)
    }

    /// The next moment at which something is to be done. Always later than now.
    private func nextWake(_ entry: DepotEntry, announceAt: Instant?, _ now: Instant) -> Int64 {
        var next = announceAt?.milliseconds ?? .max
        if entry.clearsAt != 0 { next = min(next, entry.clearsAt) }
        for vehicle in fleets[entry.depot]?.vehicles ?? [] {
            next = min(next, vehicle.nextChange(now, freezeMilliseconds: freezeMilliseconds))
        }
        return max(next, now.later(byMilliseconds: 1).milliseconds)
    }
}
