import GreenChannelModel

/// What drivers, weighbridges and markets report of loads on their way.
extension DispatchDesk {
    /// Less than planned leaves the rest to be carried by another vehicle; nothing at all is a no-show.
    mutating func take(_ report: PickupReported, _ now: Instant, _ outbox: inout Outbox) {
        guard (0...OfferFieldCheck.gramsMax).contains(report.grams) else {
            return outbox.refuse(
                .invalidField,
                "pickup of bid \(report.bid.shown): grams is \(report.grams); give 0 to \(OfferFieldCheck.gramsMax)"
            )
        }
        guard report.cratesOut <= Self.cratesMax else {
            return outbox.refuse(
                .invalidField,
                "pickup of bid \(report.bid.shown): crates_out is \(report.cratesOut); give 0 to \(Self.cratesMax)"
            )
        }
        guard var load = granted(report.bid, lot: report.lot, depot: report.depot, &outbox) else { return }
        // A repeat; what was loaded is not loaded again.
        guard load.loadedGrams == 0, load.weighedGrams == 0 else { return }

        let missing = max(0, load.grantedGrams - report.grams)
        load.grantedGrams -= missing
        load.loadedGrams = load.grantedGrams
        if load.grantedGrams > 0, report.cratesOut > 0 {
            load.cratesOpen = report.cratesOut
            let due = now.later(byMilliseconds: max(0, settings.cratesReturnedWithinMilliseconds)).milliseconds
            load.wakeAt = max(load.wakeAt, due)
            journalCrates(load, "\(load.cratesOpen) open, \(deposit(load))", &outbox)
        }
        if load.grantedGrams > 0 { freezeVehicle(of: load) }
        if missing > 0 {
            outbox.postRelease(load.bid, grams: missing, load.grantedGrams > 0 ? .partialPickup : .noShow)
        }
        lighten(load, now, &outbox)
    }

    /// The net weight settles the award that the load belongs to.
    mutating func take(_ report: WeighingReported, _ outbox: inout Outbox) {
        let weights = 0...OfferFieldCheck.gramsMax
        guard weights.contains(report.tareGrams), weights.contains(report.grossGrams),
            report.grossGrams > report.tareGrams
        else {
            return outbox.refuse(
                .invalidField,
                "weighing of bid \(report.bid.shown): gross_grams is \(report.grossGrams) and tare_grams "
                    + "\(report.tareGrams); give both from 0 to \(OfferFieldCheck.gramsMax), gross the larger"
            )
        }
        guard var load = granted(report.bid, lot: report.lot, depot: report.depot, &outbox) else { return }
        let net = report.grossGrams - report.tareGrams
        if load.weighedGrams == net { return }
        guard load.weighedGrams == 0 else {
            return outbox.refuse(
                .invalidField,
                "weighing of bid \(report.bid.shown): net is \(net) g, but \(load.weighedGrams) g were settled already; "
                    + "correct the lot instead"
            )
        }
        // Half as much again is no good harvest but a wrong unit, or a tare of another vehicle.
        guard net <= load.grantedGrams.saturatingMultiply(3) / 2 else {
            return outbox.refuse(
                .invalidField,
                "weighing of bid \(report.bid.shown): net is \(net) g for a load of \(load.grantedGrams) g; "
                    + "check the units and the tare"
            )
        }
        load.weighedGrams = net
        book.put(load)
        var outcome = OutcomeReported()
        outcome.lot = load.bid.lot
        outcome.bid = load.bid.journey.award
        outcome.kind = .outcomeWeighed
        outcome.grams = net
        outcome.plannedGrams = load.grantedGrams
        outcome.by = "weighbridge"
        outbox.post(.lots, key: outcome.lot, .outcomeReported(outcome))
    }

    mutating func take(_ report: CratesReturned, _ now: Instant, _ outbox: inout Outbox) {
        guard var load = known(report.bid, lot: report.lot, depot: report.depot, &outbox) else { return }
        guard (1...max(1, load.cratesOpen)).contains(report.crates), load.cratesOpen > 0 else {
            return outbox.refuse(
                .invalidField,
                "crates of bid \(report.bid.shown): crates is \(report.crates) while \(load.cratesOpen) are open; "
                    + "give no more than that"
            )
        }
        load.cratesOpen -= report.crates
        journalCrates(load, "\(load.cratesOpen) open, \(deposit(load))", &outbox)
        if load.cratesOpen == 0 { load.wakeAt = max(1, load.settles.saturatingAdd(Instant.days(1))) }
        if load.cratesOpen == 0, load.grantedGrams == 0 || load.wakeAt <= now.milliseconds {
            forget(load)
        } else {
            book.put(load)
        }
    }

    /// Tells of a load's crates in its lot's journal.
    func journalCrates(_ load: BidEntry, _ reason: String, _ outbox: inout Outbox) {
        var fact = JournalEntry()
        fact.lot = load.bid.lot
        fact.event = "CRATES"
        fact.reason = reason
        fact.bid = load.bid.bid
        fact.offer = load.bid.offer
        fact.kind = .vehicles
        fact.crop = load.bid.crop
        outbox.journal(fact)
    }

    /// What is kept back for the crates that are open.
    func deposit(_ load: BidEntry) -> String {
        "\(Int64(load.cratesOpen).saturatingMultiply(max(0, settings.crateDepositFen))) fen deposit"
    }

    private static let cratesMax: UInt32 = 1_000_000

    /// A load of that lot and depot; refuses the record when there is none.
    private func known(_ bid: String, lot: String, depot: String, _ outbox: inout Outbox) -> BidEntry? {
        if let load = book[bid], load.state == .granted, load.bid.lot == lot, load.bid.owner == depot { return load }
        outbox.refuse(
            .unknownBid,
            "depot \(depot.shown) carries no load \(bid.shown) of lot \(lot.shown) (any more); check the ids"
        )
        return nil
    }

    /// The same, where some of the load is still awarded.
    private func granted(_ bid: String, lot: String, depot: String, _ outbox: inout Outbox) -> BidEntry? {
        guard let load = known(bid, lot: lot, depot: depot, &outbox) else { return nil }
        if load.grantedGrams > 0 { return load }
        outbox.refuse(.unknownBid, "load \(bid.shown) of lot \(lot.shown) was given back; nothing is to be reported")
        return nil
    }
}
