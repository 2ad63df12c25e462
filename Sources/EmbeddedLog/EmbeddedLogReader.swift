import EventLog

/// Reads an `EmbeddedLog` by position.
final class EmbeddedLogReader: LogReader {
    private let log: EmbeddedLog

    init(log: EmbeddedLog) { self.log = log }

    func bounds(of partition: TopicPartition) throws(LogError) -> Range<Offset> {
        let view = try log.observedView()
        let head = view.head(try recordPlace(partition, view).id)
        return head.first..<max(head.first, head.end)
    }

    func read(_ partition: TopicPartition, from position: Offset, bytesMax: Int) throws(LogError) -> RecordBatch {
        let view = try log.observedView()
        let place = try recordPlace(partition, view)
        guard position < view.head(place.id).end else { return RecordBatch(source: partition, records: []) }
        let records = try log.readers.records(place, from: position, bytesMax: bytesMax, path: log.path)
        return RecordBatch(source: partition, records: records.prefix(from: 0, bytesMax: bytesMax))
    }

    func positions(ofGroup group: String) throws(LogError) -> [TopicPartition: Offset] {
        let view = try log.observedView()
        guard let id = view.groups[group]?.id else { return [:] }
        var positions: [TopicPartition: Offset] = [:]
        for (partition, position) in try log.readers.positions(ofGroup: id, path: log.path) {
            if let name = view.name(partition) { positions[name] = position }
        }
        return positions
    }

    func ledger(_ partition: TopicPartition, _ visit: (_ key: Bytes, _ value: Bytes) throws -> Void) throws {
        let view = try log.observedView()
        guard try view.topic(partition.topic).settings.cleanup.isCompact else {
            throw LogError.notCompacted(partition.topic)
        }
        try log.readers.ledger(try view.place(partition).id, path: log.path, visit)
    }

    private func recordPlace(_ partition: TopicPartition, _ view: LogView) throws(LogError) -> LogView.Place {
        if try view.topic(partition.topic).settings.cleanup.isCompact { throw .compacted(partition.topic) }
        return try view.place(partition)
    }
}
