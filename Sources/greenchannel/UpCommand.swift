import ArgumentParser
import Desks
import Logging
import ServiceLifecycle

/// `up`: the whole channel in this process.
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
        let opened = try log.open()
        Terminal.error("the log is \(opened.path); stop with Ctrl-C")
        var services: [any Service] = []
        if !empty, let samples = try SampleRun.first(on: opened) {
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
