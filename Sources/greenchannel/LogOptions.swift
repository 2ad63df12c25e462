import ArgumentParser
import DeskStreams
import EmbeddedLog
import EventLog
import Foundation
import GreenChannelModel
import KafkaLog
import Logging
import Replay

/// Which log a command works on.
struct LogOptions: ParsableArguments {
    @Option(
        help: """
            The log: file:PATH or kafka://HOST:PORT,HOST:PORT; to look at an export, archive:PATH. Default: \
            $GREENCHANNEL_LOG, else file:greenchannel.db.
            """
    )
    var log: String?

    @OptionGroup var kafka: KafkaOptions

    @Option(help: "What the names of the channel's topics begin with.")
    var prefix = ChannelTopology.defaultPrefix

    @Option(help: "Partitions of each topic. Chosen once, when the topics are created.")
    var partitions: Int32?

    /// Where a log is.
    enum Location {
        case file(path: String)
        case kafka(bootstrap: String)
        /// What `replay export` wrote.
        case archive(path: String)
    }

    func validate() throws {
        _ = try location()
        do {
            try ChannelTopology(prefix: prefix, partitionCountDefault: partitions ?? 1).validate()
        } catch {
            throw ValidationError("\(error)")
        }
    }

    /// Opens a log that must be there: for commands that only look, or that speak of lots.
    func openExisting() throws -> OpenedLog {
        let path: String
        switch try location() {
        case .file(let named): path = named
        case .archive(let path):
            let log = try ArchivedLog(path: path)
            return OpenedLog(log: log, topology: log.topology, path: path, secretsBase: path)
        case .kafka(let bootstrap):
            let log = try kafka.open(bootstrap: bootstrap, prefix: prefix, logger: nil)
            do {
                let topology = try topology(of: log)
                // Not all of them: a channel of an older version has fewer, and can be looked at all the same.
                try require(topology.topicSettings.filter { $0.name == topology.name(of: .lots) }, on: log)
                return OpenedLog(log: log, topology: topology, path: "kafka://\(bootstrap)", secretsBase: prefix)
            } catch {
                log.close()
                throw error
            }
        }
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
        return OpenedLog(log: log, topology: try topology(count), path: path, secretsBase: path)
    }

    /// Opens the log and makes sure that the channel's topics are there. A log file is created where there is none.
    /// - Parameters:
    ///   - creatingTopics: whether topics that are missing are created on Kafka, too, where that is somebody's decision.
    ///   - logger: told what a Kafka client has to say.
    func open(creatingTopics: Bool = false, logger: Logger? = nil) throws -> OpenedLog {
        switch try location() {
        case .file(let path):
            let log = try EmbeddedLog(path: path)
            let topology = try topology(of: log)
            try log.createTopics(topology.topicSettings)
            return OpenedLog(log: log, topology: topology, path: path, secretsBase: path)
        case .kafka(let bootstrap):
            let log = try kafka.open(bootstrap: bootstrap, prefix: prefix, logger: logger)
            do {
                let topology = try topology(of: log)
                if creatingTopics {
                    try log.createTopics(topology.topicSettings)
                } else {
                    try require(topology.topicSettings, on: log)
                }
                return OpenedLog(
                    log: log,
                    topology: topology,
                    path: "kafka://\(bootstrap)",
                    secretsBase: prefix,
                    // A commit takes four or five requests, one after the other, however little it holds; and who begins
                    // anew before the broker has ended the last one waits 20 ms.
                    gatherMilliseconds: 5
                )
            } catch {
                log.close()
                throw error
            }
        case .archive(let path):
            throw CommandFailure(
                "an archive is only looked at: put \(Terminal.inert(path)) into a fresh log with `greenchannel replay import`"
            )
        }
    }

    func require(_ topics: [TopicSettings], on log: any EventLog) throws {
        let found = Set(try log.topics().map(\.name))
        guard let missing = topics.first(where: { !found.contains($0.name) }) else { return }
        throw CommandFailure(
            "there is no topic \(missing.name) on the cluster, or this user may not see it: create the channel's topics with "
                + "`greenchannel topics create`, name another --prefix, or let the user describe it"
        )
    }

    /// What the channel's topics are to be like: as many partitions as there are, if there are any.
    func topology(of log: any EventLog) throws -> ChannelTopology {
        try topology(try partitionCount(log))
    }

    func location() throws -> Location {
        let url = log ?? ProcessInfo.processInfo.environment["GREENCHANNEL_LOG"] ?? "file:greenchannel.db"
        if url.hasPrefix("kafka://"), url.count > 8 { return .kafka(bootstrap: String(url.dropFirst(8))) }
        func path(_ scheme: String) -> String? {
            guard url.hasPrefix(scheme), url.count > scheme.count else { return nil }
            var path = String(url.dropFirst(scheme.count))
            while path.hasPrefix("//") { path.removeFirst() }
            return path
        }
        if let path = path("file:") { return .file(path: path) }
        if let path = path("archive:") { return .archive(path: path) }
        throw ValidationError(
            "--log '\(Terminal.inert(url))' is not understood: name it as file:PATH or kafka://HOST:PORT, or archive:PATH to "
                + "look at an export"
        )
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
    /// What it is called where people read of it.
    let path: String
    /// What the names of files with its secrets begin with.
    let secretsBase: String
    /// How long records gather between two transactions of a lane that has no more to read.
    var gatherMilliseconds: Int64 = 0

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
