import ArgumentParser
import DeskStreams
import Desks
import EventLog
import Foundation
import GreenChannelModel
import Replay

/// `rehearse`: alerts and offers through the whole channel on a throw-away log.
struct RehearseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rehearse",
        abstract: "Runs alerts and offers through the whole channel at full speed and reports. 预演。",
        discussion: """
            Nothing is kept and nobody is told. The same files and seed give the same report, the two last figures aside. \
            The seed decides how operators, drivers and buyers behave: what is verified, what is short, who never comes.
            """
    )

    @Option(help: "A file of alerts: JSON lines, JSON or CSV; - for standard input.")
    var alerts: String

    @Option(help: "A file of offers.")
    var offers: String

    @Option(help: "What the people around the channel do.")
    var seed: UInt64 = 1

    @Option(help: "Partitions of each topic.")
    var partitions: Int32 = 4

    @Option(help: "How long resource desks gather bids before they decide, in milliseconds.")
    var decisionWindow: Int64 = 2000

    @Option(help: "Also tell this lot's story, by its case number; `all` tells every lot's.")
    var story: String?

    @Flag(help: "As JSON.")
    var json = false

    @OptionGroup var language: LanguageOption

    func validate() throws {
        if !(1...1024).contains(partitions) {
            throw ValidationError("--partitions \(partitions) must be from 1 to 1024")
        }
        if !(1...3_600_000).contains(decisionWindow) {
            throw ValidationError("--decision-window \(decisionWindow) must be from 1 to 3,600,000 milliseconds")
        }
    }

    func run() throws {
        let files = try RehearsalFiles(alerts: alerts, offers: offers, seed: seed)

        let factory = DeskFactory(decisionWindowMilliseconds: decisionWindow)
        let topology = ChannelTopology(prefix: "rehearsal", partitionCountDefault: partitions)
        let channel = ChannelApplication(topology: topology) { desk, _ in factory.make(desk) }
        let clock = ContinuousClock()
        let began = clock.now
        let log = try files.play(channel, seed: seed)
        let wall = began.duration(to: clock.now) / .seconds(1)
        if let story { try tell(story, log, topology) }
        var audit = ChannelAudit()
        try audit.read(try log.reader(), topology)
        let report = RehearsalReport(audit, alerts: files.alerts, wallSeconds: (wall * 1000).rounded() / 1000)
        if json {
            try Terminal.print(json: report)
        } else {
            show(report)
        }
        if !report.findings.isEmpty || report.unanswered > 0 { throw ExitCodes.foundSomethingWrong }
    }

    private func tell(_ lot: String, _ log: any EventLog, _ topology: ChannelTopology) throws {
        let opened = OpenedLog(log: log, topology: topology, path: "the rehearsal", secretsBase: "rehearsal")
        var reading = try JournalReading(opened, lot: lot == "all" ? nil : lot, from: .beginning)
        let story = Story(language: language.language, names: OutletNames(opened))
        for fact in try reading.news() {
            Terminal.print(json ? try JournalJSON.line(fact) : story.line(fact.entry, at: fact.at))
        }
    }

    private func show(_ report: RehearsalReport) {
        func tonnes(_ kg: Double) -> String { String(format: "%.1f t", kg / 1000) }
        Terminal.print("\(report.alerts) alerts, \(report.lots) lots, \(tonnes(report.kgDeclared)) declared")
        for (kind, kg) in report.kgAwarded.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
            let share = report.kgDeclared > 0 ? kg / report.kgDeclared : 0
            let bar = String(repeating: "█", count: Int((share * 40).rounded()))
            Terminal.print("  " + kind.padding(toLength: 22, withPad: " ", startingAt: 0) + " \(tonnes(kg)) \(bar)")
        }
        Terminal.print("unserved \(tonnes(report.kgUnserved)), of it expired \(tonnes(report.kgExpired))")
        Terminal.print("worth ¥\(Story.yuan(report.valueFen)), \(String(format: "%.0f", report.kgCO2e)) kg CO₂e")
        Terminal.print("\(report.bids) bids, \(report.unanswered) unanswered, \(report.oversoldKg) kg oversold")
        Terminal.print(
            "\(report.deadLetters) dead letters: \(report.deadLettersByReason.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))"
        )
        Terminal.print("\(Int(report.alertsPerSecond)) alerts/s, \(report.wallSeconds) s")
        for finding in report.findings { Terminal.print("WRONG: \(finding)") }
    }
}
