public import EventLog

/// The mark on a record that a replay sent, and on everything that follows from it.
///
/// Whoever acts outside (text messages, webhooks) must stay silent about a marked record unless the mark allows it: the
/// people it speaks of were told when it came the first time.
public struct ReplayMark: Sendable, Equatable {
    /// Which replay sent it: the digest of its plan, shortened.
    public var run: String
    /// How often the record has been sent again, this time included.
    public var attempt: Int
    /// Whether people outside may be told.
    public var notifies: Bool

    public init(run: String, attempt: Int, notifies: Bool) {
        self.run = run
        self.attempt = attempt
        self.notifies = notifies
    }

    /// The mark that headers carry; the last one counts. `nil`: no replay has touched the record.
    ///
    /// A mark that does not read (of another tool) is one all the same: sent once, nobody is told.
    public init?(_ headers: Headers) {
        guard let text = headers.text(EventHeader.replay) else { return nil }
        self.init(run: "", attempt: 1, notifies: false)
        for part in text.split(separator: ";") {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2 else { continue }
            switch pair[0] {
            case "run": run = String(pair[1])
            case "attempt": attempt = max(1, min(Int(pair[1]) ?? 1, 1_000_000))
            case "notify": notifies = pair[1] == "yes"
            default: break
            }
        }
    }

    public var text: String { "run=\(run);attempt=\(attempt);notify=\(notifies ? "yes" : "no")" }

    /// Headers without the mark that stands last, which a replay before this one has put there.
    public static func removed(from headers: Headers) -> Headers {
        var cursor = HeaderCursor(headers)
        var last: (start: Int, isMark: Bool)?
        while cursor.next() {
            last = (cursor.name.startIndex - 4, cursor.name.elementsEqual(EventHeader.replay.utf8))
        }
        guard let last, last.isMark else { return headers }
        return Headers(encoded: headers.encoded[..<last.start])
    }
}
