import ArgumentParser
import DeskStreams
import EmbeddedLog
import EventLog
import Foundation
import GreenChannelModel

/// Which log a command works on.
struct LogOptions: ParsableArguments {
    @Option(help: "The log: file:PATH. Default: $GREENCHANNEL_LOG, else file:greenchannel.db.")
    var log: String?

    @Option(help: "What the names of the channel's topics begin with.")
    var prefix = ChannelTopology.defaultPrefix

    @Option(help: "Partitions of each topic. Chosen once, when the topics are created.")
    var partitions: Int32?

    func validate() throws { _ = try path() }

    /// Opens a log that must be there: for commands that only look, or that speak of lots.
    func openExisting() throws -> OpenedLog {
        let path = try path()
        guard FileManager.default.fileExists(atPath: path) else {
            throw CommandFailure(
                "there is no log at \(Terminal.inert(path)): name another with --log file:PATH, or begin one with "
                    + "`greenchannel up`"
            )
        }
        return try open()
    }

    /// Opens the log, or creates it, and makes sure that the channel's topics are there.
    func open() throws -> OpenedLog {
        let path = try path()
        let log = try EmbeddedLog(path: path)
        let counts = try existingCounts(log)
        let topology = ChannelTopology(
            prefix: prefix,
            partitionCountDefault: counts ?? partitions ?? ChannelTopology.defaultPartitionCount
        )
        if let counts, let partitions, counts != partitions {
            throw CommandFailure(
                "the log has \(counts) partitions for each topic, not \(partitions): leave --partitions out, or start a "
                    + "new --prefix"
            )
        }
        try topology.validate()
        try log.createTopics(topology.topicSettings)
        return OpenedLog(log: log, topology: topology, path: path)
    }

    /// The file of the log.
    func path() throws -> String {
        let url = log ?? ProcessInfo.processInfo.environment["GREENCHANNEL_LOG"] ?? "file:greenchannel.db"
        guard url.hasPrefix("file:"), url.count > 5 else {
            throw ValidationError("--log '\(Terminal.inert(url))' is not understood: name it as file:PATH")
        }
        var path = String(url.dropFirst(5))
        while path.hasPrefix("//") { path.removeFirst() }
        return path
    }

    private func existingCounts(_ log: any EventLog) throws -> Int32? {
        let lots = ChannelTopology(prefix: prefix).name(of: .lots)
        return try log.topics().first { $0.name == lots }?.partitionCount
    }
}

struct OpenedLog {
    let log: any EventLog
    let topology: ChannelTopology
    let path: String
}
