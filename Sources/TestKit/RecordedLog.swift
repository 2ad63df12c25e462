public import EventLog

/// A log as it was found, offsets included, that nobody can write to any more but whoever wants to damage it.
///
/// `@unchecked Sendable`: belongs to one test, and is changed by nobody while it is read.
public final class RecordedLog: EventLog, @unchecked Sendable {
    /// One partition: its records, and the first offset kept and the end, which may lie apart from them.
    public struct Contents {
        public var records: [Record]
        public var begin: Offset
        public var end: Offset
    }

    private var settings: [TopicSettings]
    public var partitions: [TopicPartition: Contents] = [:]
    public var ledgers: [TopicPartition: [Bytes: Bytes]] = [:]
    public var positions: [TopicPartition: Offset]
    private let group: String

    /// Takes everything that stands in a log now.
    public init(_ log: any EventLog, group: String) throws {
        self.group = group
        settings = try log.topics()
        let reader = try log.reader()
        positions = try reader.positions(ofGroup: group)
        for topic in settings {
            for number in 0..<topic.partitionCount {
                let place = TopicPartition(topic.name, Partition(number))
                switch topic.cleanup {
                case .compact:
                    var entries: [Bytes: Bytes] = [:]
                    try reader.ledger(place) { entries[$0] = $1 }
                    ledgers[place] = entries
                case .delete:
                    let bounds = try reader.bounds(of: place)
                    var records: [Record] = []
                    var position = bounds.lowerBound
                    while let last = try Self.read(place, &position, reader) { records += last }
                    partitions[place] = Contents(records: records, begin: bounds.lowerBound, end: bounds.upperBound)
                }
            }
        }
    }

    private static func read(
        _ place: TopicPartition,
        _ position: inout Offset,
        _ reader: any LogReader
    ) throws -> [Record]? {
        let batch = try reader.read(place, from: position, bytesMax: 1 << 20)
        guard let last = batch.records.last else { return nil }
        position = last.offset.next
        return batch.records
    }

    /// The first record that meets a condition, in the order of topics and partitions.
    public func first(_ holds: (TopicPartition, Record) -> Bool) -> (place: TopicPartition, index: Int)? {
        for place in partitions.keys.sorted() {
            if let index = partitions[place]?.records.firstIndex(where: { holds(place, $0) }) { return (place, index) }
        }
        return nil
    }

    /// Drops what stands before an offset, as retention does.
    public func drop(_ place: TopicPartition, before offset: Offset) {
        partitions[place]?.records.removeAll { $0.offset < offset }
        partitions[place]?.begin = offset
    }

    /// Forgets a topic, as if nobody had ever made it.
    public func forget(_ topic: TopicName) {
        settings.removeAll { $0.name == topic }
        for place in partitions.keys where place.topic == topic { partitions[place] = nil }
    }

    public func createTopics(_ topics: [TopicSettings]) throws(LogError) { throw Self.isClosed }
    public func topics() throws(LogError) -> [TopicSettings] { settings }
    public func join(_ settings: GroupSettings) throws(LogError) -> any GroupSession { throw Self.isClosed }
    public func append(_ posts: [Post]) throws(LogError) -> [(TopicPartition, Offset)] { throw Self.isClosed }
    public func reader() throws(LogError) -> any LogReader { Reader(log: self) }
    public func close() {}

    private static let isClosed = LogError(.stop, "A recorded log takes nothing more")

    private final class Reader: LogReader {
        private let log: RecordedLog

        init(log: RecordedLog) { self.log = log }

        private func contents(_ partition: TopicPartition) throws(LogError) -> Contents {
            guard let contents = log.partitions[partition] else {
                throw LogError(.stop, "There is no such partition", partition: partition)
            }
            return contents
        }

        func bounds(of partition: TopicPartition) throws(LogError) -> Range<Offset> {
            let contents = try contents(partition)
            return contents.begin..<contents.end
        }

        func read(_ partition: TopicPartition, from position: Offset, bytesMax: Int) throws(LogError) -> RecordBatch {
            let rest = try contents(partition).records.drop { $0.offset < position }
            // In small batches, so that what depends on their ends is seen.
            return RecordBatch(source: partition, records: Array(rest.prefix(17)))
        }

        func positions(ofGroup group: String) throws(LogError) -> [TopicPartition: Offset] {
            group == log.group ? log.positions : [:]
        }

        func ledger(_ partition: TopicPartition, _ visit: (_ key: Bytes, _ value: Bytes) throws -> Void) throws {
            for (key, value) in log.ledgers[partition] ?? [:] { try visit(key, value) }
        }
    }
}
