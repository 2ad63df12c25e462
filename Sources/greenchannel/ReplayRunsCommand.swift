import ArgumentParser
import EventLog
import GreenChannelModel
import Replay

/// `replay runs`: every replay that ever was.
struct ReplayRunsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs",
        abstract: "Lists every replay: who, why, what, how many."
    )

    @OptionGroup var log: LogOptions

    @Flag(help: "One JSON object an entry.")
    var json = false

    func run() throws {
        let opened = try log.openExisting()
        defer { opened.log.close() }
        let entries = try ReplayAudit.all(on: opened.log, opened.topology)
        for entry in entries {
            if json {
                try Terminal.print(json: entry)
            } else {
                let at = Instant(milliseconds: entry.at).iso8601().prefix(19).replacing("T", with: " ")
                Terminal.print(
                    "\(at)  \(entry.event.rawValue)  \(entry.plan.prefix(12))  by \(Terminal.inert(entry.by, max: 48)): "
                        + "\(Terminal.inert(entry.why)) (\(entry.sent) of \(entry.planned) sent, \(entry.parked) parked, "
                        + "\(entry.left) left, \(entry.skipped) skipped; \(Terminal.inert(entry.selection)) "
                        + "\(Terminal.inert(entry.target)))"
                )
            }
        }
        if entries.isEmpty, !json { Terminal.error("nothing was ever replayed on this channel") }
    }
}
