import DeskStreams
import EmbeddedLog
import EventLog
import Foundation
import GreenChannelModel
import Replay
import Streams

/// A log file with dead letters on it, and the commands that are given on it.
struct LetterLog {
    let folder: TemporaryFolder
    let topology = ChannelTopology()

    var url: String { "file:\(folder.path("channel.db"))" }

    /// - Parameter count: dead letters from 08:00 on, a second apart.
    init(count: Int) throws {
        folder = try TemporaryFolder()
        let log = try open()
        defer { log.close() }
        try log.createTopics(topology.topicSettings)
        // Not long ago, so that no topic has dropped them; in whole seconds.
        let start = Self.start
        let alerts = (0..<count).map { number -> Post in
            var alert = UnsoldAlert()
            alert.text = "洋芋 \(number + 1)吨 庆安县 还能放5天 13800138000"
            let record = TimedRecord(
                at: Instant(milliseconds: start + Int64(number) * 1000),
                topic: .alerts,
                key: "sender-\(number % 7)",
                body: .unsoldAlert(alert)
            )
            return topology.posts(of: record, id: "\(number)", source: "test")[0]
        }
        let places = try log.append(alerts)
        try log.append(
            zip(alerts, places).map { post, place in
                var letter = post
                letter.topic = topology.name(of: .deadLetters)
                letter.headers.append(DeadLetter.Header.reason, "UNKNOWN_CROP")
                letter.headers.append(DeadLetter.Header.detail, "no crop is called 洋芋")
                letter.headers.append(DeadLetter.Header.topic, place.0.topic.rawValue)
                letter.headers.append(DeadLetter.Header.partition, "\(place.0.partition)")
                letter.headers.append(DeadLetter.Header.offset, "\(place.1)")
                letter.headers.append(DeadLetter.Header.timestamp, "\(post.timestamp.milliseconds)")
                return letter
            }
        )
    }

    /// Two hours ago, on a whole second.
    static let start = Int64(Date().timeIntervalSince1970) * 1000 - 7_200_000

    func open() throws -> EmbeddedLog { try EmbeddedLog(path: folder.path("channel.db")) }

    func start(_ arguments: [String]) throws -> CommandProcess {
        try CommandProcess(["replay"] + arguments + ["--log", url], in: folder)
    }

    func replay(_ arguments: String...) throws -> CommandResult {
        let process = try start(arguments)
        let ending = try process.waitForEnd()
        return CommandResult(ending: ending, output: process.output, errors: process.errors)
    }

    /// How often each event was sent again.
    func redriven() throws -> [String: Int] {
        let log = try open()
        defer { log.close() }
        let reader = try log.reader()
        var counts: [String: Int] = [:]
        for partition in topology.partitions(of: .alerts) {
            try reader.forEachRecord(of: partition) { record in
                guard record.headers[EventHeader.replay] != nil else { return }
                counts[record.headers.text(EventHeader.id) ?? "none", default: 0] += 1
            }
        }
        return counts
    }
}
