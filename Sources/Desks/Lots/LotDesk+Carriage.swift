import GreenChannelModel

/// Transport of awards: asked for depot by depot, nearest first; what no depot will carry is given back to the outlet.
extension LotDesk {
    /// Bids for the carriage of so much of an award.
    mutating func askForCarriage(
        of award: String,
        grams: Int64,
        tried: [String],
        _ entry: inout LotEntry,
        _ now: Instant,
        _ outbox: inout Outbox
    ) {
        guard grams > 0, let index = entry.allocations.firstIndex(where: { $0.bid == award }) else { return }
        guard tried.count < settings.depotsTriedMax, let depot = nearestDepot(for: entry, tried: tried, now) else {
            exclude(entry.allocations[index].offer, &entry)
            giveUp(award, grams: grams, &entry, reason: .noTransport, &outbox)
            return
        }
        let allocation = entry.allocations[index]
        var carriage = Carriage()
        carriage.bid = nextBid(&entry)
        carriage.offer = depot.offer
        carriage.depot = depot.owner
        carriage.grams = grams
        carriage.tried = tried + [depot.offer]
        entry.allocations[index].carriages.append(carriage)
        entry.allocations[index].state = .carriageHeld

        var journey = Journey()
        journey.destination = allocation.place
        journey.arriveBy =
            Rung(allocation.kind)?.feedsPeople == false
            ? Ladder(entry, settings).recyclingEnds : entry.lot.sellBy
        journey.coldChain = knowledge.needsColdChain(crop: entry.lot.crop)
        journey.award = award
        var bid = Bid()
        bid.bid = carriage.bid
        bid.lot = entry.lot.lot
        bid.offer = depot.offer
        bid.owner = depot.owner
        bid.crop = entry.lot.crop
        bid.grams = grams
        bid.value = allocation.value
        bid.deadline = now.milliseconds + settings.answerWithinMilliseconds
        bid.place = entry.lot.place
        bid.ready = now.milliseconds
        bid.sellBy = entry.lot.sellBy
        bid.urgent = entry.urgent
        bid.journey = journey
        outbox.post(.dispatch, key: depot.owner, .bid(bid))
        journal(entry, .carriageAsked, &outbox) {
            $0.bid = carriage.bid
            $0.offer = depot.offer
            $0.kind = .vehicles
            $0.grams = grams
            $0.reason = award
        }
    }

    /// The nearest depot that has room and has not been asked; ties by id.
    func nearestDepot(for entry: LotEntry, tried: [String], _ now: Instant) -> OfferAnnounced? {
        let cold = knowledge.needsColdChain(crop: entry.lot.crop)
        var best: (metres: Int64, offer: OfferAnnounced)?
        depots.visit(crop: "", place: entry.lot.place, knowledge) { id in
            guard let offer = offers[id]?.offer, offer.remainingGrams > 0, !tried.contains(id),
                offer.closes > now.milliseconds, !cold || offer.refrigerated,
                let metres = knowledge.straightMetres(from: entry.lot.place, to: offer.place),
                offer.reachMetres == 0 || metres <= offer.reachMetres
            else { return }
            if let known = best, (known.metres, known.offer.offer) <= (metres, offer.offer) { return }
            best = (metres, offer)
        }
        return best?.offer
    }

    mutating func awardCarriage(
        _ answer: Awarded,
        _ entry: inout LotEntry,
        _ now: Instant,
        _ outbox: inout Outbox
    ) -> Bool {
        guard let (index, part) = carriage(answer.bid, entry), !entry.allocations[index].carriages[part].awarded
        else { return false }
        let asked = entry.allocations[index].carriages[part].grams
        let granted = min(max(0, answer.grams), asked)
        entry.allocations[index].carriages[part].grams = granted
        entry.allocations[index].carriages[part].awarded = true
        entry.allocations[index].carriages[part].gramsCo2E = answer.trip.gramsCo2E
        entry.allocations[index].carriages[part].fen = answer.trip.fen
        entry.balance.gramsCo2E += answer.trip.gramsCo2E
        entry.allocations[index].settles = max(entry.allocations[index].settles, answer.trip.arrival)
        let tried = entry.allocations[index].carriages[part].tried
        let award = entry.allocations[index].bid
        if granted == 0 { entry.allocations[index].carriages.remove(at: part) }
        dropCarriage(beyond: entry.allocations[index].grams, index, &entry, reason: .outletReleased, &outbox)
        journal(entry, .carriageAwarded, &outbox) {
            $0.bid = answer.bid
            $0.offer = answer.offer
            $0.kind = .vehicles
            $0.grams = granted
            $0.trip = answer.trip
        }
        askForCarriage(
            of: award,
            grams: asked - granted,
            // A depot that carried a part may have a second vehicle for the rest, one that carried nothing has not.
            tried: granted > 0 ? tried.filter { $0 != answer.offer } : tried,
            &entry,
            now,
            &outbox
        )
        return true
    }

