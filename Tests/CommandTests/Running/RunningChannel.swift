import Foundation

/// A fresh log with `greenchannel up` running on it, and commands that are given on that log.
final class RunningChannel {
    let folder: TemporaryFolder
    let up: CommandProcess

    var logURL: String { "file:\(path)" }
    var path: String { folder.path("channel.db") }

    /// Returns when the log is there.
    init(_ options: String...) throws {
        folder = try TemporaryFolder()
        let log = "file:\(folder.path("channel.db"))"
        up = try CommandProcess(
            ["up", "--log", log, "--empty", "--quiet", "--decision-window", "100"] + options,
            in: folder
        )
        try eventually("the log is there") {
            guard up.isRunning else { throw CommandTestFailure("up has ended: \(up.errors)") }
            return FileManager.default.fileExists(atPath: path)
        }
    }

    /// Runs a command on this channel's log to its end.
    func command(_ arguments: String..., input: String = "") throws -> CommandResult {
        let process = try CommandProcess(arguments + ["--log", logURL], in: folder, input: input)
        let ending = try process.waitForEnd()
        return CommandResult(ending: ending, output: process.output, errors: process.errors)
    }

    /// Loads the small world's offers and waits until they are announced: a lot that comes before finds nobody.
    func loadOffers() throws {
        let result = try command("offers", "-", "--today", input: SmallWorld.offers)
        guard result.ending == .exit(0) else { throw CommandTestFailure("the offers are not taken: \(result.errors)") }
        try eventually("the offers are announced") {
            let desks = try command("status", "--json").object()["desks"] as? [[String: Any]] ?? []
            return desks.allSatisfy { $0["lagRecords"] as? Int == 0 }
                && desks.contains { $0["desk"] as? String == "lot" && ($0["recordsTaken"] as? Int ?? 0) > 0 }
        }
    }

    /// Waits until a lot's story tells of an event.
    func waitFor(_ event: String, in lot: String) throws {
        try eventually("\(lot) is \(event)") { try events(of: lot).contains(event) }
    }

    /// What a lot's story tells, in order.
    func events(of lot: String) throws -> [String] {
        let result = try command("journal", lot, "--json")
        guard result.ending == .exit(0) else { return [] }
        return try result.objects().compactMap { ($0["fact"] as? [String: Any])?["event"] as? String }
    }
}
