import GreenChannelModel

/// What outlets and depots say of themselves.
extension LotDesk {
    mutating func learn(_ offer: OfferAnnounced, _ now: Instant, _ outbox: inout Outbox) {
        if let fault = LotFieldCheck.fault(of: offer) {
            outbox.refuse(.invalidField, fault)
            return
        }
        guard !offer.withdrawn, offer.closes >= now.milliseconds else {
            standing.remove(offer.offer, knowledge)
            forgetRoom(of: offer.offer)
            if offers[offer.offer] != nil { offers.set(offer.offer, nil) }
            return
        }
        let known = offers[offer.offer]?.offer
        var entry = OfferEntry()
        entry.offer = offer
        entry.seen = now.milliseconds
        offers.set(offer.offer, entry)
        guard let known, let handle = standing.handle(of: offer.offer), Self.standOnTheSameShelves(known, offer) else {
            forgetRoom(of: offer.offer)
            putUp(offer)
            return wakeLots(waitingFor: offer.offer, now, &outbox)
        }
        let before = standing.terms(handle)
        let refusals = standing[handle].refusals
        let after = OfferTerms(offer)
        standing.setTerms(after, of: handle)
        if after.isWorthAnotherTry(after: before) {
            forgetRoom(of: offer.offer)
            wakeLots(waitingFor: offer.offer, now, &outbox)
        } else if !refusals.isEmpty {
            var room = standing[handle].room
            room.refusals = refusals
            setRoom(room, of: handle)
        } else {
            forgetRoom(of: offer.offer)
        }
    }

    private mutating func forgetRoom(of offer: String) {
        if rooms[offer] != nil { rooms.set(offer, nil) }
    }

    mutating func putUp(_ announced: OfferAnnounced) {
        var offer = StandingOffer(announced)
        offer.terms.column = distances.column(of: announced.place)
        standing.insert(offer, knowledge)
    }

    /// Most announcements say only that more or less is left.
    private static func standOnTheSameShelves(_ left: OfferAnnounced, _ right: OfferAnnounced) -> Bool {
        left.owner == right.owner && left.kind == right.kind && left.place == right.place
            && left.reachMetres == right.reachMetres && left.handling == right.handling && left.prices == right.prices
    }

    /// Takes note of what is left of an offer, and from when, as its desk says with every answer.
    mutating func note(remaining grams: Int64, opens: Int64, of offer: String) {
        guard let handle = standing.handle(of: offer) else { return }
        var room = standing[handle].room
        room.grams = LotFieldCheck.grams(grams)
        if opens > 0 { room.opens = opens }
        setRoom(room, of: handle)
    }

    mutating func setRoom(_ room: OfferRoom, of handle: OfferIndex.Handle) {
        var room = room
        room.grams = max(0, room.grams)
        guard standing[handle].room != room else { return }
        standing.setRoom(room, of: handle)
        rooms.set(standing[handle].offer, room)
    }
}

extension OfferTerms {
    /// Whether those who asked in vain, or had no reason to ask, may have one now.
    fileprivate func isWorthAnotherTry(after before: OfferTerms) -> Bool {
        guard remainingGrams > 0 else { return false }
        if before.remainingGrams == 0 || closes > before.closes { return true }
        return rung != nil && (opens < before.opens || minimumGrams < before.minimumGrams)
    }
}
