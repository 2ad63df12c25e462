public import EventLog

/// What the runtime said of a record that no task could take, taken off again: the record's own headers stay as they were.
public struct DeadLetterEnvelope: Sendable {
    /// The headers that the record came with, byte for byte.
    public var original: Headers
    public var reason: String
    public var detail: String
    /// The inbox that the record was refused from; `nil`: nobody said.
    public var topic: TopicName?
    public var partition: Partition?
    public var offset: Offset?
    /// The record's own stamp; `nil`: nobody said.
    public var timestamp: Timestamp?

    /// - Returns: `nil` where what stands last is not what the runtime, or a desk, adds.
    public init?(_ headers: Headers) {
        var starts: [Int] = []
        var fields: [(name: Bytes, value: Bytes?)] = []
        var cursor = HeaderCursor(headers)
        while cursor.next() {
            // A header begins with the four bytes of its name's length.
            starts.append(cursor.name.startIndex - 4)
            fields.append((cursor.name, cursor.value))
        }
        // A record may carry such names of its own (a dead letter that was refused again): only the last ones are ours.
        guard let count = Self.shapes.first(where: { Self.ends(fields, with: $0) })?.count else { return nil }
        let start = starts[starts.count - count]
        original = Headers(encoded: headers.encoded[..<start])
        var said: [String: String] = [:]
        for field in fields.suffix(count) {
            said[String(decoding: field.name, as: UTF8.self)] = field.value.map { String(decoding: $0, as: UTF8.self) }
        }
        reason = said[DeadLetter.Header.reason] ?? ""
        detail = said[DeadLetter.Header.detail] ?? ""
        topic = said[DeadLetter.Header.topic].map { TopicName($0) }
        partition = said[DeadLetter.Header.partition].flatMap { Int32($0) }.map { Partition($0) }
        offset = said[DeadLetter.Header.offset].flatMap { Int64($0) }.map { Offset($0) }
        timestamp = said[DeadLetter.Header.timestamp].flatMap { Int64($0) }.map { Timestamp(milliseconds: $0) }
    }

    /// What is added, in its order: by the runtime, and by a desk of a record that it had kept.
    private static let shapes = [
        DeadLetter.Header.all,
        [DeadLetter.Header.reason, DeadLetter.Header.detail, DeadLetter.Header.topic],
        [DeadLetter.Header.reason, DeadLetter.Header.detail],
    ]

    private static func ends(_ fields: [(name: Bytes, value: Bytes?)], with names: [String]) -> Bool {
        fields.count >= names.count
            && zip(fields.suffix(names.count), names).allSatisfy { $0.name.elementsEqual($1.utf8) }
    }
}
