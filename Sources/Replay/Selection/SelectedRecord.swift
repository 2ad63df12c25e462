import DeskStreams
public import EventLog
public import GreenChannelModel
public import Streams

/// A record with what can be told of it without changing it: where it stands, why it was refused, and what it says.
public struct SelectedRecord {
    public let source: TopicPartition
    public let record: Record
    /// What was said of a dead letter; `nil` for any other record.
    public let envelope: DeadLetterEnvelope?

    public init(source: TopicPartition, record: Record) {
        self.source = source
        self.record = record
        envelope = DeadLetterEnvelope(record.headers)
    }

    /// The headers that the record had before it was refused.
    public var headers: Headers { envelope?.original ?? record.headers }

    /// Where the record belongs: a dead letter's own topic, or the one that it was read from. `nil`: a dead letter that does
    /// not say.
    public var home: TopicName? { envelope == nil ? source.topic : envelope?.topic }

    /// The stamp that the record came with.
    public var timestamp: Timestamp { envelope?.timestamp ?? record.timestamp }

    /// `topic/partition/offset`, as `replay show` takes it.
    public var place: String { "\(source.topic)/\(source.partition)/\(record.offset)" }

    /// What kind of record it is; `nil`: none of the channel's.
    public var kind: RecordKind? {
        if let type = headers[EventHeader.type] { return RecordKind(eventType: type) }
        // A producer that knows nothing of CloudEvents can still post an alert.
        guard let name = home?.rawValue, name.hasSuffix("." + Topic.alerts.rawValue) else { return nil }
        return .unsoldAlert
    }

    /// Whether the value is JSON text.
    public var isJSON: Bool {
        headers.text(EventHeader.contentType)?.lowercased().hasPrefix(EventHeader.json) ?? false
    }

    /// The value as Protocol Buffers, also where it came as JSON; `nil`: it is null or does not read.
    public var message: Bytes? {
        guard let value = record.value else { return nil }
        guard isJSON else { return value }
        guard let alert = try? UnsoldAlert(json: value) else { return nil }
        return RecordBody.unsoldAlert(alert).serialized()[...]
    }

    /// The record as it came, before anybody refused it.
    public var original: Record {
        Record(
            offset: envelope?.offset ?? record.offset,
            timestamp: timestamp,
            key: record.key,
            value: record.value,
            headers: headers
        )
    }
}
