import GreenChannelModel

/// The facts that a lot's story is told in. The raw value stands in the journal.
enum LotEvent: String {
    case opened = "OPENED"
    case corrected = "CORRECTED"
    case verified = "VERIFIED"
    case unverifiable = "UNVERIFIABLE"
    case merged = "MERGED"
    case overridden = "OVERRIDDEN"
    case cancelled = "CANCELLED"
    case bidsPosted = "BIDS_POSTED"
    case noOutlet = "NO_OUTLET"
    case rungOpened = "RUNG_OPENED"
    case awarded = "AWARDED"
    case declined = "DECLINED"
    case givenUp = "GIVEN_UP"
    case released = "RELEASED"
    case carriageAsked = "CARRIAGE_ASKED"
    case carriageAwarded = "CARRIAGE_AWARDED"
    case carriageDeclined = "CARRIAGE_DECLINED"
    case delivered = "DELIVERED"
    case settledByDefault = "SETTLED_BY_DEFAULT"
    case expired = "EXPIRED"
    case ended = "ENDED"
}

/// Why the Lot desk took something back from an outlet or a depot.
enum ReleaseReason: String {
    case corrected = "CORRECTED"
    case cancelled = "CANCELLED"
    case merged = "MERGED"
    case overridden = "OVERRIDDEN"
    case unverifiable = "UNVERIFIABLE"
    case noTransport = "NO_TRANSPORT"
    case outletReleased = "OUTLET_RELEASED"
}

extension LotDesk {
    /// Writes one fact down, with where every gram is after it.
    func journal(
        _ entry: LotEntry,
        _ event: LotEvent,
        _ outbox: inout Outbox,
        _ describe: (inout JournalEntry) -> Void = { _ in }
    ) {
        var fact = JournalEntry()
        fact.lot = entry.lot.lot
        fact.event = event.rawValue
        fact.balance = entry.balance
        describe(&fact)
        if event == .opened {
            fact.place = entry.lot.place
            fact.crop = entry.lot.crop
        }
        outbox.journal(fact)
    }
}
