import GreenChannelModel

/// Bids as they come, wait, and are taken back.
extension DispatchDesk {
    mutating func take(_ bid: Bid, _ now: Instant, _ outbox: inout Outbox) {
        let soundness = bid.soundness
        if soundness == .nameless { return outbox.refuseNameless(bid) }
        // A repeat: it is answered when its time comes, or has been.
        if book.contains(bid.bid) { return }
        guard soundness == .sound, bid.isSoundJourney else {
            return outbox.postDecline(bid, .invalidField, remaining: 0)
        }
        guard bid.offer.isIdentifier, bid.offer == Self.offerID(ofDepot: bid.owner), var entry = depot(bid.owner) else {
            return outbox.postDecline(bid, .unknownOffer, remaining: 0)
        }
        book.put(BidEntry(waiting: bid, since: now))
        guard entry.clearsAt == 0 else { return }
        entry.clearsAt = max(1, now.later(byMilliseconds: windowMilliseconds).milliseconds)
        store(entry, now, &outbox)
    }

    /// The Lot desk takes back a bid, an award or a part of it. What is unknown was settled before: late is normal.
    mutating func take(_ release: Released, _ now: Instant, _ outbox: inout Outbox) {
        guard var load = book[release.bid], load.bid.lot == release.lot else { return }
        switch load.state {
        case .pending, .UNRECOGNIZED:
            book.remove(load)
            outbox.postDecline(load.bid, .withdrawn, remaining: terms(ofDepot: load.bid.owner, now).remainingGrams)
        case .granted:
            let grams = release.grams <= 0 ? load.grantedGrams : min(release.grams, load.grantedGrams)
            guard grams > 0 else { return }
            load.grantedGrams -= grams
            load.loadedGrams = min(load.loadedGrams, load.grantedGrams)
            lighten(load, now, &outbox)
        }
    }

    /// Puts back a load that has become smaller, or nothing, and frees what it no longer needs.
    mutating func lighten(_ load: BidEntry, _ now: Instant, _ outbox: inout Outbox) {
        if load.grantedGrams == 0, load.cratesOpen == 0 { book.remove(load) } else { book.put(load) }
        guard var entry = depots[load.bid.owner] else { return }
        // What froze in the meantime stays as it is.
        passTime(&entry, now)
        unload(load, now)
        store(entry, now, &outbox)
    }
}
