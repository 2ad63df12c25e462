import DeskStreams
import EventLog
import GreenChannelModel

/// A fact of the journal with when and where it was written.
struct JournalFact {
    var entry: JournalEntry
    var at: Instant
    var partition: TopicPartition
    var offset: Offset
}

/// Reads the journal as it grows.
struct JournalReading {
    private let lots: Set<String>?
    private var topic: TopicReading

    /// - Parameter lot: only this lot's facts; `nil`: all.
    init(_ opened: OpenedLog, lot: String? = nil, from start: TopicReading.Start) throws {
        try self.init(opened, lots: lot.map { [$0] }, from: start)
    }

    /// - Parameter lots: only these lots' facts; `nil`: all.
    init(_ opened: OpenedLog, lots: Set<String>?, from start: TopicReading.Start) throws {
        self.lots = lots
        var partitions = opened.topology.partitions(of: .journal)
        if let lots {
            let homes = Set(
                lots.map { Partitioner.partition(of: Array($0.utf8)[...], partitionCount: Int32(partitions.count)) }
            )
            partitions.removeAll { !homes.contains($0.partition) }
        }
        topic = try TopicReading(opened, partitions, from: start)
    }

    /// What was written since the last call, in the order of time.
    mutating func news() throws -> [JournalFact] {
        var facts: [JournalFact] = []
        try topic.forEachNew { record, partition in
            // What is no fact is passed over: it must not keep anybody from the others.
            guard let value = record.value,
                case .journalEntry(let entry)? = try? RecordBody(.journalEntry, serialized: value),
                lots?.contains(entry.lot) ?? true
            else { return }
            facts.append(
                JournalFact(
                    entry: entry,
                    at: Instant(milliseconds: record.timestamp.milliseconds),
                    partition: partition,
                    offset: record.offset
                )
            )
        }
        return facts.sorted { ($0.at, $0.partition, $0.offset) < ($1.at, $1.partition, $1.offset) }
    }
}
