import GreenChannelModel

/// Finding outlets for what of a lot is not placed.
extension LotDesk {
    /// Ranks the outlets that are open to a lot and bids for as much as is left, the best first.
    mutating func place(_ entry: inout LotEntry, _ now: Instant, _ outbox: inout Outbox) {
        guard entry.balance.unplaced > 0 else { return }
        let candidates = candidates(for: entry, now)
        let considered = candidates.prefix(settings.consideredMax)
        var posted: Int64 = 0
        var bids = 0
        for candidate in candidates where bids < settings.bidsPerRoundMax {
            let grams = min(entry.balance.unplaced, candidate.remainingGrams)
            if grams == 0 || grams < candidate.minimumGrams { continue }
            postBid(candidate, grams: grams, urgent: entry.urgent, &entry, now, &outbox)
            posted += grams
            bids += 1
            if entry.balance.unplaced == 0 { break }
        }
        if bids > 0 {
            journal(entry, .bidsPosted, &outbox) { fact in
                fact.grams = posted
                fact.considered = considered.map { candidate in
                    var seen = Considered()
                    seen.offer = candidate.offer
                    seen.kind = candidate.kind
                    seen.value = candidate.value
                    seen.grams = candidate.remainingGrams
                    return seen
                }
            }
        } else if entry.balance.held == 0 {
            // Told once for each time that the search starts anew, not at every try again.
            if entry.rounds == 0 { journal(entry, .noOutlet, &outbox) { $0.grams = entry.balance.unplaced } }
            entry.rounds += 1
            entry.excluded = []
        }
    }

    /// Outlets that may take the lot now and have not just declined it, best first.
    private func candidates(for entry: LotEntry, _ now: Instant) -> [Candidate] {
        let ranking = Ranking(knowledge: knowledge, settings: settings)
        var candidates: [Candidate] = []
        outlets.visit(crop: entry.lot.crop, place: entry.lot.place, knowledge) { id in
            guard let offer = offers[id]?.offer, !entry.excluded.contains(id),
                let candidate = ranking.candidate(offer, for: entry, at: now)
            else { return }
            candidates.append(candidate)
        }
        // An outlet that cannot be reached is none: without a vehicle near the lot only those that collect count.
        if candidates.contains(where: \.needsTransport), nearestDepot(for: entry, tried: [], now) == nil {
            candidates.removeAll(where: \.needsTransport)
        }
        candidates.sort(by: Ranking.precedes)
        return candidates
    }

    /// Holds a quantity and asks an outlet to take it.
    mutating func postBid(
        _ candidate: Candidate,
        grams: Int64,
        urgent: Bool,
        _ entry: inout LotEntry,
        _ now: Instant,
        _ outbox: inout Outbox
    ) {
        entry.balance.move(grams, from: .unplaced, to: .held)
        let id = nextBid(&entry)
        var allocation = Allocation()
        allocation.bid = id
        allocation.offer = candidate.offer
        allocation.owner = candidate.owner
        allocation.kind = candidate.kind
        allocation.grams = grams
        allocation.price = candidate.price
        allocation.value = candidate.value
        allocation.place = candidate.place
        allocation.needsTransport = candidate.needsTransport
        entry.allocations.append(allocation)

        // Until the outlet says what is left, others should not bid for the same room.
        offers.update(candidate.offer) { known in
            guard let remaining = known?.offer.remainingGrams else { return }
            known?.offer.remainingGrams = max(0, remaining - grams)
        }

        var bid = Bid()
        bid.bid = id
        bid.lot = entry.lot.lot
        bid.offer = candidate.offer
        bid.owner = candidate.owner
        bid.crop = entry.lot.crop
        bid.grams = grams
        bid.minimumGrams = min(grams, candidate.minimumGrams)
        bid.value = candidate.value
        bid.deadline = now.milliseconds + settings.answerWithinMilliseconds
        bid.place = entry.lot.place
        bid.ready = now.milliseconds
        bid.sellBy =
            candidate.rung.feedsPeople ? entry.lot.sellBy : Ladder(entry, settings).recyclingEnds
        bid.urgent = urgent
        outbox.post(candidate.kind == .liveSlot ? .broadcast : .promotion, key: candidate.owner, .bid(bid))
    }

    func nextBid(_ entry: inout LotEntry) -> String {
        entry.nextBid += 1
        return "\(entry.lot.lot).\(entry.nextBid)"
    }

    // MARK: Offers and emergencies

    /// Takes note of what an outlet says of itself.
    mutating func learn(_ offer: OfferAnnounced, _ now: Instant) {
        if let known = offers[offer.offer]?.offer {
            if !Self.standsAlike(known, offer) || offer.withdrawn || offer.closes < now.milliseconds {
                if known.kind == .vehicles {
                    depots.remove(known, knowledge)
                } else {
                    outlets.remove(known, knowledge)
                }
            } else {
                offers.update(offer.offer) { $0?.offer = offer }
                return
            }
        }
        guard !offer.withdrawn, offer.closes >= now.milliseconds else {
            if offers[offer.offer] != nil { offers.set(offer.offer, nil) }
            return
        }
        var entry = OfferEntry()
        entry.offer = offer
        entry.seen = now.milliseconds
        offers.set(offer.offer, entry)
        index(offer)
    }

    mutating func index(_ offer: OfferAnnounced) {
        if offer.kind == .vehicles {
            depots.insert(offer, knowledge)
        } else {
            outlets.insert(offer, knowledge)
        }
    }

    /// Whether two states of an offer stand on the same shelves.
    private static func standsAlike(_ left: OfferAnnounced, _ right: OfferAnnounced) -> Bool {
        left.kind == right.kind && left.place == right.place && left.reachMetres == right.reachMetres
            && left.prices == right.prices
    }

    mutating func declareEmergency(_ message: EmergencyDeclared, _ now: Instant, _ outbox: inout Outbox) {
        guard message.until > now.milliseconds else {
            outbox.refuse(.invalidField, "the emergency for \(message.place) ended before it began")
            return
        }
        var emergency = EmergencyEntry()
        emergency.emergency = message
        emergency.wakeAt = message.until
        emergencies.set("\(message.place)/\(message.crop)", emergency)

        var affected: [String] = []
        lots.forEach { id, entry in
            if Self.covers(message, entry.lot) { affected.append(id) }
        }
        for id in affected.sorted() {
            guard var entry = lots[id] else { continue }
            entry.urgent = true
            place(&entry, now, &outbox)
            store(entry, now, &outbox)
        }
    }

    func isEmergency(_ lot: LotOpened, _ now: Instant) -> Bool {
        guard emergencies.count > 0 else { return false }
        var found = false
        emergencies.forEach { _, entry in
            if entry.emergency.until > now.milliseconds, Self.covers(entry.emergency, lot) { found = true }
        }
        return found
    }

    private static func covers(_ emergency: EmergencyDeclared, _ lot: LotOpened) -> Bool {
        guard emergency.crop.isEmpty || emergency.crop == lot.crop else { return false }
        let place = Adcode(emergency.place)
        let home = Adcode(lot.place)
        return place == home || place == home.prefecture || place == home.province
    }
}
