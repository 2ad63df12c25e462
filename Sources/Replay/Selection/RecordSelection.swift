import EventLog
import GreenChannelModel

/// Which records are meant: a topic, a window that is bounded at both ends, and what must hold for a record in it.
///
/// Saved by name in a file of JSON, so that the names here are for ever: see `SavedSelections`.
public struct RecordSelection: Codable, Sendable, Equatable {
    /// As it stands behind the channel's prefix (`dead-letters`), or a whole name.
    public var topic: String
    public var partition: Int32?
    /// The record's own stamp, in milliseconds since 1970 UTC, from here on.
    public var from: Int64?
    /// The record's own stamp, before this.
    public var to: Int64?
    public var fromOffset: Int64?
    /// Offsets before this.
    public var toOffset: Int64?
    /// Keys, any of which will do.
    public var keys: [String]
    /// `NAME=VALUE`, all of which must stand there.
    public var headers: [String]
    /// Codes of dead letters, any of which will do.
    public var reasons: [String]
    /// What must hold for decoded fields: see `RecordFilter`.
    public var filter: String?

    public init(
        topic: String = "dead-letters",
        partition: Int32? = nil,
        from: Int64? = nil,
        to: Int64? = nil,
        fromOffset: Int64? = nil,
        toOffset: Int64? = nil,
        keys: [String] = [],
        headers: [String] = [],
        reasons: [String] = [],
        filter: String? = nil
    ) {
        self.topic = topic
        self.partition = partition
        self.from = from
        self.to = to
        self.fromOffset = fromOffset
        self.toOffset = toOffset
        self.keys = keys
        self.headers = headers
        self.reasons = reasons
        self.filter = filter
    }

    /// Refuses a window without an end: what is meant must not depend on when one asks.
    public func validate() throws(ReplayRefusal) {
        let hasTimes = from != nil && to != nil
        let hasOffsets = fromOffset != nil && toOffset != nil
        guard hasTimes || hasOffsets else {
            let given = [
                from.map { _ in "--from" }, to.map { _ in "--to" }, fromOffset.map { _ in "--from-offset" },
                toOffset.map { _ in "--to-offset" },
            ].compactMap { $0 }.joined(separator: " and ")
            throw ReplayRefusal(
                .openEndedWindow,
                "The window has no \(given.isEmpty ? "ends" : "other end: only \(given) is given")",
                remedy: "Give --from and --to (or --from-offset and --to-offset); --to now is the moment of asking."
            )
        }
        if let from, let to, from >= to {
            throw ReplayRefusal(
                .wrongSelection,
                "The window ends (\(Self.text(to))) before it begins (\(Self.text(from)))",
                remedy: "Give an earlier --from or a later --to."
            )
        }
        if let fromOffset, let toOffset, fromOffset >= toOffset {
            throw ReplayRefusal(
                .wrongSelection,
                "The offsets end (\(toOffset)) before they begin (\(fromOffset))",
                remedy: "Give a smaller --from-offset or a larger --to-offset, which is not taken itself."
            )
        }
        if hasOffsets, partition == nil {
            throw ReplayRefusal(
                .wrongSelection,
                "Offsets are of one partition, and none is named",
                remedy: "Add --partition, or select by time."
            )
        }
    }

    /// Whether a stamp lies in the window.
    func contains(_ time: Timestamp) -> Bool {
        if let from, time.milliseconds < from { return false }
        if let to, time.milliseconds >= to { return false }
        return true
    }

    static func text(_ milliseconds: Int64) -> String { Instant(milliseconds: milliseconds).iso8601() }

    /// What is meant, on one line: for plans and the list of replays.
    public var summary: String {
        var parts = [topic]
        if let partition { parts.append("partition \(partition)") }
        if let from, let to { parts.append("\(Self.text(from)) to \(Self.text(to))") }
        if let fromOffset, let toOffset { parts.append("offsets \(fromOffset) to \(toOffset)") }
        if !reasons.isEmpty { parts.append("reason " + reasons.joined(separator: " or ")) }
        if !keys.isEmpty { parts.append("key " + keys.joined(separator: " or ")) }
        parts += headers.map { "header \($0)" }
        if let filter { parts.append("where \(filter)") }
        return parts.joined(separator: ", ")
    }
}
