import EventLog
import GreenChannelModel

/// The headers of an inbox record that the runtime looks at, read in one pass. Where a name repeats, the last one counts.
struct EventHeaderValues {
    enum Encoding {
        case protobuf
        case json
        case unstated
        case unknown
    }

    private let headers: Bytes
    private var typeRange: Range<Int>?
    private var contentTypeRange: Range<Int>?
    private var traceParentRange: Range<Int>?
    private var replayRange: Range<Int>?

    var type: Bytes? { typeRange.map { headers[$0] } }
    var contentType: Bytes? { contentTypeRange.map { headers[$0] } }
    var traceParent: Bytes? { traceParentRange.map { headers[$0] } }
    var replay: Bytes? { replayRange.map { headers[$0] } }

    init(_ headers: Headers) {
        self.headers = headers.encoded
        var cursor = HeaderCursor(headers)
        while cursor.next() {
            // Told apart by length first: no two of them share one.
            switch cursor.nameCount {
            case Name.type.count where cursor.isNamed(Name.type): typeRange = cursor.valueRange
            case Name.contentType.count where cursor.isNamed(Name.contentType): contentTypeRange = cursor.valueRange
            case Name.traceParent.count where cursor.isNamed(Name.traceParent): traceParentRange = cursor.valueRange
            case Name.replay.count where cursor.isNamed(Name.replay): replayRange = cursor.valueRange
            default: break
            }
        }
    }

    private enum Name {
        static let type = Array(EventHeader.type.utf8)
        static let contentType = Array(EventHeader.contentType.utf8)
        static let traceParent = Array(EventHeader.traceParent.utf8)
        static let replay = Array(EventHeader.replay.utf8)
    }

    private static let protobuf = Array(EventHeader.protobuf.utf8)[...]

    /// What the content type says; parameters such as a character set are not looked at.
    var encoding: Encoding {
        guard let contentType else { return .unstated }
        if contentType == Self.protobuf { return .protobuf }
        let mediaType = String(decoding: contentType.prefix { $0 != UInt8(ascii: ";") }.prefix(64), as: UTF8.self)
        switch mediaType.lowercased().filter({ $0 != " " }) {
        case EventHeader.protobuf, "application/x-protobuf", "application/vnd.google.protobuf": return .protobuf
        case EventHeader.json: return .json
        default: return .unknown
        }
    }
}
