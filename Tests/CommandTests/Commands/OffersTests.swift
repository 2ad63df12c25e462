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
            let result = try greenchannel("offers", file, "--dry-run", "--log", "file:\(log)", in: folder)
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

        @Test func aFileThatIsNotThereIsNamed() throws {
            let result = try greenchannel("offers", "no-such-file", in: folder)
            #expect(result.ending == .exit(1))
            #expect(result.errors.contains("no-such-file cannot be read: No such file or directory"))
        }
    }
}
