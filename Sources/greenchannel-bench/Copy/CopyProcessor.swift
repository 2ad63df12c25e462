import EventLog
import Streams

/// Posts each record as it came, so many times: the least that a desk can do.
struct CopyProcessor: StreamProcessor {
    let outbox: TopicName
    let fanout: Int
    let progress: CopyProgress

    mutating func process(_ record: Record, _ output: inout TaskOutput) {
        progress.noteRead()
        for _ in 0..<fanout {
            output.post(
                Post(
                    topic: outbox,
                    timestamp: record.timestamp,
                    key: record.key,
                    value: record.value,
                    headers: record.headers
                )
            )
        }
    }

    // MARK: The ledger: there is nothing to know

    mutating func restore(key: Bytes, value: Bytes) throws -> Timestamp? { nil }

    mutating func drainLedgerChanges(_ visit: (LedgerEntryChange) throws -> Void) rethrows {}

    func timerRecord(forEntry key: Bytes, due: Timestamp) -> TimerRecord {
        TimerRecord(key: key, value: nil, headers: Headers())
    }
}
