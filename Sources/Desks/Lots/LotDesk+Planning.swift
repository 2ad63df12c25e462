import GreenChannelModel

/// Finding outlets for what of a lot is not placed.
extension LotDesk {
    /// Ranks the outlets that are open to a lot and bids for as much as is left, the best first.
    mutating func place(_ lot: inout OpenLot, _ now: Instant, _ outbox: inout Outbox) {
        guard lot.balance.unplaced > 0, lot.allocations.count < settings.allocationsMax else { return }
        let best = candidates(for: lot, now)
        // Told as it was when it was ranked: bids take room.
        var considered: [Considered] = []
        for ranked in best.prefix(settings.consideredMax) {
            var seen = Considered()
            seen.offer = standing[ranked.handle].offer
            seen.kind = standing[ranked.handle].kind
            seen.value = ranked.value
            seen.grams = standing[ranked.handle].remainingGrams
            considered.append(seen)
        }
        var posted: Int64 = 0
        var bids = 0
        for ranked in best where bids < settings.bidsPerRoundMax && lot.balance.unplaced > 0 {
            let offer = standing[ranked.handle]
            let grams = min(lot.balance.unplaced, offer.remainingGrams)
            guard grams >= max(1, offer.minimumGrams), let rung = offer.rung else { continue }
            let candidate = Candidate(offer, rung: rung, value: ranked.value, price: ranked.price)
            postBid(candidate, ranked.handle, grams: grams, urgent: lot.urgent, &lot, now, &outbox)
            posted += grams
            bids += 1
        }
        if bids > 0 {
            journal(lot, .bidsPosted, &outbox) { fact in
                fact.grams = posted
                fact.considered = considered
            }
        } else if lot.balance.held == 0, lot.rounds == 0 {
            // Told once for each time that the search starts anew, not at every try again. Who said no stays excluded until
            // that try: two parts of one lot would else send each other back to the same outlet at every answer.
            journal(lot, .noOutlet, &outbox) { $0.grams = lot.balance.unplaced }
            lot.rounds = 1
        }
    }

    /// The best outlets that may take the lot now and have not just declined it, upper rungs first.
    private mutating func candidates(for lot: OpenLot, _ now: Instant) -> [BestCandidates.Ranked] {
        guard lot.excluded.count < settings.excludedMax, let row = distances.row(of: lot.place, knowledge) else {
            return []
        }
        let ladder = Ladder(lot, settings)
        let ranking = Ranking(knowledge: knowledge, settings: settings, ladder: ladder, now: now)
        var depot: (asked: Bool, fenPerTonneKilometre: Int64?) = (false, nil)
        var found: [BestCandidates.Ranked] = []
        for rung in Rung.allCases where ladder.isOpen(rung, at: now) {
            var best = BestCandidates(limit: settings.rankedMax - found.count)
            for shelf in standing.places(crop: lot.crop, cell: row.cell, rung: rung) {
                for place in shelf {
                    // What follows on the shelf is worth no more.
                    if place.valueMax < ranking.enough(on: rung, best.least) { break }
                    let offer = standing[place.handle]
                    guard offer.remainingGrams > 0, offer.minimumGrams <= lot.balance.unplaced,
                        Ranking.mayTake(offer.kind, lot.verification),
                        let leg = distances.leg(from: row, to: offer.place, knowledge)
                    else { continue }
                    if offer.needsTransport, !depot.asked {
                        let nearest = nearestDepot(for: lot, tried: [], now)
                        depot = (true, nearest.map { haulage(of: $0) })
                    }
                    let price = offer.takesAnyCrop ? offer.price(of: lot.crop) ?? 0 : place.price
                    guard
                        let value = ranking.value(
                            of: offer,
                            price: price,
                            on: rung,
                            leg,
                            for: lot,
                            haulage: depot.fenPerTonneKilometre,
                            atLeast: best.least
                        ), !lot.excluded.contains(offer.offer)
                    else { continue }
                    best.add(BestCandidates.Ranked(handle: place.handle, price: price, value: value), standing)
                }
            }
            found += best.ranked
            if found.count >= settings.rankedMax { break }
        }
        return found
    }

    private func haulage(of depot: StandingOffer) -> Int64 {
        depot.fenPerTonneKilometre > 0 ? depot.fenPerTonneKilometre : settings.fenPerTonneKilometre
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
        setRoom(candidate.remainingGrams - grams, of: handle)

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
