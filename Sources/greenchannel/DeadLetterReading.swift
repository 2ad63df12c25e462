import DeskStreams
import EventLog
import GreenChannelModel
import Streams

/// Reads which alerts nobody could take, from the moment of its making on.
struct DeadLetterReading {
    /// An alert that nobody could take.
    struct Letter {
        /// Where the alert stands, as a notice's idempotency key names it: `alerts/<partition>/<offset>`.
        var place: String
        var reason: String
        var detail: String
    }

    private let alerts: String
    private var topic: TopicReading

    init(_ opened: OpenedLog) throws {
        alerts = opened.topology.name(of: .alerts).rawValue
        topic = try TopicReading(opened, opened.topology.partitions(of: .deadLetters), from: .end)
    }

    mutating func news() throws -> [Letter] {
        var letters: [Letter] = []
        let alerts = alerts
        try topic.forEachNew { record, _ in
            if let letter = Self.letter(record, of: alerts) { letters.append(letter) }
        }
        return letters
    }

    private static func letter(_ record: Record, of alerts: String) -> Letter? {
        guard record.headers.text(DeadLetter.Header.topic) == alerts,
            let partition = record.headers.text(DeadLetter.Header.partition),
            let offset = record.headers.text(DeadLetter.Header.offset)
        else { return nil }
        return Letter(
            place: "\(Topic.alerts.rawValue)/\(partition)/\(offset)",
            reason: record.headers.text(DeadLetter.Header.reason) ?? "UNKNOWN",
            detail: record.headers.text(DeadLetter.Header.detail) ?? ""
        )
    }
}
