import EmbeddedLog
import EventLog
import Foundation
import TestKit
import Testing

extension CommandTests {
    /// What a worker shows of itself: probes, metrics, its log, and its part of `status`.
    struct WatchTests {
        @Test func aWorkerIsReadyAndCounts() throws {
            let worker = try RunningWorker("--http", "127.0.0.1:0", "--name", "w")
            let http = try worker.http()
            #expect(try http.blockingGet("/live").status == 200)
            try eventually("it is ready") { try http.blockingGet("/ready").status == 200 }
            #expect(try worker.command("submit", "白菜 12吨 庆安县 还能放5天 0.8元/斤").ending == .exit(0))
            try postNonsense(to: worker)
            // Gauges come every few seconds.
            try eventually("the lot is open") { try sum("greenchannel_open_lots{", worker.metrics()) == 1 }
            try eventually("it counts") { try sum("greenchannel_records_total{", worker.metrics()) >= 3 }
            let metrics = try worker.metrics()
            #expect(sum("greenchannel_task{", metrics) == 20)
            #expect(sum("greenchannel_partitions{", metrics) == 20)
            #expect(metrics["greenchannel_ready"] == 1)
            #expect(sum("greenchannel_transactions_total{", metrics) >= 1)
            #expect(sum("greenchannel_transactions_aborted_total{", metrics) == 0)
            #expect(
                metrics["greenchannel_dead_letters_total{code=\"MALFORMED\",lane=\"\(try laneOfNonsense(metrics))\"}"]
                    == 1
            )
            #expect(sum("greenchannel_commit_duration_seconds_count{", metrics) >= 1)
            // More where one lane began before the other had joined.
            #expect(sum("greenchannel_restore_duration_seconds_count{", metrics) >= 20)
            // A timer may be due just now.
            try eventually("nothing is left to read, in any partition of any desk") {
                let metrics = try worker.metrics()
                return ["intake", "lot", "promotion", "broadcast", "dispatch"].allSatisfy { desk in
                    (0..<4).allSatisfy { partition in
                        let place = "{desk=\"\(desk)\",partition=\"\(partition)\"}"
                        return metrics["greenchannel_inbox_lag_records" + place] == 0
                            && metrics["greenchannel_inbox_lag_seconds" + place] == 0
                    }
                }
            }
            worker.process.send(SIGTERM)
            #expect(try worker.process.waitForEnd(seconds: 30) == .exit(0))
        }

        @Test func statusNamesOwnersLagAndWorkers() throws {
            let first = try RunningWorker("--name", "first", "--desks", "intake,lot", "--http", "127.0.0.1:0")
            try first.start()
            try eventually("its partitions have an owner") {
                let tasks = try first.status()["tasks"] as? [[String: Any]] ?? []
                return tasks.filter { $0["owner"] as? String == "first" && $0["restoring"] as? Bool == false }.count
                    == 8
            }
            // Nobody works at the other desks, so what is sent there waits.
            #expect(try first.command("offers", "-", "--today", input: SmallWorld.offers).ending == .exit(0))
            let status = try first.status()
            let desks = status["desks"] as? [[String: Any]] ?? []
            let promotion = try #require(desks.first { $0["desk"] as? String == "promotion" })
            #expect(promotion["lagRecords"] as? Int == 1)
            #expect(promotion["lagSeconds"] as? Double ?? 0 > 0)
            #expect(promotion["partitionsWithoutOwner"] as? Int == 4)
            let intake = try #require(desks.first { $0["desk"] as? String == "intake" })
            #expect(intake["partitionsWithoutOwner"] as? Int == 0)
            let worker = try #require((status["workers"] as? [[String: Any]])?.first)
            #expect(worker["worker"] as? String == "first" && worker["condition"] as? String == "ready")
            #expect((worker["http"] as? String)?.hasPrefix("127.0.0.1:") == true)

            let second = try RunningWorker(
                "--name",
                "second",
                "--desks",
                "promotion,broadcast,dispatch",
                in: first.folder
            )
            try eventually("the second takes what waited") {
                let tasks = try first.status()["tasks"] as? [[String: Any]] ?? []
                return tasks.allSatisfy { $0["owner"] != nil && $0["lagRecords"] as? Int == 0 }
            }
            // A lot is bid for, and the commits are told of.
            #expect(try first.command("submit", "白菜 12吨 庆安县 还能放5天 0.8元/斤").ending == .exit(0))
            try eventually("the commits are told of") { try first.status()["lastCommit"] is String }
            let table = try first.command("status", "--tasks").output
            #expect(table.contains("first lane 0") && table.contains("second lane 1"))
            #expect(table.contains("oldest pending bid: ") && table.contains("restores under way: 0"))

            second.process.send(SIGTERM)
            #expect(try second.process.waitForEnd(seconds: 30) == .exit(0))
            try first.process.killNow()
            // One said farewell; the other is missed after some reports.
            try eventually("both are gone", seconds: 60) {
                let workers = try first.status()["workers"] as? [[String: Any]] ?? []
                return workers.map { $0["condition"] as? String } == ["silent", "stopped"]
            }
            let tasks = try first.status()["tasks"] as? [[String: Any]] ?? []
            #expect(tasks.count == 20 && tasks.allSatisfy { $0["owner"] == nil })
        }

