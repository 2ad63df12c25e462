import DeskStreams
import EventLog

/// Looks whether events stand in the topics that they are to be sent to.
struct TargetScan {
    /// A record of a target with the identity of one that is to be sent.
    struct Occurrence {
        var identity: Digest
        var partition: TopicPartition
        var offset: Offset
        /// Which replay sent it; `nil`: none did.
        var mark: ReplayMark?
    }

    /// Reads each partition from a position to its end at this moment.
    ///
    /// - Parameters:
    ///   - start: the first offset that matters of a partition.
    ///   - wanted: whose occurrences are told.
    ///   - tick: called now and then, for who must give signs of life.
    /// - Returns: the ends up to which was read.
    static func read(
        _ topics: [TopicSettings],
        _ reader: any LogReader,
        from start: (TopicPartition) -> Offset,
        wanted: (Digest) -> Bool,
        tick: () throws -> Void = {},
        _ visit: (Occurrence) throws -> Void
    ) throws -> [String: [Int64]] {
        var ends: [String: [Int64]] = [:]
        var builder = DigestBuilder()
        for topic in topics {
            for number in 0..<topic.partitionCount {
                let partition = TopicPartition(topic.name, Partition(number))
                let bounds = try reader.bounds(of: partition)
                ends[topic.name.rawValue, default: []].append(bounds.upperBound.rawValue)
                let first = max(bounds.lowerBound, start(partition))
                guard first < bounds.upperBound else { continue }
                var count = 0
                try reader.forEachRecord(of: partition, in: first..<bounds.upperBound) { record in
                    count += 1
                    if count % 1024 == 0 { try tick() }
                    let identity = RedrivePosting.identity(
                        of: record.headers,
                        place: "\(topic.name)/\(record.offset)",
                        topic: topic.name,
                        partition: partition.partition,
                        &builder
                    )
                    guard wanted(identity) else { return }
                    try visit(
                        Occurrence(
                            identity: identity,
                            partition: partition,
                            offset: record.offset,
                            mark: ReplayMark(record.headers)
                        )
                    )
                }
            }
        }
        return ends
    }
}
