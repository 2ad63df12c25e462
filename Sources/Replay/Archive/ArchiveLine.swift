import DeskStreams
import EventLog
import Foundation

/// What an archive says of itself, on its first line.
public struct ArchiveManifest: Codable, Sendable, Equatable {
    public static let formatNow = 2

    /// A topic of which the archive holds records, or a ledger's entries.
    public struct Topic: Codable, Sendable, Equatable {
        public var name: String
        public var isLedger: Bool
        /// By partition: the first offset that was kept, and the end when the archive was made. A ledger's are 0.
        public var first: [Int64]
        public var end: [Int64]

        public var partitionCount: Int32 { Int32(clamping: first.count) }
    }

    public var format: Int
    /// What the topics' names begin with.
    public var prefix: String
    public var topics: [Topic]
    /// What was asked for; `nil`: the whole channel.
    public var selection: RecordSelection?
    /// The same in words.
    public var summary: String
    /// Milliseconds since 1970 UTC.
    public var madeAt: Int64
    /// Whether telephone numbers are masked.
    public var isMasked: Bool
    /// How far the desks had taken their inboxes: by name, by partition. Only of a whole channel.
    public var positions: [String: [Int64]]

    /// How many partitions the channel has as a rule.
    public var partitionCount: Int32 {
        let inboxes = topics.filter { !$0.isLedger && !$0.name.hasSuffix(".replays") }
        return (inboxes.first { $0.name.hasSuffix(".lots") } ?? inboxes.first)?.partitionCount ?? 1
    }

    func place(_ topic: Int, _ partition: Int32) -> TopicPartition? {
        guard topics.indices.contains(topic), (0..<topics[topic].partitionCount).contains(partition) else { return nil }
        return TopicPartition(TopicName(topics[topic].name), Partition(partition))
    }
}

/// A record on a line of an archive.
struct ArchivedRecord: Codable {
    struct Header: Codable {
        var name: Data
        var value: Data?
    }

    /// The number of its topic in the manifest.
    var topic: Int
    var partition: Int32
    var offset: Int64
    var timestamp: Int64
    var key: Data?
    var value: Data?
    var headers: [Header]
    /// The value is left out, as nobody could tell what in it must be masked.
    var isWithheld: Bool?
    /// It is not byte for byte what was recorded.
    var isMasked: Bool?

    init(_ record: Record, topic: Int, partition: Partition, isWithheld: Bool, isMasked: Bool) {
        self.topic = topic
        self.partition = partition.rawValue
        offset = record.offset.rawValue
        timestamp = record.timestamp.milliseconds
        key = record.key.map { Data($0) }
        value = record.value.map { Data($0) }
        var headers: [Header] = []
        record.headers.forEach { name, value in
            headers.append(Header(name: Data(name), value: value.map { Data($0) }))
        }
        self.headers = headers
        self.isWithheld = isWithheld ? true : nil
        self.isMasked = isMasked ? true : nil
    }

    var record: Record {
        Record(
            offset: Offset(offset),
            timestamp: Timestamp(milliseconds: timestamp),
            key: key.map { Array($0)[...] },
            value: value.map { Array($0)[...] },
            headers: Headers(headers.lazy.map { (Array($0.name)[...], $0.value.map { Array($0)[...] }) })
        )
    }
}

/// An entry of a ledger on a line of an archive.
struct ArchivedEntry: Codable {
    /// The number of its topic in the manifest.
    var ledger: Int
    var partition: Int32
    var key: Data
    var value: Data
}

/// The last line: how many records there are, and the SHA-256 of all lines before it.
struct ArchiveEnd: Codable, Equatable {
    var records: Int
    var withheld: Int
    var sha256: String
}
