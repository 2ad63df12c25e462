import GreenChannelModel

/// Lots whose search rests, when something turns up that they may have waited for.
extension LotDesk {
    /// Offers what has turned up to the lots in its reach that must be sold first, as long as there is room.
    mutating func wakeLots(waitingFor offer: String, _ now: Instant, _ outbox: inout Outbox) {
        guard let handle = standing.handle(of: offer) else { return }
        let terms = standing.terms(handle)
        guard terms.remainingGrams > 0 else { return }
        let crops = terms.takesAnyCrop ? nil : standing[handle].prices.map(\.crop)
        let lots = waiting.first(settings.wokenMax, of: crops, in: OfferIndex.cells(of: terms, knowledge))
        for id in lots {
            if terms.rung == nil {
                searchAnew(id, now, &outbox)
            } else if standing.terms(handle).remainingGrams >= max(1, terms.minimumGrams) {
                propose(handle, to: id, now, &outbox)
            }
        }
    }

    /// There are vehicles again: all outlets count anew. In vain, the search rests for as long as it was to.
    private mutating func searchAnew(_ id: String, _ now: Instant, _ outbox: inout Outbox) {
        guard var lot = lots.take(id) else { return }
        let resting = lot
        lot.retryAt = 0
        lot.excluded = []
        place(&lot, now, &outbox)
        if lot.allocations.count > resting.allocations.count {
            store(lot, now, &outbox)
        } else {
            lots.putBack(id, resting)
        }
    }

    /// Bids for one outlet, if it suits the lot and was not tried in vain. For the others the search goes on resting.
    private mutating func propose(_ handle: OfferIndex.Handle, to id: String, _ now: Instant, _ outbox: inout Outbox) {
        guard var lot = lots.take(id) else { return }
        let resting = lot
        bid(for: &lot, at: candidates(for: lot, among: handle, now), now, &outbox)
        if lot.allocations.count > resting.allocations.count {
            store(lot, now, &outbox)
        } else {
            lots.putBack(id, resting)
        }
    }
}
