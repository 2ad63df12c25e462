import Foundation
import Testing

extension CommandTests {
    /// `greenchannel replay` as operators meet it.
    struct ReplayTests {
        private let window = ["--from", "3h", "--to", "now"]

        private func redrive(_ letters: LetterLog, _ options: String...) throws -> CommandResult {
            let process = try letters.start(["redrive"] + window + options)
            let ending = try process.waitForEnd()
            return CommandResult(ending: ending, output: process.output, errors: process.errors)
        }

        @Test func recordsAreListedShownAndCounted() throws {
            let letters = try LetterLog(count: 20)
            let list = try letters.replay("list", "--from", "3h", "--to", "now", "--where", "text~'10吨'", "--json")
            #expect(list.ending == .exit(0), "\(list.errors)")
            let line = try #require(try list.objects().first)
            #expect(try list.objects().count == 1)
            #expect(line["summary"] as? String == "洋芋 10吨 庆安县 还能放5天 138******00")
            #expect(line["reason"] as? String == "UNKNOWN_CROP")
            let place = try #require(line["place"] as? String)

            let shown = try letters.replay("show", place)
            #expect(shown.output.contains("refused: UNKNOWN_CROP: no crop is called 洋芋"))
            #expect(shown.output.contains("text = 洋芋 10吨 庆安县 还能放5天 138******00"))
            #expect(shown.output.contains("ce_id: 9"))
            #expect(try letters.replay("show", "dead-letters/0/99999").ending == .exit(1))
            #expect(try letters.replay("show", "dead-letters").ending == .exit(2))

            let stats = try letters.replay("stats", "--from", "3h", "--to", "now", "--json").object()
            #expect(stats["selected"] as? Int == 20)
            let region = try #require((stats["byRegion"] as? [[String: Any]])?.first)
            #expect((region["name"] as? String)?.hasSuffix("庆安县 231224") == true && region["count"] as? Int == 20)
            let table = try letters.replay("stats", "--from", "3h", "--to", "now")
            #expect(table.output.contains("20 ██████████████████████████████ UNKNOWN_CROP"))

            let saved = try letters.replay(
                "list",
                "--from",
                "3h",
                "--to",
                "now",
                "--reason",
                "MALFORMED",
                "--save",
                "bad"
            )
            #expect(saved.ending == .exit(0) && saved.output.isEmpty)
            let used = try letters.replay("stats", "--use", "bad", "--json").object()
            #expect(used["selected"] as? Int == 0 && used["window"] as? Int == 20)
        }

        /// What has no end, or may never begin, is not even opened.
        @Test func aPlanIsAFile() throws {
            let letters = try LetterLog(count: 1)
            let pipe = letters.folder.path("pipe")
            try #require(mkfifo(pipe, 0o600) == 0)
            for path in ["/dev/zero", pipe, "/"] {
                let run = try letters.replay(
                    ["redrive", "--plan", path, "--approve", "000000000000", "--by", "李", "--why", "a test"]
                )
                #expect(run.ending == .exit(1) && run.errors.contains("\(path) is no file"), "\(run.errors)")
            }
        }

        @Test func aPlanIsMadeApprovedAndSent() throws {
            let letters = try LetterLog(count: 20)
            let plan = letters.folder.path("plan")
            let look = try redrive(letters, "--rate", "50", "--plan-out", plan)
            #expect(look.ending == .exit(0), "\(look.errors)")
            #expect(look.output.contains("20 in the window: 20 to send, 0 to park, 0 skipped, 0 untouched"))
            #expect(look.output.contains("takes at least 0.4 s"))
            #expect(look.output.contains("nothing was produced"))
            #expect(try letters.redriven().isEmpty)
            let digest = try #require(look.lines.first { $0.hasPrefix("digest: ") }?.dropFirst(8))

            let who = ["--by", "李 县域", "--why", "the word is known now"]
            func run(_ approval: Substring) throws -> CommandResult {
                let process = try letters.start(
                    ["redrive", "--plan", plan, "--approve", String(approval), "--json"] + who
                )
                let ending = try process.waitForEnd()
                return CommandResult(ending: ending, output: process.output, errors: process.errors)
            }
            let wrong = try run("000000000000")
            #expect(wrong.ending == .exit(1) && wrong.errors.contains("approve"), "\(wrong.errors)")
            #expect(try letters.redriven().isEmpty)
            let sent = try run(digest.prefix(12)).object()
            #expect(sent["status"] as? String == "DONE" && sent["sent"] as? Int == 20)
            let again = try run(digest).object()
            #expect(again["sent"] as? Int == 0 && again["sentBefore"] as? Int == 20)
            #expect(try letters.redriven().values.allSatisfy { $0 == 1 })

            let runs = try letters.replay("runs", "--json").objects()
            #expect(runs.compactMap { $0["event"] as? String } == ["STARTED", "DONE", "DONE"])
            #expect(runs.allSatisfy { $0["by"] as? String == "李 县域" && $0["plan"] as? String == String(digest) })
        }

