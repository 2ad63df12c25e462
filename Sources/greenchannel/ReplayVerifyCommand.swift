import ArgumentParser
import DeskStreams
import Desks
import EventLog
import Foundation
import Replay

/// `replay verify`: proves from the log alone that the desks decided as they must.
struct ReplayVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Takes every recorded decision again and proves that the log holds exactly that. 复核。",
        discussion: """
            Each inbox partition is folded again through its desk, up to the position that was committed when the command \
            began; workers may go on meanwhile, and nothing is written. Every post, journal entry, ledger value, timer and \
            position must be what comes of it, byte for byte, and over the whole nothing may be oversold, no bid may be \
            answered twice or not at all, and every gram must be accounted for. The first difference of each partition is \
            shown, the earliest in full. Exit code 3 when something is wrong.

            The desks must be given the settings that the workers had: decisions under another --decision-window differ.
            """
    )

    @OptionGroup var log: LogOptions
    @OptionGroup var language: LanguageOption

    @Option(help: "Only these desks; the whole is not judged then. May be repeated.", transform: Self.desk(named:))
    var desk: [DeskName] = []

    @Option(help: "How long the workers' resource desks gathered bids, in milliseconds.")
    var decisionWindow: Int64 = 2000

    @Option(help: "Begin at a checkpoint that an earlier verification wrote, instead of at the beginning.")
    var since: String?

    @Option(help: "Write a checkpoint to this file if all is as it should be, for --since. It holds what ledgers hold.")
    var checkpoint: String?

    @Flag(help: "As JSON.")
    var json = false

    private static func desk(named name: String) throws -> DeskName {
        guard let desk = DeskName(rawValue: name) else {
            let names = DeskName.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("'\(Terminal.inert(name, max: 40))' is no desk: name \(names)")
        }
        return desk
    }

    func validate() throws {
        if !(1...3_600_000).contains(decisionWindow) {
            throw ValidationError("--decision-window \(decisionWindow) must be from 1 to 3,600,000 milliseconds")
        }
    }

    func run() throws {
        let opened = try log.openExisting()
        defer { opened.log.close() }
        let factory = DeskFactory(decisionWindowMilliseconds: decisionWindow)
        let channel = ChannelApplication(topology: opened.topology) { desk, _ in factory.make(desk) }
        var settings = LogVerification.Settings(
            desks: try provable(on: opened.log),
            // On a cluster a transaction that somebody left open keeps later records from being read for some seconds.
            patienceMilliseconds: 10_000
        )
        if let since {
            settings.since = try CheckpointFile.read(
                Data(InputFile.read(since, bytesMax: 1 << 34)),
                opened.topology
            )
        }
        let verification = LogVerification(
            opened.log,
            opened.topology,
            channel.application,
            settings: settings,
            pause: { Thread.sleep(forTimeInterval: 0.05) }
        )
        var writing = try checkpoint.map { try CheckpointWriting($0, opened.topology) }
        let clock = ContinuousClock()
        let began = clock.now
        let report = try verification.run(
            checkpoint: { try writing?.add($0) },
            progress: { Terminal.progress(Self.words($0, clock.now - began)) }
        )
        Terminal.endProgress()
        if let writing { try writing.end(keeping: report.isSound) }
        let wall = (began.duration(to: clock.now) / .seconds(1) * 1000).rounded() / 1000
        if json {
            try Terminal.print(json: VerificationResult(report, wallSeconds: wall))
        } else {
            VerificationText(report, language.language, wallSeconds: wall).print()
        }
        if !report.isSound { throw ExitCodes.foundSomethingWrong }
    }

    /// The desks that were asked for, as far as an archive can prove what they decided.
    private func provable(on log: any EventLog) throws -> [DeskName] {
        let asked = desk.isEmpty ? DeskName.allCases : desk
        guard let archive = log as? ArchivedLog else { return asked }
        guard archive.manifest.selection == nil else {
            throw CommandFailure(
                "the archive holds a selection (\(Terminal.inert(archive.manifest.summary))), and nothing that led to its "
                    + "records: no decision can be taken again. Export the whole with `replay export --channel --unmasked`"
            )
        }
        let proved = asked.filter(archive.provableDesks.contains)
        let left = asked.filter { !proved.contains($0) }.map(\.rawValue).joined(separator: ", ")
        if left.isEmpty { return asked }
        let why =
            "the archive is masked (\(archive.maskedCount) records are not byte for byte what was recorded), so that nothing can be "
            + "proved of: \(left)"
        guard desk.isEmpty, !proved.isEmpty else {
            throw CommandFailure("\(why). Export with --unmasked, or name other desks with --desk")
        }
        Terminal.error("\(why), nor of the whole; `replay export --channel --unmasked` has everything")
        return proved
    }

    private static func words(_ progress: LogVerification.Progress, _ spent: Duration) -> String {
        let seconds = "\(spent.components.seconds) s"
        return switch progress {
        case .reading(let records): "\(seconds): \(records) posted records read"
        case .folding(let inbox, let records): "\(seconds): \(inbox), \(records) records folded"
        case .judging: "\(seconds): looking at the whole"
        }
    }
}

/// The report as `--json` shows it.
private struct VerificationResult: Encodable {
    var sound: Bool
    var report: VerificationReport
    var wallSeconds: Double

    init(_ report: VerificationReport, wallSeconds: Double) {
        sound = report.isSound
        self.report = report
        self.wallSeconds = wallSeconds
    }
}

/// A checkpoint on its way into a file, which is there whole or not at all.
private struct CheckpointWriting {
    private let path: String
    private let handle: FileHandle
    private var tasks = 0

    private var draft: String { path + ".part" }

    init(_ path: String, _ topology: ChannelTopology) throws {
        self.path = path
        // What ledgers hold of people is nobody else's business.
        guard
            FileManager.default.createFile(
                atPath: path + ".part",
                contents: nil,
                attributes: [.posixPermissions: 0o600]
            ), let handle = FileHandle(forWritingAtPath: path + ".part")
        else { throw CommandFailure("the checkpoint cannot be written to \(Terminal.inert(path))") }
        self.handle = handle
        try handle.write(contentsOf: CheckpointFile.begin(topology))
    }

    mutating func add(_ task: VerificationCheckpoint.Task) throws {
        tasks += 1
        try handle.write(contentsOf: CheckpointFile.data(task))
    }

    func end(keeping isSound: Bool) throws {
        guard isSound else {
            try handle.close()
            try FileManager.default.removeItem(atPath: draft)
            return
        }
        try handle.write(contentsOf: CheckpointFile.end(tasks: tasks))
        try handle.synchronize()
        try handle.close()
        guard rename(draft, path) == 0 else {
            throw CommandFailure("the checkpoint cannot be put at \(Terminal.inert(path))")
        }
    }
}
