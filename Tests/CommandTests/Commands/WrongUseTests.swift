import Foundation
import Testing

extension CommandTests {
    /// Mistakes that people make: the exit code says whose fault it is, the text names the value and the remedy.
    struct WrongUseTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        @Test(arguments: [
            (["bogus"], "bogus"),
            (["parse"], "give a message"),
            (["parse", "a", "--file", "b"], "not both"),
            (["parse", "--received", "yesterday", "a"], "'yesterday'"),
            (["parse", "--sender-county", "12", "a"], "'12'"),
            (["submit"], "give a message"),
            (["submit", " "], "the message is empty"),
            (["worker", "--lanes", "0"], "lanes is 0"),
            (["status", "--prefix", "a/b"], "'a/b'"),
            (["up", "--partitions", "0"], "0 partitions"),
            (["submit", "a", "--timeout", "0"], "--timeout"),
            (
                ["worker", "--desks", "lot,kitchen"],
                "'kitchen': the desks are intake, lot, promotion, broadcast, dispatch"
            ),
            (["worker", "--desks", ""], "names no desk"),
            (["up", "--log", "redis://localhost"], "'redis://localhost' is not understood: name it as file:PATH"),
            (["status", "--log", "redis://localhost"], "'redis://localhost' is not understood"),
            (["up", "--decision-window", "0"], "--decision-window 0"),
            (["journal", "A00001"], "'A00001' is no case number"),
            (["operator", "verify", "Z9", "--by", "x", "--why", "y"], "'Z9' is no case number"),
            (["operator", "verify", "A00000", "--by", "x"], "--why"),
            (["operator", "emergency", "--place", "1", "--by", "x", "--why", "y"], "'1'"),
            (["rehearse", "--alerts", "a", "--offers", "b", "--partitions", "0"], "--partitions 0"),
        ])
        func wrongUseEndsWith2AndSaysWhy(arguments: [String], says: String) throws {
            let process = try CommandProcess(arguments, in: folder)
            #expect(try process.waitForEnd(seconds: 60) == .exit(2))
            #expect(process.errors.contains(says), "\(process.errors)")
            #expect(process.errors.contains("Usage: greenchannel"))
            #expect(process.output == "")
        }

        @Test func aFileThatIsNoLogIsNotTouched() throws {
            let text = "these are not the records you are looking for"
            let path = try folder.file("letter.txt", text)
            for command in [["status"], ["up", "--empty"], ["submit", "白菜 12吨 庆安县"], ["journal"]] {
                let process = try CommandProcess(command + ["--log", "file:\(path)"], in: folder)
                #expect(try process.waitForEnd() == .exit(1))
                #expect(process.errors.contains("letter.txt is not a log of the green channel"))
            }
            #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
        }

        @Test(arguments: [
            ["status"], ["journal"], ["journal", "A00000"],
            ["operator", "verify", "A00000", "--by", "x", "--why", "y"],
        ])
        func aMistypedLogIsNotCreated(command: [String]) throws {
            let path = folder.path("mistyped.db")
            let process = try CommandProcess(command + ["--log", "file:\(path)"], in: folder)
            #expect(try process.waitForEnd() == .exit(1))
            #expect(process.errors.contains("there is no log at \(path)"))
            #expect(!FileManager.default.fileExists(atPath: path))
        }

        @Test func lookingMakesNoLogAndNoTopics() throws {
            let empty = try folder.file("empty.db", "")
            let look = try greenchannel("status", "--log", "file:\(empty)", in: folder)
            #expect(look.ending == .exit(1))
            #expect(look.errors.contains("there is no log at \(empty)"))
            #expect(try Data(contentsOf: URL(filePath: empty)).isEmpty)
            let log = "file:\(folder.path("a.db"))"
            #expect(try greenchannel("submit", "白菜 12吨 庆安县", "--log", log, in: folder).ending == .exit(0))
            let other = try greenchannel("status", "--prefix", "other", "--log", log, in: folder)
            #expect(other.ending == .exit(1))
            #expect(other.errors.contains("no topics of the prefix 'other'"))
            let again = try greenchannel("journal", "--prefix", "other", "--log", log, in: folder)
            #expect(again.ending == .exit(1))
        }

        @Test func aDirectoryThatIsNotThereIsNamed() throws {
            let result = try greenchannel("up", "--empty", "--log", "file:\(folder.path("no/such.db"))", in: folder)
            #expect(result.ending == .exit(1))
            #expect(result.errors.contains("no/such.db"))
            #expect(result.errors.contains("directory"))
        }

        @Test func otherPartitionsThanTheLogHasAreRefused() throws {
            let log = "file:\(folder.path("a.db"))"
            #expect(try greenchannel("submit", "白菜 12吨 庆安县", "--log", log, in: folder).ending == .exit(0))
            let result = try greenchannel("status", "--partitions", "8", "--log", log, in: folder)
            #expect(result.ending == .exit(1))
            #expect(result.errors.contains("has 4 partitions for each topic, not 8"))
        }

        @Test func aReaderThatGoesAwayIsNoCrash() throws {
            let lines = String(repeating: "{\"text\":\"白菜 12吨 庆安县 还能放5天\"}\n", count: 200)
            let parse = try CommandProcess(["parse", "--file", "-"], in: folder, input: lines, output: .closed)
            #expect(try parse.waitForEnd() == .exit(0))
            let log = "file:\(folder.path("a.db"))"
            let submit = try CommandProcess(["submit", "白菜 12吨 庆安县", "--log", log], in: folder, output: .closed)
            #expect(try submit.waitForEnd() == .exit(0))
            // What would go on for ever ends when nobody reads it.
            let up = try CommandProcess(["up", "--empty", "--quiet", "--log", log], in: folder)
            let follow = try CommandProcess(["journal", "--follow", "--log", log], in: folder, output: .closed)
            #expect(try follow.waitForEnd() == .exit(0))
            up.send(SIGTERM)
            #expect(try up.waitForEnd() == .exit(0))
        }
    }
}
