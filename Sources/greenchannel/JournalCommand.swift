import ArgumentParser
import EventLog
import Foundation
import GreenChannelModel

struct JournalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal",
        abstract: "Tells what became of a lot and why, or shows the newest facts of all. 查看批次的来龙去脉。"
    )

    @OptionGroup var log: LogOptions
    @OptionGroup var language: LanguageOption

    @Argument(help: "A case number. Left out: every lot.")
    var lot: String?

    @Flag(name: .shortAndLong, help: "Go on as facts are written, until interrupted.")
    var follow = false

    @Option(help: "How many of the newest facts to begin with, when no case is named.")
    var last = 40

    @Flag(help: "One JSON object a fact.")
    var json = false

    func validate() throws {
        if let lot, CaseNumber(lot) == nil {
            throw ValidationError("'\(Terminal.inert(lot))' is no case number; is a character mistyped?")
        }
        if last < 0 { throw ValidationError("--last \(last) is less than nothing") }
    }

    func run() throws {
        let opened = try log.openExisting()
        defer { opened.log.close() }
        let name = lot.flatMap { CaseNumber($0)?.description }
        var reading = try JournalReading(opened, lot: name)
        let first = try reading.news(limit: .max).filter { name == nil || $0.entry.lot == name }
        for fact in name == nil ? first.suffix(last) : first[...] { try show(fact) }
        if let name, first.isEmpty, !follow {
            throw CommandFailure("no case \(name) is in the journal of \(opened.path)")
        }
        while follow, !Terminal.outputIsClosed.isSet {
            // Other processes write this log; there is nothing to wait on but time.
            Thread.sleep(forTimeInterval: 0.2)
            for fact in try reading.news() where name == nil || fact.entry.lot == name { try show(fact) }
        }
    }

    private func show(_ fact: JournalFact) throws {
        if json {
            Terminal.print(try JournalJSON.line(fact))
        } else {
            Terminal.print(Story(language: language.language).line(fact.entry, at: fact.at))
        }
    }
}

/// A fact as JSON: the message in proto3 JSON, with when it was written.
enum JournalJSON {
    static func line(_ fact: JournalFact) throws -> String {
        let time = fact.at.iso8601(utcOffsetMinutes: 480)
        return "{\"at\":\"\(time)\",\"fact\":\(try fact.entry.json())}"
    }
}
