import Foundation
import Testing

extension CommandTests {
    struct OffersTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        @Test func aGoodFileIsLoaded() throws {
            let file = try folder.file("offers.jsonl", SmallWorld.offers)
            let log = "file:\(folder.path("a.db"))"
            let result = try greenchannel("offers", file, "--today", "--json", "--log", log, in: folder)
            #expect(result.ending == .exit(0))
            #expect(try result.object() as? [String: Int] == ["channelOffered": 1])
            let up = try CommandProcess(["up", "--empty", "--quiet", "--log", log], in: folder)
            try eventually("the desk has taken the offer") {
                let status = try greenchannel("status", "--json", "--log", log, in: folder).object()
                let desks = status["desks"] as? [[String: Any]] ?? []
                return desks.contains { $0["desk"] as? String == "promotion" && ($0["ledgerEntries"] as? Int ?? 0) > 0 }
            }
            #expect(up.isRunning)
        }

        @Test func aDryRunPostsNothingAndMakesNoLog() throws {
            let file = try folder.file("offers.jsonl", SmallWorld.offers)
            let log = folder.path("a.db")
            let result = try greenchannel("offers", file, "--today", "--dry-run", "--log", "file:\(log)", in: folder)
            #expect(result.ending == .exit(0))
            #expect(result.output.contains("1 channelOffered"))
            #expect(result.output.contains("nothing was posted"))
            #expect(!FileManager.default.fileExists(atPath: log))
        }

        @Test func wrongLinesAreNamedAndNothingIsPosted() throws {
            let wrong = SmallWorld.offers + "{\"kitchenOffered\":{}}\nnot json\n"
            let file = try folder.file("offers.jsonl", wrong)
            let log = folder.path("a.db")
            let result = try greenchannel("offers", file, "--log", "file:\(log)", in: folder)
            #expect(result.ending == .exit(1))
            #expect(result.errors.contains("line 3: kitchenOffered"), "\(result.errors)")
            #expect(result.errors.contains("line 4: not json"))
            #expect(result.errors.contains("nothing was posted"))
            #expect(!FileManager.default.fileExists(atPath: log))
        }

        /// A desk would refuse these later, where nobody looks.
        @Test func whatADeskWouldRefuseIsNamedAndNothingIsPosted() throws {
            let wrong =
                SmallWorld.offers + """
                    {"channelOffered":{"channel":"c","kind":"FOOD_BANK","place":230104,"prices":[{"price":"0"}],"gramsPerDay":"-3"}}

                    {"vehicleOffered":{"depot":"d","vehicle":"v","place":999}}
                    {"emergencyDeclared":{"place":999999,"until":"1772467200000"}}
                    """
            let file = try folder.file("offers.jsonl", wrong)
            let log = folder.path("a.db")
            let result = try greenchannel("offers", file, "--today", "--log", "file:\(log)", in: folder)
            #expect(result.ending == .exit(1))
            #expect(result.errors.contains("line 3: channel \"c\": grams_per_day is -3; give 1 to"), "\(result.errors)")
            #expect(result.errors.contains("line 5: vehicle \"v\" of depot \"d\": place is 999"))
            #expect(result.errors.contains("line 6: place 999999: no division has this code"))
            #expect(result.errors.contains("wrong lines: 3; nothing was posted"))
            #expect(!FileManager.default.fileExists(atPath: log))
            let dry = try greenchannel("offers", file, "--today", "--dry-run", in: folder)
            #expect(dry.ending == .exit(3))
            #expect(dry.errors.contains("line 5") && dry.errors.contains("wrong lines: 3; nothing was posted"))
            // Its times are long ago.
            let old = try greenchannel("offers", "-", "--log", "file:\(log)", in: folder, input: SmallWorld.offers)
            #expect(old.ending == .exit(1))
            #expect(old.errors.contains("line 2") && old.errors.contains("--today"), "\(old.errors)")
        }

        @Test func aFileThatIsNotThereIsNamed() throws {
            let result = try greenchannel("offers", "no-such-file", in: folder)
            #expect(result.ending == .exit(1))
            #expect(result.errors.contains("no-such-file cannot be read: No such file or directory"))
            let directory = try greenchannel("offers", ".", in: folder)
            #expect(directory.ending == .exit(1))
            #expect(directory.errors == "greenchannel: . cannot be read: Is a directory\n")
        }
    }
}
