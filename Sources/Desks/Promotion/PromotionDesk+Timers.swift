import GreenChannelModel

/// What happens by itself: clearing, deadlines, closing, announcing, forgetting.
extension PromotionDesk {
    mutating func wake(_ timer: TimerFired, _ now: Instant, _ outbox: inout Outbox) {
        let id = String(decoding: timer.entry.utf8.dropFirst(), as: UTF8.self)
        switch timer.entry.utf8.first {
        case ChannelEntry.keyPrefix:
            // A timer that was posted before the entry chose another time is stale.
            guard let entry = channel(id), entry.wakeAt != 0, entry.wakeAt <= now.milliseconds else { return }
            wakeChannel(entry, now, &outbox)
        case BidEntry.keyPrefix:
            guard let bid = book[id], bid.wakeAt != 0, bid.wakeAt <= now.milliseconds else { return }
            wakeBid(bid, now, &outbox)
        default:
            outbox.refuse(
                .invalidField,
                "timer for entry \(timer.entry.shown): this desk keeps no such entry; nothing needs to be done"
            )
        }
    }

    private mutating func wakeChannel(_ entry: ChannelEntry, _ now: Instant, _ outbox: inout Outbox) {
        var entry = entry
        if !entry.withdrawn, !entry.settled, entry.offer.isPastDeadline(now) { judge(&entry, now, &outbox) }
        if entry.clearsAt != 0, entry.clearsAt <= now.milliseconds { clear(&entry, now, &outbox) }
        if !entry.withdrawn, now.milliseconds > entry.offer.closes {
            declinePending(&entry, .offerClosed, &outbox)
            withdraw(&entry, now, &outbox)
        }
        store(entry, now, &outbox)
    }

    /// A group buy's deadline: it stands, or everything that it held is released.
    private mutating func judge(_ entry: inout ChannelEntry, _ now: Instant, _ outbox: inout Outbox) {
        if entry.orderedUnits >= entry.offer.thresholdUnits {
            // Those who bid in time are served before the book is shut.
            clear(&entry, now, &outbox)
            entry.settled = true
            announce(&entry, now, &outbox)
        } else {
            declinePending(&entry, .offerClosed, &outbox)
            releaseGrants(&entry, .thresholdMissed, &outbox) { _ in true }
            withdraw(&entry, now, &outbox)
        }
    }

    /// An award whose time has passed, plus a day, no longer concerns the channel.
    private mutating func wakeBid(_ bid: BidEntry, _ now: Instant, _ outbox: inout Outbox) {
        let entry = channels[bid.bid.offer]
        if let entry, entry.offer.isGroupBuy, !entry.settled, !entry.withdrawn {
            // Its group buy's deadline was put off: the award stays provisional until then.
            let judged = max(entry.offer.deadline, now.milliseconds).saturatingAdd(Instant.days(1))
            if judged > now.milliseconds {
                var bid = bid
                bid.wakeAt = judged
                return book.put(bid)
            }
        }
        book.remove(bid)
        if let entry { store(entry, now, &outbox) }
    }

    /// Says at once what the channel offers now, and remembers that.
    func announce(_ entry: inout ChannelEntry, _ now: Instant, _ outbox: inout Outbox) {
        let remaining = entry.remaining(now: now)
        let opens = entry.opens(now: now)
        let takesBids = entry.refusalOfBids(now: now) == nil
        entry.announcedGrams = remaining
        entry.announcedOpens = opens
        entry.announcedAt = now.milliseconds
        outbox.announce(
            .offerAnnounced(entry.announcement(remaining: remaining, opens: opens, withdrawn: !takesBids)),
            key: entry.offer.channel
        )
    }

    /// Shuts the channel. A group buy that stood was announced as shut at its deadline.
    func withdraw(_ entry: inout ChannelEntry, _ now: Instant, _ outbox: inout Outbox) {
        entry.withdrawn = true
        if !entry.settled { announce(&entry, now, &outbox) }
    }

    /// Stores a channel after a decision: announces what is due, chooses when to wake, forgets what nothing depends on.
    mutating func store(_ entry: ChannelEntry, _ now: Instant, _ outbox: inout Outbox) {
        let id = entry.offer.channel
        if entry.withdrawn, now.milliseconds > entry.offer.closes, book.isEmpty(offer: id) {
            return channels.set(id, nil)
        }
        var entry = entry
        entry.forgetDays(before: now)
        let announceAt = announceIfDue(&entry, now, &outbox)
        entry.wakeAt = nextWake(entry, announceAt: announceAt, now)
        if entry != channels[id] { channels.set(id, entry) }
    }

    /// Announces what is worth it and due; gives when to do so later.
    private func announceIfDue(_ entry: inout ChannelEntry, _ now: Instant, _ outbox: inout Outbox) -> Instant? {
        guard entry.refusalOfBids(now: now) == nil else { return nil }
        let due = pacing.due(
            remaining: entry.remaining(now: now),
            capacity: entry.announcedCapacity(now: now),
            announced: entry.announcedGrams,
            announcedAt: entry.announcedAt,
            isOtherwiseChanged: entry.opens(now: now) < entry.announcedOpens
        )
        guard let due, due <= now else { return due }
        announce(&entry, now, &outbox)
        return nil
    }

    /// The next moment at which something is to be done, 0 for none. Always later than now.
    ///
    /// What is due already is done at once, not forgotten: a record may come first whose time is later than the timer's.
    private func nextWake(_ entry: ChannelEntry, announceAt: Instant?, _ now: Instant) -> Int64 {
        var times: [Int64] = []
        let closed = entry.offer.closes.saturatingAdd(1)
        if !entry.withdrawn || closed > now.milliseconds { times.append(closed) }
        if entry.clearsAt != 0 { times.append(entry.clearsAt) }
        if let announceAt { times.append(announceAt.milliseconds) }
        if entry.offer.isGroupBuy, !entry.settled, !entry.withdrawn { times.append(entry.offer.deadline) }
        if let change = entry.nextChangeOfDays(now: now) { times.append(change.milliseconds) }
        guard let first = times.min() else { return 0 }
        return max(first, now.later(byMilliseconds: 1).milliseconds)
    }
}
