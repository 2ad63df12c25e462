import ArgumentParser
import EventLog
import Replay

extension TopicSettings.Cleanup {
    fileprivate var isLedger: Bool { if case .compact = self { true } else { false } }
}

/// `replay import`: the records of an export, on a log that has none of them yet.
struct ReplayImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Puts the records of an export into a fresh log, each in its partition and in order.",
        discussion: """
            Records only: offsets begin anew there, so that ledgers and positions, which speak of them, stay behind. To look at \
            an export, to verify or to rehearse it, no log is needed: --log archive:FILE.
            """
    )

    @OptionGroup var log: LogOptions

    @Argument(help: "The file that `replay export` wrote.")
    var file: String

    @Flag(help: "As JSON.")
    var json = false

    func run() throws {
        var options = log
        // A fresh log is made with as many partitions as the records come from.
        let manifest = try RecordArchive.manifest(of: file)
        if options.partitions == nil { options.partitions = manifest.partitionCount }
        let opened = try options.open()
        defer { opened.log.close() }
        if case .file = try options.location() {
            // A report of last year must not be dropped for its age as it comes in.
            let kept = try opened.log.topics().filter { !$0.cleanup.isLedger }.map { topic in
                var topic = topic
                topic.cleanup = .delete(retentionMilliseconds: nil, retentionBytes: nil)
                return topic
            }
            try opened.log.createTopics(kept)
        }
        let counts = try RecordArchive.restore(file, to: opened.log, opened.topology) {
            Terminal.progress("\($0) records written")
        }
        Terminal.endProgress()
        if manifest.selection == nil {
            Terminal.error(
                "the channel's ledgers and positions stay behind, and workers would begin anew: to verify or rehearse what it did, "
                    + "use --log archive:\(Terminal.inert(file))"
            )
        }
        if json { return try Terminal.print(json: ["records": counts.records, "withheld": counts.withheld]) }
        Terminal.print("\(counts.records) records in \(Terminal.inert(opened.path))")
    }
}
