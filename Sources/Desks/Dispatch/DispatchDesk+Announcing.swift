import GreenChannelModel

/// What the Lot desk is told of a depot.
extension DispatchDesk {
    func terms(ofDepot id: String, _ now: Instant) -> DepotTerms {
        DepotTerms(fleets[id] ?? Fleet(), now, freezeMilliseconds: freezeMilliseconds)
    }

    /// Announces what is worth it and due; gives when to do so later.
    func announceIfDue(_ entry: inout DepotEntry, _ now: Instant, _ outbox: inout Outbox) -> Instant? {
        let terms = terms(ofDepot: entry.depot, now)
        if entry.hasAnnounced {
            guard let due = announcementDue(terms, entry) else { return nil }
            guard due <= now else { return due }
        }
        let announcement = terms.announcement(ofDepot: entry.depot, offer: Self.offerID(ofDepot: entry.depot))
        entry.announced = announcement
        entry.announcedGrams = announcement.remainingGrams
        entry.announcedAt = now.milliseconds
        outbox.announce(.offerAnnounced(announcement), key: announcement.offer)
        return nil
    }

    private func announcementDue(_ terms: DepotTerms, _ entry: DepotEntry) -> Instant? {
        let last = entry.announced
        if let due = pacing.due(
            remaining: terms.remainingGrams,
            capacity: terms.capacityGrams,
            announced: last.remainingGrams,
            announcedAt: entry.announcedAt
        ) {
            return due
        }
        guard !terms.isAs(last, priceChangePerMille: pacing.changePerMille) else { return nil }
        return Instant(milliseconds: entry.announcedAt).later(byMilliseconds: pacing.intervalMilliseconds)
    }
}
