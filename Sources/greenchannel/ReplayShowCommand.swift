import ArgumentParser
import DeskStreams
import Desks
import EventLog
import GreenChannelModel
import Replay
import Streams

/// `replay show`: everything that one record says.
struct ReplayShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows one record whole: headers, decoded fields, why it was refused. Telephone numbers are masked."
    )

    @OptionGroup var log: LogOptions

    @Argument(help: "Where it stands, as `replay list` says it: TOPIC/PARTITION/OFFSET.")
    var place: String

    @Flag(help: "As JSON.")
    var json = false

    private func parsedPlace() throws -> (TopicPartition, Offset) {
        let parts = place.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[0].isEmpty, let partition = Int32(parts[1]), let offset = Int64(parts[2]),
            partition >= 0, offset >= 0
        else {
            throw ValidationError("'\(Terminal.inert(place))' is no place: write TOPIC/PARTITION/OFFSET")
        }
        return (TopicPartition(TopicName(String(parts[0])), Partition(partition)), Offset(offset))
    }

    func validate() throws { _ = try parsedPlace() }

    func run() throws {
        var (partition, offset) = try parsedPlace()
        let opened = try log.openExisting()
        defer { opened.log.close() }
        if try !opened.log.topics().contains(where: { $0.name == partition.topic }) {
            partition.topic = TopicName("\(opened.topology.prefix).\(partition.topic)")
        }
        guard let record = try SelectionScan.record(at: (partition, offset), opened.log.reader()) else {
            throw CommandFailure("nothing stands at \(Terminal.inert(place)) (any more): look with `replay list`")
        }
        let shown = ShownRecord(record)
        if json { return try Terminal.print(json: shown) }
        for line in shown.lines { Terminal.print(line) }
    }
}

/// One record whole.
private struct ShownRecord: Encodable {
    struct Header: Encodable {
        var name: String
        var value: String?
    }

    struct Field: Encodable {
        var name: String
        var value: String
    }

    var record: RecordLine
    var valueBytes: Int?
    var headers: [Header] = []
    var fields: [Field]
    var fault: String?

    init(_ selected: SelectedRecord) {
        record = RecordLine(selected)
        valueBytes = selected.record.value?.count
        let decoded = DecodedRecord(selected)
        fields = decoded.fields.map { Field(name: $0.name, value: Terminal.inert($0.value, max: 4096)) }
        fault = decoded.fault
        selected.record.headers.forEach { name, value in
            headers.append(
                Header(
                    name: Terminal.inert(String(decoding: name, as: UTF8.self)),
                    value: value.map { Terminal.inert(masked: String(decoding: $0, as: UTF8.self), max: 1024) }
                )
            )
        }
    }

    var lines: [String] {
        var lines = ["\(record.place)  \(record.at)  key \(record.key ?? "(null)")"]
        if let reason = record.reason { lines.append("refused: \(reason): \(record.detail ?? "")") }
        if let origin = record.origin { lines.append("from: \(origin)") }
        lines.append("value: \(valueBytes.map { "\($0) bytes" } ?? "(null)"), \(record.kind ?? "of no known type")")
        if let fault { lines.append("  \(fault)") }
        lines += fields.map { "  \($0.name) = \($0.value)" }
        lines.append("headers:")
        lines += headers.map { "  \($0.name): \($0.value ?? "(null)")" }
        return lines
    }
}

extension Terminal {
    /// What somebody wrote, made safe to show, with telephone numbers masked. Masked before it is cut: half a number would
    /// not be known as one.
    static func inert(masked text: String, max: Int = 200) -> String {
        inert(Redaction.maskingTelephones(text), max: max)
    }
}
