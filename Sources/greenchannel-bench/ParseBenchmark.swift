import ArgumentParser
import Foundation
import GreenChannelModel
import Intake

struct ParseBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parse",
        abstract: "Short messages understood per second on one core."
    )

    @OptionGroup var rounds: Rounds
    @Option(help: "Messages in one round.") var count = 200_000

    func run() throws {
        let parser = MessageParser.shipped
        let texts = SampleTexts.texts
        let received = Instant(milliseconds: 1_772_413_200_000)
        let messages = texts.map { Message(text: $0, received: received) }
        var accepted = 0
        let median = rounds.measure("parse", unit: "messages/s") {
            let seconds = Rounds.seconds {
                for index in 0..<count where parser.understand(messages[index % messages.count]).status == .accepted {
                    accepted += 1
                }
            }
            return Double(count) / seconds
        }
        print("\(texts.count) different texts, \(100 * accepted / (count * rounds.rounds)) % accepted")
        print("aim 200000 messages/s: ratio \(Rounds.show(median / 200_000))")
    }
}
