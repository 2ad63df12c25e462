import ArgumentParser
import EventLog
import Foundation
import GreenChannelModel
import Replay

/// `replay export`: a selection as one file.
struct ReplayExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Writes a selection to one compressed file with a manifest and digest, telephone numbers masked.",
        discussion: """
            With --channel it is everything that the log keeps of the channel, ledgers and positions included, which can be \
            verified and rehearsed elsewhere: --log archive:FILE takes the place of the log in every command that only looks. \
            Of what is masked no decision can be proved; --unmasked leaves everything as it stands there.
            """
    )

    @OptionGroup var log: LogOptions
    @OptionGroup var selection: ReplaySelectionOptions

    @Flag(help: "The whole channel instead of a selection.")
    var channel = false

    @Option(name: .shortAndLong, help: "The file to write, in gzip's format.")
    var output: String

    @Flag(help: "Everything as it stands there, personal data included: for those who may see it.")
    var unmasked = false

    @Flag(help: "As JSON.")
    var json = false

    func validate() throws {
        if channel, let stray = selection.given.first {
            throw ValidationError(
                "--channel is everything that there is: leave \(stray) out, or export that selection without --channel"
            )
        }
    }

    func run() throws {
        let selected = channel ? nil : try selection.selection()
        let opened = try log.openExisting()
        defer { opened.log.close() }
        let counts = try export(selected, opened, unmasked ? .whole : .masked)
        Terminal.endProgress()
        if json { return try Terminal.print(json: ["records": counts.records, "withheld": counts.withheld]) }
        Terminal.print(
            "\(counts.records) records in \(Terminal.inert(output))"
                + (counts.withheld > 0 ? "; \(counts.withheld) values do not decode and are left out (--unmasked)" : "")
        )
    }

    private func export(
        _ selected: RecordSelection?,
        _ opened: OpenedLog,
        _ privacy: RecordArchive.Privacy
    ) throws -> RecordArchive.Counts {
        let now = Timestamp(milliseconds: Instant.now.milliseconds)
        if let selected {
            return try RecordArchive.export(selected, from: opened.log, opened.topology, to: output, privacy, now: now)
            {
                Terminal.progress("\($0) records read")
            }
        }
        return try RecordArchive.exportChannel(
            from: opened.log,
            opened.topology,
            to: output,
            privacy,
            now: now,
            pause: { Thread.sleep(forTimeInterval: 0.2) },
            progress: { Terminal.progress("\($0) records written") }
        )
    }
}
