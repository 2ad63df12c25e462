import Foundation
import Testing

extension CommandTests {
    /// What an operator says of a lot stands in its journal, and what the journal says can be read.
    struct OperatorTests {
        private let channel: RunningChannel

        init() throws {
            channel = try RunningChannel()
            let offers = try channel.command("offers", "-", "--today", input: SmallWorld.offers)
            #expect(offers.ending == .exit(0))
        }

        private func lot(_ text: String, sender: String) throws -> String {
            let number = try #require(channel.command("submit", text, "--sender", sender).lines.first)
            try channel.waitFor("OPENED", in: number)
            return number
        }

        @Test func everyVerbIsToldInTheStory() throws {
            let first = try lot("土豆 3吨 庆安县 还能放10天", sender: "a")
            let second = try lot("土豆 4吨 庆安县 还能放10天", sender: "b")
            let cabbage = try lot("白菜 500公斤 庆安县 还能放10天", sender: "c")
            let who = ["--by", "李 县域", "--why", "looked at it"]
            func say(_ words: [String]) throws {
                let process = try CommandProcess(
                    ["operator"] + words + who + ["--log", channel.logURL],
                    in: channel.folder
                )
                #expect(try process.waitForEnd() == .exit(0), "\(process.errors)")
                #expect(process.output.contains("posted to greenchannel.lots-"))
            }
            try say(["verify", first])
            try channel.waitFor("VERIFIED", in: first)
            try say(["unverifiable", second.lowercased()])
            try channel.waitFor("UNVERIFIABLE", in: second)
            try say(["merge", second, "--into", first])
            try channel.waitFor("MERGED", in: second)
            try say(["override", cabbage, "--offer", SmallWorld.processor, "--kg", "500"])
            try channel.waitFor("OVERRIDDEN", in: cabbage)
            try say(["cancel", first])
            try channel.waitFor("ENDED", in: first)
            try say(["emergency", "--place", "231224", "--hours", "5"])

            let story = try channel.command("journal", first, "--lang", "en")
            #expect(story.ending == .exit(0))
            #expect(story.lines.allSatisfy { $0.contains(first) })
            #expect(story.output.contains("opened: potato 3000 kg"))
            #expect(story.output.contains("verified by 李 县域, because: looked at it"))
            let chinese = try channel.command("journal", first, "--lang", "zh")
            #expect(chinese.output.contains("李 县域 已核实，理由：looked at it"))
            #expect(story.lines.count == chinese.lines.count)
        }

        @Test func whereItWasPostedIsSaidAsJSON() throws {
            let number = try lot("土豆 3吨 庆安县 还能放10天", sender: "a")
            let result = try channel.command("operator", "verify", number, "--by", "x", "--why", "y", "--json")
            let object = try result.object()
            #expect(object["topic"] as? String == "greenchannel.lots")
            #expect(object["offset"] is Int && object["partition"] is Int)
        }

        @Test func whatALotIsNotIsSaid() throws {
            let unknown = try channel.command("journal", "A00000")
            #expect(unknown.ending == .exit(1))
            #expect(unknown.errors.contains("no case A00000"))
            // The desk refuses what it cannot take; the operator finds it among the dead letters.
            #expect(try channel.command("operator", "cancel", "A00000", "--by", "x", "--why", "y").ending == .exit(0))
            try eventually("the desk refuses it") {
                let status = try channel.command("status", "--json").object()
                return status["deadLettersByReason"] as? [String: Int] == ["UNKNOWN_LOT": 1]
            }
        }

        @Test func aDecisionIsWaitedForUntilItIsTakenOrRefused() throws {
            let number = try lot("土豆 3吨 庆安县 还能放10天", sender: "a")
            let who = ["--by", "x", "--why", "y"]
            func decide(_ words: [String]) throws -> CommandResult {
                let process = try CommandProcess(
                    ["operator"] + words + who + ["--wait", "--log", channel.logURL],
                    in: channel.folder
                )
                let ending = try process.waitForEnd()
                return CommandResult(ending: ending, output: process.output, errors: process.errors)
            }
            #expect(try decide(["verify", number]).ending == .exit(0))
            #expect(try channel.events(of: number).contains("VERIFIED"))
            #expect(try decide(["emergency", "--place", "231224"]).ending == .exit(0))
            let refused = try decide(["override", number, "--offer", "nobody", "--kg", "5"])
            #expect(refused.ending == .exit(3))
            #expect(refused.errors.contains("refused (UNKNOWN_OFFER)"), "\(refused.errors)")
        }

        @Test func statusSaysHowFarTheDesksAre() throws {
            _ = try lot("土豆 3吨 庆安县 还能放10天", sender: "a")
            try eventually("all desks are up to date, and one lot is open") {
                let status = try channel.command("status", "--json").object()
                let desks = try #require(status["desks"] as? [[String: Any]])
                #expect(
                    desks.compactMap { $0["desk"] as? String } == [
                        "intake", "lot", "promotion", "broadcast", "dispatch",
                    ]
                )
                return desks.allSatisfy { $0["lagRecords"] as? Int == 0 } && status["openLots"] as? Int == 1
            }
            let text = try channel.command("status")
            #expect(text.output.contains("intake: up to date"))
            #expect(text.output.contains("open lots: 1"))
        }

        @Test func theNewestFactsOfAllAreShown() throws {
            let number = try lot("土豆 3吨 庆安县 还能放10天", sender: "a")
            let result = try channel.command("journal", "--json", "--last", "1")
            #expect(result.lines.count == 1)
            let object = try result.object()
            #expect((object["fact"] as? [String: Any])?["lot"] as? String == number)
            #expect((object["at"] as? String)?.hasSuffix("+08:00") == true)
        }
    }
}
