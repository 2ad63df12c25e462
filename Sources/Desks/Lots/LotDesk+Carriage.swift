import GreenChannelModel

/// Transport of awards: asked for depot by depot, nearest first; what no depot will carry is given back to the outlet.
extension LotDesk {
    /// Bids for the carriage of what of an award no depot has been asked to carry.
    mutating func askForMissingCarriage(
        of award: String,
        tried: [String],
        _ lot: inout OpenLot,
        _ now: Instant,
        _ outbox: inout Outbox
    ) {
        guard let index = lot.allocations.firstIndex(where: { $0.bid == award }),
            let rung = Rung(lot.allocations[index].kind)
        else { return }
        let allocation = lot.allocations[index]
        let grams = allocation.unaskedGrams
        guard grams > 0 else { return }
        let latest = Ladder(lot, settings).latestArrival(on: rung)
        guard now.milliseconds < latest else {
            giveUp(award, grams: grams, &lot, reason: .windowClosed, &outbox)
            return
        }
        guard allocation.carriages.count < settings.carriagesMax,
            let handle = depot(for: lot, CarriageWish(allocation, grams: grams, latest: latest), tried: tried, now)
        else {
            lot.exclude(allocation.offer)
            giveUp(award, grams: grams, &lot, reason: .noTransport, &outbox)
            return
        }
        let depot = standing[handle]
        var carriage = Carriage()
        carriage.bid = lot.nextBidID()
        carriage.offer = depot.offer
        carriage.depot = depot.owner
        carriage.grams = grams
        carriage.tried = tried + [depot.offer]
        carriage.answerBy = min(now.milliseconds + settings.answerWithinMilliseconds, latest)

        var journey = Journey()
        journey.destination = allocation.place
        journey.arriveBy = latest
        if let handle = standing.handle(of: allocation.offer), standing.terms(handle).closes > now.milliseconds {
            journey.arriveBy = min(latest, standing.terms(handle).closes)
        }
        journey.coldChain = knowledge.needsColdChain(crop: lot.crop)
        journey.award = award
        var bid = Bid()
        bid.bid = carriage.bid
        bid.lot = lot.id
        bid.offer = carriage.offer
        bid.owner = carriage.depot
        bid.crop = lot.crop
        bid.grams = grams
        bid.value = allocation.value
        bid.deadline = carriage.answerBy
        bid.place = lot.place
        bid.ready = now.milliseconds
        bid.sellBy = latest
        bid.urgent = lot.urgent
        bid.journey = journey
        lot.allocations[index].carriages.append(carriage)
        lot.allocations[index].state = .carriageHeld
        outbox.post(.dispatch, key: depot.owner, .bid(bid))
        journal(lot, .carriageAsked, &outbox) {
            $0.bid = carriage.bid
            $0.offer = carriage.offer
            $0.kind = .vehicles
            $0.grams = grams
            $0.reason = award
        }
    }

    mutating func awardCarriage(
        _ answer: Awarded,
        _ index: Int,
        _ part: Int,
        _ lot: inout OpenLot,
        _ now: Instant,
        _ outbox: inout Outbox
    ) {
        var carriage = lot.allocations[index].carriages[part]
        let asked = carriage.grams
        carriage.grams = min(LotFieldCheck.grams(answer.grams), asked)
        carriage.awarded = true
        carriage.answerBy = 0
        carriage.gramsCo2E = min(max(0, answer.trip.gramsCo2E), LotFieldCheck.gramsCO2eMax)
        carriage.fen = min(max(0, answer.trip.fen), LotFieldCheck.fenMax)
        // A depot that carried a part may have a second vehicle for the rest, one that carried nothing has not.
        let tried =
            carriage.grams > 0 ? carriage.tried.filter { $0 != carriage.offer } : carriage.tried
        carriage.tried = []
        lot.allocations[index].carriages[part] = carriage
        lot.allocations[index].settles = max(
            lot.allocations[index].settles,
            min(answer.trip.arrival, max(Ladder(lot, settings).recyclingEnds, now.milliseconds))
        )
        lot.balance.emit(gramsCO2e: carriage.gramsCo2E)
        let award = lot.allocations[index].bid
        journal(lot, .carriageAwarded, &outbox) {
            $0.bid = carriage.bid
            $0.offer = carriage.offer
            $0.kind = .vehicles
            $0.grams = carriage.grams
            $0.by = carriage.depot
            if answer.hasTrip { $0.trip = answer.trip }
        }
        // The award may have shrunk while the depot thought about it.
        dropExcessCarriage(index, &lot, reason: .notNeeded, &outbox)
        askForMissingCarriage(of: award, tried: tried, &lot, now, &outbox)
    }

    mutating func declineCarriage(
        _ answer: Declined,
        _ index: Int,
        _ part: Int,
        _ lot: inout OpenLot,
        _ now: Instant,
        _ outbox: inout Outbox
    ) {
        let carriage = lot.allocations[index].carriages.remove(at: part)
        settleState(index, &lot)
        learn(refusal: answer, of: carriage, to: lot.allocations[index], lot, now)
        journal(lot, .carriageDeclined, &outbox) {
            $0.bid = carriage.bid
            $0.offer = carriage.offer
            $0.kind = .vehicles
            $0.grams = carriage.grams
            $0.reason = answer.reason
        }
        askForMissingCarriage(of: lot.allocations[index].bid, tried: carriage.tried, &lot, now, &outbox)
    }

    /// A depot gives a load back, or a part of it: the truck broke down, took less, or never came.
    mutating func releaseCarriage(
        _ message: Released,
        _ index: Int,
        _ part: Int,
        _ lot: inout OpenLot,
        _ now: Instant,
        _ outbox: inout Outbox
    ) {
        let carriage = lot.allocations[index].carriages[part]
        let grams = message.grams <= 0 ? carriage.grams : min(message.grams, carriage.grams)
        shrinkCarriage(part, by: grams, index, &lot)
        lot.allocations[index].carriages.removeAll { $0.grams == 0 }
        settleState(index, &lot)
        journal(lot, .released, &outbox) {
            $0.bid = carriage.bid
            $0.offer = carriage.offer
            $0.kind = .vehicles
            $0.grams = grams
            $0.reason = message.reason
        }
        askForMissingCarriage(of: lot.allocations[index].bid, tried: [], &lot, now, &outbox)
    }

    /// A depot did not answer in time: it is asked no longer, and the next one is.
    mutating func giveUpAskedCarriage(
        _ bid: String,
        _ lot: inout OpenLot,
        _ now: Instant,
        _ outbox: inout Outbox
    ) {
        guard let (index, part) = askedCarriage(bid, lot) else { return }
        let carriage = lot.allocations[index].carriages.remove(at: part)
        settleState(index, &lot)
        postRelease(of: carriage, grams: carriage.grams, reason: .notAnswered, lot, &outbox)
        askForMissingCarriage(of: lot.allocations[index].bid, tried: carriage.tried, &lot, now, &outbox)
    }
}
