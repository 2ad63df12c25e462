import GreenChannelModel

/// Lots as they come in, and what senders and operators say of them later.
extension LotDesk {
    mutating func open(_ message: LotOpened, _ now: Instant, _ outbox: inout Outbox) {
        if let fault = LotFieldCheck.fault(of: message) {
            outbox.refuse(.invalidField, fault)
            return
        }
        // The same record again is normal; a lot is opened once.
        guard !lots.contains(message.lot) else { return }
        var lot = OpenLot(message)
        lot.balance.declared = message.grams
        lot.balance.unplaced = message.grams
        lot.urgent = isEmergency(lot, now)
        lot.rung = Ladder(lot, settings).rung(at: now)
        journal(lot, .opened, &outbox) {
            $0.grams = message.grams
            $0.place = message.place
            $0.crop = message.crop
        }
        proceed(&lot, now, &outbox)
        store(lot, now, &outbox)
    }

    mutating func correct(_ correction: LotCorrected, _ now: Instant, _ outbox: inout Outbox) {
        if let fault = LotFieldCheck.fault(of: correction) {
            outbox.refuse(.invalidField, fault)
            return
        }
        guard var lot = takeKnown(correction.lot, &outbox) else { return }
        if correction.hasSellBy {
            lot.sellBy = correction.sellBy
            let ladder = Ladder(lot, settings)
            lot.rung = ladder.rung(at: now)
            lot.awaitAnswers(within: ladder)
        }
        if correction.hasPlace, correction.place != lot.place {
            // Nobody can fetch it where it never was.
            takeBackAll(&lot, reason: .corrected, &outbox)
            lot.place = correction.place
            lot.urgent = isEmergency(lot, now)
        }
        if correction.hasFloorPrice {
            lot.floorPrice = correction.floorPrice
            takeBack(from: &lot, reason: .corrected, &outbox) {
                $0.state == .held && Rung($0.kind) == .paying && $0.price < correction.floorPrice
            }
        }
        if correction.hasGrams { declare(correction.grams, &lot, &outbox) }
        lot.startSearchAnew()
        journal(lot, .corrected, &outbox) { $0.grams = lot.balance.declared }
        proceed(&lot, now, &outbox)
        store(lot, now, &outbox)
    }

    /// The total becomes `grams`. What is too much is taken from what is unplaced, then from bids, then from awards,
    /// least worth first; what is settled stays.
    private func declare(_ grams: Int64, _ lot: inout OpenLot, _ outbox: inout Outbox) {
        let target = max(grams, lot.balance.settled)
        free(lot.balance.declared - target, &lot, reason: .corrected, &outbox) { _ in true }
        lot.balance.redeclare(target)
    }

    /// Brings at least so much back among the unplaced, as far as there is anything to bring back.
    private func free(
        _ grams: Int64,
        _ lot: inout OpenLot,
        reason: ReleaseReason,
        _ outbox: inout Outbox,
        from mayGive: (Allocation) -> Bool
    ) {
        guard lot.balance.unplaced < grams else { return }
        let order = lot.allocations.filter(mayGive).sorted { left, right in
            if (left.state == .held) != (right.state == .held) { return left.state == .held }
            return left.value == right.value ? left.bid < right.bid : left.value < right.value
        }
        for allocation in order {
            let missing = grams - lot.balance.unplaced
            if missing <= 0 { return }
            giveUp(allocation.bid, grams: missing, &lot, reason: reason, &outbox)
        }
    }

    mutating func cancel(_ message: LotCancelled, _ now: Instant, _ outbox: inout Outbox) {
        guard var lot = takeKnown(message.lot, &outbox) else { return }
        end(&lot, reason: .cancelled, &outbox)
        journal(lot, .cancelled, &outbox) {
            $0.by = message.by
            $0.why = message.why
        }
        store(lot, now, &outbox)
    }

