import Desks
import EventLog
import GreenChannelModel
import Streams

/// Writes the headers of what one task posts. What does not change between posts is encoded once.
struct EventEnvelope {
    private static let id = HeaderWriter.Name(EventHeader.id)
    private static let subject = HeaderWriter.Name(EventHeader.subject)
    private static let time = HeaderWriter.Name(EventHeader.time)
    private static let traceParent = HeaderWriter.Name(EventHeader.traceParent)
    private static let replay = HeaderWriter.Name(EventHeader.replay)

    /// By the raw value of the kind: version, source, content type and type.
    private let templates: [Headers]
    /// `lots/3/`: what every id of this task begins with.
    private let idPrefix: [UInt8]
    private var scratch: [UInt8] = []
    private var timeText: [UInt8] = []
    private var timeOfText: Timestamp?

    init(desk: DeskName, partition: Partition) {
        templates = RecordKind.allCases.map { kind in
            var headers = Headers()
            headers.append(EventHeader.specVersion, EventHeader.specVersionValue)
            headers.append(EventHeader.source, "greenchannel/\(desk.rawValue)")
            headers.append(EventHeader.contentType, EventHeader.protobuf)
            headers.append(EventHeader.type, kind.eventType)
            return headers
        }
        idPrefix = Array("\(desk.inbox.rawValue)/\(partition)/".utf8)
    }

    /// - Parameters:
    ///   - offset: of the record that caused the post.
    ///   - number: counts the posts of that record from 0.
    ///   - cause: trace and replay marks of that record are passed on.
    mutating func headers(
        of kind: RecordKind,
        subject: Bytes,
        time: Timestamp,
        offset: Offset,
        number: Int,
        cause: EventHeaderValues
    ) -> Headers {
        scratch.removeAll(keepingCapacity: true)
        scratch.append(contentsOf: idPrefix)
        Self.appendDecimal(offset.rawValue, to: &scratch)
        scratch.append(UInt8(ascii: "/"))
        Self.appendDecimal(Int64(number), to: &scratch)
        var writer = begin(kind, subject: subject, time: time)
        if let traceParent = cause.traceParent { writer.append(Self.traceParent, traceParent) }
        if let replay = cause.replay { writer.append(Self.replay, replay) }
        return writer.headers
    }

    /// The headers of a timer: no record caused it, so its id is made of the entry and its wake time, which makes a repeat
    /// after a restart recognisable.
    func timerHeaders(entry: Bytes, due: Timestamp) -> Headers {
        var copy = self
        copy.scratch.removeAll(keepingCapacity: true)
        copy.scratch.append(contentsOf: idPrefix)
        copy.scratch.append(contentsOf: "timer/".utf8)
        copy.scratch.append(contentsOf: entry)
        copy.scratch.append(UInt8(ascii: "/"))
        Self.appendDecimal(due.milliseconds, to: &copy.scratch)
        return copy.begin(.timerFired, subject: entry, time: due).headers
    }

    private mutating func begin(_ kind: RecordKind, subject: Bytes, time: Timestamp) -> HeaderWriter {
        if timeOfText != time {
            timeText.removeAll(keepingCapacity: true)
            RFC3339.append(time, to: &timeText)
            timeOfText = time
        }
        var writer = HeaderWriter(templates[Int(kind.rawValue)], reserving: 192)
        writer.append(Self.id, scratch[...])
        writer.append(Self.subject, subject)
        writer.append(Self.time, timeText[...])
        return writer
    }

    private static func appendDecimal(_ number: Int64, to bytes: inout [UInt8]) {
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        var rest = number.magnitude
        let start = bytes.count
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }
}
