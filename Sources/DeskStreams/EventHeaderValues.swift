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

    private(set) var type: Bytes?
    private(set) var contentType: Bytes?
    private(set) var traceParent: Bytes?
    private(set) var replay: Bytes?

    init(_ headers: Headers) {
        headers.forEach { name, value in
            // Told apart by length first: no two of them share one.
            switch name.count {
            case EventHeader.type.utf8.count where name.elementsEqual(EventHeader.type.utf8): type = value
            case EventHeader.contentType.utf8.count where name.elementsEqual(EventHeader.contentType.utf8):
                contentType = value
            case EventHeader.traceParent.utf8.count where name.elementsEqual(EventHeader.traceParent.utf8):
                traceParent = value
            case EventHeader.replay.utf8.count where name.elementsEqual(EventHeader.replay.utf8): replay = value
            default: break
            }
        }
    }

    /// What the content type says; parameters such as a character set are not looked at.
    var encoding: Encoding {
        guard let contentType else { return .unstated }
        if contentType.elementsEqual(EventHeader.protobuf.utf8) { return .protobuf }
        let mediaType = String(decoding: contentType.prefix { $0 != UInt8(ascii: ";") }.prefix(64), as: UTF8.self)
        switch mediaType.lowercased().filter({ $0 != " " }) {
        case EventHeader.protobuf, "application/x-protobuf", "application/vnd.google.protobuf": return .protobuf
        case EventHeader.json: return .json
        default: return .unknown
        }
    }
}
