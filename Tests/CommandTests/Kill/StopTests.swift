import Foundation
import Testing

extension CommandTests {
    /// Processes that are asked to stop.
    struct StopTests {
        @Test(arguments: [SIGTERM, SIGINT])
        func aProcessThatIsAskedToStopLeavesAtOnceAndTheNextTakesOver(signal: Int32) throws {
            let channel = try LoadedChannel(seed: UInt64(signal))
            try channel.openOffers()
            let first = try channel.start("up", "--empty", "--quiet", "--session-timeout", "120000")
            let before = try channel.recordsTaken()
            try channel.postAlerts(100)
            try eventually("the process works") { try channel.recordsTaken() > before }
            first.send(signal)
            #expect(try first.waitForEnd(seconds: 60) == .exit(0))
            // It has left its group: nobody must wait for the end of its session.
            let taken = try channel.recordsTaken()
            let second = try channel.start("worker")
            try channel.postAlerts(10)
            try eventually("the second takes over", seconds: 60) { try channel.recordsTaken() > taken }
            try channel.expectAllIsWell()
            second.send(signal)
            #expect(try second.waitForEnd(seconds: 60) == .exit(0))
        }
    }
}
