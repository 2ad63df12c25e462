import DeskStreams
import EmbeddedLog
import EventLog
import Foundation
import GreenChannelModel
import KafkaLog
import Replay
import Streams
import TestKit

/// A log with dead letters on it, and the commands that are given on it.
final class LetterLog {
    enum Store: CaseIterable {
        /// A file of its own.
        case file
        /// Topics of a prefix of its own on the test broker.
        case kafka
    }

    /// An alert that was refused, so long after the start.
    struct Letter {
        var text: String
        var id: String
        var key: String
        var after: Int64
        var reason = "UNKNOWN_CROP"
    }

    let folder: TemporaryFolder
    let topology: ChannelTopology
    let log: any EventLog
    let url: String
    /// Not long ago, so that no topic has dropped what was stamped then: hours ago, on a whole second.
    let start: Int64

    init(_ letters: [Letter], on store: Store = .file, hoursAgo: Int64 = 2) throws {
        folder = try TemporaryFolder()
        start = Int64(Date().timeIntervalSince1970) * 1000 - Instant.hours(hoursAgo)
        switch store {
        case .file:
            topology = ChannelTopology()
            url = "file:\(folder.path("channel.db"))"
            log = try EmbeddedLog(path: folder.path("channel.db"))
        case .kafka:
            let broker = try TestBroker.bootstrap()
            topology = ChannelTopology(prefix: "letters-\(UUID().uuidString.prefix(8).lowercased())")
            url = "kafka://\(broker)"
            var stated = KafkaProperties()
            for (name, value) in TestBroker.properties { stated.set(name, value) }
            var settings = try KafkaSettings(bootstrap: broker, properties: stated)
            settings.topicPrefix = topology.prefix + "."
            log = try KafkaLog(settings)
        }
        try log.createTopics(topology.topicSettings)
        let alerts = letters.map { alert($0) }
        let places = try log.append(alerts)
        try log.append(
            zip(letters, zip(alerts, places)).map { letter, posted in
                Self.letter(of: posted.0, at: posted.1, reason: letter.reason, to: topology.name(of: .deadLetters))
            }
        )
    }

    /// - Parameter count: dead letters, a second apart.
    convenience init(count: Int, on store: Store = .file) throws {
        try self.init(
            (0..<count).map { number in
                Letter(
                    text: "洋芋 \(number + 1)吨 庆安县 还能放5天 13800138000",
                    id: "\(number)",
                    key: "sender-\(number % 7)",
                    after: Int64(number) * 1000
                )
            },
            on: store
        )
    }

    deinit { log.close() }

    /// The alert as its sender posts it.
    func alert(_ letter: Letter) -> Post {
        var alert = UnsoldAlert()
        alert.text = letter.text
        let record = TimedRecord(
            at: Instant(milliseconds: start + letter.after),
            topic: .alerts,
            key: letter.key,
            body: .unsoldAlert(alert)
        )
        return topology.posts(of: record, id: letter.id, source: "test")[0]
    }

    /// The dead letter of a post, as the runtime writes it.
    static func letter(
        of post: Post,
        at place: (TopicPartition, Offset),
        reason: String,
        to topic: TopicName
    ) -> Post {
        var letter = post
        letter.topic = topic
        letter.partition = nil
        letter.headers.append(DeadLetter.Header.reason, reason)
        letter.headers.append(DeadLetter.Header.detail, "no crop is called 洋芋")
        letter.headers.append(DeadLetter.Header.topic, place.0.topic.rawValue)
        letter.headers.append(DeadLetter.Header.partition, "\(place.0.partition)")
        letter.headers.append(DeadLetter.Header.offset, "\(place.1)")
        letter.headers.append(DeadLetter.Header.timestamp, "\(post.timestamp.milliseconds)")
        return letter
    }

    // MARK: Commands

    func start(_ arguments: [String]) throws -> CommandProcess {
        let kafka =
            url.hasPrefix("file:") ? [] : TestBroker.properties.flatMap { ["--kafka", "\($0.name)=\($0.value)"] }
        let options = ["--log", url, "--prefix", topology.prefix]
        return try CommandProcess(["replay"] + arguments + options + kafka, in: folder)
    }

    func replay(_ arguments: String...) throws -> CommandResult { try replay(arguments) }

    func replay(_ arguments: [String]) throws -> CommandResult { try finish(start(arguments)) }

    func finish(_ process: CommandProcess) throws -> CommandResult {
        let ending = try process.waitForEnd()
        return CommandResult(ending: ending, output: process.output, errors: process.errors)
    }

    // MARK: Looking

    func records(of topic: Topic) throws -> [(TopicPartition, Record)] {
        let reader = try log.reader()
        var found: [(TopicPartition, Record)] = []
        for partition in topology.partitions(of: topic) {
            try reader.forEachRecord(of: partition) { found.append((partition, $0)) }
        }
        return found
    }

    /// How often each event was sent again.
    func redriven() throws -> [String: Int] {
        var counts: [String: Int] = [:]
        for (_, record) in try records(of: .alerts) where record.headers[EventHeader.replay] != nil {
            counts[record.headers.text(EventHeader.id) ?? "none", default: 0] += 1
        }
        return counts
    }
}