        @Test func whatIsRefusedSaysHowToGoOn() throws {
            let letters = try LetterLog(count: 3)
            for (arguments, code, words) in [
                (["list"], 1, "--to"), (["list", "--from", "2h"], 1, "only --from is given"),
                (["list", "--from", "soon", "--to", "now"], 2, "is no time"),
                (["rehearse", "--from", "soon"], 2, "is no time"),
                (["rehearse", "--from", "2d", "--to", "1d"], 1, "no lot was opened in that time"),
                (["stats", "--from", "2h", "--to", "now", "--where", "krop=x"], 1, "Fields are: "),
                (["redrive", "--from", "3h", "--to", "now", "--to-topic", "lots"], 1, "--live"),
                (["redrive", "--from", "3h", "--to", "now", "--set", "grams=1"], 3, "nothing was produced"),
                (["redrive", "--plan", "x"], 2, "--approve"),
                (["redrive", "--plan", "x", "--approve", "0123456789ab"], 2, "--by"),
                (
                    ["redrive", "--plan", "x", "--approve", "0123456789ab", "--by", "x", "--why", "y", "--rate", "5"],
                    2, "--rate"
                ),
                (["redrive", "--plan", "x", "--from", "3h"], 2, "--from has no place beside --plan"),
                (
                    ["redrive", "--plan", "x", "--approve", "0123456789ab", "--by", "x", "--why", "y"], 1,
                    "x cannot be read"
                ),
                (["redrive", "--from", "3h", "--to", "now", "--plan-out", "no/such/plan"], 1, "no/such/plan"),
                (["export", "--channel", "--from", "3h", "-o", "x"], 2, "leave --from out"),
                (["export", "--from", "3h", "--to", "now", "-o", "no/such/file"], 1, "no/such/file"),
                (["redrive", "--approve", "0123456789ab", "--from", "3h", "--to", "now"], 2, "--plan"),
            ] as [([String], Int32, String)] {
                let process = try letters.start(arguments)
                #expect(try process.waitForEnd() == .exit(code), "\(arguments): \(process.errors)")
                #expect(process.errors.contains(words), "\(arguments): \(process.errors)")
                if code == 2 {
                    let usage = "Usage: greenchannel replay \(arguments[0]) "
                    #expect(process.errors.contains(usage), "\(arguments): \(process.errors)")
                }
            }
            #expect(try letters.redriven().isEmpty)
        }

        @Test func anExportIsImportedByAFreshLog() throws {
            let letters = try LetterLog(count: 20)
            let file = letters.folder.path("letters.gz")
            let exported = try letters.replay("export", "--from", "3h", "--to", "now", "-o", file, "--json")
            #expect(exported.ending == .exit(0), "\(exported.errors)")
            #expect(try exported.object()["records"] as? Int == 20)
            let fresh = "file:\(letters.folder.path("fresh.db"))"
            let imported = try greenchannel("replay", "import", file, "--log", fresh, in: letters.folder)
            #expect(imported.ending == .exit(0), "\(imported.errors)")
            let list = try greenchannel(
                "replay",
                "list",
                "--from",
                "3h",
                "--to",
                "now",
                "--json",
                "--log",
                fresh,
                in: letters.folder
            )
            #expect(try list.objects().count == 20)
            #expect(!list.output.contains("13800138000"))
            let again = try greenchannel("replay", "import", file, "--log", fresh, in: letters.folder)
            #expect(again.ending == .exit(1) && again.errors.contains("fresh log"), "\(again.errors)")
        }

