import DeskStreams
import EventLog
import GreenChannelModel
import Streams

/// Reads which alerts nobody could take, from the moment of its making on.
struct DeadLetterReading {
    struct Letter {
        /// Where the alert stands, as a notice's idempotency key names it: `alerts/<partition>/<offset>`.
        var place: String
        var reason: String
        var detail: String
    }

    private let reader: any LogReader
    private let alerts: String
    private var positions: [(partition: TopicPartition, position: Offset)] = []

    init(_ opened: OpenedLog) throws {
        reader = try opened.log.reader()
        alerts = opened.topology.name(of: .alerts).rawValue
        for partition in opened.topology.partitions(of: .deadLetters) {
            positions.append((partition, try reader.bounds(of: partition).upperBound))
        }
    }

    mutating func news() throws -> [Letter] {
        var letters: [Letter] = []
        for index in positions.indices {
            while true {
                let batch = try reader.read(
                    positions[index].partition,
                    from: positions[index].position,
                    bytesMax: 1 << 20
                )
                guard let last = batch.records.last else { break }
                letters += batch.records.compactMap(letter)
                positions[index].position = last.offset.next
            }
        }
        return letters
    }

    private func letter(_ record: Record) -> Letter? {
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
