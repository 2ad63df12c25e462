import TestKit
import Testing

/// The embedded log under the conformance suite.
struct EmbeddedLogConformanceTests {
    @Test(arguments: LogConformance.cases(for: EmbeddedLogFixture.traits))
    func conforms(_ conformanceCase: LogConformanceCase) throws {
        try conformanceCase.run(try EmbeddedLogFixture())
    }
}
