import ArgumentParser
import EventLog
import GreenChannelModel
import Replay

/// `replay export`: a selection as one file.
struct ReplayExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Writes a selection to one compressed file with a manifest and digest, telephone numbers masked."
    )

    @OptionGroup var log: LogOptions
    @OptionGroup var selection: ReplaySelectionOptions

    @Option(name: .shortAndLong, help: "The file to write, in gzip's format.")
    var output: String

    @Flag(help: "Everything as it stands there, personal data included: for those who may see it.")
    var unmasked = false

    @Flag(help: "As JSON.")
    var json = false

    func run() throws {
        let selected = try selection.selection()
        let opened = try log.openExisting()
        defer { opened.log.close() }
        let counts = try RecordArchive.export(
            selected,
            from: opened.log,
            opened.topology,
            to: output,
            unmasked ? .whole : .masked,
            now: Timestamp(milliseconds: Instant.now.milliseconds)
        ) {
            Terminal.progress("\($0) records read")
        }
        Terminal.endProgress()
        if json { return try Terminal.print(json: ["records": counts.records, "withheld": counts.withheld]) }
        Terminal.print(
            "\(counts.records) records in \(Terminal.inert(output))"
                + (counts.withheld > 0 ? "; \(counts.withheld) values do not decode and are left out (--unmasked)" : "")
        )
    }
}
