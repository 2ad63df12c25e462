import Foundation
import Testing

extension CommandTests {
    /// Workers on Kafka that are asked to stop under load lose nothing, double nothing.
    struct KafkaStopTests {
        @Test func aWorkerThatIsAskedToStopLeavesAtOnce() throws {
            let channel = try LoadedChannel(seed: 13, on: .kafka)
            try channel.openOffers()
            let first = try channel.start("worker", "--session-timeout", "120000")
            let before = try channel.recordsTaken()
            try channel.postAlerts(100)
            try eventually("the worker works") { try channel.recordsTaken() > before }
            first.send(SIGTERM)
            #expect(try first.waitForEnd(seconds: 60) == .exit(0))
            let taken = try channel.recordsTaken()
            let second = try channel.start("worker")
            try channel.postAlerts(10)
            try eventually("the second takes over", seconds: 60) { try channel.recordsTaken() > taken }
            try channel.expectAllIsWell()
            second.send(SIGTERM)
            #expect(try second.waitForEnd(seconds: 60) == .exit(0))
        }
    }
}
