public import EventLog

/// The logic of one inbox partition: what the runtime drives, and all that it knows of a desk.
///
/// Belongs to one task and one thread. It keeps no undo: after an abort the runtime drops it, makes a new one and restores
/// that from the ledger, so that memory can only show what the log holds or what is about to be committed.
public protocol StreamProcessor {
    /// Takes the next record. What it cannot take it refuses through the output; it never traps, whatever the bytes.
    mutating func process(_ record: Record, _ output: inout TaskOutput)

    /// Takes an entry of the ledger as `drainLedgerChanges` gave it, in no stated order, before the first record.
    /// - Returns: when this entry wants to be woken, if at all.
    /// - Throws: on bytes that no version of the processor wrote. The lane stops: a person must look.
    mutating func restore(key: Bytes, value: Bytes) throws -> Timestamp?

    /// Hands over each ledger entry that was touched since the last call, once, in an order that the inbox alone decides.
    mutating func drainLedgerChanges(_ visit: (LedgerEntryChange) throws -> Void) rethrows

    /// The same for whoever keeps no ledger: when each touched entry wants to be woken; `nil`: not at all, or it is gone.
    mutating func drainWakeTimes(_ visit: (_ key: Bytes, _ wakeAt: Timestamp?) throws -> Void) rethrows

    /// The record that wakes an entry. It is posted into the task's own partition with `max(due, now)` as its timestamp.
    func timerRecord(forEntry key: Bytes, due: Timestamp) -> TimerRecord

    /// What is open, for those who watch. Asked every few seconds, so it may look at what waits, not at every entry.
    var standing: TaskStanding { get }
}

extension StreamProcessor {
    public mutating func drainWakeTimes(_ visit: (_ key: Bytes, _ wakeAt: Timestamp?) throws -> Void) rethrows {
        try drainLedgerChanges { try visit($0.key, $0.value == nil ? nil : $0.wakeAt) }
    }

    public var standing: TaskStanding { TaskStanding() }
}

/// One change of a task's ledger.
public struct LedgerEntryChange: Sendable {
    /// Keys that begin with byte 0 belong to the runtime.
    public var key: Bytes
    /// `nil`: the entry is gone.
    public var value: Bytes?
    /// When the entry wants to be woken; `nil`: not at all.
    public var wakeAt: Timestamp?

    public init(key: Bytes, value: Bytes?, wakeAt: Timestamp? = nil) {
        self.key = key
        self.value = value
        self.wakeAt = wakeAt
    }
}

/// What stands in a timer's record.
public struct TimerRecord: Sendable {
    public var key: Bytes?
    public var value: Bytes?
    public var headers: Headers

    public init(key: Bytes?, value: Bytes?, headers: Headers) {
        self.key = key
        self.value = value
        self.headers = headers
    }
}
