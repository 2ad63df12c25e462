/// Something that is not as the desks would have written it, with where it stands.
public struct VerificationFinding: Sendable, Codable, Equatable {
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// A record that a desk posted is not what it posts.
        case postChanged = "POST_CHANGED"
        case postMissing = "POST_MISSING"
        /// A record claims to come from a desk that did not post it.
        case postForged = "POST_FORGED"
        /// The same decision's record stands there twice.
        case postDoubled = "POST_DOUBLED"
        case postOutOfOrder = "POST_OUT_OF_ORDER"
        case ledgerChanged = "LEDGER_CHANGED"
        case ledgerMissing = "LEDGER_MISSING"
        case ledgerExtra = "LEDGER_EXTRA"
        /// A timer's record is not what the runtime writes.
        case timerChanged = "TIMER_CHANGED"
        /// The committed position says that more was taken than was.
        case positionAhead = "POSITION_AHEAD"
        /// Records follow from what, by the committed position, nobody has taken.
        case positionBehind = "POSITION_BEHIND"
        /// Inbox records were dropped before anybody took them.
        case inboxDropped = "INBOX_DROPPED"
        /// A bid was taken and neither answered nor kept.
        case bidUnanswered = "BID_UNANSWERED"
        /// More was promised than there is, an answer was given twice, grams do not add up.
        case invariantBroken = "INVARIANT_BROKEN"
    }

    public var kind: Kind
    /// The desk and its inbox partition, as `lot lots-3`; empty where no single task is meant.
    public var task: String
    /// Where it stands or should stand.
    public var place: String
    /// For a person, in words.
    public var what: String
    /// Which parts of a record differ: `partition`, `timestamp`, `key`, `value`, `headers`.
    public var parts: [String] = []
    /// The inbox record that led to it.
    public var cause: RecordDescription?
    /// What the desk's ledger held, of what that record touched.
    public var stateBefore: [LedgerDescription] = []
    public var expected: RecordDescription?
    public var found: RecordDescription?
    /// Of ledger findings.
    public var expectedEntry: LedgerDescription?
    public var foundEntry: LedgerDescription?

    public init(_ kind: Kind, task: String = "", place: String, what: String) {
        self.kind = kind
        self.task = task
        self.place = place
        self.what = what
    }
}

extension VerificationFinding: CustomStringConvertible {
    public var description: String { "\(kind.rawValue) \(place): \(what)" }
}
