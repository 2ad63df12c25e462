import ArgumentParser
import DeskStreams
import EventLog
import Foundation
import GreenChannelModel

/// `submit`: posts alerts, and with `--wait` follows what becomes of them.
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

    @Flag(help: "Wait and tell the lot's story until it is settled: all of it placed, or ended. Exit code 3: refused.")
    var wait = false

    @Option(help: "With --wait: give up after so many seconds.")
    var timeout: Double = 120

    @Flag(help: "As JSON lines.")
    var json = false

    func validate() throws {
        guard (text == nil) != (file == nil) else { throw ValidationError("give a message, or --file, and not both") }
        if let text, text.allSatisfy(\.isWhitespace) { throw ValidationError("the message is empty") }
        if let senderCounty, Adcode(senderCounty) == nil {
            throw ValidationError("--sender-county '\(Terminal.inert(senderCounty))' must have six digits")
        }
        if !(0.1...86_400).contains(timeout) { throw ValidationError("--timeout \(timeout) must be from 0.1 to 86400") }
    }

    func run() throws {
        let lines = try alertLines()
        let opened = try log.open()
        defer { opened.log.close() }
        let key = try SenderKey(besideLog: opened.secretsBase)
        let run = UUID().uuidString
        var watch = try CaseWatch(opened, Story(language: language.language, names: OutletNames(opened)), asJSON: json)
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
        if wait, try watch.wait(seconds: timeout) > 0 { throw ExitCodes.foundSomethingWrong }
    }

    private func alertLines() throws -> [AlertLine] {
        if let file { return try AlertLines.read(file: file) }
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
