import Testing

/// Each rule finds what it is for: a rule that cannot fail holds nothing.
@Suite struct PlantedViolationTests {
    private func imports(_ path: String, _ code: String) -> [String] {
        ImportRules.design.violations(in: [SourceFile(path: path, text: code)]).map(\.description)
    }

    @Test(arguments: [
        ("Sources/Desks/A.swift", "import Streams", "Desks may not import Streams"),
        ("Sources/Desks/A.swift", "public import EventLog", "Desks may not import EventLog"),
        ("Sources/Streams/A.swift", "@preconcurrency internal import Desks", "Streams may not import Desks"),
        ("Sources/Intake/A.swift", "  import struct Foundation.Date", "Intake may not import Foundation"),
        ("Sources/EventLog/A.swift", "import Foundation", "EventLog may not import Foundation"),
        ("Sources/EventLog/A.swift", "package import FoundationEssentials", "FoundationEssentials"),
        ("Sources/RoutePlanning/A.swift", "import Glibc", "RoutePlanning may not import Glibc"),
        ("Sources/Desks/A.swift", "import Dispatch", "Desks may not import Dispatch"),
        ("Sources/Intake/A.swift", "import CReferenceData", "Intake may not import CReferenceData"),
        ("Tests/IntakeTests/A.swift", "import CReferenceData", "IntakeTests may not import CReferenceData"),
        ("Sources/Streams/A.swift", "import GRDB", "belongs to EmbeddedLog, Views"),
        ("Sources/EventLog/A.swift", "import SwiftProtobuf", "belongs to GreenChannelModel"),
        ("Sources/Streams/A.swift", "import ArgumentParser", "belongs to greenchannel, greenchannel-bench"),
        ("Sources/EmbeddedLog/A.swift", "import Logging", "belongs to Gateway, Streams, Telemetry, greenchannel"),
        ("Sources/Desks/A.swift", "import Crypto", "belongs to Replay, greenchannel"),
        ("Tests/DesksTests/A.swift", "import GRDB", "DesksTests may not import GRDB"),
        ("Sources/Desks/A.swift", "import NIOPosix", "NIOPosix has no owner"),
        ("Tests/DesksTests/A.swift", "import XCTest", "XCTest has no owner"),
        ("Sources/greenchannel/A.swift", "import TestKit", "greenchannel may not import TestKit"),
        ("Sources/Helpers/A.swift", "import Desks", "Helpers is no target"),
    ])
    func `an import that the table does not allow is found`(path: String, code: String, complaint: String) throws {
        let found = imports(path, "// A comment.\n\n" + code + "\n")
        #expect(found.count == 1)
        #expect(try #require(found.first).hasPrefix("\(path):3: "))
        #expect(try #require(found.first).contains(complaint))
    }

    @Test(arguments: [
        ("Sources/Desks/A.swift", "public import GreenChannelModel\nimport Intake\nimport RoutePlanning"),
        (
            "Sources/Streams/A.swift",
            "import Logging\n#if canImport(Glibc)\nimport Glibc\n#endif\nimport Synchronization"
        ),
        ("Sources/GreenChannelModel/A.swift", "import CReferenceData\nimport SwiftProtobuf\nimport Glibc"),
        ("Sources/greenchannel/A.swift", "import ArgumentParser\nimport Foundation\nimport Crypto\nimport EmbeddedLog"),
        ("Sources/greenchannel-bench/A.swift", "import TestKit"),
        ("Tests/DesksTests/A.swift", "@testable import Desks\nimport TestKit\nimport Testing\nimport Foundation"),
        ("Tests/EmbeddedLogTests/A.swift", "import GRDB"),
        ("Sources/Desks/A.swift", "// import Streams\nlet text = \"\"\"\nimport Streams\n\"\"\"\nlet important = 1"),
    ])
    func `an import that the table allows is not complained about`(path: String, code: String) {
        #expect(imports(path, code) == [])
    }

    @Test func `an exception holds for its own target and module only`() {
        var rules = ImportRules.design
        rules.exceptions = [ImportException(target: "Intake", module: "Foundation", reason: "planted for this test")]
        let files = ["Intake", "Desks"].map { SourceFile(path: "Sources/\($0)/A.swift", text: "import Foundation") }
        #expect(rules.violations(in: files).map(\.path) == ["Sources/Desks/A.swift"])
    }

    @Test func `a file of 451 lines is found, one of 450 is not`() {
        for (count, found) in [(450, 0), (451, 1)] {
            let text = String(repeating: "let a = 1\n", count: count)
            #expect(TextRules.violations(in: [SourceFile(path: "Sources/Desks/A.swift", text: text)]).count == found)
            #expect(TextRules.violations(in: [SourceFile(path: "Sources/M/Generated/A.swift", text: text)]).isEmpty)
        }
    }

    @Test(arguments: TextRules.forbiddenWords)
    func `an unfinished place is found`(word: String) {
        let file = SourceFile(path: "Tests/DesksTests/A.swift", text: "let a = 1\n    \(word) later\n")
        let found = TextRules.violations(in: [file])
        #expect(found.map(\.line) == [2])
        #expect(found.first?.what.contains(word) == true)
    }

    @Test(arguments: TextRules.needingReason)
    func `what the compiler does not check needs a comment`(words: String) {
        func lines(_ text: String) -> [Int] {
            TextRules.violations(in: [SourceFile(path: "Sources/Desks/A.swift", text: text)]).map(\.line)
        }
        #expect(lines("let a = 1\nclass B: \(words) {}\n") == [2])
        #expect(lines("}\nclass B:\n    P, \(words) {}\n") == [3])
        #expect(lines("// Guarded by the lock.\n}\nclass B: \(words) {}\n") == [3])
        #expect(lines("// Guarded by the lock.\nclass B: \(words) {}\n") == [])
        #expect(lines("/// Guarded by the lock.\n@attribute\nclass B:\n    P, \(words) {}\n") == [])
        #expect(lines("// It is not \(words).\n") == [])
    }

    @Test func `a stranger at the top or among the targets is found`() {
        let names = ["Package.swift", ".git", "docs", "README.md", "Sources", "Makefile", "greenchannel.db-turn"]
        #expect(LayoutRules.strangers(atTop: names).map(\.path) == ["Makefile", "docs"])
        let targets = LayoutRules.strangers(amongTargets: ["Desks", "Helpers"], rules: .design)
        #expect(targets.map(\.path) == ["Sources/Helpers"])
    }

    @Test func `a command that the README promises and nobody can run is found`() {
        func missing(_ readme: String, _ runnable: Set<String>) -> [String] {
            LayoutRules.missingCommands(readme: readme, isRunnable: runnable.contains).map(\.path)
        }
        #expect(missing("run deploy/up, then deploy/test", ["deploy/up", "deploy/test"]) == [])
        #expect(missing("run deploy/up, then deploy/test", ["deploy/up"]) == ["deploy/test"])
        #expect(missing("run deploy/test", ["deploy/up", "deploy/test"]) == ["README.md"])
    }
}
