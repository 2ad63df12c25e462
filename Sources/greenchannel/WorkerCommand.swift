import ArgumentParser
import Desks
import EventLog
import Foundation

struct WorkerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker",
        abstract: "Runs desks as a daemon; any number of workers share one log. 运行处理单元。"
    )

    @OptionGroup var log: LogOptions
    @OptionGroup var worker: WorkerOptions
    @OptionGroup var daemon: DaemonOptions

    @Option(help: "Which desks, with commas between: intake,lot,promotion,broadcast,dispatch.")
    var desks = DeskName.allCases.map(\.rawValue).joined(separator: ",")

    func validate() throws { _ = try names() }

    func run() async throws {
        let lines = try daemon.openLog()
        let signals = StopSignals(log: lines, deadlineMilliseconds: worker.stopDeadlineMilliseconds)
        do {
            let opened = try log.open(logger: lines.logger)
            try await ChannelServices(
                opened: opened,
                desks: try names(),
                options: worker,
                http: try daemon.address(),
                log: lines,
                signals: signals
            ).run()
        } catch {
            throw lines.lastWords(error)
        }
    }

    private func names() throws -> [DeskName] {
        let names = try desks.split(separator: ",").map { text in
            guard let name = DeskName(rawValue: String(text)) else {
                let known = DeskName.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("--desks names '\(Terminal.inert(String(text)))': the desks are \(known)")
            }
            return name
        }
        guard !names.isEmpty else { throw ValidationError("--desks names no desk") }
        return names
    }
}
