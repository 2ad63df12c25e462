import GreenChannelModel

/// Finding outlets for what of a lot is not placed.
extension LotDesk {
    /// Ranks the outlets that are open to a lot and bids for as much as is left, the best first.
    mutating func place(_ lot: inout OpenLot, _ now: Instant, _ outbox: inout Outbox) {
        guard lot.balance.unplaced > 0, lot.allocations.count < settings.allocationsMax else { return }
        // Whatever else happens to the lot meanwhile: who has just said no is not asked again at once.
        if lot.retryAt > now.milliseconds { return }
        if lot.retryAt > 0 {
            lot.retryAt = 0
            lot.excluded = []
        }
        if bid(for: &lot, at: candidates(for: lot, now), now, &outbox) { return }
        guard lot.balance.held == 0 else { return }
        // Told once for each time that the search starts anew, not at every try again.
        if lot.rounds == 0 { journal(lot, .noOutlet, &outbox) { $0.grams = lot.balance.unplaced } }
        lot.restSearch(settings, now)
    }

    /// Bids for as much as is left of a lot, at the best outlets first.
    /// - Returns: whether there was anything to bid for.
    @discardableResult
    mutating func bid(
        for lot: inout OpenLot,
        at best: [BestCandidates.Ranked],
        _ now: Instant,
        _ outbox: inout Outbox
    ) -> Bool {
        // Told as it was when it was ranked: bids take room.
        var considered: [Considered] = []
        for ranked in best.prefix(settings.consideredMax) {
            var seen = Considered()
            seen.offer = standing[ranked.handle].offer
            seen.kind = standing[ranked.handle].terms.kind
            seen.value = ranked.value
            seen.grams = standing[ranked.handle].terms.remainingGrams
            considered.append(seen)
        }
        var posted: Int64 = 0
        var bids = 0
        for ranked in best where bids < settings.bidsPerRoundMax && lot.balance.unplaced > 0 {
            let offer = standing[ranked.handle]
            let grams = min(lot.balance.unplaced, offer.terms.remainingGrams)
            guard grams >= max(1, offer.terms.minimumGrams), let rung = offer.terms.rung else { continue }
            let candidate = Candidate(offer, rung: rung, value: ranked.value, price: ranked.price)
            postBid(candidate, ranked.handle, grams: grams, urgent: lot.urgent, &lot, now, &outbox)
            posted += grams
            bids += 1
        }
        guard bids > 0 else { return false }
        journal(lot, .bidsPosted, &outbox) { fact in
            fact.grams = posted
            fact.considered = considered
        }
        return true
    }

    /// The best outlets that may take the lot now and have not just declined it, upper rungs first.
    private mutating func candidates(for lot: OpenLot, _ now: Instant) -> [BestCandidates.Ranked] {
        guard lot.excluded.count < settings.excludedMax, let row = distances.row(of: lot.place, knowledge) else {
            return []
        }
        let ladder = Ladder(lot, settings)
        let ranking = Ranking(knowledge: knowledge, settings: settings, ladder: ladder, now: now)
        let aisles = standing.aisles(crop: lot.crop, cell: row.cell)
        var found: [BestCandidates.Ranked] = []
        for rung in Rung.allCases where ladder.isOpen(rung, at: now) {
            var haulage = HaulageAnswer.notAsked
            var best = BestCandidates(limit: settings.rankedMax - found.count)
            for isForAll in [true, false] where isForAll || lot.verification == .verified {
                let section = OfferIndex.Section(rung: rung, isForAll: isForAll)
                for aisle in aisles where !aisle[section].isEmpty {
                    rank(aisle[section], for: lot, row, rung, ranking, &haulage, &best)
                }
            }
            found += best.ranked
            if found.count >= settings.rankedMax { break }
        }
        return found
    }

    /// One outlet, if it may take the lot now and is worth it.
    mutating func candidates(
        for lot: OpenLot,
        among handle: OfferIndex.Handle,
        _ now: Instant
    ) -> [BestCandidates.Ranked] {
        let offer = standing[handle]
        let ladder = Ladder(lot, settings)
        guard let rung = offer.terms.rung, ladder.isOpen(rung, at: now),
            Ranking.mayTake(offer.terms.kind, lot.verification), let price = offer.price(of: lot.crop),
            let row = distances.row(of: lot.place, knowledge)
        else { return [] }
        let ranking = Ranking(knowledge: knowledge, settings: settings, ladder: ladder, now: now)
        var haulage = HaulageAnswer.notAsked
        var best = BestCandidates(limit: 1)
        let place = OfferIndex.Place(handle: handle, price: price, valueMax: price - offer.terms.handling)
        rank([place], for: lot, row, rung, ranking, &haulage, &best)
        return best.ranked
    }

