import EventLog
import Foundation
import GreenChannelModel
import Replay
import Testing

extension CommandTests {
    /// Scenario 9 in an operator's hands, with an interrupt: the same on a file and on Kafka.
    struct ReplayScenarioTests {
        private static let minute: Int64 = 60_000

        /// 1,240 dead letters in ninety minutes, 312 of them about 洋芋.
        private func letters() -> [LetterLog.Letter] {
            let potatoes = (0..<312).map { number in
                LetterLog.Letter(
                    text: "洋芋 \(number + 1)吨 庆安县 还能放5天 13800138000",
                    id: "potato-\(number)",
                    key: "sender-\(number % 17)",
                    after: Int64(number) * 10_000
                )
            }
            let others = (0..<928).map { number in
                let isAmbiguous = number % 2 == 0
                return LetterLog.Letter(
                    text: isAmbiguous ? "白菜 3吨 城关镇" : "洋芋 3吨 火星镇",
                    id: "other-\(number)",
                    key: "sender-\(number % 13)",
                    after: Int64(number) * 5_000,
                    reason: isAmbiguous ? "AMBIGUOUS_PLACE" : "UNKNOWN_PLACE"
                )
            }
            let outside = [Int64(-1), 90 * Self.minute].map { after in
                LetterLog.Letter(text: "洋芋 1吨 庆安县", id: "outside\(after)", key: "sender-0", after: after)
            }
            return potatoes + others + outside
        }

        @Test(.timeLimit(.minutes(10)), arguments: LetterLog.Store.allCases)
        func deadLettersAreSentAgainOnce(_ store: LetterLog.Store) throws {
            let letters = try LetterLog(letters(), on: store, hoursAgo: 3)
            // Five senders' gateways have sent the same event again, and it was taken.
            try letters.log.append(
                [3, 50, 100, 200, 311].map { number in
                    letters.alert(
                        .init(text: "洋芋", id: "potato-\(number)", key: "sender-\(number % 17)", after: 6_000_000)
                    )
                }
            )
            let before = try letters.records(of: .deadLetters)
            let alertsBefore = try letters.records(of: .alerts).count
            func time(_ after: Int64) -> String { Instant(milliseconds: letters.start + after).iso8601() }
            let path = letters.folder.path("plan")
            func look() throws -> [String: Any] {
                let result = try letters.replay([
                    "redrive", "--from", time(0), "--to", time(90 * Self.minute), "--reason", "UNKNOWN_CROP",
                    "--where", "text~洋芋", "--rate", "50", "--plan-out", path, "--json",
                ])
                #expect(result.ending == .exit(0), "\(result.errors)")
                return try result.object()
            }
            let plan = try look()
            #expect(plan["window"] as? Int == 1240 && plan["send"] as? Int == 307)
            #expect(plan["skipped"] as? Int == 5 && plan["untouched"] as? Int == 928)
            #expect(plan["millisecondsMin"] as? Int == 6140)
            #expect(try letters.records(of: .alerts).count == alertsBefore, "a dry run produces nothing")

            let digest = try #require(plan["digest"] as? String)
            let command = [
                "redrive", "--plan", path, "--approve", digest, "--by", "李", "--why", "the word is known", "--json",
            ]
            let first = try letters.start(command)
            try eventually("half of them are sent") { try letters.redriven().count >= 150 }
            first.send(SIGINT)
            #expect(try first.waitForEnd() == .exit(1))
            let sent = try letters.redriven().count
            #expect((150..<307).contains(sent))
            let second = try letters.replay(command)
            #expect(second.ending == .exit(0), "\(second.errors)")
            #expect(try second.object()["sent"] as? Int == 307 - sent)
            #expect(try letters.replay(command).object()["sent"] as? Int == 0)

            let redriven = try letters.redriven()
            #expect(redriven.count == 307 && redriven.values.allSatisfy { $0 == 1 })
            #expect(redriven["potato-50"] == nil && redriven["outside-1"] == nil)
            let after = try letters.records(of: .deadLetters)
            #expect(after.count == before.count)
            #expect(
                zip(after, before).allSatisfy {
                    $0.0 == $1.0 && $0.1.offset == $1.1.offset && $0.1.value == $1.1.value
                        && $0.1.headers.encoded == $1.1.headers.encoded
                }
            )
            let runs = try letters.replay("runs", "--json").objects()
            #expect(
                runs.compactMap { $0["event"] as? String } == ["STARTED", "INTERRUPTED", "RESUMED", "DONE", "DONE"]
            )
            #expect(runs.compactMap { $0["sent"] as? Int } == [0, sent, sent, 307, 307])
            // A new plan over the same letters finds nothing left to do.
            let again = try look()
            #expect(again["send"] as? Int == 0 && again["skipped"] as? Int == 312)
        }
    }
}
