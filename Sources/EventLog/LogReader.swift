/// Reads committed records by position, without a group. Belongs to one thread.
///
/// A log may answer a commit a moment before its readers see what was committed, as Apache Kafka does. Sessions and their
/// ledgers wait for that; readers wait a moment at most, and `bounds` does not.
public protocol LogReader: AnyObject {
    /// The first offset still kept, and the position after the last committed record.
    func bounds(of partition: TopicPartition) throws(LogError) -> Range<Offset>

    /// Records from a position on, up to about so many bytes; an empty batch means that the end was reached.
    /// A position below the first one kept reads from the first one kept.
    func read(_ partition: TopicPartition, from position: Offset, bytesMax: Int) throws(LogError) -> RecordBatch

    /// Committed positions of a group; partitions that it never committed are absent.
    func positions(ofGroup group: String) throws(LogError) -> [TopicPartition: Offset]

    /// The live entries of one partition of a compacted topic, each key once, in no stated order.
    func ledger(_ partition: TopicPartition, _ visit: (_ key: Bytes, _ value: Bytes) throws -> Void) throws
}

extension LogReader {
    /// About how many records stand from a position on: 0 exactly where there is none.
    ///
    /// A log may have marks of its own behind the last record, which nobody reads.
    public func backlog(of partition: TopicPartition, from position: Offset) throws(LogError) -> Int64 {
        let bounds = try bounds(of: partition)
        let distance = bounds.upperBound.rawValue - max(position, bounds.lowerBound).rawValue
        // Many records are many, marks or not.
        if distance <= 0 || distance > 1_000 { return max(distance, 0) }
        let next = try read(partition, from: position, bytesMax: 1)
        return next.records.isEmpty ? 0 : distance
    }
}
