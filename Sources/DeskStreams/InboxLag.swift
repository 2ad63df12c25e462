public import EventLog

/// How far a group is behind in one partition of an inbox.
public struct InboxLag: Sendable, Equatable {
    /// Records that were not taken yet; where a log leaves gaps, at most so many.
    public var records: Int64
    /// The timestamp of the first of them, as its sender set it.
    public var oldest: Timestamp?

    /// - Parameter position: the group's committed position; `nil`: it has none yet.
    public init(of partition: TopicPartition, position: Offset?, in reader: any LogReader) throws(LogError) {
        let bounds = try reader.bounds(of: partition)
        let position = max(position ?? bounds.lowerBound, bounds.lowerBound)
        records = 0
        guard position < bounds.upperBound else { return }
        // What follows the position may be a log's own marks of transactions, and no record at all.
        guard let first = try reader.read(partition, from: position, bytesMax: 1).records.first else { return }
        records = max(1, bounds.upperBound.rawValue - first.offset.rawValue)
        oldest = first.timestamp
    }

    /// How long the first of them has waited; 0 where none waits, or its timestamp lies ahead.
    public func milliseconds(at now: Timestamp) -> Int64 {
        guard let oldest else { return 0 }
        let (wait, overflow) = now.milliseconds.subtractingReportingOverflow(oldest.milliseconds)
        return overflow ? 0 : max(0, wait)
    }
}
