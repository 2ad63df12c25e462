import DeskStreams
import EventLog

/// What a redrive must know of a record's headers, found in one pass over them.
struct EventNames {
    /// The last of that name counts, as everywhere.
    private(set) var id: Bytes?
    private(set) var source: Bytes?
    /// Whether a replay has sent the record.
    private(set) var isMarked = false

    private static let idName = Array(EventHeader.id.utf8)
    private static let sourceName = Array(EventHeader.source.utf8)
    private static let markName = Array(EventHeader.replay.utf8)

    init(_ headers: Headers) {
        var cursor = HeaderCursor(headers)
        while cursor.next() {
            switch cursor.nameCount {
            case Self.idName.count where cursor.isNamed(Self.idName): id = cursor.value
            case Self.sourceName.count where cursor.isNamed(Self.sourceName): source = cursor.value
            case Self.markName.count where cursor.isNamed(Self.markName): isMarked = true
            default: break
            }
        }
    }
}
