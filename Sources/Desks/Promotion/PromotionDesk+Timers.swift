import GreenChannelModel

/// What happens to a channel by itself: clearing, the deadline's verdict, closing.
extension PromotionDesk {
    mutating func wake(_ entry: inout ChannelEntry, _ now: Instant, _ outbox: inout Outbox) {
        if !entry.withdrawn, !entry.settled, entry.offer.isPastDeadline(now) { judge(&entry, now, &outbox) }
        if entry.clearsAt != 0, entry.clearsAt <= now.milliseconds { clear(&entry, now, &outbox) }
        if !entry.withdrawn, now.milliseconds > entry.offer.closes {
            declinePending(&entry, .offerClosed, &outbox)
            withdraw(&entry, now, &outbox)
        }
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

    /// Shuts the channel. A group buy that stood was announced as shut at its deadline.
    mutating func withdraw(_ entry: inout ChannelEntry, _ now: Instant, _ outbox: inout Outbox) {
        entry.withdrawn = true
        if !entry.settled { announce(&entry, now, &outbox) }
    }
}
