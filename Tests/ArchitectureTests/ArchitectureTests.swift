import Testing

/// The architecture of the project as it stands. What each rule finds is shown in `PlantedViolationTests`.
@Suite struct ArchitectureTests {
    private let tree = SourceTree()

    @Test func `the sources are found at all`() throws {
        let files = try tree.swiftFiles()
        #expect(files.count > 40)
        #expect(
            files.contains { $0.path == "Sources/GreenChannelModel/Instant.swift" && $0.target == "GreenChannelModel" }
        )
        #expect(files.contains { $0.isGenerated })
        #expect(files.contains { $0.imports.contains { $0.module == "GreenChannelModel" } })
    }

    @Test func `every import is in the design's table`() throws {
        #expect(ImportRules.design.violations(in: try tree.swiftFiles()) == [])
    }

    @Test func `every exception has a reason`() {
        for exception in ImportRules.design.exceptions {
            #expect(exception.reason.count > 10, "\(exception.target) imports \(exception.module)")
        }
    }

    @Test func `no file is too long, unfinished, or unchecked without a reason`() throws {
        #expect(TextRules.violations(in: try tree.swiftFiles()) == [])
    }

    @Test func `nothing else stands at the top`() throws {
        #expect(LayoutRules.strangers(atTop: try tree.names(in: "")) == [])
    }

    @Test func `every folder of sources is a target of the design`() throws {
        #expect(LayoutRules.strangers(amongTargets: try tree.names(in: "Sources"), rules: .design) == [])
    }

    @Test func `the README's commands exist`() throws {
        #expect(LayoutRules.missingCommands(readme: try tree.text("README.md"), isRunnable: tree.isRunnable) == [])
    }
}
