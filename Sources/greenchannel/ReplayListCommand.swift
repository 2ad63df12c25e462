import ArgumentParser
import EventLog
import GreenChannelModel
import Replay
import Streams

/// `replay list`: the records of a selection, a line each.
struct ReplayListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists the records of a selection, decoded, telephone numbers masked."
    )

    @OptionGroup var log: LogOptions
    @OptionGroup var selection: ReplaySelectionOptions

    @Option(help: "Show at most so many; all are counted.")
    var limit = 100

    @Flag(help: "One JSON object a record.")
    var json = false

    func validate() throws {
        if !(0...10_000_000).contains(limit) { throw ValidationError("--limit \(limit) must be from 0 to 10,000,000") }
    }

    func run() throws {
        let selected = try selection.selection()
        let opened = try log.openExisting()
        defer { opened.log.close() }
        let scan = try SelectionScan(selected, opened.log, opened.topology)
        var shown = 0
        let counts = try scan.forEach { read in
            Terminal.progress("\(read) records read")
        } _: { record in
            guard shown < limit else { return }
            shown += 1
            if json {
                try Terminal.print(json: RecordLine(record))
            } else {
                Terminal.print(RecordLine(record).text)
            }
        }
        Terminal.endProgress()
        if !json {
            Terminal.error(
                "\(counts.selected) selected of \(counts.window) in the window (\(counts.read) read)"
                    + (shown < counts.selected ? "; \(shown) shown: --limit shows more" : "")
            )
        }
    }
}

/// A record on one line.
struct RecordLine: Encodable {
    var place: String
    var at: String
    var key: String?
    var kind: String?
    var reason: String?
    var detail: String?
    /// Where a dead letter came from.
    var origin: String?
    var summary: String

    init(_ record: SelectedRecord) {
        place = record.place
        at = Instant(milliseconds: record.record.timestamp.milliseconds).iso8601()
        key = record.record.key.map { Terminal.inert(masked: String(decoding: $0, as: UTF8.self), max: 64) }
        kind = record.kind.map { "\($0)" }
        reason = record.envelope.map { Terminal.inert($0.reason, max: 40) }
        detail = record.envelope.map { Terminal.inert(masked: $0.detail) }
        if let envelope = record.envelope, let topic = envelope.topic {
            let partition = envelope.partition.map { "/\($0)" } ?? ""
            let offset = envelope.offset.map { "/\($0)" } ?? ""
            origin = Terminal.inert(topic.rawValue) + partition + offset
        }
        summary = Terminal.inert(DecodedRecord(record).summary, max: 120)
    }

    var text: String {
        let when = String(at.prefix(19).replacing("T", with: " "))
        return [place, when, reason ?? kind ?? "unknown", key ?? "(no key)", summary].joined(separator: "  ")
    }
}
