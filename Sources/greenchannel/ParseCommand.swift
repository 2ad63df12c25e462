import ArgumentParser
import Foundation
import GreenChannelModel
import Intake

/// `parse`: what messages are understood as; nothing is posted.
struct ParseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parse",
        abstract: "Shows what a message is understood as. 看一条短信会被理解成什么。"
    )

    @Argument(help: "The message.")
    var text: String?

    @Option(help: "A file of messages: JSON lines, JSON or CSV; - for standard input. One line of JSON a message.")
    var file: String?

    @Option(help: "When it was received, ISO 8601. Default: now; in a file, its own `received`.")
    var received: String?

    @Option(help: "The county that the sender is known to be from, six digits.")
    var senderCounty: String?

    @Flag(help: "As one line of JSON.")
    var json = false

    @OptionGroup var language: LanguageOption

    func validate() throws {
        guard (text == nil) != (file == nil) else { throw ValidationError("give a message, or --file, and not both") }
        if let received, Instant(iso8601: received) == nil {
            throw ValidationError(
                "--received '\(Terminal.inert(received))' is no time such as 2026-03-02T09:00:00+08:00"
            )
        }
        if let senderCounty, Adcode(senderCounty) == nil {
            throw ValidationError("--sender-county '\(Terminal.inert(senderCounty))' must have six digits")
        }
    }

    func run() throws {
        let parser = MessageParser.shipped
        let given = received.flatMap { Instant(iso8601: $0) }
        let county = senderCounty.flatMap { Adcode($0) }
        if let text {
            let message = Message(text: text, received: given ?? .now, senderCounty: county)
            try show(parser.understand(message), id: nil)
            return
        }
        var failed = 0
        try AlertLines.forEachRecord(ofFile: file ?? "-") { record, _ in
            switch record {
            case .success(let fields):
                let time = given ?? fields[.received].flatMap { Instant(iso8601: $0) } ?? .now
                let home = county ?? fields[.senderCounty].flatMap { Adcode($0) }
                try show(parser.understand(fields, received: time, senderCounty: home), id: fields[.id])
            case .failure(let error):
                failed += 1
                Terminal.error("\(error)")
            }
        }
        if failed > 0 { throw ExitCodes.foundSomethingWrong }
    }

    private func show(_ understanding: Understanding, id: String?) throws {
        if json || file != nil {
            try Terminal.print(json: UnderstandingReport(understanding, id: id))
        } else {
            UnderstandingText(understanding, language.language).show()
        }
    }
}
