import ArgumentParser
import DeskStreams
import Desks
import EventLog
import Foundation
import GreenChannelModel
import Logging
import ServiceLifecycle

struct UpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up",
        abstract: "Runs the whole channel in this process and tells what happens. 在本机运行整个绿色通道。",
        discussion: """
            On an empty log it first loads sample offers and posts sample alerts, so that there is something to see. \
            Ctrl-C stops it; what was taken is never lost.
            """
    )

    @OptionGroup var log: LogOptions
    @OptionGroup var worker: WorkerOptions
    @OptionGroup var language: LanguageOption

    @Flag(help: "Load no samples.")
    var empty = false

    @Flag(help: "Tell facts as JSON lines.")
    var json = false

    @Flag(help: "Tell nothing.")
    var quiet = false

    func run() async throws {
        LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        let opened = try log.open(creatingTopics: true, logger: Logger(label: "greenchannel.kafka"))
        let isFirstRun = try opened.isEmpty()
        Terminal.error("the log is \(opened.path); stop with Ctrl-C")
        var services: [any Service] = []
        if isFirstRun, !empty {
            let samples = try SampleRun(opened)
            try samples.loadOffers()
            services.append(samples.service())
            Terminal.error("first run: \(samples.summary)")
        }
        if !quiet {
            let teller = try StoryTeller(opened, language: language.language, asJSON: json)
            services.append(teller.service())
        }
        try await ChannelServices(opened: opened, desks: DeskName.allCases, options: worker).run(beside: services)
    }
}

extension OpenedLog {
    /// Whether nothing has ever been posted.
    func isEmpty() throws -> Bool {
        let reader = try log.reader()
        for topic in [Topic.alerts, .promotion, .broadcast, .dispatch, .lots] {
            for partition in topology.partitions(of: topic) where try reader.bounds(of: partition).upperBound != .zero {
                return false
            }
        }
        return true
    }
}

/// Tells the journal as it grows.
///
/// `@unchecked Sendable`: only the thread of its one service touches what can change.
final class StoryTeller: @unchecked Sendable {
    private var reading: JournalReading
    private let story: Story
    private let asJSON: Bool

    init(_ opened: OpenedLog, language: Language, asJSON: Bool) throws {
        reading = try JournalReading(opened, lot: nil)
        try reading.skipToEnd()
        story = Story(language: language)
        self.asJSON = asJSON
    }

    func service() -> ThreadService {
        ThreadService("story") { [self] in
            for fact in try reading.news() {
                Terminal.print(asJSON ? try JournalJSON.line(fact) : story.line(fact.entry, at: fact.at))
            }
            // Workers in other processes may write, too: look again a few times a second.
            Thread.sleep(forTimeInterval: 0.1)
            return true
        }
    }
}
