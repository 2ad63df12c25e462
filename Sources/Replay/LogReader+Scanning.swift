public import EventLog

extension LogReader {
    /// Visits every committed record of a partition from a position (by default the first one kept) to the end that the
    /// partition has at this moment, so that it ends even while others write.
    /// - Parameter end: a position at which to stop before that.
    public func forEachRecord(
        of partition: TopicPartition,
        from start: Offset? = nil,
        until end: Offset? = nil,
        _ visit: (Record) throws -> Void
    ) throws {
        let bounds = try bounds(of: partition)
        let end = min(end ?? bounds.upperBound, bounds.upperBound)
        var position = max(start ?? bounds.lowerBound, bounds.lowerBound)
        while position < end {
            let batch = try read(partition, from: position, bytesMax: 1 << 20)
            guard let last = batch.records.last else { return }
            for record in batch.records where record.offset < end { try visit(record) }
            position = last.offset.next
        }
    }
}
