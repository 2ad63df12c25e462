import GreenChannelModel

/// What a slot's entry says about time, positions and stock.
///
///     open ──show ends, or is cancelled──► closed ──last award gone──► (no entry)
extension SlotEntry: MarketEntry {
    static var keyPrefix: UInt8 { UInt8(ascii: "t") }

    var id: String { offer.slot }
    var owner: String { offer.studio }

    func refusalOfBids(now: Instant) -> BidDecline? {
        if now.milliseconds >= offer.ends { return .offerClosed }
        return closed ? .unknownOffer : nil
    }

    /// What of the restock limit is promised to nobody yet.
    var restockLeft: Int64 { max(0, offer.restockGrams.saturatingSubtract(restockedGrams)) }

    func freePositions(granted: Int) -> Int { max(0, Int(offer.itemPositions) - granted) }

    /// What can still be had now: the free positions' stock, and what of the restock limit is left to add to them.
    func remaining(granted: Int, now: Instant) -> Int64 {
        let free = Int64(freePositions(granted: granted))
        guard refusalOfBids(now: now) == nil, free > 0 else { return 0 }
        return wholeUnits(offer.stockGramsPerPosition).saturatingMultiply(free).saturatingAdd(wholeUnits(restockLeft))
    }

    func capacity(now: Instant) -> Int64 {
        offer.stockGramsPerPosition.saturatingMultiply(Int64(offer.itemPositions)).saturatingAdd(offer.restockGrams)
    }

    /// What a bid would put on the table if it got a position.
    func stock(for bid: Bid) -> Int64 { wholeUnits(min(bid.grams, offer.stockGramsPerPosition)) }

    /// What it would keep back for restocking.
    func restock(for bid: Bid) -> Int64 { wholeUnits(min(max(0, bid.grams - stock(for: bid)), restockLeft)) }

    /// Viewers order whole units, so that a broken one could never be sold.
    private func wholeUnits(_ grams: Int64) -> Int64 {
        offer.unitGrams > 0 ? grams - grams % offer.unitGrams : grams
    }

    /// Why a bid can have no position, whoever else bids; `nil`: it can compete.
    func obstacle(to bid: Bid) -> BidDecline? {
        if offer.prices.price(of: bid.crop) == nil { return .cropNotWanted }
        if stock(for: bid) < max(1, bid.minimumGrams, offer.minimumGrams) { return .belowMinimum }
        // It must be there during the show, and good until the last parcel leaves.
        return bid.ready < offer.ends && bid.sellBy >= offer.shipBy ? nil : .windowTooShort
    }

    func isOver(now: Instant) -> Bool { closed && now.milliseconds >= offer.ends }

    /// The show ends.
    func nextChange(now: Instant) -> Int64? { !closed || offer.ends > now.milliseconds ? offer.ends : nil }

    /// A show that was put off: its awards stand until then.
    var settlesLater: Int64? { closed ? nil : offer.shipBy }

    /// What is kept back for restocking goes first: it is not on the table yet.
    mutating func free(_ grams: Int64, of grant: inout BidEntry) {
        let kept = grams >= grant.grantedGrams ? grant.restockedGrams : min(grant.restockedGrams, grams)
        grant.grantedGrams -= grams
        grant.restockedGrams -= kept
        if !closed { restockedGrams = max(0, restockedGrams - kept) }
    }

    func announcement(remaining: Int64, withdrawn: Bool, now: Instant) -> OfferAnnounced {
        let offer = offer
        var announced = OfferAnnounced()
        announced.offer = offer.slot
        announced.owner = offer.studio
        announced.kind = .liveSlot
        announced.place = offer.place
        announced.prices = offer.prices
        announced.reachMetres = offer.reachMetres
        announced.minimumGrams = offer.minimumGrams
        announced.remainingGrams = remaining
        announced.opens = offer.starts
        announced.closes = offer.ends
        announced.handling = offer.handling
        // Parcels go from the farm; what the show needs of the lot is its stock, held.
        announced.needsTransport = false
        announced.saleDelayMilliseconds = max(0, offer.shipBy.saturatingSubtract(offer.starts))
        announced.withdrawn = withdrawn
        return announced
    }
}

extension LiveOrderEntry: MessageEntry {
    static var keyPrefix: UInt8 { UInt8(ascii: "r") }
    var wakeTime: Instant? { nil }

    /// Its place in the ledger: an order's id is unique within its slot. Ids hold no spaces.
    static func id(slot: String, order: String) -> String { slot + " " + order }
}