    /// What it costs to have a lot fetched: asked for only where an outlet does not collect.
    private enum HaulageAnswer {
        case notAsked
        /// `nil`: no vehicle is near.
        case asked(Haulage?)
    }

    /// Adds the offers of one shelf to the best, as far as they are good enough.
    private mutating func rank(
        _ shelf: [OfferIndex.Place],
        for lot: borrowing OpenLot,
        _ row: DistanceTable.Row,
        _ rung: Rung,
        _ ranking: Ranking,
        _ haulage: inout HaulageAnswer,
        _ best: inout BestCandidates
    ) {
        // Held apart: what is found out meanwhile changes distances, never an offer.
        let standing = standing
        for place in shelf {
            // What follows on the shelf is worth no more.
            if place.valueMax < ranking.enough(on: rung, best.least) { break }
            let offer = standing.terms(place.handle)
            guard offer.remainingGrams > 0, offer.minimumGrams <= lot.balance.unplaced,
                let leg = distances.leg(from: row, to: offer.column, knowledge)
            else { continue }
            var carried: Haulage?
            if offer.needsTransport {
                if case .notAsked = haulage { haulage = .asked(self.haulage(for: lot, on: rung, ranking)) }
                if case .asked(let answer) = haulage { carried = answer }
            }
            let price =
                offer.takesAnyCrop && offer.hasOwnPrices
                ? standing[place.handle].price(of: lot.crop) ?? 0 : place.price
            guard
                let value = ranking.value(
                    of: offer,
                    price: price,
                    on: rung,
                    leg,
                    for: lot,
                    haulage: carried,
                    atLeast: best.least
                ), !lot.excluded.contains(standing[place.handle].offer)
            else { continue }
            best.add(BestCandidates.Ranked(handle: place.handle, price: price, value: value), standing)
        }
    }

    /// Holds a quantity and asks an outlet to take it.
    mutating func postBid(
        _ candidate: Candidate,
        _ handle: OfferIndex.Handle,
        grams: Int64,
        urgent: Bool,
        _ lot: inout OpenLot,
        _ now: Instant,
        _ outbox: inout Outbox
    ) {
        lot.balance.move(grams, from: .unplaced, to: .held)
        let latest = Ladder(lot, settings).latestArrival(on: candidate.rung)
        var allocation = Allocation()
        allocation.bid = lot.nextBidID()
        allocation.offer = candidate.offer
        allocation.owner = candidate.owner
        allocation.kind = candidate.kind
        allocation.grams = grams
        allocation.price = candidate.price
        allocation.value = candidate.value
        allocation.place = candidate.place
        allocation.needsTransport = candidate.needsTransport
        allocation.answerBy = min(now.milliseconds + settings.answerWithinMilliseconds, latest)

        // Until the outlet says what is left, others should not bid for the same room.
        var room = standing[handle].room
        room.grams = candidate.remainingGrams - grams
        setRoom(room, of: handle)

        var bid = Bid()
        bid.bid = allocation.bid
        bid.lot = lot.id
        bid.offer = candidate.offer
        bid.owner = candidate.owner
        bid.crop = lot.crop
        bid.grams = grams
        bid.minimumGrams = min(grams, candidate.minimumGrams)
        bid.value = candidate.value
        bid.deadline = allocation.answerBy
        bid.place = lot.place
        bid.ready = now.milliseconds
        bid.sellBy = latest
        bid.urgent = urgent
        lot.allocations.append(allocation)
        outbox.post(candidate.kind == .liveSlot ? .broadcast : .promotion, key: candidate.owner, .bid(bid))
    }

    /// Goes on with a lot after whatever happened to it: opens the rungs whose hour has come, bids for what is left, and
    /// lets go what nobody can use any more.
    mutating func proceed(_ lot: inout OpenLot, _ now: Instant, _ outbox: inout Outbox) {
        let ladder = Ladder(lot, settings)
        let rung = ladder.rung(at: now)
        if rung > lot.rung {
            lot.rung = rung
            lot.startSearchAnew()
            if lot.balance.unplaced > 0 {
                journal(lot, .rungOpened, &outbox) {
                    $0.reason = rung.name
                    $0.grams = lot.balance.unplaced
                }
            }
        }
        guard now.milliseconds >= ladder.recyclingEnds else { return place(&lot, now, &outbox) }
        takeBackUncarried(&lot, reason: .windowClosed, &outbox) { _ in true }
        let left = lot.balance.unplaced
        guard left > 0 else { return }
        lot.balance.move(left, from: .unplaced, to: .expired)
        journal(lot, .expired, &outbox) { $0.grams = left }
    }
}
