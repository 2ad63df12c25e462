import GreenChannelModel

/// What became of awards, and the ends of lots.
extension LotDesk {
    mutating func settle(_ outcome: OutcomeReported, _ now: Instant, _ outbox: inout Outbox) {
        guard (0...Self.gramsMax).contains(outcome.grams), outcome.plannedGrams >= 0 else {
            outbox.refuse(.invalidField, "\(outcome.grams) of \(outcome.plannedGrams) g is no outcome")
            return
        }
        guard var entry = known(outcome.lot, &outbox) else { return }
        guard let index = entry.allocations.firstIndex(where: { $0.bid == outcome.bid }),
            entry.allocations[index].state != .held
        else {
            outbox.refuse(.unknownBid, "lot '\(outcome.lot)' has no award '\(outcome.bid.prefix(64))'")
            return
        }
        let awarded = entry.allocations[index].grams
        switch outcome.kind {
        case .outcomeDelivered:
            deliver(min(outcome.grams == 0 ? awarded : outcome.grams, awarded), index, &entry)
        case .outcomeWeighed:
            let planned = min(outcome.plannedGrams == 0 ? awarded : outcome.plannedGrams, awarded)
            let net = min(outcome.grams, planned)
            deliver(net, index, &entry)
            lose(planned - net, index, &entry)
        case .outcomeShort:
            let taken = min(outcome.grams, awarded)
            deliver(taken, index, &entry)
            exclude(entry.allocations[index].offer, &entry)
            takeBack(awarded - taken, index, &entry, reason: .outletReleased, &outbox)
        case .outcomeSpoiled:
            lose(min(outcome.grams, awarded), index, &entry)
        case .outcomeUnspecified, .UNRECOGNIZED:
            outbox.refuse(.invalidField, "the outcome of award '\(outcome.bid)' has no kind")
            return
        }
        entry.allocations.removeAll { $0.grams == 0 }
        journal(entry, .delivered, &outbox) {
            $0.bid = outcome.bid
            $0.grams = outcome.grams
            $0.reason = "\(outcome.kind)"
            $0.by = outcome.by
        }
        place(&entry, now, &outbox)
        store(entry, now, &outbox)
    }

    private func deliver(_ grams: Int64, _ index: Int, _ entry: inout LotEntry) {
        let allocation = entry.allocations[index]
        entry.balance.move(grams, from: .awarded, to: Bucket(deliveredTo: allocation.kind))
        entry.balance.fen += FenPerKilogram(allocation.price).worth(of: Grams(grams)).rawValue
        entry.allocations[index].grams -= grams
    }

    private func lose(_ grams: Int64, _ index: Int, _ entry: inout LotEntry) {
        entry.balance.move(grams, from: .awarded, to: .lost)
        entry.allocations[index].grams -= grams
    }

    /// The hour has come for something: an award is due, a rung opens, the search starts anew, or all is over.
    mutating func wakeLot(_ id: String, _ now: Instant, _ outbox: inout Outbox) {
        guard var entry = lots[id], entry.wakeAt <= now.milliseconds else { return }
        for allocation in entry.allocations
        where allocation.state == .awarded && dueTime(allocation) <= now.milliseconds {
            guard let index = entry.allocations.firstIndex(where: { $0.bid == allocation.bid }) else { continue }
            deliver(allocation.grams, index, &entry)
            entry.allocations.remove(at: index)
            journal(entry, .settledByDefault, &outbox) {
                $0.bid = allocation.bid
                $0.offer = allocation.offer
                $0.kind = allocation.kind
                $0.grams = allocation.grams
                $0.price = allocation.price
            }
        }
        let ladder = Ladder(entry, settings)
        let rung = ladder.rung(at: now)
        if rung.rawValue > entry.rung {
            entry.rung = rung.rawValue
            entry.rounds = 0
            entry.excluded = []
            if entry.balance.unplaced > 0 {
                journal(entry, .rungOpened, &outbox) {
                    $0.reason = "\(rung)"
                    $0.grams = entry.balance.unplaced
                }
            }
        }
        if now.milliseconds >= ladder.recyclingEnds {
            let left = entry.balance.unplaced
            entry.balance.move(left, from: .unplaced, to: .expired)
            if left > 0 { journal(entry, .expired, &outbox) { $0.grams = left } }
        } else {
            place(&entry, now, &outbox)
        }
        store(entry, now, &outbox)
    }

    private func dueTime(_ allocation: Allocation) -> Int64 { allocation.settles + settings.settleGraceMilliseconds }

    /// Puts a lot back into the ledger with its next hour, or lets it go when nothing is left to decide.
    mutating func store(_ entry: LotEntry, _ now: Instant, _ outbox: inout Outbox) {
        var entry = entry
        if entry.balance.isFinal {
            journal(entry, .ended, &outbox)
            lots.set(entry.lot.lot, nil)
            return
        }
        entry.wakeAt = nextWake(entry, now)
        lots.set(entry.lot.lot, entry)
    }

    /// Never in the past, so that a lot is never woken twice for one hour; 0 while only answers are awaited.
    private func nextWake(_ entry: LotEntry, _ now: Instant) -> Int64 {
        var times: [Int64] = []
        for allocation in entry.allocations where allocation.state == .awarded { times.append(dueTime(allocation)) }
        if entry.balance.unplaced > 0 {
            let doublings = min(16, max(1, Int64(entry.rounds)) - 1)
            times.append(
                now.milliseconds + min(settings.retryMillisecondsMax, settings.retryMilliseconds << doublings)
            )
            if let change = Ladder(entry, settings).nextChange(after: now) { times.append(change) }
        }
        guard let first = times.min() else { return 0 }
        return max(first, now.milliseconds + 1)
    }
}
