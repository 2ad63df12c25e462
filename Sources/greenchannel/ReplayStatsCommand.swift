import ArgumentParser
import EventLog
import Replay

/// `replay stats`: how many, of what, when and where.
struct ReplayStatsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats",
        abstract: "Counts the records of a selection by reason code, kind, hour and region."
    )

    @OptionGroup var log: LogOptions
    @OptionGroup var selection: ReplaySelectionOptions

    @Option(help: "Show at most so many regions.")
    var regions = 20

    @Flag(help: "As JSON.")
    var json = false

    private struct Row: Encodable {
        var name: String
        var count: Int
    }

    private struct Statistics: Encodable {
        var read: Int
        var window: Int
        var selected: Int
        var byReason: [Row]
        var byKind: [Row]
        var byHour: [Row]
        var byRegion: [Row]
    }

    func validate() throws {
        if !(0...100_000).contains(regions) { throw ValidationError("--regions \(regions) must be from 0 to 100,000") }
    }

    func run() throws {
        let selected = try selection.selection()
        let opened = try log.openExisting()
        defer { opened.log.close() }
        var statistics = SelectionStatistics()
        let counts = try SelectionScan(selected, opened.log, opened.topology).forEach { read in
            Terminal.progress("\(read) records read")
        } _: {
            statistics.add($0)
        }
        Terminal.endProgress()
        func rows(_ counts: [(name: String, count: Int)], most: Int = .max) -> [Row] {
            counts.prefix(most).map { Row(name: Terminal.inert($0.name, max: 60), count: $0.count) }
        }
        let result = Statistics(
            read: counts.read,
            window: counts.window,
            selected: counts.selected,
            byReason: rows(statistics.byReason),
            byKind: rows(statistics.byKind),
            byHour: rows(statistics.byHour),
            byRegion: rows(statistics.byRegion, most: regions)
        )
        if json { return try Terminal.print(json: result) }
        Terminal.print("\(result.selected) selected of \(result.window) in the window (\(result.read) read)")
        show("reason", result.byReason)
        show("kind", result.byKind)
        show("hour", result.byHour)
        show("region", result.byRegion)
    }

    private func show(_ title: String, _ rows: [Row]) {
        guard let most = rows.map(\.count).max(), most > 0 else { return }
        Terminal.print("by \(title):")
        let width = String(most).count
        for row in rows {
            let count = String(row.count)
            let bar = String(repeating: "█", count: max(1, row.count * 30 / most))
            Terminal.print(String(repeating: " ", count: width - count.count + 2) + "\(count) \(bar) \(row.name)")
        }
    }
}
