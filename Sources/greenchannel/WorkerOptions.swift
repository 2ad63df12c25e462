import ArgumentParser
import Foundation
import Streams

/// How a process runs its lanes.
struct WorkerOptions: ParsableArguments {
    @Option(help: "Threads, each with its own partitions and transactions.")
    var lanes = 2

    @Option(help: "Commit at the latest after so many milliseconds; sooner when there is little to do.")
    var commitInterval: Int64 = 50

    @Option(help: "A worker that is silent for so many milliseconds loses its partitions to others.")
    var sessionTimeout: Int64 = 10_000

    @Option(help: "This worker's name in the group; it must differ from every other's. Default: host and process.")
    var name: String?

    @Option(
        help: """
            How long lanes may take to finish, commit and leave when asked to stop, in milliseconds; then they abort, for \
            which they have as long again.
            """
    )
    var stopWithin: Int64 = 10_000

    @Option(help: "How long resource desks gather bids before they decide, in milliseconds.")
    var decisionWindow: Int64 = 2000

    func settings(gatherMilliseconds: Int64 = 0) throws -> WorkerSettings {
        let settings = WorkerSettings(
            name: name ?? "\(ProcessInfo.processInfo.hostName)-\(ProcessInfo.processInfo.processIdentifier)",
            lanes: lanes,
            commitIntervalMilliseconds: commitInterval,
            gatherMilliseconds: min(gatherMilliseconds, max(commitInterval, 0)),
            sessionTimeoutMilliseconds: sessionTimeout,
            shutdownDeadlineMilliseconds: stopWithin
        )
        try settings.validate()
        return settings
    }

    /// After which a stop is given up: what lanes may take, and some seconds for the rest.
    var stopDeadlineMilliseconds: Int64 { 2 * stopWithin + 5000 }

    func validate() throws {
        do {
            _ = try settings()
        } catch {
            throw ValidationError("\(error)")
        }
        if !(1...3_600_000).contains(decisionWindow) {
            throw ValidationError("--decision-window \(decisionWindow) must be from 1 to 3,600,000 milliseconds")
        }
    }
}
