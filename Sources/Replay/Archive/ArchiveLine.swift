import EventLog
import Foundation

/// What an archive says of itself, on its first line.
public struct ArchiveManifest: Codable, Sendable, Equatable {
    public static let formatNow = 1

    public var format: Int
    /// What the topics' names begin with.
    public var prefix: String
    public var topic: String
    public var partitionCount: Int32
    /// What was asked for, and in words.
    public var selection: RecordSelection
    public var summary: String
    /// Milliseconds since 1970 UTC.
    public var madeAt: Int64
    /// Whether telephone numbers are masked.
    public var isMasked: Bool
}

/// A record on a line of an archive.
struct ArchivedRecord: Codable {
    struct Header: Codable {
        var name: Data
        var value: Data?
    }

    var partition: Int32
    var offset: Int64
    var timestamp: Int64
    var key: Data?
    var value: Data?
    var headers: [Header]
    /// The value is left out, as nobody could tell what in it must be masked.
    var isWithheld: Bool?

    init(_ record: Record, partition: Partition, isWithheld: Bool) {
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
    }

    var record: Record {
        var headers = Headers()
        for header in self.headers {
            headers.append(String(decoding: header.name, as: UTF8.self), bytes: header.value.map { Array($0)[...] })
        }
        return Record(
            offset: Offset(offset),
            timestamp: Timestamp(milliseconds: timestamp),
            key: key.map { Array($0)[...] },
            value: value.map { Array($0)[...] },
            headers: headers
        )
    }
}

/// The last line: how many records there are, and the SHA-256 of all lines before it.
struct ArchiveEnd: Codable, Equatable {
    var records: Int
    var withheld: Int
    var sha256: String
}