    mutating func declineCarriage(
        _ answer: Declined,
        _ entry: inout LotEntry,
        _ now: Instant,
        _ outbox: inout Outbox
    ) -> Bool {
        guard let (index, part) = carriage(answer.bid, entry), !entry.allocations[index].carriages[part].awarded
        else { return false }
        let carriage = entry.allocations[index].carriages.remove(at: part)
        let award = entry.allocations[index].bid
        journal(entry, .carriageDeclined, &outbox) {
            $0.bid = answer.bid
            $0.offer = answer.offer
            $0.kind = .vehicles
            $0.grams = carriage.grams
            $0.reason = answer.reason
        }
        askForCarriage(of: award, grams: carriage.grams, tried: carriage.tried, &entry, now, &outbox)
        return true
    }

    /// A depot gives a load back, or a part of it: the truck broke down, took less, or never came.
    mutating func releaseCarriage(
        _ message: Released,
        _ entry: inout LotEntry,
        _ now: Instant,
        _ outbox: inout Outbox
    ) -> Bool {
        guard let (index, part) = carriage(message.bid, entry), entry.allocations[index].carriages[part].awarded
        else { return false }
        let carriage = entry.allocations[index].carriages[part]
        let grams = message.grams <= 0 ? carriage.grams : min(message.grams, carriage.grams)
        let award = entry.allocations[index].bid
        entry.allocations[index].carriages[part].grams -= grams
        if entry.allocations[index].carriages[part].grams == 0 { entry.allocations[index].carriages.remove(at: part) }
        settleState(index, &entry)
        journal(entry, .released, &outbox) {
            $0.bid = message.bid
            $0.offer = message.offer
            $0.kind = .vehicles
            $0.grams = grams
            $0.reason = message.reason
        }
        askForCarriage(of: award, grams: grams, tried: [], &entry, now, &outbox)
        return true
    }

    /// Gives back carriage that an award no longer needs, the part asked for last first.
    ///
    /// A load that no depot has answered for can only be given back whole: where a part of it is still needed, the
    /// excess is given back once it is awarded.
    func dropCarriage(
        beyond grams: Int64,
        _ index: Int,
        _ entry: inout LotEntry,
        reason: ReleaseReason,
        _ outbox: inout Outbox
    ) {
        var excess = entry.allocations[index].carriages.reduce(0) { $0 + $1.grams } - grams
        for part in entry.allocations[index].carriages.indices.reversed() where excess > 0 {
            let carriage = entry.allocations[index].carriages[part]
            if !carriage.awarded, carriage.grams > excess { continue }
            let given = min(excess, carriage.grams)
            post(reason, of: carriage.bid, carriage.offer, carriage.depot, grams: given, to: nil, entry, &outbox)
            entry.allocations[index].carriages[part].grams -= given
            excess -= given
        }
        entry.allocations[index].carriages.removeAll { $0.grams == 0 }
        settleState(index, &entry)
    }

    /// An award is whole once all of it that must travel has a vehicle.
    private func settleState(_ index: Int, _ entry: inout LotEntry) {
        guard entry.allocations[index].needsTransport else { return }
        let carried = entry.allocations[index].carriages.filter(\.awarded).reduce(0) { $0 + $1.grams }
        entry.allocations[index].state = carried >= entry.allocations[index].grams ? .awarded : .carriageHeld
    }

    private func carriage(_ bid: String, _ entry: LotEntry) -> (allocation: Int, carriage: Int)? {
        for (index, allocation) in entry.allocations.enumerated() {
            if let part = allocation.carriages.firstIndex(where: { $0.bid == bid }) { return (index, part) }
        }
        return nil
    }
}
