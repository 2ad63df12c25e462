public import GreenChannelModel

/// A clerk with one inbox: it takes the next record, decides, updates its own ledger and posts to other desks' inboxes.
///
/// A decision is a pure function of the inbox: no clock, no randomness, no look-up outside the desk's own ledger, and no
/// order that depends on hashing. The same inbox gives the same posts and the same ledger, bit for bit.
public protocol Desk: Sendable {
    static var name: DeskName { get }

    /// Decides one record. Never traps, whatever the record holds: what it cannot take it refuses through the outbox.
    mutating func decide(_ record: InboxRecord, _ outbox: inout Outbox)

    /// Takes an entry of its ledger as `drainLedgerChanges` gave it. Fails on bytes that no version of the desk wrote.
    mutating func restore(entry key: ArraySlice<UInt8>, value: ArraySlice<UInt8>) throws

    /// Hands over each entry touched since the last call, once, in the order in which they were first touched.
    /// A `nil` value removes the entry.
    mutating func drainLedgerChanges(_ visit: (LedgerChange) throws -> Void) rethrows

    /// The same for whoever keeps no ledger: only when each touched entry wants to be woken, without what it holds, which
    /// costs most of the work.
    mutating func drainWakeTimes(_ visit: (_ key: [UInt8], _ wakeAt: Instant?) throws -> Void) rethrows

    /// When an entry, live at this moment, wants to be woken; the runtime asks after `restore`.
    func wakeTime(ofEntry key: ArraySlice<UInt8>) -> Instant?

    /// What is open, for those who watch. Looks at what waits, not at every entry.
    var outstanding: OutstandingWork { get }
}

extension Desk {
    public mutating func drainWakeTimes(_ visit: (_ key: [UInt8], _ wakeAt: Instant?) throws -> Void) rethrows {
        try drainLedgerChanges { try visit($0.key, $0.wakeAt) }
    }
}

/// The five desks. The raw value stands in commands, metrics and the names of ledgers.
public enum DeskName: String, Sendable, CaseIterable {
    case intake
    case lot
    case promotion
    case broadcast
    case dispatch

    public var inbox: Topic {
        switch self {
        case .intake: .alerts
        case .lot: .lots
        case .promotion: .promotion
        case .broadcast: .broadcast
        case .dispatch: .dispatch
        }
    }
}

/// One change of a ledger, ready to be stored.
public struct LedgerChange: Sendable {
    public var key: [UInt8]
    /// `nil`: the entry is gone.
    public var value: [UInt8]?
    /// When the runtime is to post a `TimerFired` for this entry; `nil`: not at all.
    public var wakeAt: Instant?

    public init(key: [UInt8], value: [UInt8]?, wakeAt: Instant?) {
        self.key = key
        self.value = value
        self.wakeAt = wakeAt
    }
}
