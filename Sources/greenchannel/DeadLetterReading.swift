import DeskStreams
import EventLog
import GreenChannelModel
import Streams

/// Reads what no desk could take, from the moment of its making on.
struct DeadLetterReading {
    /// A record that was refused.
    struct Letter {
        /// Where it stands, as a notice's idempotency key names it: `alerts/<partition>/<offset>`.
        var place: String
        var reason: String
        var detail: String
    }

    private let topology: ChannelTopology
    private var letters: TopicReading

    init(_ opened: OpenedLog) throws {
        topology = opened.topology
        letters = try TopicReading(opened, topology.partitions(of: .deadLetters), from: .end)
    }

    static func place(_ topic: Topic, _ partition: Int32, _ offset: Int64) -> String {
        "\(topic.rawValue)/\(partition)/\(offset)"
    }

    mutating func news() throws -> [Letter] {
        var news: [Letter] = []
        let topology = topology
        try letters.forEachNew { record, _ in
            if let letter = Self.letter(record, topology) { news.append(letter) }
        }
        return news
    }

    /// `nil` where it does not say where it was refused: not one of the channel's.
    private static func letter(_ record: Record, _ topology: ChannelTopology) -> Letter? {
        guard let name = record.headers.text(DeadLetter.Header.topic),
            let topic = topology.topic(named: TopicName(name)),
            let partition = record.headers.text(DeadLetter.Header.partition).flatMap({ Int32($0) }),
            let offset = record.headers.text(DeadLetter.Header.offset).flatMap({ Int64($0) })
        else { return nil }
        return Letter(
            place: place(topic, partition, offset),
            reason: record.headers.text(DeadLetter.Header.reason) ?? "UNKNOWN",
            detail: record.headers.text(DeadLetter.Header.detail) ?? ""
        )
    }
}
