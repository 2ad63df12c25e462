import ArgumentParser
import Foundation

/// The exit codes of every command.
enum ExitCodes {
    static let failed = ExitCode(1)
    static let usage = ExitCode(2)
    static let foundSomethingWrong = ExitCode(3)

    /// Says what went wrong, in one place for all commands, and ends the process.
    static func exit(with error: any Error) -> Never {
        let code = GreenChannel.exitCode(for: error)
        // Help and version are no errors.
        if code == .success { GreenChannel.exit(withError: error) }
        if let code = error as? ExitCode { Foundation.exit(code.rawValue) }
        if code == .validationFailure {
            Terminal.error(GreenChannel.fullMessage(for: error))
            Foundation.exit(usage.rawValue)
        }
        Terminal.error("greenchannel: \(error)")
        Foundation.exit(failed.rawValue)
    }
}

/// What a person can mend: what was wrong, with which value, and what to do about it.
struct CommandFailure: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}