        @Test func theLogIsLinesOfJSONWithoutTelephoneNumbers() throws {
            let worker = try RunningWorker("--name", "13812345678", "--log-level", "trace")
            try eventually("it works") { try worker.fields(of: "restored") != nil }
            let settings = try #require(try worker.fields(of: "channel starts"))
            #expect(settings["desks"] as? String == "intake,lot,promotion,broadcast,dispatch")
            #expect(settings["decisionWindowMilliseconds"] as? String == "100")
            #expect(try worker.fields(of: "worker starts")?["lanes"] as? String == "2")
            for text in ["白菜 12吨 庆安县 还能放5天 电话13812345678", "火星镇 138 1234 5678"] {
                #expect(try worker.command("submit", text, "--sender", "13812345678").ending == .exit(0))
            }
            try eventually("they are taken") {
                try (worker.status()["desks"] as? [[String: Any]] ?? []).allSatisfy { $0["lagRecords"] as? Int == 0 }
            }
            worker.process.send(SIGTERM)
            #expect(try worker.process.waitForEnd(seconds: 30) == .exit(0))
            let lines = try worker.lines()
            #expect(lines.count > 20)
            for line in lines {
                #expect(line["time"] is String && line["level"] is String && line["message"] is String)
            }
            #expect(!worker.process.errors.contains("13812345678") && !worker.process.errors.contains("1234 5678"))
        }

        @Test func whatCannotWorkIsNamedInOneLine() throws {
            let first = try RunningWorker("--http", "127.0.0.1:0")
            let port = try first.http().port
            let folder = try TemporaryFolder()
            let log = "file:\(folder.path("channel.db"))"
            let taken = try greenchannel("worker", "--log", log, "--http", "127.0.0.1:\(port)", in: folder)
            #expect(taken.ending == .exit(1))
            let words = try #require(taken.errors.split(separator: "\n").last)
            #expect(words.contains("--http 127.0.0.1:\(port)") && words.contains("a port that is free"))
            for (options, word) in [
                (["--http", "9464"], "--http '9464'"), (["--log-format", "xml"], "--log-format 'xml'"),
                (["--log-level", "loud"], "--log-level 'loud'"),
                (["--stop-within", "0"], "shutdownDeadlineMilliseconds"),
            ] {
                let process = try CommandProcess(["worker", "--log", log] + options, in: folder)
                #expect(try process.waitForEnd() == .exit(2))
                #expect(process.errors.contains(word), "\(process.errors)")
            }
        }

        /// Something that is no alert, as any producer may send it.
        private func postNonsense(to worker: RunningWorker) throws {
            let log = try EmbeddedLog(path: worker.folder.path("channel.db"))
            defer { log.close() }
            var headers = Headers()
            headers.append("content-type", "application/json")
            try log.append([
                Post(
                    topic: TopicName("greenchannel.alerts"),
                    // Older than the topic keeps records, it would go before anybody has taken it.
                    timestamp: Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)),
                    key: [1],
                    value: Array("{".utf8)[...],
                    headers: headers
                )
            ])
            var status: [String: Any] = [:]
            do {
                try eventually("it is a dead letter", seconds: 60) {
                    status = try worker.status()
                    return (status["deadLettersByReason"] as? [String: Any])?["MALFORMED"] as? Int == 1
                }
            } catch {
                throw CommandTestFailure("\(error): \(status); \(worker.process.errors)")
            }
        }

        private func laneOfNonsense(_ metrics: [String: Double]) throws -> String {
            metrics.keys.contains { $0.hasPrefix("greenchannel_dead_letters_total") && $0.contains("w-0") }
                ? "w-0" : "w-1"
        }

        private func sum(_ prefix: String, _ metrics: [String: Double]) -> Double {
            metrics.filter { $0.key.hasPrefix(prefix) }.values.reduce(0, +)
        }
    }
}
