/// Reads a `MemoryLog` by position.
final class MemoryLogReader: LogReader {
    private let log: MemoryLog

    init(log: MemoryLog) { self.log = log }

    func bounds(of partition: TopicPartition) throws(LogError) -> Range<Offset> {
        try log.locked { () throws(LogError) in
            let source = try recordPartition(partition)
            return source.beginning..<source.end
        }
    }

    func read(_ partition: TopicPartition, from position: Offset, bytesMax: Int) throws(LogError) -> RecordBatch {
        try log.locked { () throws(LogError) in
            let records = try recordPartition(partition).read(from: position, bytesMax: bytesMax)
            return RecordBatch(source: partition, records: records.map { Array($0) } ?? [])
        }
    }

    func positions(ofGroup group: String) throws(LogError) -> [TopicPartition: Offset] {
        try log.locked { () throws(LogError) in log.group(named: group)?.positions ?? [:] }
    }

    func ledger(_ partition: TopicPartition, _ visit: (_ key: Bytes, _ value: Bytes) throws -> Void) throws {
        let ledger = try log.locked { () throws(LogError) in
            guard try log.topic(partition.topic).settings.cleanup.isCompact else {
                throw .notCompacted(partition.topic)
            }
            return try log.partition(partition).ledger
        }
        try ledger.visit(visit)
    }

    private func recordPartition(_ partition: TopicPartition) throws(LogError) -> MemoryPartition {
        if try log.topic(partition.topic).settings.cleanup.isCompact { throw .compacted(partition.topic) }
        return try log.partition(partition)
    }
}
