public import Desks
public import EventLog
import GreenChannelModel
public import Streams

/// Runs a desk on one partition of its inbox: decodes what comes in, encodes what goes out.
///
/// A record that cannot be decoded goes to dead letters without the desk seeing it. Everything here is a function of the
/// record and the task's clock, so that a replay posts the same bytes.
public struct DeskProcessor<D: Desk>: StreamProcessor {
    private var desk: D
    private var outbox = Outbox()
    private var envelope: EventEnvelope
    private let topicNames: [Topic: TopicName]
    private let inbox: TopicName
    private let partition: Partition

    public init(_ desk: D, partition: Partition, topology: ChannelTopology) {
        self.desk = desk
        self.partition = partition
        envelope = EventEnvelope(desk: D.name, partition: partition)
        inbox = topology.name(of: D.name.inbox)
        topicNames = Dictionary(uniqueKeysWithValues: Topic.allCases.map { ($0, topology.name(of: $0)) })
    }

    public mutating func process(_ record: Record, _ output: inout TaskOutput) {
        let values = EventHeaderValues(record.headers)
        let body: RecordBody
        do throws(RuntimeRefusal) {
            body = try decode(record, values)
        } catch {
            output.refuse(reason: error.reason, detail: error.detail)
            return
        }
        outbox.removeAll()
        desk.decide(
            InboxRecord(
                partition: partition.rawValue,
                offset: record.offset.rawValue,
                now: Instant(milliseconds: output.clock.milliseconds),
                timestamp: Instant(milliseconds: record.timestamp.milliseconds),
                key: record.key.map { String(decoding: $0, as: UTF8.self) } ?? "",
                body: body
            ),
            &outbox
        )
        var number = 0
        for posting in outbox.postings {
            post(posting, number, of: record, values, &output)
            number += 1
        }
        if let refusal = outbox.refusal { output.refuse(reason: refusal.reason, detail: refusal.detail) }
    }

    private mutating func post(
        _ posting: Outbox.Posting,
        _ number: Int,
        of record: Record,
        _ values: EventHeaderValues,
        _ output: inout TaskOutput
    ) {
        guard let topic = topicNames[posting.topic] else { preconditionFailure("a topic without a name") }
        let key = Array(posting.key.utf8)[...]
        var headers = envelope.headers(
            of: posting.body.kind,
            subject: key,
            time: output.clock,
            offset: record.offset,
            number: number,
            cause: values
        )
        if let refusal = posting.refusal {
            headers.append(DeadLetter.Header.reason, refusal.reason)
            headers.append(DeadLetter.Header.detail, refusal.detail)
            // Where a replay sends it back to.
            headers.append(DeadLetter.Header.topic, inbox.rawValue)
        }
        let post = Post(
            topic: topic,
            timestamp: output.clock,
            key: key,
            value: posting.body.serialized()[...],
            headers: headers
        )
        switch posting.target {
        case .key:
            if let refusal = posting.refusal {
                output.postDeadLetter(post, reason: refusal.reason)
            } else {
                output.post(post)
            }
        case .everyPartition: output.postToEveryPartition(post)
        }
    }

    // MARK: Decoding

    private func decode(_ record: Record, _ values: EventHeaderValues) throws(RuntimeRefusal) -> RecordBody {
        guard let value = record.value else { throw .malformed("the value is null: send a message") }
        guard value.count <= RuntimeRefusal.payloadBytesMax else { throw .payloadTooLarge(bytes: value.count) }
        guard Timestamp.credible.contains(record.timestamp) else {
            throw .malformed(
                "the timestamp is \(record.timestamp.milliseconds) ms: send one between 1970 and the end of 9999"
            )
        }
        let encoding = values.encoding
        let kind = try kind(values, encoding)
        do {
            switch encoding {
            case .protobuf, .unstated: return try RecordBody(kind, serialized: value)
            case .json:
                // Only what anyone may send comes in JSON; between desks there is one encoding.
                guard D.name.inbox == .alerts, kind == .unsoldAlert else {
                    throw RuntimeRefusal.malformed("\(kind.eventType) comes as \(EventHeader.protobuf) only")
                }
                return .unsoldAlert(try UnsoldAlert(json: value))
            case .unknown:
                let name = String(decoding: (values.contentType ?? []).prefix(100), as: UTF8.self)
                throw RuntimeRefusal.malformed("the content type '\(name)' is not one that is read here")
            }
        } catch let refusal as RuntimeRefusal {
            throw refusal
        } catch {
            throw .malformed("the value does not read as \(kind.eventType): \(error)")
        }
    }

    private func kind(
        _ values: EventHeaderValues,
        _ encoding: EventHeaderValues.Encoding
    ) throws(RuntimeRefusal) -> RecordKind {
        if let type = values.type {
            guard let kind = RecordKind(eventType: type) else {
                throw .unexpectedType(
                    "'\(String(decoding: type.prefix(100), as: UTF8.self))' is no type of the channel"
                )
            }
            return kind
        }
        // A producer that knows nothing of CloudEvents can still post an alert.
        guard D.name.inbox == .alerts, encoding == .json || encoding == .protobuf else {
            throw .unexpectedType("there is no \(EventHeader.type) header to tell the record's type by")
        }
        return .unsoldAlert
    }

    // MARK: Ledger and timers

    public mutating func restore(key: Bytes, value: Bytes) throws -> Timestamp? {
        try desk.restore(entry: key, value: value)
        return desk.wakeTime(ofEntry: key).map { Timestamp(milliseconds: $0.milliseconds) }
    }

    public mutating func drainLedgerChanges(_ visit: (LedgerEntryChange) throws -> Void) rethrows {
        try desk.drainLedgerChanges { change in
            try visit(
                LedgerEntryChange(
                    key: change.key[...],
                    value: change.value.map { $0[...] },
                    wakeAt: change.wakeAt.map { Timestamp(milliseconds: $0.milliseconds) }
                )
            )
        }
    }

    public mutating func drainWakeTimes(_ visit: (_ key: Bytes, _ wakeAt: Timestamp?) throws -> Void) rethrows {
        try desk.drainWakeTimes { key, wakeAt in
            try visit(key[...], wakeAt.map { Timestamp(milliseconds: $0.milliseconds) })
        }
    }

    public var standing: TaskStanding {
        let outstanding = desk.outstanding
        return TaskStanding(
            open: outstanding.openLots,
            pending: outstanding.pendingBids,
            oldestPending: outstanding.oldestPendingBid.map { Timestamp(milliseconds: $0.milliseconds) }
        )
    }

    public func timerRecord(forEntry key: Bytes, due: Timestamp) -> TimerRecord {
        var message = TimerFired()
        message.entry = String(decoding: key, as: UTF8.self)
        message.due = due.milliseconds
        return TimerRecord(
            key: key,
            value: RecordBody.timerFired(message).serialized()[...],
            headers: envelope.timerHeaders(entry: key, due: due)
        )
    }
}