        @Test func anExportIsALogToLookAt() throws {
            let letters = try LetterLog(count: 20)
            let (part, whole) = (letters.folder.path("part.gz"), letters.folder.path("whole.gz"))
            #expect(try letters.replay("export", "--from", "3h", "--to", "now", "-o", part).ending == .exit(0))
            #expect(try letters.replay("export", "--channel", "-o", whole).ending == .exit(0))
            func look(_ file: String, _ arguments: String...) throws -> CommandResult {
                let process = try CommandProcess(
                    ["replay"] + arguments + ["--log", "archive:\(file)"],
                    in: letters.folder
                )
                return try letters.finish(process)
            }
            for file in [part, whole] {
                let list = try look(file, "list", "--from", "3h", "--to", "now", "--json")
                #expect(try list.objects().count == 20, "\(list.errors)")
                #expect(list.output == (try letters.replay("list", "--from", "3h", "--to", "now", "--json").output))
            }
            // What a part or what is masked cannot prove is said, not passed over.
            for command in ["verify", "rehearse"] {
                let result = try look(part, command)
                #expect(result.ending == .exit(1) && result.errors.contains("export --channel"), "\(result.errors)")
            }
            let masked = try look(whole, "verify", "--json")
            #expect(masked.ending == .exit(0), "\(masked.output) \(masked.errors)")
            #expect(masked.errors.contains("(40 records are not byte for byte what was recorded)"), "\(masked.errors)")
            #expect(masked.errors.contains("proved of: intake, nor of the whole"), "\(masked.errors)")
            let asked = try look(whole, "verify", "--desk", "intake")
            #expect(asked.ending == .exit(1) && asked.errors.contains("--unmasked"), "\(asked.errors)")
            let sent = try look(whole, "redrive", "--from", "3h", "--to", "now", "--plan-out", letters.folder.path("p"))
            #expect(sent.ending == .exit(0), "a dry run only looks: \(sent.errors)")
            let digest = try #require(sent.lines.first { $0.hasPrefix("digest: ") }?.dropFirst(8))
            let refused = try look(
                whole,
                "redrive",
                "--plan",
                letters.folder.path("p"),
                "--approve",
                String(digest),
                "--by",
                "x",
                "--why",
                "y"
            )
            #expect(refused.ending == .exit(1) && refused.errors.contains("only read"), "\(refused.errors)")
        }

        @Test func theStatusOfAnExportLeavesOutWhatItLacks() throws {
            let letters = try LetterLog(count: 20)
            func status(_ log: String, _ options: String...) throws -> CommandResult {
                let process = try CommandProcess(["status", "--log", log] + options, in: letters.folder)
                return try letters.finish(process)
            }
            func file(_ options: String...) throws -> String {
                let file = letters.folder.path("\(options.count).gz")
                #expect(try letters.replay(["export", "-o", file] + options).ending == .exit(0))
                return "archive:\(file)"
            }
            let (part, masked) = (try file("--from", "3h", "--to", "now"), try file("--channel"))
            let whole = try file("--channel", "--unmasked")
            func desks(_ log: String) throws -> [String: [String: Any]] {
                let result = try status(log, "--json")
                #expect(result.ending == .exit(0), "\(result.errors)")
                let object = try result.object()
                #expect((object["deadLettersByReason"] as? [String: Int])?["UNKNOWN_CROP"] == 20)
                #expect(object["openLots"] as? Int == (log == part ? nil : 0))
                let desks = try #require(object["desks"] as? [[String: Any]])
                return Dictionary(uniqueKeysWithValues: desks.map { ($0["desk"] as? String ?? "", $0) })
            }
            #expect(try desks(part).isEmpty)
            let (before, hidden, after) = (try desks(letters.url), try desks(masked), try desks(whole))
            #expect(before.count == 5 && Set(hidden.keys) == Set(before.keys) && Set(after.keys) == Set(before.keys))
            for (name, desk) in before {
                #expect(after[name]?["lagRecords"] as? Int == desk["lagRecords"] as? Int)
                #expect(after[name]?["ledgerEntries"] as? Int == desk["ledgerEntries"] as? Int)
                #expect((hidden[name]?["ledgerEntries"] == nil) == (name == "intake"))
                // Who works there is not exported, so that nothing is said of it.
                #expect(desk["partitionsWithoutOwner"] != nil && after[name]?["partitionsWithoutOwner"] == nil)
            }
            let text = try status(masked)
            #expect(text.ending == .exit(0) && text.output.contains("its ledger is not there"), "\(text.output)")
        }
    }
}
