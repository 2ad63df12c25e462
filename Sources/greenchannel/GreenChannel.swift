import ArgumentParser
import Foundation

/// The one program that people meet. It parses, wires and exits; what it does lives in the libraries.
@main
struct GreenChannel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "greenchannel",
        abstract: "Finds unsold produce an outlet before it spoils. 助农绿色通道：让滞销农产品在变坏前找到去处。",
        discussion: """
            Exit codes: 0 done, 1 failed, 2 wrong use, 3 something wrong was found.
            """,
        version: "0.1.0",
        subcommands: [
            UpCommand.self, SubmitCommand.self, ParseCommand.self, OffersCommand.self, WorkerCommand.self,
            StatusCommand.self, TopicsCommand.self, JournalCommand.self, OperatorCommand.self, RehearseCommand.self,
            ReplayCommand.self,
        ]
    )

    static func main() async {
        // A reader that went away (`| head`) is no reason to die of a signal.
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            ExitCodes.exit(with: error)
        }
    }
}
