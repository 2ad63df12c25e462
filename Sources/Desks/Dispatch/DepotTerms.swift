import GreenChannelModel

/// What the Lot desk is to know of a depot now: what one load could get, and on what terms.
///
/// Terms are those of the vehicles that still take loads, or of all while none does.
struct DepotTerms {
    private(set) var place: UInt32 = 0
    private(set) var remainingGrams: Int64 = 0
    /// Of the largest vehicle, open or not.
    private(set) var capacityGrams: Int64 = 0
    private(set) var refrigerated = false
    private(set) var opens: Int64 = 0
    private(set) var closes: Int64 = 0
    private(set) var reachMetres: Int64 = 0
    private(set) var fenPerTonneKm: Int64 = 0

    init(_ fleet: Fleet, _ now: Instant, freezeMilliseconds: Int64) {
        guard let first = fleet.vehicles.first else { return }
        place = first.place
        let hasOpen = fleet.vehicles.contains { $0.isOpen(now, freezeMilliseconds: freezeMilliseconds) }
        var hasReach = true
        var fenPerKm: Int64 = 0
        var ratedGrams: Int64 = 0
        opens = .max
        closes = .min
        for vehicle in fleet.vehicles {
            capacityGrams = max(capacityGrams, vehicle.ratedGrams)
            let isOpen = hasOpen && vehicle.isOpen(now, freezeMilliseconds: freezeMilliseconds)
            guard isOpen || !hasOpen else { continue }
            if isOpen, vehicle.freeGrams > 0 {
                remainingGrams = max(remainingGrams, vehicle.freeGrams)
                refrigerated = refrigerated || vehicle.refrigerated
            }
            opens = min(opens, vehicle.shiftStarts)
            closes = max(closes, vehicle.shiftEnds)
            hasReach = hasReach && vehicle.reachMetres != 0
            reachMetres = max(reachMetres, vehicle.reachMetres)
            // There full and back empty, the vehicles weighted by what they carry: an estimate for ranking.
            fenPerKm += vehicle.fenPerKm * 2
            ratedGrams += vehicle.ratedGrams
        }
        if !hasReach { reachMetres = 0 }
        fenPerTonneKm = ratedGrams == 0 ? 0 : fenPerKm.saturatingMultiply(1_000_000) / ratedGrams
    }

    /// Whether an announcement says the same but for what remains.
    func isAs(_ last: OfferAnnounced, priceChangePerMille: Int64) -> Bool {
        let priceChange = abs(fenPerTonneKm - last.fenPerTonneKm)
        return refrigerated == last.refrigerated && place == last.place && opens == last.opens && closes == last.closes
            && reachMetres == last.reachMetres
            && priceChange.saturatingMultiply(1000)
                < max(1, last.fenPerTonneKm.saturatingMultiply(priceChangePerMille))
    }

    func announcement(ofDepot depot: String, offer: String) -> OfferAnnounced {
        var announcement = OfferAnnounced()
        announcement.offer = offer
        announcement.owner = depot
        announcement.kind = .vehicles
        announcement.place = place
        announcement.remainingGrams = remainingGrams
        announcement.refrigerated = refrigerated
        announcement.opens = opens
        announcement.closes = closes
        announcement.reachMetres = reachMetres
        announcement.fenPerTonneKm = fenPerTonneKm
        return announcement
    }
}
