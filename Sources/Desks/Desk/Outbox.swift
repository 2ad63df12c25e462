public import GreenChannelModel

/// What one decision posts. The runtime turns it into records of the same transaction as the decision's ledger changes.
public struct Outbox: Sendable {
    public struct Posting: Sendable {
        public enum Target: Sendable, Equatable {
            /// The partition that the key hashes to.
            case key
            /// A copy to every partition: announcements.
            case everyPartition
        }

        public var topic: Topic
        public var key: String
        public var target: Target
        public var body: RecordBody
        /// Dead letters only: why the record is one.
        public var refusal: Refusal?
    }

    /// Why the record goes to dead letters, byte for byte, once the decision is done.
    public struct Refusal: Sendable, Equatable {
        /// A `ReasonCode` or a `DeskRefusal`, as it stands in the header.
        public var reason: String
        /// Names what was wrong, with the value, and what to do about it.
        public var detail: String
    }

    public private(set) var postings: [Posting] = []
    public private(set) var refusal: Refusal?

    public init() {}

    public mutating func post(_ topic: Topic, key: String, _ body: RecordBody) {
        postings.append(Posting(topic: topic, key: key, target: .key, body: body))
    }

    public mutating func announce(_ body: RecordBody, key: String, to topic: Topic = .lots) {
        postings.append(Posting(topic: topic, key: key, target: .everyPartition, body: body))
    }

    public mutating func journal(_ entry: JournalEntry) {
        post(.journal, key: entry.lot, .journalEntry(entry))
    }

    /// Sends a record of an earlier decision to dead letters: one that waited for something that never came.
    public mutating func deadLetter(_ body: RecordBody, key: String, reason: String, detail: String) {
        let refusal = Refusal(reason: reason, detail: detail)
        postings.append(Posting(topic: .deadLetters, key: key, target: .key, body: body, refusal: refusal))
    }

    public mutating func refuse(_ reason: ReasonCode, _ detail: String) {
        refusal = Refusal(reason: reason.rawValue, detail: detail)
    }

    public mutating func refuse(_ reason: DeskRefusal, _ detail: String) {
        refusal = Refusal(reason: reason.rawValue, detail: detail)
    }

    /// Empties the outbox and keeps its storage, for the next decision.
    public mutating func removeAll() {
        postings.removeAll(keepingCapacity: true)
        refusal = nil
    }
}

/// Why a desk could not take a record, beyond what intake says of an alert.
public enum DeskRefusal: String, Sendable, CaseIterable {
    /// The record's type has no business in this inbox.
    case unexpectedType = "UNEXPECTED_TYPE"
    /// It speaks of a lot, offer, bid or award that this desk does not have (any more).
    case unknownLot = "UNKNOWN_LOT"
    case unknownOffer = "UNKNOWN_OFFER"
    case unknownBid = "UNKNOWN_BID"
    /// A field is missing or outside its range.
    case invalidField = "INVALID_FIELD"
    /// The same host is promised to another slot at that time.
    case hostDoubleBooked = "HOST_DOUBLE_BOOKED"
    /// More was asked for than there is.
    case stockExceeded = "STOCK_EXCEEDED"
}
