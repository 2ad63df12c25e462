import GreenChannelModel

/// What the Lot desk is told of a depot.
extension DispatchDesk {
    /// What one load could get now, and on what terms. Terms are those of the vehicles that still take loads, or of all
    /// while none does.
    func announcement(of entry: DepotEntry, _ now: Instant) -> OfferAnnounced {
        let all = entry.vehicles.compactMap { vehicles[Self.vehicleKey(depot: entry.depot, vehicle: $0)] }
        let open = all.filter { isOpen($0, now) }
        let free = open.filter { $0.freeGrams > 0 }
        let telling = open.isEmpty ? all : open

        var announcement = OfferAnnounced()
        announcement.offer = Self.offerID(ofDepot: entry.depot)
        announcement.owner = entry.depot
        announcement.kind = .vehicles
        announcement.place = all.first?.offer.place ?? 0
        announcement.remainingGrams = free.reduce(0) { max($0, $1.freeGrams) }
        announcement.refrigerated = free.contains { $0.offer.refrigerated }
        announcement.opens = telling.map(\.offer.shiftStarts).min() ?? 0
        announcement.closes = telling.map(\.offer.shiftEnds).max() ?? 0
        let reaches = telling.map(\.offer.reachMetres)
        announcement.reachMetres = reaches.contains(0) ? 0 : reaches.max() ?? 0
        announcement.fenPerTonneKm = fenPerTonneKilometre(telling)
        return announcement
    }

    func remaining(ofDepot id: String, _ now: Instant) -> Int64 {
        depots[id].map { announcement(of: $0, now).remainingGrams } ?? 0
    }

    /// An estimate for ranking: there full and back empty, the vehicles weighted by what they carry.
    private func fenPerTonneKilometre(_ vehicles: [VehicleEntry]) -> Int64 {
        let fenPerKilometre = vehicles.reduce(Int64(0)) { $0 + $1.offer.fenPerKm * 2 }
        let grams = vehicles.reduce(Int64(0)) { $0 + $1.offer.ratedGrams }
        return grams == 0 ? 0 : fenPerKilometre.saturatingMultiply(1_000_000) / grams
    }

    /// Announces what is worth it and due; gives when to do so later.
    func announceIfDue(_ entry: inout DepotEntry, _ now: Instant, _ outbox: inout Outbox) -> Instant? {
        let announcement = announcement(of: entry, now)
        if entry.hasAnnounced {
            guard let due = announcementDue(announcement, entry) else { return nil }
            guard due <= now else { return due }
        }
        entry.announced = announcement
        entry.announcedGrams = announcement.remainingGrams
        entry.announcedAt = now.milliseconds
        outbox.announce(.offerAnnounced(announcement), key: announcement.offer)
        return nil
    }

    private func announcementDue(_ announcement: OfferAnnounced, _ entry: DepotEntry) -> Instant? {
        let last = entry.announced
        let capacity = entry.vehicles.reduce(Int64(0)) {
            max($0, vehicles[Self.vehicleKey(depot: entry.depot, vehicle: $1)]?.offer.ratedGrams ?? 0)
        }
        if let due = pacing.due(
            remaining: announcement.remainingGrams,
            capacity: capacity,
            announced: last.remainingGrams,
            announcedAt: entry.announcedAt
        ) {
            return due
        }
        let priceChange = abs(announcement.fenPerTonneKm - last.fenPerTonneKm)
        let isSameTerms =
            announcement.refrigerated == last.refrigerated && announcement.place == last.place
            && announcement.opens == last.opens && announcement.closes == last.closes
            && announcement.reachMetres == last.reachMetres
            && priceChange.saturatingMultiply(1000)
                < max(1, last.fenPerTonneKm.saturatingMultiply(pacing.changePerMille))
        guard !isSameTerms else { return nil }
        return Instant(milliseconds: entry.announcedAt).later(byMilliseconds: pacing.intervalMilliseconds)
    }
}
