package import DeskStreams
package import EventLog
package import GreenChannelModel
import Streams

/// Where a record comes from, as its headers say.
package struct RecordOrigin: Sendable {
    /// The record of an inbox that made a desk post this one, and which post of it this was.
    package struct Cause: Hashable, Sendable {
        package var place: RecordPlace
        /// Counts the posts of one inbox record from 0; `refusal` for its copy in the dead letters.
        package var number: Int

        /// A record that is refused goes to dead letters after everything that the desk posted beside.
        package static let refusal = Int.max

        /// Whether the same task posted this before the other.
        package func precedes(_ other: Cause) -> Bool {
            (place.offset, number) < (other.place.offset, other.number)
        }
    }

    package private(set) var kind: RecordKind?
    package private(set) var id: Bytes?
    package private(set) var cause: Cause?
    /// Whether a replay sent it, or it follows from what one sent.
    package private(set) var isReplayed = false
    private var isOfDesk = false

    /// Whether the runtime posted it to wake an entry of a ledger.
    package var isTimer: Bool { kind == .timerFired && isOfDesk }

    package init(_ headers: Headers) {
        var cursor = HeaderCursor(headers)
        while cursor.next() {
            guard let value = cursor.value else { continue }
            switch cursor.nameCount {
            case Name.type.count where cursor.isNamed(Name.type): kind = RecordKind(eventType: value)
            case Name.id.count where cursor.isNamed(Name.id): id = value
            case Name.source.count where cursor.isNamed(Name.source): isOfDesk = value.starts(with: Name.ours)
            case Name.replay.count where cursor.isNamed(Name.replay): isReplayed = true
            default: break
            }
        }
        if isOfDesk, let id { cause = Self.cause(of: id) }
    }

    /// The origin of a record of one topic: the runtime's copies in the dead letters name what was refused, and keep the
    /// headers of that.
    package init(_ record: Record, in topic: Topic, _ topology: ChannelTopology) {
        self.init(record.headers)
        guard topic == .deadLetters, let place = RecordPlace(refusedIn: record.headers, topology) else { return }
        cause = Cause(place: place, number: Cause.refusal)
    }

    private enum Name {
        static let type = Array(EventHeader.type.utf8)
        static let id = Array(EventHeader.id.utf8)
        static let source = Array(EventHeader.source.utf8)
        static let replay = Array(EventHeader.replay.utf8)
        static let ours = Array("greenchannel/".utf8)
    }

    private static let inboxes: [(name: [UInt8], topic: Topic)] = [
        Topic.lots, .promotion, .broadcast, .dispatch, .alerts,
    ].map { (Array($0.rawValue.utf8), $0) }

    /// Reads `lots/3/1207/2`.
    private static func cause(of id: Bytes) -> Cause? {
        guard let nameEnds = id.firstIndex(of: UInt8(ascii: "/")),
            let inbox = inboxes.first(where: { id[..<nameEnds].elementsEqual($0.name) })?.topic
        else { return nil }
        var rest = id[nameEnds...]
        guard let partition = number(&rest).flatMap({ Int32(exactly: $0) }), let offset = number(&rest),
            let number = number(&rest).flatMap({ Int(exactly: $0) }), rest.isEmpty
        else { return nil }
        return Cause(place: RecordPlace(topic: inbox, partition: partition, offset: offset), number: number)
    }

    /// Takes a slash and the digits behind it off the beginning.
    private static func number(_ bytes: inout Bytes) -> Int64? {
        guard bytes.first == UInt8(ascii: "/") else { return nil }
        let start = bytes.startIndex + 1
        var end = start
        var number: Int64 = 0
        while end < bytes.endIndex, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[end]) {
            if end - start == 18 { return nil }
            number = number * 10 + Int64(bytes[end] - UInt8(ascii: "0"))
            end += 1
        }
        guard end > start else { return nil }
        bytes = bytes[end...]
        return number
    }
}

/// Where a record stands.
package struct RecordPlace: Hashable, Sendable, CustomStringConvertible {
    package var topic: Topic
    package var partition: Int32
    package var offset: Int64

    package init(topic: Topic, partition: Int32, offset: Int64) {
        self.topic = topic
        self.partition = partition
        self.offset = offset
    }

    /// Where the original of a dead letter stands, as the runtime noted it; `nil` for letters that a desk wrote itself.
    package init?(refusedIn headers: Headers, _ topology: ChannelTopology) {
        guard let name = headers.text(DeadLetter.Header.topic),
            let topic = topology.topic(named: TopicName(name)),
            let partition = headers.text(DeadLetter.Header.partition).flatMap({ Int32($0) }),
            let offset = headers.text(DeadLetter.Header.offset).flatMap({ Int64($0) })
        else { return nil }
        self.init(topic: topic, partition: partition, offset: offset)
    }

    package var description: String { "\(topic.rawValue)/\(partition)/\(offset)" }
}
