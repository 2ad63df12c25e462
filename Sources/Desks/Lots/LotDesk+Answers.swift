import GreenChannelModel

/// What outlets and depots say to bids. Answers to bids that were taken back meanwhile are late, not wrong.
extension LotDesk {
    mutating func award(_ answer: Awarded, _ now: Instant, _ outbox: inout Outbox) {
        note(remaining: answer.remainingGrams, opens: answer.opens, of: answer.offer)
        guard var lot = lots.take(answer.lot) else { return }
        if let index = lot.allocations.firstIndex(where: { $0.bid == answer.bid && $0.state == .held }) {
            awardOutlet(answer, index, &lot, now, &outbox)
        } else if let (index, part) = askedCarriage(answer.bid, lot) {
            awardCarriage(answer, index, part, &lot, now, &outbox)
        } else {
            return lots.putBack(lot.id, lot)
        }
        proceed(&lot, now, &outbox)
        store(lot, now, &outbox)
    }

    private mutating func awardOutlet(
        _ answer: Awarded,
        _ index: Int,
        _ lot: inout OpenLot,
        _ now: Instant,
        _ outbox: inout Outbox
    ) {
        let ladder = Ladder(lot, settings)
        let asked = lot.allocations[index].grams
        let promised = lot.allocations[index].price
        let granted = min(LotFieldCheck.grams(answer.grams), asked)
        lot.balance.move(granted, from: .held, to: .awarded)
        lot.balance.move(asked - granted, from: .held, to: .unplaced)
        lot.allocations[index].grams = granted
        lot.allocations[index].price = LotFieldCheck.price(answer.price)
        // Nobody can make a lot wait longer than the produce lasts.
        lot.allocations[index].settles = min(
            max(answer.settles, now.milliseconds),
            max(ladder.recyclingEnds, now.milliseconds)
        )
        lot.allocations[index].answerBy = 0
        lot.allocations[index].state = lot.allocations[index].needsTransport ? .carriageHeld : .awarded
        let allocation = lot.allocations[index]
        if granted < asked { lot.exclude(allocation.offer) }
        journal(lot, .awarded, &outbox) {
            $0.bid = allocation.bid
            $0.offer = allocation.offer
            $0.kind = allocation.kind
            $0.grams = granted
            $0.price = allocation.price
            $0.value = allocation.value
        }
        if granted == 0 {
            lot.allocations.remove(at: index)
            return
        }
        if let reason = objection(to: allocation, promised: promised, lot, ladder, now) {
            lot.exclude(allocation.offer)
            giveUp(allocation.bid, grams: granted, &lot, reason: reason, &outbox)
        } else if allocation.needsTransport {
            askForMissingCarriage(of: allocation.bid, tried: [], &lot, now, &outbox)
        }
    }

    /// Why an award cannot be accepted as it came.
    private func objection(
        to award: Allocation,
        promised: Int64,
        _ lot: OpenLot,
        _ ladder: Ladder,
        _ now: Instant
    ) -> ReleaseReason? {
        guard let rung = Rung(award.kind), now.milliseconds < ladder.latestArrival(on: rung) else {
            return .windowClosed
        }
        // An operator may have chosen an outlet below the floor; no outlet may go below it by itself.
        if rung == .paying, let floor = lot.floorPrice, award.price < floor, award.price < promised {
            return .belowFloor
        }
        return nil
    }

    mutating func decline(_ answer: Declined, _ now: Instant, _ outbox: inout Outbox) {
        note(remaining: answer.remainingGrams, opens: answer.opens, of: answer.offer)
        guard var lot = lots.take(answer.lot) else { return }
        if let index = lot.allocations.firstIndex(where: { $0.bid == answer.bid && $0.state == .held }) {
            let allocation = lot.allocations.remove(at: index)
            lot.balance.move(allocation.grams, from: .held, to: .unplaced)
            lot.exclude(allocation.offer)
            journal(lot, .declined, &outbox) {
                $0.bid = allocation.bid
                $0.offer = allocation.offer
                $0.kind = allocation.kind
                $0.grams = allocation.grams
                $0.reason = answer.reason
                $0.price = answer.cleared
                $0.value = allocation.value
            }
        } else if let (index, part) = askedCarriage(answer.bid, lot) {
            declineCarriage(answer, index, part, &lot, now, &outbox)
        } else {
            return lots.putBack(lot.id, lot)
        }
        proceed(&lot, now, &outbox)
        store(lot, now, &outbox)
    }

    /// An outlet gives an award back, or a depot a load: whole, or so much of it.
    mutating func release(_ message: Released, _ now: Instant, _ outbox: inout Outbox) {
        guard var lot = lots.take(message.lot) else { return }
        if let index = lot.allocations.firstIndex(where: { $0.bid == message.bid && $0.state != .held }) {
            let allocation = lot.allocations[index]
            let grams = message.grams <= 0 ? allocation.grams : min(message.grams, allocation.grams)
            lot.exclude(allocation.offer)
            takeBack(grams, index, &lot, reason: .outletReleased, &outbox)
            journal(lot, .released, &outbox) {
                $0.bid = allocation.bid
                $0.offer = allocation.offer
                $0.kind = allocation.kind
                $0.grams = grams
                $0.reason = message.reason
            }
        } else if let (index, part) = awardedCarriage(message.bid, lot) {
            releaseCarriage(message, index, part, &lot, now, &outbox)
        } else {
            return lots.putBack(lot.id, lot)
        }
        proceed(&lot, now, &outbox)
        store(lot, now, &outbox)
    }
}
