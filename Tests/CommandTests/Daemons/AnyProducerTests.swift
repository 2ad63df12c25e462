import EmbeddedLog
import EventLog
import Foundation
import Testing

/// Whether there is a Python to run the example with.
private enum AnotherLanguage {
    static let isThere = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
        FileManager.default.isExecutableFile(atPath: "\($0)/python3")
    }
}

extension CommandTests {
    /// Alerts that another language's program has written: deploy/post-alert.py says what it would send.
    @Suite(.enabled(if: AnotherLanguage.isThere, "needs python3"))
    struct AnyProducerTests {
        private static let text = "白菜 12吨 庆安县 还能放5天 0.8元/斤"
        private static let form = ["crop=白菜", "quantity=12", "unit=吨", "place=庆安县", "daysLeft=5", "price=0.8元/斤"]

        @Test(arguments: ["json", "protobuf"])
        func anAlertOfAnotherProgramBecomesALot(format: String) throws {
            let channel = try RunningChannel()
            // The secret of sender keys is made by the first who needs it.
            #expect(try channel.command("submit", Self.text, "--sender", "13900000000").ending == .exit(0))
            try post(format, [Self.text], sender: "138 0000-0001", to: channel)
            try post(format, Self.form.flatMap { ["--field", $0] }, sender: "+8613800000002", to: channel)
            try eventually("three lots are open") {
                try channel.command("status", "--json").object()["openLots"] as? Int == 3
            }
            let opened = try channel.command("journal", "--json", "--last", "1000").objects()
                .compactMap { $0["fact"] as? [String: Any] }.filter { $0["event"] as? String == "OPENED" }
            #expect(opened.count == 3)
            // What the program says of the same sender is the same sender: it is a repeat, and no fourth lot.
            try post(format, [Self.text], sender: "139-0000-0000", to: channel)
            try eventually("it is taken") {
                let desks = try channel.command("status", "--json").object()["desks"] as? [[String: Any]] ?? []
                return desks.first { $0["desk"] as? String == "intake" }?["recordsTaken"] as? Int == 4
                    && desks.allSatisfy { $0["lagRecords"] as? Int == 0 }
            }
            let status = try channel.command("status", "--json").object()
            #expect(status["openLots"] as? Int == 3)
            #expect((status["deadLettersByReason"] as? [String: Any])?.isEmpty == true)
        }

        /// Takes the records that the program prints, byte for byte.
        private func post(_ format: String, _ words: [String], sender: String, to channel: RunningChannel) throws {
            let program = URL(filePath: #filePath).appending(path: "../../../../deploy/post-alert.py").standardized.path
            let log = try EmbeddedLog(path: channel.path)
            defer { log.close() }
            let output = try run(
                [
                    "-B", program, "--dry-run", "--format", format, "--sender", sender, "--sender-key",
                    channel.path + ".sender-key",
                ] + words
            )
            for line in output.split(separator: "\n") {
                let record = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
                var headers = Headers()
                for header in record["headers"] as? [[String]] ?? [] { headers.append(header[0], header[1]) }
                let value = try #require((record["value"] as? String).flatMap { Data(base64Encoded: $0) })
                try log.append([
                    Post(
                        topic: TopicName(try #require(record["topic"] as? String)),
                        timestamp: Timestamp(milliseconds: Int64(try #require(record["timestamp"] as? Int))),
                        key: Array(try #require(record["key"] as? String).utf8)[...],
                        value: Array(value)[...],
                        headers: headers
                    )
                ])
            }
        }

        private func run(_ arguments: [String]) throws -> String {
            let process = Process()
            let output = Pipe()
            process.executableURL = URL(filePath: "/usr/bin/env")
            process.arguments = ["python3"] + arguments
            process.standardOutput = output
            try process.run()
            let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
            return text
        }
    }
}
