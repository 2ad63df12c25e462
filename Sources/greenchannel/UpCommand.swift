import ArgumentParser
import Desks
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
    @OptionGroup var daemon: DaemonOptions
    @OptionGroup var language: LanguageOption

    @Flag(help: "Load no samples.")
    var empty = false

    @Flag(help: "Tell facts as JSON lines.")
    var json = false

    @Flag(help: "Tell nothing.")
    var quiet = false

    func run() async throws {
        let lines = try daemon.openLog(tellsStory: !quiet)
        let signals = StopSignals(log: lines, deadlineMilliseconds: worker.stopDeadlineMilliseconds)
        do {
            try await run(lines, signals)
        } catch {
            throw lines.lastWords(error)
        }
    }

    private func run(_ lines: DaemonLog, _ signals: StopSignals) async throws {
        let opened = try log.open(creatingTopics: true, logger: lines.logger)
        lines.say("the log is \(opened.path); stop with Ctrl-C")
        var services: [any Service] = []
        if !empty, let samples = try SampleRun.first(on: opened) {
            services.append(samples.service())
            lines.say("first run: \(samples.summary)")
        }
        if !quiet {
            let teller = try StoryTeller(opened, language: language.language, asJSON: json)
            services.append(teller.service())
        }
        try await ChannelServices(
            opened: opened,
            desks: DeskName.allCases,
            options: worker,
            http: try daemon.address(),
            log: lines,
            signals: signals
        ).run(beside: services)
    }
}
