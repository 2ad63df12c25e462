import GreenChannelModel

/// What became of awards, and the ends of lots.
extension LotDesk {
    mutating func settle(_ outcome: OutcomeReported, _ now: Instant, _ outbox: inout Outbox) {
        guard (0...LotFieldCheck.gramsMax).contains(outcome.grams), outcome.plannedGrams >= 0,
            let event = LotEvent(outcome.kind)
        else {
            outbox.refuse(
                .invalidField,
                "outcome \(outcome.kind.rawValue) of \(outcome.grams) g of \(outcome.plannedGrams) g planned; give a kind "
                    + "and 0 to \(LotFieldCheck.gramsMax) g"
            )
            return
        }
        guard var lot = takeKnown(outcome.lot, &outbox) else { return }
        guard let index = lot.allocations.firstIndex(where: { $0.bid == outcome.bid && $0.state != .held }) else {
            lots.putBack(lot.id, lot)
            outbox.refuse(.unknownBid, "lot \(lot.id) has no open award \(LotFieldCheck.shown(outcome.bid))")
            return
        }
        let allocation = lot.allocations[index]
        let awarded = allocation.grams
        var taken = min(outcome.grams, awarded)
        switch outcome.kind {
        case .outcomeDelivered:
            if taken == 0 { taken = awarded }
            deliver(taken, index, &lot)
            finishCarriage(of: taken, index, &lot, &outbox)
        case .outcomeWeighed:
            let planned = min(outcome.plannedGrams == 0 ? awarded : outcome.plannedGrams, awarded)
            taken = min(taken, planned)
            deliver(taken, index, &lot)
            lose(planned - taken, index, &lot)
            finishCarriage(of: planned, index, &lot, &outbox)
        case .outcomeShort:
            deliver(taken, index, &lot)
            // The truck went all the way, whatever the outlet then took.
            finishCarriage(of: awarded, index, &lot, &outbox)
            lot.exclude(allocation.offer)
            takeBack(awarded - taken, index, &lot, reason: .outletReleased, &outbox)
        case .outcomeSpoiled:
            lose(taken, index, &lot)
            finishCarriage(of: taken, index, &lot, &outbox)
        case .outcomeUnspecified, .UNRECOGNIZED:
            break
        }
        lot.allocations.removeAll { $0.grams == 0 }
        journal(lot, event, &outbox) {
            $0.bid = allocation.bid
            $0.offer = allocation.offer
            $0.kind = allocation.kind
            $0.grams = taken
            $0.price = allocation.price
            $0.by = outcome.by
        }
        proceed(&lot, now, &outbox)
        store(lot, now, &outbox)
    }

    private func deliver(_ grams: Int64, _ index: Int, _ lot: inout OpenLot) {
        let allocation = lot.allocations[index]
        lot.balance.move(grams, from: .awarded, to: Bucket(deliveredTo: allocation.kind))
        lot.balance.earn(FenPerKilogram(allocation.price).worth(of: Grams(grams)))
        lot.allocations[index].grams -= grams
    }

    private func lose(_ grams: Int64, _ index: Int, _ lot: inout OpenLot) {
        lot.balance.move(grams, from: .awarded, to: .lost)
        lot.allocations[index].grams -= grams
    }

    /// The hour has come for something: an award is due, an answer overdue, a rung opens, the search starts anew, or all
    /// is over.
    mutating func wakeLot(_ id: String, _ now: Instant, _ outbox: inout Outbox) {
        guard var lot = lots.take(id) else { return }
        guard let wakeTime = lot.wakeTime, wakeTime <= now else { return lots.putBack(lot.id, lot) }
        for allocation in lot.allocations {
            switch allocation.state {
            case .awarded where dueTime(allocation) <= now.milliseconds: settleByDefault(allocation, &lot, &outbox)
            case .held where allocation.answerBy <= now.milliseconds:
                lot.exclude(allocation.offer)
                giveUp(allocation.bid, grams: allocation.grams, &lot, reason: .notAnswered, &outbox)
            case .carriageHeld:
                for carriage in allocation.carriages where !carriage.awarded && carriage.answerBy <= now.milliseconds {
                    giveUpAskedCarriage(carriage.bid, &lot, now, &outbox)
                }
            case .awarded, .held, .UNRECOGNIZED: break
            }
        }
        proceed(&lot, now, &outbox)
        store(lot, now, &outbox)
    }

    private func settleByDefault(_ allocation: Allocation, _ lot: inout OpenLot, _ outbox: inout Outbox) {
        guard let index = lot.allocations.firstIndex(where: { $0.bid == allocation.bid }) else { return }
        deliver(allocation.grams, index, &lot)
        lot.allocations.remove(at: index)
        journal(lot, .settledByDefault, &outbox) {
            $0.bid = allocation.bid
            $0.offer = allocation.offer
            $0.kind = allocation.kind
            $0.grams = allocation.grams
            $0.price = allocation.price
        }
    }

    private func dueTime(_ allocation: Allocation) -> Int64 { allocation.settles + settings.settleGraceMilliseconds }

    /// Puts a lot back into the ledger with its next hour, or lets it go when nothing is left to decide.
    mutating func store(_ lot: consuming OpenLot, _ now: Instant, _ outbox: inout Outbox) {
        if lot.balance.isFinal {
            journal(lot, .ended, &outbox)
            waiting.forget(lot.id)
            lots.set(lot.id, nil)
            return
        }
        lot.wakeAt = nextWake(lot, now)
        waiting.note(lot, knowledge)
        lots.set(lot.id, lot)
    }

    /// Never in the past, so that a lot is never woken twice for one hour, and never nothing: whoever is silent, an open
    /// lot goes on.
    private func nextWake(_ lot: borrowing OpenLot, _ now: Instant) -> Int64 {
        var first = Int64.max
        for allocation in lot.allocations {
            switch allocation.state {
            case .awarded: first = min(first, dueTime(allocation))
            case .held: first = min(first, allocation.answerBy)
            case .carriageHeld:
                for carriage in allocation.carriages where !carriage.awarded { first = min(first, carriage.answerBy) }
            case .UNRECOGNIZED: break
            }
        }
        if lot.balance.unplaced > 0 {
            first = min(first, lot.retryAt > 0 ? lot.retryAt : now.milliseconds + settings.retryMilliseconds)
            if let change = Ladder(copy lot, settings).nextChange(after: now) { first = min(first, change) }
        }
        return max(first, now.milliseconds + 1)
    }
}
