import Foundation
import TestKit
import Testing

extension CommandTests {
    /// The same on Kafka: workers that are killed, stopped or put to sleep under load lose nothing and double nothing.
    struct KafkaKillTests {
        @Test func oneOfTwoWorkersIsKilledAgainAndAgain() throws {
            let channel = try LoadedChannel(seed: 11, on: .kafka)
            var random = SimulationRandom(seed: 11)
            try channel.openOffers()
            var workers = [try channel.start("worker", name: "a"), try channel.start("worker", name: "b")]
            for worker in workers { try waitForShare(of: worker) }
            for _ in 0..<8 {
                let taken = try channel.recordsTaken()
                try channel.postAlerts(30)
                try eventually("the workers go on") { try channel.recordsTaken() > taken }
                Thread.sleep(forTimeInterval: Double(random.number(in: 0...1200)) / 1000)
                let victim = Int(random.number(in: 0...1))
                try workers[victim].killNow()
                let name = random.chance(perMille: 500) ? ["a", "b"][victim] : nil
                workers[victim] = try channel.start("worker", name: name)
                try waitForShare(of: workers[victim])
            }
            try channel.expectAllIsWell()
            for worker in workers { #expect(worker.isRunning, "\(worker.errors.suffix(1000))") }
        }

        /// The test broker never ends a rebalance in which every member of the generation before has died: so nobody dies
        /// before both lanes of the worker that came last have their share.
        private func waitForShare(of worker: CommandProcess) throws {
            try eventually("the worker has its share", seconds: 60) {
                worker.errors.components(separatedBy: "partitions assigned").count > 2
            }
        }

        /// A zombie is refused by the broker, and comes back as a member.
        @Test func aWorkerThatSleptTooLongIsFencedAndComesBack() throws {
            let channel = try LoadedChannel(seed: 12, on: .kafka)
            try channel.openOffers()
            let sleeper = try channel.start("worker", name: "sleeper")
            let other = try channel.start("worker", name: "other")
            for _ in 0..<2 {
                try channel.postAlerts(40)
                sleeper.send(SIGSTOP)
                defer { sleeper.send(SIGCONT) }
                try channel.postAlerts(20)
                try eventually("the other takes over", seconds: 60) { try channel.lag() == 0 }
            }
            try channel.expectAllIsWell()
            other.send(SIGTERM)
            #expect(try other.waitForEnd() == .exit(0))
            try channel.postAlerts(60)
            try channel.expectAllIsWell()
            #expect(sleeper.isRunning, "\(sleeper.errors.suffix(1000))")
        }

        @Test func aWorkerThatIsAskedToStopLeavesAtOnce() throws {
            let channel = try LoadedChannel(seed: 13, on: .kafka)
            try channel.openOffers()
            let first = try channel.start("worker", "--session-timeout", "60000")
            let before = try channel.recordsTaken()
            try channel.postAlerts(100)
            try eventually("the worker works") { try channel.recordsTaken() > before }
            first.send(SIGTERM)
            #expect(try first.waitForEnd(seconds: 20) == .exit(0))
            let taken = try channel.recordsTaken()
            let second = try channel.start("worker")
            try channel.postAlerts(10)
            try eventually("the second takes over", seconds: 30) { try channel.recordsTaken() > taken }
            try channel.expectAllIsWell()
            second.send(SIGTERM)
            #expect(try second.waitForEnd(seconds: 20) == .exit(0))
        }
    }
}
