import EventLog
import TestKit
import Testing

/// The Kafka log under the conformance suite, on a real broker.
@Suite(.serialized) struct KafkaLogConformanceTests {
    @Test(.timeLimit(.minutes(15)), arguments: LogConformance.cases(for: KafkaLogFixture.traits))
    func conforms(_ conformanceCase: LogConformanceCase) throws {
        try conformanceCase.run(KafkaLogFixture())
    }
}
