import GreenChannelModel

/// The loads in which an award travels: found, made smaller, given back.
extension LotDesk {
    /// The carriage that a bid asks for and no depot has answered for.
    func askedCarriage(_ bid: String, _ lot: OpenLot) -> (allocation: Int, carriage: Int)? {
        carriage(lot) { $0.bid == bid && !$0.awarded }
    }

    func awardedCarriage(_ bid: String, _ lot: OpenLot) -> (allocation: Int, carriage: Int)? {
        carriage(lot) { $0.bid == bid && $0.awarded }
    }

    private func carriage(_ lot: OpenLot, where matches: (Carriage) -> Bool) -> (allocation: Int, carriage: Int)? {
        for index in lot.allocations.indices {
            if let part = lot.allocations[index].carriages.firstIndex(where: matches) { return (index, part) }
        }
        return nil
    }

    /// Gives back carriage that an award no longer needs: what no depot has answered for first, the latest first.
    ///
    /// A load that is not answered for can only be given back whole. Where a part of it is still needed, the excess is
    /// given back once it is awarded.
    func dropExcessCarriage(
        _ index: Int,
        _ lot: inout OpenLot,
        reason: ReleaseReason,
        _ outbox: inout Outbox
    ) {
        var excess = lot.allocations[index].carriages.reduce(0) { $0 + $1.grams } - lot.allocations[index].grams
        for isAwarded in [false, true] {
            for part in lot.allocations[index].carriages.indices.reversed() where excess > 0 {
                let carriage = lot.allocations[index].carriages[part]
                guard carriage.awarded == isAwarded else { continue }
                if !isAwarded, carriage.grams > excess { continue }
                let given = min(excess, carriage.grams)
                postRelease(of: carriage, grams: given, reason: reason, lot, &outbox)
                shrinkCarriage(part, by: given, index, &lot)
                excess -= given
            }
            lot.allocations[index].carriages.removeAll { $0.grams == 0 }
            // What is asked for in one piece still comes, and the excess goes then.
            if lot.allocations[index].carriages.contains(where: { !$0.awarded }) { break }
        }
        settleState(index, &lot)
    }

    /// What was delivered, weighed or spoiled needs no vehicle any more: the loads that were promised are done first.
    func finishCarriage(of grams: Int64, _ index: Int, _ lot: inout OpenLot, _ outbox: inout Outbox) {
        var done = grams
        for part in lot.allocations[index].carriages.indices where done > 0 {
            let carriage = lot.allocations[index].carriages[part]
            guard carriage.awarded else { continue }
            let carried = min(done, carriage.grams)
            // Its emissions stay: it was driven.
            lot.allocations[index].carriages[part].gramsCo2E -= share(carriage.gramsCo2E, carried, of: carriage.grams)
            lot.allocations[index].carriages[part].fen -= share(carriage.fen, carried, of: carriage.grams)
            lot.allocations[index].carriages[part].grams -= carried
            done -= carried
        }
        lot.allocations[index].carriages.removeAll { $0.grams == 0 }
        dropExcessCarriage(index, &lot, reason: .notNeeded, &outbox)
    }

    /// Makes a load smaller, with its part of what the trip emits and costs.
    func shrinkCarriage(_ part: Int, by grams: Int64, _ index: Int, _ lot: inout OpenLot) {
        let carriage = lot.allocations[index].carriages[part]
        let emitted = share(carriage.gramsCo2E, grams, of: carriage.grams)
        lot.balance.gramsCo2E -= emitted
        lot.allocations[index].carriages[part].gramsCo2E -= emitted
        lot.allocations[index].carriages[part].fen -= share(carriage.fen, grams, of: carriage.grams)
        lot.allocations[index].carriages[part].grams -= grams
    }

    private func share(_ amount: Int64, _ grams: Int64, of whole: Int64) -> Int64 {
        whole > 0 ? Int64(clamping: Int128(amount) * Int128(grams) / Int128(whole)) : amount
    }

    func postRelease(
        of carriage: Carriage,
        grams: Int64,
        reason: ReleaseReason,
        _ lot: OpenLot,
        _ outbox: inout Outbox
    ) {
        var message = Released()
        message.bid = carriage.bid
        message.lot = lot.id
        message.offer = carriage.offer
        message.owner = carriage.depot
        message.grams = grams
        message.reason = reason.rawValue
        outbox.post(.dispatch, key: carriage.depot, .released(message))
        journal(lot, .givenUp, &outbox) {
            $0.bid = carriage.bid
            $0.offer = carriage.offer
            $0.kind = .vehicles
            $0.grams = grams
            $0.reason = reason.rawValue
        }
    }

    /// An award is whole once all of it that must travel has a vehicle.
    func settleState(_ index: Int, _ lot: inout OpenLot) {
        guard lot.allocations[index].needsTransport else { return }
        lot.allocations[index].state = lot.allocations[index].uncarriedGrams == 0 ? .awarded : .carriageHeld
    }
}
