import GreenChannelModel

/// Lots as they come in, and what senders and operators say of them later.
extension LotDesk {
    /// More than a country's harvest, and far from overflowing anything that is added up or multiplied.
    static let gramsMax: Int64 = 10_000_000_000_000

    mutating func open(_ lot: LotOpened, _ now: Instant, _ outbox: inout Outbox) {
        guard !lot.lot.isEmpty, lot.lot.utf8.count <= 64, !lot.crop.isEmpty, (1...Self.gramsMax).contains(lot.grams)
        else {
            outbox.refuse(.invalidField, "lot '\(lot.lot.prefix(64))', crop '\(lot.crop.prefix(64))', \(lot.grams) g")
            return
        }
        // The same record again is normal; a lot is opened once.
        guard lots[lot.lot] == nil else { return }
        var entry = LotEntry()
        entry.lot = lot
        entry.balance.declared = lot.grams
        entry.balance.unplaced = lot.grams
        entry.urgent = isEmergency(lot, now)
        journal(entry, .opened, &outbox) { $0.grams = lot.grams }
        place(&entry, now, &outbox)
        store(entry, now, &outbox)
    }

    mutating func correct(_ correction: LotCorrected, _ now: Instant, _ outbox: inout Outbox) {
        guard var entry = known(correction.lot, &outbox) else { return }
        if correction.hasGrams, !(1...Self.gramsMax).contains(correction.grams) {
            outbox.refuse(.invalidField, "\(correction.grams) g is no quantity of a lot")
            return
        }
        if correction.hasSellBy { entry.lot.sellBy = correction.sellBy }
        if correction.hasFloorPrice { entry.lot.floorPrice = correction.floorPrice }
        if correction.hasPlace, entry.allocations.isEmpty { entry.lot.place = correction.place }
        if correction.hasGrams { declare(correction.grams, &entry, &outbox) }
        journal(entry, .corrected, &outbox) { $0.grams = entry.balance.declared }
        place(&entry, now, &outbox)
        store(entry, now, &outbox)
    }

    /// The total becomes `grams`. What is too much is taken from what is unplaced, then from bids, then from awards,
    /// least worth first; what is settled stays.
    private func declare(_ grams: Int64, _ entry: inout LotEntry, _ outbox: inout Outbox) {
        let target = max(grams, entry.balance.settled)
        if target >= entry.balance.declared {
            entry.balance.unplaced += target - entry.balance.declared
            entry.balance.declared = target
            return
        }
        free(entry.balance.declared - target, &entry, reason: .corrected, &outbox)
        entry.balance.unplaced -= entry.balance.declared - target
        entry.balance.declared = target
    }

    /// Brings at least so much back among the unplaced, as far as there is anything to bring back.
    func free(_ grams: Int64, _ entry: inout LotEntry, reason: ReleaseReason, _ outbox: inout Outbox) {
        let order = entry.allocations.map { ($0.state == .held ? 0 : 1, $0.value, $0.bid) }.sorted(by: <).map(\.2)
        for bid in order {
            let missing = grams - entry.balance.unplaced
            if missing <= 0 { return }
            giveUp(bid, grams: missing, &entry, reason: reason, &outbox)
        }
    }

    mutating func cancel(_ message: LotCancelled, _ now: Instant, _ outbox: inout Outbox) {
        guard var entry = known(message.lot, &outbox) else { return }
        end(&entry, reason: .cancelled, &outbox)
        journal(entry, .cancelled, &outbox) {
            $0.by = message.by
            $0.why = message.why
        }
        store(entry, now, &outbox)
    }

    mutating func merge(_ message: LotMerged, _ now: Instant, _ outbox: inout Outbox) {
        guard message.lot != message.into else {
            outbox.refuse(.invalidField, "lot '\(message.lot)' cannot be merged into itself")
            return
        }
        guard var entry = known(message.lot, &outbox) else { return }
        end(&entry, reason: .merged, &outbox)
        journal(entry, .merged, &outbox) {
            $0.by = message.by
            $0.why = message.why
            $0.reason = message.into
        }
        store(entry, now, &outbox)
    }

    /// Takes everything back that is not settled, and cancels it.
    private func end(_ entry: inout LotEntry, reason: ReleaseReason, _ outbox: inout Outbox) {
        for allocation in entry.allocations {
            giveUp(allocation.bid, grams: allocation.grams, &entry, reason: reason, &outbox)
        }
        entry.balance.move(entry.balance.unplaced, from: .unplaced, to: .cancelled)
    }

    mutating func verify(
        _ lot: String,
        _ verification: Verification,
        by: String,
        why: String,
        _ now: Instant,
        _ outbox: inout Outbox
    ) {
        guard var entry = known(lot, &outbox) else { return }
        entry.verification = verification
        journal(entry, verification == .verified ? .verified : .unverifiable, &outbox) {
            $0.by = by
            $0.why = why
        }
        if verification != .verified {
            // What was promoted in good faith is taken back: nobody is promoted on a lie.
            for allocation in entry.allocations where !Ranking.mayTake(allocation.kind, verification) {
                giveUp(allocation.bid, grams: allocation.grams, &entry, reason: .unverifiable, &outbox)
            }
        }
        entry.excluded = []
        entry.rounds = 0
        place(&entry, now, &outbox)
        store(entry, now, &outbox)
    }

    mutating func override(_ message: LotOverridden, _ now: Instant, _ outbox: inout Outbox) {
        guard var entry = known(message.lot, &outbox) else { return }
        guard let offer = offers[message.offer]?.offer, !offer.withdrawn else {
            outbox.refuse(.unknownOffer, "no offer '\(message.offer.prefix(64))' is known")
            return
        }
        guard Ranking.mayTake(offer.kind, entry.verification) else {
            outbox.refuse(.invalidField, "lot '\(message.lot)' is not verified: \(offer.kind) may not take it")
            return
        }
        guard (1...Self.gramsMax).contains(message.grams) else {
            outbox.refuse(.invalidField, "\(message.grams) g cannot be sent anywhere")
            return
        }
        free(message.grams, &entry, reason: .overridden, &outbox)
        let grams = min(message.grams, entry.balance.unplaced)
        journal(entry, .overridden, &outbox) {
            $0.offer = message.offer
            $0.grams = grams
            $0.by = message.by
            $0.why = message.why
        }
        if grams > 0 {
            let candidate = Candidate(
                offer: offer.offer,
                owner: offer.owner,
                kind: offer.kind,
                rung: Rung(offer.kind) ?? .paying,
                value: Self.overrideValue,
                price: Ranking.price(of: offer, crop: entry.lot.crop) ?? 0,
                place: offer.place,
                minimumGrams: 0,
                remainingGrams: grams,
                needsTransport: offer.needsTransport
            )
            postBid(candidate, grams: grams, urgent: true, &entry, now, &outbox)
        }
        place(&entry, now, &outbox)
        store(entry, now, &outbox)
    }

    /// An operator's choice outranks what any outlet is worth.
    private static var overrideValue: Int64 { 1_000_000 }

    func known(_ lot: String, _ outbox: inout Outbox) -> LotEntry? {
        if let entry = lots[lot] { return entry }
        outbox.refuse(.unknownLot, "no open lot is named '\(lot.prefix(64))'; it may have ended")
        return nil
    }
}
