import GreenChannelModel

/// What outlets and depots say to bids. Answers to bids that were taken back meanwhile are late, not wrong.
extension LotDesk {
    mutating func award(_ answer: Awarded, _ now: Instant, _ outbox: inout Outbox) {
        note(remaining: answer.remainingGrams, of: answer.offer)
        guard var entry = lots[answer.lot] else { return }
        if let index = entry.allocations.firstIndex(where: { $0.bid == answer.bid }) {
            guard entry.allocations[index].state == .held else { return }
            awardOutlet(answer, index, &entry, now, &outbox)
        } else {
            guard awardCarriage(answer, &entry, now, &outbox) else { return }
        }
        place(&entry, now, &outbox)
        store(entry, now, &outbox)
    }

    private mutating func awardOutlet(
        _ answer: Awarded,
        _ index: Int,
        _ entry: inout LotEntry,
        _ now: Instant,
        _ outbox: inout Outbox
    ) {
        let asked = entry.allocations[index].grams
        let granted = min(max(0, answer.grams), asked)
        entry.balance.move(granted, from: .held, to: .awarded)
        entry.balance.move(asked - granted, from: .held, to: .unplaced)
        entry.allocations[index].grams = granted
        entry.allocations[index].price = answer.price
        entry.allocations[index].settles = max(answer.settles, now.milliseconds)
        entry.allocations[index].state = entry.allocations[index].needsTransport ? .carriageHeld : .awarded
        if granted < asked { exclude(answer.offer, &entry) }
        let allocation = entry.allocations[index]
        journal(entry, .awarded, &outbox) {
            $0.bid = answer.bid
            $0.offer = answer.offer
            $0.kind = allocation.kind
            $0.grams = granted
            $0.price = answer.price
            $0.value = allocation.value
        }
        if granted == 0 {
            entry.allocations.remove(at: index)
        } else if allocation.needsTransport {
            askForCarriage(of: answer.bid, grams: granted, tried: [], &entry, now, &outbox)
        }
    }

    mutating func decline(_ answer: Declined, _ now: Instant, _ outbox: inout Outbox) {
        note(remaining: answer.remainingGrams, of: answer.offer)
        guard var entry = lots[answer.lot] else { return }
        if let index = entry.allocations.firstIndex(where: { $0.bid == answer.bid }) {
            let allocation = entry.allocations[index]
            guard allocation.state == .held else { return }
            entry.balance.move(allocation.grams, from: .held, to: .unplaced)
            entry.allocations.remove(at: index)
            exclude(answer.offer, &entry)
            journal(entry, .declined, &outbox) {
                $0.bid = answer.bid
                $0.offer = answer.offer
                $0.kind = allocation.kind
                $0.grams = allocation.grams
                $0.reason = answer.reason
                $0.price = answer.cleared
                $0.value = allocation.value
            }
        } else {
            guard declineCarriage(answer, &entry, now, &outbox) else { return }
        }
        place(&entry, now, &outbox)
        store(entry, now, &outbox)
    }

    mutating func release(_ message: Released, _ now: Instant, _ outbox: inout Outbox) {
        guard var entry = lots[message.lot] else { return }
        if let index = entry.allocations.firstIndex(where: { $0.bid == message.bid }) {
            let allocation = entry.allocations[index]
            guard allocation.state != .held else { return }
            let grams = message.grams <= 0 ? allocation.grams : min(message.grams, allocation.grams)
            exclude(message.offer, &entry)
            takeBack(grams, index, &entry, reason: .outletReleased, &outbox)
            journal(entry, .released, &outbox) {
                $0.bid = message.bid
                $0.offer = message.offer
                $0.kind = allocation.kind
                $0.grams = grams
                $0.reason = message.reason
            }
        } else {
            guard releaseCarriage(message, &entry, now, &outbox) else { return }
        }
        place(&entry, now, &outbox)
        store(entry, now, &outbox)
    }

    /// Gives a bid or an award back to its outlet: whole where it is not answered yet, else as much as is asked for.
    func giveUp(
        _ bid: String,
        grams: Int64,
        _ entry: inout LotEntry,
        reason: ReleaseReason,
        _ outbox: inout Outbox
    ) {
        guard let index = entry.allocations.firstIndex(where: { $0.bid == bid }) else { return }
        let allocation = entry.allocations[index]
        let given = allocation.state == .held ? allocation.grams : min(grams, allocation.grams)
        post(
            reason,
            of: allocation.bid,
            allocation.offer,
            allocation.owner,
            grams: given,
            to: allocation,
            entry,
            &outbox
        )
        if allocation.state == .held {
            entry.balance.move(given, from: .held, to: .unplaced)
            entry.allocations.remove(at: index)
        } else {
            takeBack(given, index, &entry, reason: reason, &outbox)
        }
        journal(entry, .givenUp, &outbox) {
            $0.bid = bid
            $0.offer = allocation.offer
            $0.kind = allocation.kind
            $0.grams = given
            $0.reason = reason.rawValue
        }
    }

    /// Moves awarded grams back among the unplaced, and gives back the carriage that they no longer need.
    func takeBack(
        _ grams: Int64,
        _ index: Int,
        _ entry: inout LotEntry,
        reason: ReleaseReason,
        _ outbox: inout Outbox
    ) {
        entry.balance.move(grams, from: .awarded, to: .unplaced)
        entry.allocations[index].grams -= grams
        dropCarriage(beyond: entry.allocations[index].grams, index, &entry, reason: reason, &outbox)
        if entry.allocations[index].grams == 0 { entry.allocations.remove(at: index) }
    }

    func post(
        _ reason: ReleaseReason,
        of bid: String,
        _ offer: String,
        _ owner: String,
        grams: Int64,
        to allocation: Allocation?,
        _ entry: LotEntry,
        _ outbox: inout Outbox
    ) {
        var message = Released()
        message.bid = bid
        message.lot = entry.lot.lot
        message.offer = offer
        message.owner = owner
        message.grams = grams
        message.reason = reason.rawValue
        let topic: Topic =
            switch allocation?.kind {
            case nil: .dispatch
            case .liveSlot?: .broadcast
            case .some: .promotion
            }
        outbox.post(topic, key: owner, .released(message))
    }

    private mutating func note(remaining grams: Int64, of offer: String) {
        guard offers[offer] != nil else { return }
        offers.update(offer) { $0?.offer.remainingGrams = max(0, grams) }
    }

    /// An outlet that just said no, or gave something back, is not asked again until the search starts anew.
    func exclude(_ offer: String, _ entry: inout LotEntry) {
        if !entry.excluded.contains(offer) { entry.excluded.append(offer) }
    }
}
