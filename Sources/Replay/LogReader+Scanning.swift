public import EventLog

extension LogReader {
    /// Visits every committed record of a partition from a position (by default the first one kept) to the end that the
    /// partition has at this moment, so that it ends even while others write.
    public func forEachRecord(
        of partition: TopicPartition,
        from start: Offset? = nil,
        _ visit: (Record) throws -> Void
    ) throws {
        let bounds = try bounds(of: partition)
        var position = max(start ?? bounds.lowerBound, bounds.lowerBound)
        while position < bounds.upperBound {
            let batch = try read(partition, from: position, bytesMax: 1 << 20)
            guard let last = batch.records.last else { return }
            for record in batch.records where record.offset < bounds.upperBound { try visit(record) }
            position = last.offset.next
        }
    }
}
