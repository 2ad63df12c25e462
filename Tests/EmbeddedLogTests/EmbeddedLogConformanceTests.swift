import TestKit
import Testing

/// The embedded log under the conformance suite.
struct EmbeddedLogConformanceTests {
    @Test(arguments: LogConformance.cases(for: EmbeddedLogFixture.traits))
    func conforms(_ conformanceCase: LogConformanceCase) throws {
        try conformanceCase.run(try EmbeddedLogFixture())
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func followsTheModel(seed: UInt64) throws {
        let check = try LogModelCheck(try EmbeddedLogFixture(), seed: seed)
        try check.run(steps: 1000)
        for kind in ["commit", "commit failed", "join, fencing", "lost", "revoked", "batch", "restore", "reopen"] {
            #expect(check.tally[kind, default: 0] > 0, "a run without \"\(kind)\" shows little: \(check.tally)")
        }
    }
}