    mutating func merge(_ message: LotMerged, _ now: Instant, _ outbox: inout Outbox) {
        guard message.lot != message.into, LotFieldCheck.isID(message.into) else {
            outbox.refuse(
                .invalidField,
                "lot \(LotFieldCheck.shown(message.lot)) cannot be merged into \(LotFieldCheck.shown(message.into)); "
                    + "name another lot"
            )
            return
        }
        guard var lot = takeKnown(message.lot, &outbox) else { return }
        end(&lot, reason: .merged, &outbox)
        journal(lot, .merged, &outbox) {
            $0.by = message.by
            $0.why = message.why
            $0.reason = message.into
        }
        store(lot, now, &outbox)
    }

    /// Takes everything back that is not settled, and cancels it.
    private func end(_ lot: inout OpenLot, reason: ReleaseReason, _ outbox: inout Outbox) {
        takeBackAll(&lot, reason: reason, &outbox)
        lot.balance.move(lot.balance.unplaced, from: .unplaced, to: .cancelled)
    }

    mutating func verify(
        _ id: String,
        _ verification: Verification,
        by: String,
        why: String,
        _ now: Instant,
        _ outbox: inout Outbox
    ) {
        guard var lot = takeKnown(id, &outbox) else { return }
        lot.verification = verification
        journal(lot, verification == .verified ? .verified : .unverifiable, &outbox) {
            $0.by = by
            $0.why = why
        }
        // What was promoted in good faith is taken back: nobody is promoted on a lie.
        takeBack(from: &lot, reason: .unverifiable, &outbox) { !Ranking.mayTake($0.kind, verification) }
        lot.startSearchAnew()
        proceed(&lot, now, &outbox)
        store(lot, now, &outbox)
    }

    mutating func override(_ message: LotOverridden, _ now: Instant, _ outbox: inout Outbox) {
        guard let handle = standing.handle(of: message.offer), let rung = standing.terms(handle).rung else {
            outbox.refuse(.unknownOffer, "no outlet \(LotFieldCheck.shown(message.offer)) is known")
            return
        }
        let offer = standing[handle]
        guard (1...LotFieldCheck.gramsMax).contains(message.grams) else {
            outbox.refuse(.invalidField, "grams is \(message.grams); give 1 to \(LotFieldCheck.gramsMax)")
            return
        }
        guard var lot = takeKnown(message.lot, &outbox) else { return }
        if let objection = objection(to: offer, rung, for: lot, now) {
            lots.putBack(lot.id, lot)
            outbox.refuse(.invalidField, objection)
            return
        }
        // What the operator's outlet has already stays there.
        free(message.grams, &lot, reason: .overridden, &outbox) { $0.offer != offer.offer }
        let grams = min(message.grams, lot.balance.unplaced)
        if grams > 0 {
            var candidate = Candidate(
                offer,
                rung: rung,
                value: Self.overrideValue,
                price: offer.price(of: lot.crop) ?? 0
            )
            candidate.minimumGrams = 0
            postBid(candidate, handle, grams: grams, urgent: true, &lot, now, &outbox)
        }
        journal(lot, .overridden, &outbox) {
            $0.offer = offer.offer
            $0.kind = offer.terms.kind
            $0.grams = grams
            $0.by = message.by
            $0.why = message.why
        }
        proceed(&lot, now, &outbox)
        store(lot, now, &outbox)
    }

    /// What an operator may not order either.
    private func objection(to offer: StandingOffer, _ rung: Rung, for lot: OpenLot, _ now: Instant) -> String? {
        if !Ranking.mayTake(offer.terms.kind, lot.verification) {
            return "lot \(lot.id) is not verified, and offer \(offer.offer) is public; verify the lot first"
        }
        if now.milliseconds >= Ladder(lot, settings).latestArrival(on: rung) {
            return "the window of lot \(lot.id) is closed for offer \(offer.offer)"
        }
        if now.milliseconds > offer.terms.closes { return "offer \(offer.offer) is closed; name one that is open" }
        return nil
    }

    /// An operator's choice outranks what any outlet is worth.
    private static let overrideValue: Int64 = 1_000_000

    /// Takes a lot out of the ledger to be changed, or refuses the record that speaks of it.
    mutating func takeKnown(_ id: String, _ outbox: inout Outbox) -> OpenLot? {
        if let lot = lots.take(id) { return lot }
        outbox.refuse(.unknownLot, "no open lot is named \(LotFieldCheck.shown(id)); it may have ended")
        return nil
    }
}
