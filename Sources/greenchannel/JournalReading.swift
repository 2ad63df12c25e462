import DeskStreams
import EventLog
import GreenChannelModel
import Replay
import Streams

/// A fact of the journal with when and where it was written.
struct JournalFact {
    var entry: JournalEntry
    var at: Instant
    var partition: TopicPartition
    var offset: Offset
}

/// Reads the journal as it grows.
struct JournalReading {
    let reader: any LogReader
    let partitions: [TopicPartition]
    private var positions: [TopicPartition: Offset] = [:]

    /// - Parameter lot: only the partition that this lot's facts are in; `nil`: all.
    init(_ opened: OpenedLog, lot: String?) throws {
        reader = try opened.log.reader()
        let all = opened.topology.partitions(of: .journal)
        if let lot {
            let home = Partitioner.partition(of: Array(lot.utf8)[...], partitionCount: Int32(all.count))
            partitions = all.filter { $0.partition == home }
        } else {
            partitions = all
        }
    }

    /// Starts after what is there now.
    mutating func skipToEnd() throws {
        for partition in partitions { positions[partition] = try reader.bounds(of: partition).upperBound }
    }

    /// What was written since the last call, in the order of time.
    mutating func news(limit: Int = 100_000) throws -> [JournalFact] {
        var facts: [JournalFact] = []
        for partition in partitions {
            var position = positions[partition] ?? .zero
            while facts.count < limit {
                let batch = try reader.read(partition, from: position, bytesMax: 1 << 20)
                guard let last = batch.records.last else { break }
                for record in batch.records {
                    guard let value = record.value,
                        case .journalEntry(let entry)? = try? RecordBody(.journalEntry, serialized: value)
                    else { continue }
                    facts.append(
                        JournalFact(
                            entry: entry,
                            at: Instant(milliseconds: record.timestamp.milliseconds),
                            partition: partition,
                            offset: record.offset
                        )
                    )
                }
                position = last.offset.next
            }
            positions[partition] = position
        }
        return facts.sorted { ($0.at, $0.partition, $0.offset) < ($1.at, $1.partition, $1.offset) }
    }
}
