import ArgumentParser
import Desks
import EventLog
import Foundation
import Logging

struct WorkerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker",
        abstract: "Runs desks as a daemon; any number of workers share one log. 运行处理单元。"
    )

    @OptionGroup var log: LogOptions
    @OptionGroup var worker: WorkerOptions

    @Option(help: "Which desks, with commas between: intake,lot,promotion,broadcast,dispatch.")
    var desks = DeskName.allCases.map(\.rawValue).joined(separator: ",")

    func validate() throws { _ = try names() }

    func run() async throws {
        LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        let opened = try log.open(logger: Logger(label: "greenchannel.kafka"))
        try await ChannelServices(opened: opened, desks: try names(), options: worker).run()
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
