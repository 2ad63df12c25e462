import DeskStreams
import EmbeddedLog
import EventLog
import Foundation
import GreenChannelModel
import Replay
import Testing

extension CommandTests {
    /// Several processes that begin at the same moment on a log that is not there yet.
    struct FirstRunTests {
        @Test func theSamplesAreLoadedOnce() throws {
            let folder = try TemporaryFolder()
            let log = "file:\(folder.path("fresh.db"))"
            let all = try (0..<3).map { _ in try CommandProcess(["up", "--quiet", "--log", log], in: folder) }
            // The one with the samples has something to tell, the others tell of their lanes.
            try eventually("every process is at work") {
                all.allSatisfy { $0.errors.contains("worker starts") || $0.errors.contains("first run") }
            }
            #expect(all.filter { $0.errors.contains("first run") }.count == 1)
            for up in all { up.send(SIGTERM) }
            for up in all { #expect(try up.waitForEnd() == .exit(0), "\(up.errors)") }

            let file = try EmbeddedLog(path: folder.path("fresh.db"))
            defer { file.close() }
            let reader = try file.reader()
            var offered: [String: Int] = [:]
            for partition in ChannelTopology().partitions(of: .promotion) {
                try reader.forEachRecord(of: partition) { record in
                    guard record.headers.text(EventHeader.type) == RecordKind.channelOffered.eventType else { return }
                    offered[String(decoding: record.key ?? [], as: UTF8.self), default: 0] += 1
                }
            }
            #expect(offered.count >= 40)
            #expect(offered.values.allSatisfy { $0 == 1 }, "an offer was loaded more than once")
        }

        @Test(arguments: 1...4)
        func allBeginAtOnce(round: Int) throws {
            let folder = try TemporaryFolder()
            let log = "file:\(folder.path("fresh.db"))"
            let options = ["--session-timeout", "1000", "--log", log]
            let daemons = [
                try CommandProcess(["up", "--empty", "--quiet"] + options, in: folder),
                try CommandProcess(["worker"] + options, in: folder),
            ]
            // One phone number, and so one key whoever makes the secret.
            let submits = try (0..<4).map { number in
                try CommandProcess(
                    ["submit", "白菜 \(number + 1)吨 庆安县 还能放5天", "--sender", "13812345678", "--log", log, "--json"],
                    in: folder
                )
            }
            for submit in submits { #expect(try submit.waitForEnd() == .exit(0), "\(submit.errors)") }
            try eventually("all four are opened, each once") {
                let journal = try greenchannel("journal", "--last", "100", "--json", "--log", log, in: folder)
                let opened = journal.output.split(separator: "\n").count { $0.contains("\"event\":\"OPENED\"") }
                #expect(opened <= 4)
                return opened == 4
            }
            let file = try EmbeddedLog(path: folder.path("fresh.db"))
            defer { file.close() }
            let reader = try file.reader()
            var keys: Set<Bytes> = []
            for topic in try file.topics() where topic.name == TopicName("greenchannel.alerts") {
                for partition in 0..<topic.partitionCount {
                    let place = TopicPartition(topic.name, Partition(partition))
                    let batch = try reader.read(place, from: .zero, bytesMax: 1 << 20)
                    for record in batch.records { keys.insert(record.key ?? []) }
                }
            }
            #expect(keys.count == 1, "more than one secret was made")
            #expect(try Set(file.topics().map(\.name)) == Set(ChannelTopology().topicSettings.map(\.name)))
            for daemon in daemons {
                // Lanes need not have begun; a program that has not come to its first line dies of the signal.
                try eventually("it has begun") { daemon.errors.contains("channel starts") }
                daemon.send(SIGTERM)
                #expect(try daemon.waitForEnd(seconds: 60) == .exit(0), "\(daemon.errors)")
            }
            let left = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
            #expect(left.filter { $0.contains("sender-key") } == ["fresh.db.sender-key"])
        }
    }
}
