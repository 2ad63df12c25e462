import GreenChannelModel

/// The facts that a lot's story is told in. The raw value stands in the journal.
enum LotEvent: String, CaseIterable {
    case opened = "OPENED"
    case corrected = "CORRECTED"
    case verified = "VERIFIED"
    case unverifiable = "UNVERIFIABLE"
    case merged = "MERGED"
    case overridden = "OVERRIDDEN"
    case emergency = "EMERGENCY"
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
    case weighed = "WEIGHED"
    case short = "SHORT"
    case spoiled = "SPOILED"
    case settledByDefault = "SETTLED_BY_DEFAULT"
    case expired = "EXPIRED"
    case ended = "ENDED"

    /// What an outcome is called; `nil` for one that has no kind.
    init?(_ outcome: OutcomeKind) {
        switch outcome {
        case .outcomeDelivered: self = .delivered
        case .outcomeWeighed: self = .weighed
        case .outcomeShort: self = .short
        case .outcomeSpoiled: self = .spoiled
        case .outcomeUnspecified, .UNRECOGNIZED: return nil
        }
    }
}

/// Why the Lot desk took something back from an outlet or a depot.
enum ReleaseReason: String, CaseIterable {
    case corrected = "CORRECTED"
    case cancelled = "CANCELLED"
    case merged = "MERGED"
    case overridden = "OVERRIDDEN"
    case unverifiable = "UNVERIFIABLE"
    case noTransport = "NO_TRANSPORT"
    case outletReleased = "OUTLET_RELEASED"
    /// The load shrank, or travelled otherwise.
    case notNeeded = "NOT_NEEDED"
    /// The bid's deadline passed without an answer.
    case notAnswered = "NOT_ANSWERED"
    case windowClosed = "WINDOW_CLOSED"
    /// The outlet awarded less than the farmer's floor price.
    case belowFloor = "BELOW_FLOOR"
}

extension LotDesk {
    /// Writes one fact down, with where every gram is after it.
    func journal(
        _ lot: borrowing OpenLot,
        _ event: LotEvent,
        _ outbox: inout Outbox,
        _ describe: (inout JournalEntry) -> Void = { _ in }
    ) {
        var fact = JournalEntry()
        fact.lot = lot.id
        fact.event = event.rawValue
        fact.balance = lot.balance
        describe(&fact)
        outbox.journal(fact)
    }
}
