import GreenChannelModel

/// What the Promotion and the Broadcast desk are alike in: outlets gather bids for a decision window from the first that
/// waits, clear them together, and announce what is left. How an outlet clears is the desk's own affair.
protocol MarketDesk: Desk {
    associatedtype Entry: MarketEntry

    var windowMilliseconds: Int64 { get }
    var pacing: AnnouncementPacing { get }
    var outlets: Ledger<Entry> { get set }
    var book: BidBook { get set }

    /// Why a bid can have nothing of an outlet that takes bids, whoever else bids; `nil`: it can compete.
    func obstacle(to bid: Bid, _ entry: Entry, _ now: Instant) -> BidDecline?
    /// What can still be had now.
    func remaining(_ entry: Entry, _ now: Instant) -> Int64
    /// Answers all that waits for an outlet.
    mutating func clear(_ entry: inout Entry, _ now: Instant, _ outbox: inout Outbox)
    /// Does what is due by itself.
    mutating func wake(_ entry: inout Entry, _ now: Instant, _ outbox: inout Outbox)

    // Where a desk keeps indexes of its own, it mends them here.

    /// Notes an outlet or a bid that was restored.
    mutating func index(_ entry: Entry)
    mutating func index(_ bid: BidEntry)
    /// Forgets a bid, or an outlet that is over.
    mutating func forget(_ bid: BidEntry)
    mutating func forget(_ entry: Entry)
}

extension MarketDesk {
    mutating func index(_ entry: Entry) {}
    mutating func index(_ bid: BidEntry) {}
    mutating func forget(_ bid: BidEntry) { book.remove(bid) }
    mutating func forget(_ entry: Entry) { outlets.set(entry.id, nil) }
}

// MARK: Bids

extension MarketDesk {
    /// Looks up by an id from outside: what is no id finds nothing, even where Unicode would call it equal to one.
    func outlet(_ id: String) -> Entry? { id.isIdentifier ? outlets[id] : nil }

    mutating func take(_ bid: Bid, _ now: Instant, _ outbox: inout Outbox) {
        let soundness = bid.soundness
        if soundness == .nameless { return outbox.refuseNameless(bid) }
        // A repeat: it is answered when its time comes, or has been.
        if book.contains(bid.bid) { return }
        guard soundness == .sound else { return outbox.postDecline(bid, .invalidField, remaining: 0) }
        guard var entry = outlet(bid.offer) else { return outbox.postDecline(bid, .unknownOffer, remaining: 0) }
        if let refusal = entry.refusalOfBids(now: now) { return outbox.postDecline(bid, refusal, remaining: 0) }
        if let obstacle = obstacle(to: bid, entry, now) {
            return outbox.postDecline(bid, obstacle, remaining: remaining(entry, now))
        }
        book.put(BidEntry(waiting: bid, since: now))
        guard entry.clearsAt == 0 else { return }
        entry.clearsAt = max(1, now.later(byMilliseconds: windowMilliseconds).milliseconds)
        if entry.clearsAt <= now.milliseconds { clear(&entry, now, &outbox) }
        store(entry, now, &outbox)
    }

    /// The Lot desk takes back a bid, an award or a part of it. What is unknown was settled before: late is normal.
    mutating func take(_ release: Released, _ now: Instant, _ outbox: inout Outbox) {
        guard var bid = book[release.bid], bid.bid.lot == release.lot else { return }
        guard var entry = outlets[bid.bid.offer] else { return forget(bid) }
        switch bid.state {
        case .pending, .UNRECOGNIZED:
            forget(bid)
            outbox.postDecline(bid.bid, .withdrawn, remaining: remaining(entry, now))
        case .granted:
            let isWhole = release.grams <= 0 || release.grams >= bid.grantedGrams
            let freed = isWhole ? bid.grantedGrams : release.grams
            entry.free(freed, of: &bid)
            if isWhole { forget(bid) } else { book.put(bid) }
            store(entry, now, &outbox)
        }
    }

    /// Answers everything that waits with one reason.
    mutating func declinePending(_ entry: inout Entry, _ reason: BidDecline, _ outbox: inout Outbox) {
        for bid in book.pendingByID(offer: entry.id) {
            forget(bid)
            outbox.postDecline(bid.bid, reason, remaining: 0)
        }
        entry.clearsAt = 0
    }

    /// Takes back the grants that are `open`. The others are delivered and sold.
    mutating func releaseGrants(
        _ entry: inout Entry,
        _ reason: BidRelease,
        _ outbox: inout Outbox,
        where open: (BidEntry) -> Bool
    ) {
        for var grant in book.grantedByID(offer: entry.id) where open(grant) {
            forget(grant)
            outbox.postRelease(grant.bid, grams: grant.grantedGrams, reason)
            entry.free(grant.grantedGrams, of: &grant)
        }
    }
}

