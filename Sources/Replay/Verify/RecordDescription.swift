import DeskStreams
import Desks
import EventLog
import GreenChannelModel

/// A record for people: decoded, with telephone numbers hidden. What is in it was written by anyone and is not made safe
/// for a terminal here.
public struct RecordDescription: Sendable, Codable, Equatable {
    /// Topic and partition.
    public var partition: String
    /// `nil`: it is not in the log.
    public var offset: Int64?
    /// RFC 3339, UTC.
    public var time: String
    public var key: String?
    /// The CloudEvents type, or what stands there instead.
    public var type: String
    /// `name: value`, in order.
    public var headers: [String]
    /// JSON; or the first bytes as hexadecimal digits of what does not decode; `nil`: the value is null.
    public var value: String?

    init(_ record: Record, in place: TopicPartition) {
        self.init(place, record.timestamp, record.key, record.value, record.headers)
        offset = record.offset.rawValue
    }

    init(_ expected: TaskFold.ExpectedPost) {
        let post = expected.post
        self.init(expected.place, post.timestamp, post.key, post.value, post.headers)
    }

    private init(_ place: TopicPartition, _ time: Timestamp, _ key: Bytes?, _ value: Bytes?, _ headers: Headers) {
        partition = "\(place)"
        self.time = RFC3339.text(time)
        self.key = key.map { Self.text($0) }
        type = headers.text(EventHeader.type) ?? ""
        var lines: [String] = []
        headers.forEach { name, value in lines.append("\(Self.text(name)): \(value.map { Self.text($0) } ?? "null")") }
        self.headers = lines
        self.value = value.map { value in
            guard let kind = headers[EventHeader.type].flatMap({ RecordKind(eventType: $0) }),
                let json = try? RecordBody(kind, serialized: value).json()
            else { return Self.hexadecimal(value) }
            return Redaction.maskingTelephones(json)
        }
    }

    static func text(_ bytes: Bytes) -> String {
        Redaction.maskingTelephones(String(decoding: bytes.prefix(1024), as: UTF8.self))
    }

    static func hexadecimal(_ bytes: Bytes) -> String {
        var text = "0x"
        for byte in bytes.prefix(256) {
            for digit in [byte >> 4, byte & 15] { text.unicodeScalars.append(Unicode.Scalar(hexDigits[Int(digit)])) }
        }
        return bytes.count > 256 ? "\(text)… (\(bytes.count) bytes)" : text
    }

    private static let hexDigits = Array("0123456789abcdef".utf8)
}

/// An entry of a desk's ledger for people.
public struct LedgerDescription: Sendable, Codable, Equatable {
    public var key: String
    /// JSON; hexadecimal digits where it does not decode; `nil`: there is no such entry.
    public var value: String?

    init(_ desk: DeskName, key: Bytes, value: Bytes?) {
        // Keys that begin with a zero byte are the runtime's.
        self.key = key.first == 0 ? "runtime:\(RecordDescription.text(key.dropFirst()))" : RecordDescription.text(key)
        self.value = value.map { value in
            (try? LedgerEntryText.json(of: desk, key: key, value: value)) ?? RecordDescription.hexadecimal(value)
        }
    }
}
