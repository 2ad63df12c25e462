import ArgumentParser
import EventLog
import Foundation
import GreenChannelModel

/// `journal`: one lot's story, or the newest facts of all.
struct JournalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal",
        abstract: "Tells what became of a lot and why, or shows the newest facts of all. 查看批次的来龙去脉。"
    )

    @OptionGroup var log: LogOptions
    @OptionGroup var language: LanguageOption

    @Argument(help: "A case number. Left out: every lot.", transform: OperatorDecision.caseNumber)
    var lot: String?

    @Flag(name: .shortAndLong, help: "Go on as facts are written, until interrupted.")
    var follow = false

    @Option(help: "How many of the newest facts to begin with, when no case is named.")
    var last = 40

    @Flag(help: "One JSON object a fact.")
    var json = false

    func validate() throws {
        if !(0...1_000_000).contains(last) { throw ValidationError("--last \(last) must be from 0 to 1,000,000") }
    }

    func run() throws {
        let opened = try log.openExisting()
        defer { opened.log.close() }
        var reading = try JournalReading(opened, lot: lot, from: lot == nil ? .newest(last) : .beginning)
        let first = try reading.news()
        let story = Story(language: language.language, names: OutletNames(opened))
        for fact in lot == nil ? first.suffix(last) : first[...] { try show(fact, story) }
        if first.isEmpty, !follow, last > 0 || lot != nil {
            guard let lot else { return Terminal.error("nothing has happened on this log yet") }
            throw CommandFailure("no case \(lot) is in the journal of \(opened.path)")
        }
        while follow, !Terminal.outputIsClosed.isSet {
            // Other processes write this log; there is nothing to wait on but time.
            Thread.sleep(forTimeInterval: 0.2)
            for fact in try reading.news() { try show(fact, story) }
        }
    }

    private func show(_ fact: JournalFact, _ story: Story) throws {
        Terminal.print(json ? try JournalJSON.line(fact) : story.line(fact.entry, at: fact.at))
    }
}

/// A fact as JSON: the message in proto3 JSON, with when it was written.
enum JournalJSON {
    static func line(_ fact: JournalFact) throws -> String {
        let time = fact.at.iso8601(utcOffsetMinutes: 480)
        return "{\"at\":\"\(time)\",\"fact\":\(try fact.entry.json())}"
    }
}
