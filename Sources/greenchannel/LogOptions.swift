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

    func validate() throws {
        _ = try path()
        do {
            try ChannelTopology(prefix: prefix, partitionCountDefault: partitions ?? 1).validate()
        } catch {
            throw ValidationError("\(error)")
        }
    }

    /// Opens a log that must be there: for commands that only look, or that speak of lots.
    func openExisting() throws -> OpenedLog {
        let path = try path()
        // A file without a byte is no log yet: to look at it would make one of it.
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard let size = attributes?[.size] as? NSNumber, size.int64Value > 0 else {
            throw CommandFailure(
                "there is no log at \(Terminal.inert(path)): name another with --log file:PATH, or begin one with "
                    + "`greenchannel up`"
            )
        }
        let log = try EmbeddedLog(path: path)
        guard let count = try partitionCount(log) else {
            throw CommandFailure(
                "the log \(Terminal.inert(path)) has no topics of the prefix '\(prefix)': name another with --prefix"
            )
        }
        return OpenedLog(log: log, topology: try topology(count), path: path)
    }

    /// Opens the log, or creates it, and makes sure that the channel's topics are there.
    func open() throws -> OpenedLog {
        let path = try path()
        let log = try EmbeddedLog(path: path)
        let topology = try topology(try partitionCount(log))
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

    /// - Parameter existing: of the topics that are there already.
    private func topology(_ existing: Int32?) throws -> ChannelTopology {
        if let existing, let partitions, existing != partitions {
            throw CommandFailure(
                "the log has \(existing) partitions for each topic, not \(partitions): leave --partitions out, or start a "
                    + "new --prefix"
            )
        }
        return ChannelTopology(
            prefix: prefix,
            partitionCountDefault: existing ?? partitions ?? ChannelTopology.defaultPartitionCount
        )
    }

    private func partitionCount(_ log: any EventLog) throws -> Int32? {
        let lots = ChannelTopology(prefix: prefix).name(of: .lots)
        return try log.topics().first { $0.name == lots }?.partitionCount
    }
}

/// A log with the names of the channel's topics on it.
struct OpenedLog {
    let log: any EventLog
    let topology: ChannelTopology
    let path: String

    /// Whether nothing has ever been posted.
    func isEmpty() throws -> Bool {
        let reader = try log.reader()
        for topic in [Topic.alerts, .promotion, .broadcast, .dispatch, .lots] {
            for partition in topology.partitions(of: topic) where try reader.bounds(of: partition).upperBound != .zero {
                return false
            }
        }
        return true
    }
}
