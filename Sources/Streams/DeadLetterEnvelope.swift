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
        var count = 0
        var cursor = HeaderCursor(headers)
        while cursor.next() { count += 1 }
        // A record may carry such names of its own (a dead letter that was refused again): only the last ones are ours.
        guard let shape = Self.shapes.first(where: { Self.ends(headers, count, with: $0) }) else { return nil }
        (original, reason, detail) = (headers, "", "")
        cursor = HeaderCursor(headers)
        for _ in 0..<count - shape.count { _ = cursor.next() }
        for (index, name) in shape.enumerated() where cursor.next() {
            // A header begins with the four bytes of its name's length.
            if index == 0 { original = Headers(encoded: headers.encoded[..<(cursor.name.startIndex - 4)]) }
            if let value = cursor.value { take(name, String(decoding: value, as: UTF8.self)) }
        }
    }

    private mutating func take(_ name: [UInt8], _ value: String) {
        switch name {
        case Name.reason: reason = value
        case Name.detail: detail = value
        case Name.topic: topic = TopicName(value)
        case Name.partition: partition = Int32(value).map { Partition($0) }
        case Name.offset: offset = Int64(value).flatMap { Self.offsets.contains($0) ? Offset($0) : nil }
        default: timestamp = Int64(value).map { Timestamp(milliseconds: $0) }
        }
    }

    /// Where a record can stand so that another can stand behind it; anybody may have written the header.
    private static let offsets = 0..<Int64.max

    private enum Name {
        static let all = DeadLetter.Header.all.map { Array($0.utf8) }
        static let reason = Array(DeadLetter.Header.reason.utf8)
        static let detail = Array(DeadLetter.Header.detail.utf8)
        static let topic = Array(DeadLetter.Header.topic.utf8)
        static let partition = Array(DeadLetter.Header.partition.utf8)
        static let offset = Array(DeadLetter.Header.offset.utf8)
    }

    /// What is added, in its order: by the runtime, and by a desk of a record that it had kept.
    private static let shapes = [Name.all, [Name.reason, Name.detail, Name.topic], [Name.reason, Name.detail]]

    private static func ends(_ headers: Headers, _ count: Int, with names: [[UInt8]]) -> Bool {
        guard count >= names.count else { return false }
        var cursor = HeaderCursor(headers)
        for _ in 0..<count - names.count { _ = cursor.next() }
        for name in names {
            guard cursor.next(), cursor.isNamed(name) else { return false }
        }
        return true
    }
}
