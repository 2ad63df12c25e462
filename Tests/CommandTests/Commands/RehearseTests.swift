import Foundation
import GreenChannelModel
import Testing

extension CommandTests {
    struct RehearseTests {
        private let folder: TemporaryFolder
        private let alerts: String
        private let offers: String

        init() throws {
            folder = try TemporaryFolder()
            let lines = String(decoding: SampleData.alertLines, as: UTF8.self).split(separator: "\n").prefix(40)
            alerts = try folder.file("alerts.jsonl", lines.joined(separator: "\n"))
            offers = try folder.file("offers.jsonl", String(decoding: SampleData.offerLines, as: UTF8.self))
        }

        private func rehearse(seed: Int) throws -> CommandResult {
            try greenchannel(
                "rehearse",
                "--alerts",
                alerts,
                "--offers",
                offers,
                "--seed",
                "\(seed)",
                "--json",
                in: folder
            )
        }

        /// The report without the two figures that depend on the machine.
        private func decisions(_ result: CommandResult) throws -> String {
            #expect(result.ending == .exit(0), "\(result.errors)")
            return try #require(result.lines.last)
                .replacing(/"(alertsPerSecond|wallSeconds)":[0-9.e+-]+/) { "\"\($0.1)\":0" }
        }

        @Test func theSameFilesAndSeedGiveTheSameBytes() throws {
            let first = try rehearse(seed: 7)
            let report = try #require(first.objects().last)
            for key in [
                "lots", "kgDeclared", "kgUnserved", "kgExpired", "oversoldKg", "bids", "unanswered", "deadLetters",
                "kgCO2e",
                "valueFen", "alertsPerSecond", "wallSeconds",
            ] {
                #expect(report[key] is NSNumber, "\(key)")
            }
            #expect((report["kgAwarded"] as? [String: Any])?.isEmpty == false)
            #expect((report["lots"] as? Int ?? 0) > 20)
            #expect(report["oversoldKg"] as? Int == 0)
            #expect(report["unanswered"] as? Int == 0)
            #expect(first.errors == "", "progress is for terminals")
            #expect(try decisions(first) == decisions(try rehearse(seed: 7)))
            #expect(try decisions(first) != decisions(try rehearse(seed: 8)), "the seed decides nothing")
        }

        @Test func itLeavesNothingBehind() throws {
            let before = try FileManager.default.contentsOfDirectory(atPath: folder.url.path).filter {
                !$0.hasPrefix("run-")
            }
            #expect(try rehearse(seed: 1).ending == .exit(0))
            let after = try FileManager.default.contentsOfDirectory(atPath: folder.url.path).filter {
                !$0.hasPrefix("run-")
            }
            #expect(Set(before) == Set(after))
        }
    }
}
