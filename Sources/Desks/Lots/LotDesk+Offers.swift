import GreenChannelModel

/// What outlets and depots say of themselves.
extension LotDesk {
    mutating func learn(_ offer: OfferAnnounced, _ now: Instant, _ outbox: inout Outbox) {
        if let fault = LotFieldCheck.fault(of: offer) {
            outbox.refuse(.invalidField, fault)
            return
        }
        if rooms[offer.offer] != nil { rooms.set(offer.offer, nil) }
        guard !offer.withdrawn, offer.closes >= now.milliseconds else {
            standing.remove(offer.offer, knowledge)
            if offers[offer.offer] != nil { offers.set(offer.offer, nil) }
            return
        }
        let known = offers[offer.offer]?.offer
        var entry = OfferEntry()
        entry.offer = offer
        entry.seen = now.milliseconds
        offers.set(offer.offer, entry)
        if let known, Self.haveSameTerms(known, offer), let handle = standing.handle(of: offer.offer) {
            standing.setRemaining(offer.remainingGrams, of: handle)
        } else {
            putUp(offer)
        }
    }

    mutating func putUp(_ announced: OfferAnnounced) {
        var offer = StandingOffer(announced)
        offer.terms.column = distances.column(of: announced.place)
        standing.insert(offer, knowledge)
    }

    /// Most announcements say only that more or less is left.
    private static func haveSameTerms(_ left: OfferAnnounced, _ right: OfferAnnounced) -> Bool {
        var left = left
        left.remainingGrams = right.remainingGrams
        return left == right
    }

    /// Takes note of what is left of an offer, as its desk says with every answer.
    mutating func note(remaining grams: Int64, of offer: String) {
        if let handle = standing.handle(of: offer) { setRoom(LotFieldCheck.grams(grams), of: handle) }
    }

    mutating func setRoom(_ grams: Int64, of handle: OfferIndex.Handle) {
        let grams = max(0, grams)
        guard standing.terms(handle).remainingGrams != grams else { return }
        standing.setRemaining(grams, of: handle)
        rooms.set(standing[handle].offer, OfferRoom(grams: grams))
    }
}