// MARK: Time

extension MarketDesk {
    mutating func wake(_ timer: TimerFired, _ now: Instant, _ outbox: inout Outbox) {
        let id = String(decoding: timer.entry.utf8.dropFirst(), as: UTF8.self)
        switch timer.entry.utf8.first {
        case Entry.keyPrefix:
            // A timer that was posted before the entry chose another time is stale.
            guard var entry = outlet(id), entry.wakeAt != 0, entry.wakeAt <= now.milliseconds else { return }
            wake(&entry, now, &outbox)
            store(entry, now, &outbox)
        case BidEntry.keyPrefix:
            guard let bid = book[id], bid.wakeAt != 0, bid.wakeAt <= now.milliseconds else { return }
            wake(bid, now, &outbox)
        default: outbox.refuseTimer(timer)
        }
    }

    /// An award whose time has passed, plus a day, no longer concerns the outlet.
    private mutating func wake(_ bid: BidEntry, _ now: Instant, _ outbox: inout Outbox) {
        let entry = outlets[bid.bid.offer]
        if let settles = entry?.settlesLater {
            let forgotten = max(settles, now.milliseconds).saturatingAdd(Instant.days(1))
            if forgotten > now.milliseconds {
                var bid = bid
                bid.wakeAt = forgotten
                return book.put(bid)
            }
        }
        forget(bid)
        if let entry { store(entry, now, &outbox) }
    }

    /// Says at once what the outlet offers now, and remembers that.
    func announce(_ entry: inout Entry, _ now: Instant, _ outbox: inout Outbox) {
        let remaining = remaining(entry, now)
        entry.announcedGrams = remaining
        entry.announcedAt = now.milliseconds
        let isWithdrawn = entry.refusalOfBids(now: now) != nil
        outbox.announce(
            .offerAnnounced(entry.announcement(remaining: remaining, withdrawn: isWithdrawn, now: now)),
            key: entry.owner
        )
    }

    /// Stores an outlet after a decision: announces what is due, chooses when to wake, forgets what nothing depends on.
    mutating func store(_ entry: Entry, _ now: Instant, _ outbox: inout Outbox) {
        if entry.isOver(now: now), book.isEmpty(offer: entry.id) { return forget(entry) }
        var entry = entry
        entry.passTime(now)
        var next = announceIfDue(&entry, now, &outbox)?.milliseconds ?? .max
        if entry.clearsAt != 0 { next = min(next, entry.clearsAt) }
        if let change = entry.nextChange(now: now) { next = min(next, change) }
        // What is due already is done at once, not forgotten: a record may come first whose time is later than the timer's.
        entry.wakeAt = next == .max ? 0 : max(next, now.later(byMilliseconds: 1).milliseconds)
        if entry != outlets[entry.id] { outlets.set(entry.id, entry) }
    }

    /// Announces what is worth it and due; gives when to do so later.
    private func announceIfDue(_ entry: inout Entry, _ now: Instant, _ outbox: inout Outbox) -> Instant? {
        guard entry.refusalOfBids(now: now) == nil else { return nil }
        let due = pacing.due(
            remaining: remaining(entry, now),
            capacity: entry.capacity(now: now),
            announced: entry.announcedGrams,
            announcedAt: entry.announcedAt
        )
        guard let due, due <= now else { return due }
        announce(&entry, now, &outbox)
        return nil
    }
}

// MARK: Ledger

extension MarketDesk {
    public mutating func restore(entry key: ArraySlice<UInt8>, value: ArraySlice<UInt8>) throws {
        try restoreMarket(entry: key, value: value)
    }

    /// Takes an outlet or a bid as the ledger has it; fails on what is neither.
    mutating func restoreMarket(entry key: ArraySlice<UInt8>, value: ArraySlice<UInt8>) throws {
        let id = entryID(key)
        switch key.first {
        case Entry.keyPrefix:
            let entry = try outlets.restore(id, value)
            guard entry.id == id else { throw UnknownLedgerEntry(desk: Self.name, key: key) }
            index(entry)
        case BidEntry.keyPrefix:
            let bid = try book.restore(id, value)
            guard bid.bid.bid == id else { throw UnknownLedgerEntry(desk: Self.name, key: key) }
            index(bid)
        default:
            throw UnknownLedgerEntry(desk: Self.name, key: key)
        }
    }

    public func wakeTime(ofEntry key: ArraySlice<UInt8>) -> Instant? {
        switch key.first {
        case Entry.keyPrefix: outlets[entryID(key)]?.wakeTime
        case BidEntry.keyPrefix: book[entryID(key)]?.wakeTime
        default: nil
        }
    }
}
