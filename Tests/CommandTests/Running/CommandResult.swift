import Foundation

/// What a command that ran to its end has said.
struct CommandResult {
    var ending: CommandProcess.Ending
    var output: String
    var errors: String

    var lines: [String] { output.split(separator: "\n").map(String.init) }

    /// The output as one JSON value.
    func object() throws -> [String: Any] { try Self.object(output) }

    /// The output as one JSON value a line.
    func objects() throws -> [[String: Any]] { try lines.map(Self.object) }

    private static func object(_ text: String) throws -> [String: Any] {
        guard let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] else {
            throw CommandTestFailure("this is no JSON object: \(text)")
        }
        return object
    }
}

/// Runs the program to its end.
func greenchannel(
    _ arguments: String...,
    in folder: TemporaryFolder,
    input: String = "",
    environment: [String: String] = [:]
) throws -> CommandResult {
    let process = try CommandProcess(arguments, in: folder, input: input, environment: environment)
    let ending = try process.waitForEnd()
    return CommandResult(ending: ending, output: process.output, errors: process.errors)
}

/// Waits until something holds, looking again and again: for what other processes bring about.
/// - Throws: when it does not hold after so long.
func eventually(_ what: String, seconds: Double = 120, _ holds: () throws -> Bool) throws {
    let clock = ContinuousClock()
    let deadline = clock.now + .seconds(seconds)
    while try !holds() {
        guard clock.now < deadline else { throw CommandTestFailure("after \(seconds) s still not: \(what)") }
        Thread.sleep(forTimeInterval: 0.02)
    }
}
