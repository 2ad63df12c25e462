public import EventLog
import Replay
public import Streams

/// Folds every inbox again as far as it was committed, and says where what was committed differs: posts lost, doubled or
/// changed, dead letters, ledger values, clocks.
///
/// The second opinion on any set of processors: exactly once and determinism in one, byte for byte. Timers and what came
/// from outside are input here, as they are to the processors.
public final class FoldChecker {
    private let application: StreamApplication
    /// Whether a record of an inbox or output topic was written by no processor: from outside, or a timer.
    private let isInput: (Record) -> Bool
    private var tasks: [TopicPartition: TaskFold] = [:]
    private var waiting: [TopicPartition: [Record]] = [:]
    /// How often a post was expected less how often it was found; what balances is removed.
    private var balance: [Found: Int] = [:]
    private var ledgers: [TopicPartition: [Bytes: Bytes]] = [:]
    private let partitionCounts: [TopicName: Int32]

    private struct Found: Hashable {
        var topic: TopicName
        var partition: Partition
        var timestamp: Timestamp
        var key: Bytes?
        var value: Bytes?
        var headers: Bytes
    }

    public init(
        _ application: StreamApplication,
        topics: [TopicSettings],
        isInput: @escaping (Record) -> Bool
    ) {
        self.application = application
        self.isInput = isInput
        partitionCounts = Dictionary(uniqueKeysWithValues: topics.map { ($0.name, $0.partitionCount) })
    }

    /// Takes the records written since the last call, and checks all that has been committed since.
    public func check(_ newRecords: [RecordBatch], _ view: SimulationView) throws {
        for batch in newRecords {
            for record in batch.records where !isInput(record) {
                count(found(record, in: batch.source), -1)
            }
            if application.inboxes[batch.source.topic] != nil {
                waiting[batch.source, default: []] += batch.records
            }
        }
        for (inbox, position) in try view.positions().sorted(by: { $0.key < $1.key }) {
            try fold(inbox, until: position, view)
        }
        guard let (entry, count) = balance.min(by: { "\($0.key)" < "\($1.key)" }) else { return }
        throw SimulationFailure(
            "\(balance.count) posts do not balance; one was found \(count < 0 ? "too often" : "too seldom") (\(-count)): "
                + "\(entry.topic)-\(entry.partition) key \(text(entry.key)) value \(text(entry.value))"
        )
    }

    private func fold(_ inbox: TopicPartition, until position: Offset, _ view: SimulationView) throws {
        var task = tasks[inbox] ?? TaskFold(application, inbox, partitionCounts: partitionCounts)
        let records = waiting[inbox] ?? []
        let ready = records.prefix { $0.offset < position }
        guard !ready.isEmpty else { return }
        waiting[inbox] = Array(records.dropFirst(ready.count))
        for record in ready {
            task.fold(record) { count(expected($0), 1) }
        }
        tasks[inbox] = task
        var ledger = ledgers[inbox] ?? [:]
        try task.drainLedgerChanges { key, value in ledger[key] = value }
        ledgers[inbox] = ledger
        let stored = try view.ledger(of: inbox)
        guard stored != ledger else { return }
        let keys = Set(stored.keys).union(ledger.keys).filter { stored[$0] != ledger[$0] }
        guard let key = keys.min(by: { $0.lexicographicallyPrecedes($1) }) else { return }
        throw SimulationFailure(
            "ledger of \(inbox) at \(position) differs in \(keys.count) entries; entry \(text(key)): "
                + "stored \(text(stored[key])), folded again \(text(ledger[key]))"
        )
    }

    private func count(_ entry: Found, _ amount: Int) {
        let sum = (balance[entry] ?? 0) + amount
        balance[entry] = sum == 0 ? nil : sum
    }

    private func found(_ record: Record, in source: TopicPartition) -> Found {
        Found(
            topic: source.topic,
            partition: source.partition,
            timestamp: record.timestamp,
            key: record.key,
            value: record.value,
            headers: record.headers.encoded
        )
    }

    private func expected(_ expected: TaskFold.ExpectedPost) -> Found {
        Found(
            topic: expected.place.topic,
            partition: expected.place.partition,
            timestamp: expected.post.timestamp,
            key: expected.post.key,
            value: expected.post.value,
            headers: expected.post.headers.encoded
        )
    }

    private func text(_ bytes: Bytes?) -> String { bytes.map { String(decoding: $0, as: UTF8.self) } ?? "null" }
}

/// What a simulation found wrong.
public struct SimulationFailure: Error, CustomStringConvertible {
    public var description: String

    public init(_ description: String) { self.description = description }
}
