import Foundation
import Testing

extension CommandTests {
    /// `replay rehearse` on the log of a real channel.
    struct ReplayRehearseTests {
        @Test func aDayIsComparedWithWhatItWouldHaveBeen() throws {
            let channel = try RunningChannel()
            try channel.loadOffers()
            let lines = (0..<12).map { "{\"sender\":\"s-\($0)\",\"text\":\"白菜 \($0 + 2)吨 庆安县 还能放5天 0.8元/斤\"}" }
            #expect(
                try channel.command("submit", "--file", "-", input: lines.joined(separator: "\n")).ending == .exit(0)
            )
            try eventually("every bid is answered") {
                let report = try channel.command("replay", "verify", "--decision-window", "100", "--json").object()[
                    "report"
                ]
                let desks = try channel.command("status", "--json").object()
                return (report as? [String: Any])?["lots"] as? Int == 12 && desks["oldestPendingBidSeconds"] == nil
            }
            func rehearse(_ more: String...) throws -> [String: Any] {
                let arguments = ["replay", "rehearse", "--decision-window", "100", "--json", "--log", channel.logURL]
                let process = try CommandProcess(arguments + more, in: channel.folder)
                #expect(try process.waitForEnd() == .exit(0), "\(process.errors)")
                return try CommandResult(ending: .exit(0), output: process.output, errors: process.errors).object()
            }
            // A rehearsal that changes nothing against another.
            let same = try rehearse("--against", "unchanged")
            #expect((same["lots"] as? [Any])?.isEmpty == true)
            let all = try #require(same["all"] as? [String: [String: Any]])
            #expect(all["recorded"]?["lots"] as? Int == 12)
            #expect((all["recorded"]?["lotsAwarded"] as? Int ?? 0) > 0)

            let nobody = try channel.folder.file("nobody.jsonl", "{\"epoch\":\"2026-03-02T00:00:00+08:00\"}\n")
            let page = channel.folder.path("page.html")
            let other = try rehearse("--offers", nobody, "--html", page)
            let without = try #require(other["all"] as? [String: [String: Any]])
            #expect(without["rehearsed"]?["lotsAwarded"] as? Int == 0)
            let lots = try #require(other["lots"] as? [[String: Any]])
            let stories = try #require(lots.first?["stories"] as? [String: [String]])
            #expect(stories["recorded"] != stories["rehearsed"] && stories["rehearsed"]?.isEmpty == false)
            #expect(try String(contentsOfFile: page, encoding: .utf8).hasPrefix("<!doctype html>"))
        }

        @Test(arguments: [
            (["--rule", "speed=2s"], "decision-window, announce-interval"), (["--trucks", "two"], "+1@DEPOT"),
            (["--from", "yesterday"], "2026-03-02T08:00:00+08:00"), (["--earlier", "2"], "48h"),
            (["--from", "2026-03-02T08:00:00+08:00", "--to", "2026-03-02T08:00:00+08:00"], "before --to"),
        ])
        func whatIsAskedForWronglyIsSaid(_ arguments: [String], _ words: String) throws {
            let folder = try TemporaryFolder()
            let process = try CommandProcess(["replay", "rehearse"] + arguments, in: folder)
            #expect(try process.waitForEnd() == .exit(2))
            #expect(process.errors.contains(words), "\(process.errors)")
        }
    }
}
