public import EventLog

/// One inbox partition at work: its processor, its clock, its timers and how far it has come.
///
/// Made when the partition is assigned or after an abort, restored from the ledger, and dropped with everything that it
/// knows when the partition goes or a transaction does not commit.
package final class StreamTask {
    package let inbox: TopicPartition
    package private(set) var processor: any StreamProcessor
    var timers = TimerQueue()
    /// The next record to take.
    package private(set) var position: Offset
    /// The largest timestamp that the inbox has shown, among those that can be one: see `Timestamp.credible`.
    package private(set) var clock = Timestamp.credible.lowerBound
    /// Whether the open transaction must advance this task.
    private(set) var isTouched = false
    private let ledger: LedgerKeeping
    private var storedClock = Timestamp.credible.lowerBound

    /// The clock must survive a restart, so it lives in the ledger, under a key that no processor may use.
    package static let clockKey: Bytes = [0] + Array("clock".utf8)

    package init(
        inbox: TopicPartition,
        position: Offset,
        processor: any StreamProcessor,
        ledger: LedgerKeeping = .kept
    ) {
        self.inbox = inbox
        self.position = position
        self.processor = processor
        self.ledger = ledger
    }

    package func restore(key: Bytes, value: Bytes) throws {
        guard key.first != 0 else { return try restoreClock(key: key, value: value) }
        if let wakeAt = try processor.restore(key: key, value: value) { timers.set(key, wakeAt) }
    }

    private func restoreClock(key: Bytes, value: Bytes) throws {
        guard key == Self.clockKey, let time = Timestamp(ledgerBytes: value) else {
            throw LogError(
                .stop,
                "A ledger entry of the runtime does not read: key \(Array(key)), value \(Array(value))",
                remedy: "Run the version that wrote it, or a newer one.",
                partition: inbox
            )
        }
        clock = time
        storedClock = time
    }

    @inline(__always)
    package func process(_ record: Record, _ output: inout TaskOutput) {
        if record.timestamp > clock, record.timestamp <= Timestamp.credible.upperBound { clock = record.timestamp }
        output.begin(source: inbox, clock: clock)
        position = record.offset.next
        isTouched = true
        processor.process(record, &output)
    }

    /// Takes the first timer due by `now`, as a post into this task's own partition.
    func popTimer(dueBy now: Timestamp) -> Post? {
        guard let timer = timers.popFirst(dueBy: now) else { return nil }
        isTouched = true
        let record = processor.timerRecord(forEntry: timer.key, due: timer.due)
        return Post(
            topic: inbox.topic,
            partition: inbox.partition,
            timestamp: max(timer.due, now),
            key: record.key,
            value: record.value,
            headers: record.headers
        )
    }

    /// Puts what was touched since the last commit into the transaction: once per key, and how far the task has come.
    /// - Returns: how many ledger entries changed.
    func stage(_ transaction: any LogTransaction) throws -> Int {
        var count = 0
        switch ledger {
        case .kept:
            count = try drainLedgerChanges { key, value in
                try transaction.changeLedger(of: inbox, key: key, value: value)
            }
        case .unkept: processor.drainWakeTimes { key, wakeAt in timers.set(key, wakeAt) }
        }
        try transaction.advance(inbox, to: position)
        isTouched = false
        return count
    }

    /// Hands over what the ledger is to hold, the clock included, and notes the wake times.
    package func drainLedgerChanges(_ visit: (_ key: Bytes, _ value: Bytes?) throws -> Void) throws -> Int {
        var count = 0
        try processor.drainLedgerChanges { change in
            precondition(change.key.first != 0, "a processor used a ledger key that belongs to the runtime")
            try visit(change.key, change.value)
            timers.set(change.key, change.value == nil ? nil : change.wakeAt)
            count += 1
        }
        if clock != storedClock {
            try visit(Self.clockKey, clock.ledgerBytes)
            storedClock = clock
            count += 1
        }
        return count
    }
}

extension Timestamp {
    /// From 1970 to the end of the year 9999. Anyone may write to an inbox: a timestamp outside moves no task's clock, which
    /// could never go back.
    public static let credible = Timestamp(milliseconds: 0)...Timestamp(milliseconds: 253_402_300_799_999)

    /// Eight bytes, big-endian.
    var ledgerBytes: Bytes {
        withUnsafeBytes(of: milliseconds.bigEndian) { Array($0)[...] }
    }

    init?(ledgerBytes: Bytes) {
        guard ledgerBytes.count == 8 else { return nil }
        var bits: UInt64 = 0
        for byte in ledgerBytes { bits = bits << 8 | UInt64(byte) }
        self.init(milliseconds: Int64(bitPattern: bits))
    }
}
