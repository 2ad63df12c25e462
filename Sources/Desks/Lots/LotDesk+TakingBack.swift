import GreenChannelModel

/// What the Lot desk takes back from outlets by itself.
extension LotDesk {
    /// Gives a bid or an award back to its outlet: whole where it is not answered yet, else as much as is asked for.
    func giveUp(
        _ bid: String,
        grams: Int64,
        _ lot: inout OpenLot,
        reason: ReleaseReason,
        _ outbox: inout Outbox
    ) {
        guard let index = lot.allocations.firstIndex(where: { $0.bid == bid }) else { return }
        let allocation = lot.allocations[index]
        let given = allocation.state == .held ? allocation.grams : min(grams, allocation.grams)
        guard given > 0 else { return }
        var message = Released()
        message.bid = allocation.bid
        message.lot = lot.id
        message.offer = allocation.offer
        message.owner = allocation.owner
        message.grams = given
        message.reason = reason.rawValue
        let topic = allocation.kind == .liveSlot ? Topic.broadcast : .promotion
        outbox.post(topic, key: allocation.owner, .released(message))
        if allocation.state == .held {
            lot.balance.move(given, from: .held, to: .unplaced)
            lot.allocations.remove(at: index)
        } else {
            takeBack(given, index, &lot, reason: reason, &outbox)
        }
        journal(lot, .givenUp, &outbox) {
            $0.bid = allocation.bid
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
        _ lot: inout OpenLot,
        reason: ReleaseReason,
        _ outbox: inout Outbox
    ) {
        lot.balance.move(grams, from: .awarded, to: .unplaced)
        lot.allocations[index].grams -= grams
        dropExcessCarriage(index, &lot, reason: reason, &outbox)
        if lot.allocations[index].grams == 0 { lot.allocations.remove(at: index) }
    }

    func takeBackAll(_ lot: inout OpenLot, reason: ReleaseReason, _ outbox: inout Outbox) {
        takeBack(from: &lot, reason: reason, &outbox) { _ in true }
    }

    /// Takes back, whole, each bid and award for which it must be.
    func takeBack(
        from lot: inout OpenLot,
        reason: ReleaseReason,
        _ outbox: inout Outbox,
        where mustCome: (Allocation) -> Bool
    ) {
        for allocation in lot.allocations where mustCome(allocation) {
            giveUp(allocation.bid, grams: allocation.grams, &lot, reason: reason, &outbox)
        }
    }

    /// Takes back the bids that are not answered and the parts of awards that no vehicle was found for yet.
    func takeBackUncarried(
        _ lot: inout OpenLot,
        reason: ReleaseReason,
        _ outbox: inout Outbox,
        where mustCome: (Allocation) -> Bool
    ) {
        for allocation in lot.allocations where allocation.state != .awarded && mustCome(allocation) {
            giveUp(allocation.bid, grams: allocation.uncarriedGrams, &lot, reason: reason, &outbox)
        }
    }
}

extension Allocation {
    /// What of it no depot has promised to carry.
    var uncarriedGrams: Int64 {
        max(0, grams - carriages.reduce(0) { $1.awarded ? $0 + $1.grams : $0 })
    }

    /// What of it no depot has even been asked to carry.
    var unaskedGrams: Int64 { max(0, grams - carriages.reduce(0) { $0 + $1.grams }) }
}
