import ArgumentParser
import DeskStreams
import Desks
import EventLog
import Foundation
import GreenChannelModel
import Replay

/// `replay rehearse`: what would have become of the lots of a time under other rules, offers or vehicles.
struct ReplayRehearseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rehearse",
        abstract: "Runs what a log recorded once more under other rules or offers, and compares. 预演对比。",
        discussion: """
            What reached the desks from outside (alerts as they were understood, offers, operators' decisions, reports) is \
            told them again in process, on a virtual clock; what they say to each other comes anew. Nothing is written to \
            the log and nobody is told. A report on an award is told only where the same outlet is awarded again; else the \
            award counts as kept. With nothing changed, the comparison shows what the machine's own delays had made of it.

            Rules: \(RehearsalRules.Name.allCases.map(\.rawValue).joined(separator: ", ")), each as NAME=250ms, 2s, 30m, \
            48h or 3d.
            """
    )

    @OptionGroup var log: LogOptions
    @OptionGroup var language: LanguageOption

    @Option(
        help: "A file of alerts, with --day-offers, instead of a log: what happened is their rehearsal under --seed."
    )
    var dayAlerts: String?

    @Option(help: "The offers that stood on that day.")
    var dayOffers: String?

    @Option(help: "With --day-alerts: what the people around the channel do.")
    var seed: UInt64 = 1

    @Option(
        help:
            "Lots opened from then on: ISO 8601 with its offset, or so long ago: 90m, 2h, 3d. Default: the log's beginning."
    )
    var from: String?

    @Option(help: "Lots opened before then: as --from, or now. Default: the log's end.")
    var to: String?

    @Option(help: "Another rule, as donation-opens=72h. May be repeated.")
    var rule: [String] = []

    @Option(help: "The decision window that the workers had, in milliseconds; --rule decision-window=… changes it.")
    var decisionWindow: Int64 = 2000

    @Option(help: "A file of offers that stand instead of all that were recorded.")
    var offers: String?

    @Option(help: "A file of offers that stand beside those that were recorded.")
    var moreOffers: String?

    @Option(
        parsing: .unconditionalSingleValue,
        help: "More or fewer vehicles, as +1@DEPOT or -1@DEPOT. May be repeated."
    )
    var trucks: [String] = []

    @Option(help: "Alerts, and what operators decided on them, come so much earlier: 30m, 2h, 1d.")
    var earlier: String?

    @Option(help: "Compare with what was recorded, or with a rehearsal that changes nothing: recorded or unchanged.")
    var against = Side.recorded

    @Option(help: "Write the comparison as one HTML page.")
    var html: String?

    @Option(help: "Tell both stories of so many of the lots that differ most.")
    var stories = 10

    @Flag(help: "As JSON.")
    var json = false

    enum Side: String, ExpressibleByArgument {
        case recorded, unchanged
    }

    func validate() throws {
        do {
            _ = try rules()
            _ = try changes(start: Instant(milliseconds: 0), readsFiles: false)
        } catch let error as RehearsalChangeError {
            throw ValidationError("\(error)")
        }
        _ = try window()
        guard (dayAlerts == nil) == (dayOffers == nil) else {
            throw ValidationError("--day-alerts and --day-offers belong together")
        }
        if !(1...3_600_000).contains(decisionWindow) {
            throw ValidationError("--decision-window \(decisionWindow) must be from 1 to 3,600,000 milliseconds")
        }
        if !(0...100_000).contains(stories) {
            throw ValidationError("--stories \(stories) must be from 0 to 100,000")
        }
    }

    func run() throws {
        let opened = try source()
        defer { opened.log.close() }
        let clock = ContinuousClock()
        let began = clock.now
        Terminal.progress("reading what was recorded")
        let window = try RecordedWindow(opened.log, opened.topology, lotsOpened: try window())
        guard let start = window.start else {
            Terminal.endProgress()
            throw CommandFailure("no lot was opened in that time on \(opened.path): name another --from and --to")
        }
        var before: (log: any EventLog, fates: [String: LotFate]) = (opened.log, window.fates)
        if against == .unchanged {
            let base = try rehearse(window, RehearsalChanges(), RehearsalRules(window: decisionWindow))
            before = (base.log, base.fates)
        }
        let rehearsal = try rehearse(window, try changes(start: start, readsFiles: true), try rules())
        var report = Comparison(recorded: before.fates, rehearsed: rehearsal.fates).report()
        Terminal.endProgress()
        report.changes = changeWords
        report.reportsWithheld = rehearsal.reportsWithheld
        report.notes = notes(rehearsal)
        let wall = clock.now - began
        let told = ComparisonStories(opened, recorded: before.log, rehearsed: rehearsal.log)
        let count = html == nil ? stories : max(stories, ComparisonPage.storiesMax)
        let pages = try told.tell(report.lots.prefix(count).map(\.lot))
        if let html {
            var page = ComparisonPage(report, stories: pages, prefersChinese: language.language == .zh)
            try Data(page.render().utf8).write(to: URL(filePath: html), options: .atomic)
        }
        for index in report.lots.indices.prefix(stories) {
            guard let pair = pages[report.lots[index].lot] else { continue }
            report.lots[index].stories = language.language == .zh ? pair.zh : pair.en
        }
        if json {
            try Terminal.print(json: report)
        } else {
            ComparisonText(report, language.language, wall: wall).print()
        }
    }

    // MARK: What is asked for

    /// The log, or a throw-away one on which the files have been played.
    private func source() throws -> OpenedLog {
        guard let dayAlerts, let dayOffers else {
            let opened = try log.openExisting()
            if let archive = opened.log as? ArchivedLog, archive.manifest.selection != nil {
                throw CommandFailure(
                    "the archive holds a selection (\(Terminal.inert(archive.manifest.summary))), not what reached every desk: "
                        + "export the whole with `replay export --channel`"
                )
            }
            return opened
        }
        let topology = ChannelTopology(
            prefix: log.prefix,
            partitionCountDefault: log.partitions ?? ChannelTopology.defaultPartitionCount
        )
        let factory = DeskFactory(decisionWindowMilliseconds: decisionWindow)
        let channel = ChannelApplication(topology: topology) { desk, _ in factory.make(desk) }
        let files = try RehearsalFiles(alerts: dayAlerts, offers: dayOffers, seed: seed)
        let played = try files.play(channel, seed: seed)
        return OpenedLog(log: played, topology: topology, path: "the files", secretsBase: "rehearsal")
    }

    private func window() throws -> Range<Instant>? {
        if from == nil, to == nil { return nil }
        let now = Instant.now
        let start = try from.map { try WindowTime.read($0, option: "--from", now: now) } ?? Instant(milliseconds: .min)
        let end = try to.map { try WindowTime.read($0, option: "--to", now: now) } ?? Instant(milliseconds: .max)
        guard start < end else { throw ValidationError("--from must be before --to") }
        return start..<end
    }

    private func rules() throws -> RehearsalRules {
        var rules = RehearsalRules(window: decisionWindow)
        for text in rule { try rules.set(text) }
        return rules
    }

    /// - Parameter start: what the epoch of a file of offers becomes.
    private func changes(start: Instant, readsFiles: Bool) throws -> RehearsalChanges {
        var changes = RehearsalChanges()
        changes.vehicles = try trucks.map { try RehearsalChanges.Vehicles($0) }
        if let earlier { changes.earlierMilliseconds = try RehearsalDuration(earlier).milliseconds }
        guard readsFiles else { return changes }
        if let offers { changes.offers = try records(offers, start) }
        if let moreOffers { changes.moreOffers = try records(moreOffers, start) }
        return changes
    }

    private func records(_ path: String, _ start: Instant) throws -> [TimedRecord] {
        let (file, errors) = OfferFile.read(try InputFile.read(path, bytesMax: 1 << 30))
        for error in errors.prefix(20) { Terminal.error("\(error)") }
        guard errors.isEmpty else { throw CommandFailure("\(errors.count) lines of \(Terminal.inert(path)) are wrong") }
        return file.shifted(toEpoch: start).records
    }

    private var changeWords: [String] {
        rule.map { "--rule \($0)" } + trucks.map { "--trucks \($0)" } + (offers.map { ["--offers \($0)"] } ?? [])
            + (moreOffers.map { ["--more-offers \($0)"] } ?? []) + (earlier.map { ["--earlier \($0)"] } ?? [])
    }

    private func notes(_ rehearsal: WindowRehearsal) -> [ComparisonReport.Words] {
        var notes: [ComparisonReport.Words] = []
        if rehearsal.reportsWithheld > 0 {
            notes.append(
                ComparisonReport.Words(
                    zh: "\(rehearsal.reportsWithheld) 份回报所说的去处在预演中没有，未采用；没有回报的按全部兑现计，结果偏好。",
                    en:
                        "\(rehearsal.reportsWithheld) reports speak of awards that the rehearsal did not give, and were not told; what "
                        + "nobody reports on counts as kept whole, which flatters the rehearsal."
                )
            )
        }
        if from != nil || to != nil {
            notes.append(
                ComparisonReport.Words(
                    zh: "窗口之外的批次不在预演之内：各去处的余量按未被它们占用计。",
                    en: "Lots outside the window are not rehearsed: outlets have the room that those had taken."
                )
            )
        }
        return notes
    }

    private func rehearse(
        _ window: RecordedWindow,
        _ changes: RehearsalChanges,
        _ rules: RehearsalRules
    ) throws -> WindowRehearsal {
        var rehearsal = try WindowRehearsal(window, rules: rules)
        do {
            try rehearsal.run(changes) { progress in
                Terminal.progress(
                    "\(progress.done) of \(progress.inputs) records, \(progress.now.iso8601(utcOffsetMinutes: 480))"
                )
            }
        } catch let error as RehearsalChangeError {
            throw CommandFailure("\(error)")
        }
        return rehearsal
    }
}

extension RehearsalRules {
    /// The channel's own, with the decision window that its workers have.
    fileprivate init(window milliseconds: Int64) {
        self.init()
        self[.decisionWindow] = milliseconds
    }
}
