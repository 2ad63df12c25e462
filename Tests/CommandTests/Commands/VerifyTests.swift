import Foundation
import Testing

extension CommandTests {
    /// `replay verify` on the log of a real channel.
    struct VerifyTests {
        /// A channel with some lots at work.
        private func workingChannel() throws -> RunningChannel {
            let channel = try RunningChannel()
            try channel.loadOffers()
            let lines = (0..<30).map { "{\"sender\":\"s-\($0)\",\"text\":\"白菜 \($0 % 9 + 2)吨 庆安县 还能放5天 0.8元/斤\"}" }
            let result = try channel.command("submit", "--file", "-", input: lines.joined(separator: "\n"))
            #expect(result.ending == .exit(0), "\(result.errors)")
            return channel
        }

        @Test func aRunningChannelIsVerifiedAsItGoesOn() throws {
            let channel = try workingChannel()
            for _ in 0..<4 {
                let result = try channel.command("replay", "verify", "--decision-window", "100", "--json")
                #expect(result.ending == .exit(0), "\(result.output) \(result.errors)")
                let object = try result.object()
                #expect(object["sound"] as? Bool == true)
            }
            channel.up.send(SIGTERM)
            #expect(try channel.up.waitForEnd() == .exit(0))
            let result = try channel.command("replay", "verify", "--decision-window", "100", "--json")
            let report = try #require(result.object()["report"] as? [String: Any])
            let tasks = try #require(report["tasks"] as? [[String: Any]])
            #expect(tasks.reduce(0) { $0 + ($1["posts"] as? Int ?? 0) } > 100)
            #expect((report["lots"] as? Int ?? 0) == 30)
        }

        @Test func otherRulesAreShownWithExitCode3() throws {
            let channel = try workingChannel()
            try eventually("a bid is answered") {
                let desks = try channel.command("status", "--json").object()["desks"] as? [[String: Any]] ?? []
                return desks.allSatisfy { $0["lagRecords"] as? Int == 0 }
                    && desks.contains { $0["desk"] as? String == "promotion" && ($0["recordsTaken"] as? Int ?? 0) > 20 }
            }
            let result = try channel.command("replay", "verify", "--decision-window", "9000", "--lang", "en")
            #expect(result.ending == .exit(3), "\(result.output) \(result.errors)")
            for words in [
                "WRONG: [promotion", "inbox record", "ledger before it", "something is wrong", "--decision-window",
            ] {
                #expect(result.output.contains(words), "\(words) is not in \(result.output)")
            }
        }

        @Test func aCheckpointIsBegunAt() throws {
            let channel = try workingChannel()
            let file = channel.folder.path("checkpoint")
            let first = try channel.command(
                "replay",
                "verify",
                "--decision-window",
                "100",
                "--checkpoint",
                file,
                "--json"
            )
            #expect(first.ending == .exit(0), "\(first.errors)")
            let more = try channel.command("submit", "白菜 5吨 庆安县 还能放5天 0.8元/斤")
            #expect(more.ending == .exit(0), "\(more.errors)")
            func tasks(_ result: CommandResult, _ key: String) throws -> [Int] {
                let report = try result.object()["report"] as? [String: Any]
                return (report?["tasks"] as? [[String: Any]] ?? []).compactMap { $0[key] as? Int }
            }
            // What came since is folded from there on.
            try eventually("the new alert is taken and verified") {
                let second = try channel.command(
                    "replay",
                    "verify",
                    "--decision-window",
                    "100",
                    "--since",
                    file,
                    "--json"
                )
                #expect(second.ending == .exit(0), "\(second.output) \(second.errors)")
                #expect(try tasks(second, "from") == tasks(first, "until"))
                return try tasks(second, "records").contains { $0 > 0 }
            }
            try Data(try Data(contentsOf: URL(filePath: file)).dropLast(20)).write(to: URL(filePath: file))
            let damaged = try channel.command("replay", "verify", "--decision-window", "100", "--since", file)
            #expect(damaged.ending == .exit(1) && damaged.errors.contains("cut short"), "\(damaged.errors)")
        }

        @Test func whatIsNoDeskIsWrongUse() throws {
            let folder = try TemporaryFolder()
            let result = try greenchannel("replay", "verify", "--desk", "sales", in: folder)
            #expect(result.ending == .exit(2) && result.errors.contains("intake, lot, promotion"), "\(result.errors)")
        }
    }
}
