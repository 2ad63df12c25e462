import ArgumentParser
import DeskStreams
import EventLog
import Foundation
import GreenChannelModel
import Replay

struct SubmitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "submit",
        abstract: "Posts one alert or a file of them, and says the case numbers. 提交滞销预警。"
    )

    @OptionGroup var log: LogOptions
    @OptionGroup var language: LanguageOption

    @Argument(help: "The message.")
    var text: String?

    @Option(help: "A file of alerts: JSON lines, JSON or CSV with a header; - for standard input.")
    var file: String?

    @Option(help: "The sender's phone number or token. It is never stored, only its keyed hash.")
    var sender = "command-line"

    @Option(help: "The county that the sender is known to be from, six digits.")
    var senderCounty: String?

    @Flag(help: "Wait and tell the lot's story until it is settled: all of it placed, or ended.")
    var wait = false

    @Option(help: "With --wait: give up after so many seconds.")
    var timeout: Double = 120

    @Flag(help: "As JSON lines.")
    var json = false

    func validate() throws {
        guard (text == nil) != (file == nil) else { throw ValidationError("give a message, or --file, and not both") }
        if let senderCounty, Adcode(senderCounty) == nil {
            throw ValidationError("--sender-county '\(Terminal.inert(senderCounty))' must have six digits")
        }
        if !(0.1...86_400).contains(timeout) { throw ValidationError("--timeout \(timeout) must be from 0.1 to 86400") }
    }

    func run() throws {
        let lines = try alertLines()
        let opened = try log.open()
        defer { opened.log.close() }
        let key = try SenderKey(besideLog: opened.path)
        let run = UUID().uuidString
        var watch = try CaseWatch(opened, Story(language: language.language), asJSON: json)
        for start in stride(from: 0, to: lines.count, by: 500) {
            let portion = lines[start..<min(start + 500, lines.count)]
            let posts = portion.enumerated().flatMap { index, line in
                opened.topology.posts(
                    of: line.record(at: .now, key: key.key(of: line.sender)),
                    id: "\(run)/\(start + index)",
                    source: "greenchannel/submit"
                )
            }
            let places = try opened.log.append(posts)
            for (line, place) in zip(portion, places) { try watch.posted(line, at: place) }
            Terminal.progress("\(start + portion.count) of \(lines.count) posted")
        }
        Terminal.endProgress()
        if wait { try watch.wait(seconds: timeout) }
    }

    private func alertLines() throws -> [AlertLine] {
        if let file { return try AlertLines.read(try InputFile.read(file, bytesMax: 1 << 30)) }
        return [AlertLine(text: text ?? "", sender: sender, county: senderCounty ?? "")]
    }
}

extension AlertLine {
    init(text: String, sender: String, county: String) {
        id = nil
        at = nil
        self.sender = sender
        alert = UnsoldAlert()
        alert.text = text
        alert.senderCounty = county
        alert.origin = "cli"
    }
}

/// Follows the cases that one run posted.
struct CaseWatch {
    private let story: Story
    private let asJSON: Bool
    private var journal: JournalReading
    private var notices: NoticeReading
    /// By where the alert stands: the number that it gets if it becomes a case of its own.
    private var open: [String: String] = [:]
    private var lots: Set<String> = []

    init(_ opened: OpenedLog, _ story: Story, asJSON: Bool) throws {
        self.story = story
        self.asJSON = asJSON
        journal = try JournalReading(opened, lot: nil)
        try journal.skipToEnd()
        notices = try NoticeReading(opened)
    }

    private struct Posted: Encodable {
        var id: String?
        var caseNumber: String
        var partition: Int32
        var offset: Int64
    }

    mutating func posted(_ line: AlertLine, at place: (TopicPartition, Offset)) throws {
        let (partition, offset) = (place.0.partition.rawValue, place.1.rawValue)
        let number = CaseNumber(partition: partition, offset: offset).description
        open["\(Topic.alerts.rawValue)/\(partition)/\(offset)"] = number
        if asJSON {
            try Terminal.print(
                json: Posted(id: line.id, caseNumber: number, partition: partition, offset: offset)
            )
        } else {
            Terminal.print(number)
        }
    }

    /// Tells what is answered and what becomes of the lots, until every one is settled.
    mutating func wait(seconds: Double) throws {
        let deadline = Date().addingTimeInterval(seconds)
        while !open.isEmpty || !lots.isEmpty {
            guard Date() < deadline else {
                let waiting = (Array(open.values) + lots).sorted().prefix(5).joined(separator: ", ")
                throw CommandFailure(
                    "\(open.count + lots.count) cases are not settled after \(Int(seconds)) s (\(waiting)). "
                        + "Is a worker running on this log? They go on by themselves: see `greenchannel journal <case>`."
                )
            }
            for notice in try notices.news() {
                guard let number = open.removeValue(forKey: notice.idempotencyKey) else { continue }
                if notice.lot == number || !notice.lot.isEmpty { lots.insert(notice.lot) }
                Terminal.error("→ \(Terminal.inert(notice.text, max: 200))")
            }
            for fact in try journal.news() where lots.contains(fact.entry.lot) || open.values.contains(fact.entry.lot) {
                Terminal.print(asJSON ? try JournalJSON.line(fact) : story.line(fact.entry, at: fact.at))
                if Self.isSettled(fact.entry) { lots.remove(fact.entry.lot) }
            }
            // The desks run in another process: there is nothing to wait on but time.
            Thread.sleep(forTimeInterval: 0.05)
        }
    }

    /// Nothing is left to be placed, or the sender must say something first.
    private static func isSettled(_ fact: JournalEntry) -> Bool {
        switch fact.event {
        case "ENDED", "ASKED", "HELD", "REPEATED": true
        case "AWARDED", "CARRIAGE_AWARDED", "DELIVERED", "SETTLED_BY_DEFAULT":
            fact.hasBalance && fact.balance.unplaced == 0 && fact.balance.held == 0
        default: false
        }
    }
}
