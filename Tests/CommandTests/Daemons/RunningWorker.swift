import Foundation
import TestKit

/// A `worker` process on a log of its own, with its port and its log in JSON.
final class RunningWorker {
    let folder: TemporaryFolder
    let process: CommandProcess

    var logURL: String { "file:\(folder.path("channel.db"))" }

    init(_ options: String..., in folder: TemporaryFolder? = nil) throws {
        let folder = try folder ?? TemporaryFolder()
        self.folder = folder
        process = try CommandProcess(
            [
                "worker", "--log", "file:\(folder.path("channel.db"))", "--log-format", "json", "--decision-window",
                "100",
            ]
                + options,
            in: folder
        )
    }

    /// The lines of its log that are there in full.
    func lines() throws -> [[String: Any]] {
        try process.errors.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map { line in
            guard let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] else {
                throw CommandTestFailure("this is no line of JSON: \(line)")
            }
            return object
        }
    }

    func fields(of message: String) throws -> [String: Any]? {
        try lines().last { $0["message"] as? String == message }?["fields"] as? [String: Any]
    }

    /// Waits until its log is open.
    func start() throws { try eventually("it has begun") { try fields(of: "channel starts") != nil } }

    /// Its port, once it listens.
    func http() throws -> PlainHTTP {
        try eventually("the port is served") { try fields(of: "probes and metrics are served") != nil }
        let address = try fields(of: "probes and metrics are served")?["http"] as? String ?? ""
        guard let port = address.split(separator: ":").last.flatMap({ Int($0) }) else {
            throw CommandTestFailure("no port in '\(address)'")
        }
        return PlainHTTP(port: port)
    }

    /// Its metrics, by name and labels as they stand in the text.
    func metrics() throws -> [String: Double] {
        var values: [String: Double] = [:]
        for line in try http().blockingGet("/metrics").body.split(separator: "\n") where !line.hasPrefix("#") {
            guard let gap = line.lastIndex(of: " "), let value = Double(line[line.index(after: gap)...]) else {
                throw CommandTestFailure("this is no metric: \(line)")
            }
            values[String(line[..<gap])] = value
        }
        return values
    }

    func command(_ arguments: String..., input: String = "") throws -> CommandResult {
        let process = try CommandProcess(arguments + ["--log", logURL], in: folder, input: input)
        let ending = try process.waitForEnd()
        return CommandResult(ending: ending, output: process.output, errors: process.errors)
    }

    func status() throws -> [String: Any] { try command("status", "--json").object() }
}
