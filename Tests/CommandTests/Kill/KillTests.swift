import EventLog
import Foundation
import TestKit
import Testing

extension CommandTests {
    /// `kill -9` of the real processes under load, 50 times in all: nothing is lost and nothing doubled.
    struct KillTests {
        /// The whole channel in one process, killed between any two of its instructions, starting up and working.
        @Test func upIsKilledAgainAndAgain() throws {
            let channel = try LoadedChannel(seed: 1)
            var random = SimulationRandom(seed: 1)
            try channel.openOffers()
            for _ in 0..<26 {
                // Under a name of its own a successor waits until the dead one's session ends; under the same it does not.
                let name = random.chance(perMille: 700) ? "up" : nil
                let up = try channel.start("up", name: name, "--empty", "--quiet")
                let taken = try channel.recordsTaken()
                try channel.postAlerts(15)
                // Some die while they start.
                if !random.chance(perMille: 200) {
                    try eventually("the process goes on where the last was killed") {
                        try channel.recordsTaken() > taken
                    }
                }
                try channel.postAlerts(15)
                Thread.sleep(forTimeInterval: Double(random.number(in: 0...600)) / 1000)
                try up.killNow()
            }
            let last = try channel.start("up", "--empty", "--quiet")
            try channel.expectAllIsWell()
            #expect(last.isRunning)
        }

        /// Two workers on one log, one of them killed at a time: the other takes over, the next one takes part again.
        @Test func oneOfTwoWorkersIsKilledAgainAndAgain() throws {
            let channel = try LoadedChannel(seed: 2)
            var random = SimulationRandom(seed: 2)
            try channel.openOffers()
            var workers = [try channel.start("worker", name: "a"), try channel.start("worker", name: "b")]
            for _ in 0..<24 {
                let taken = try channel.recordsTaken()
                try channel.postAlerts(30)
                try eventually("the workers go on") { try channel.recordsTaken() > taken }
                Thread.sleep(forTimeInterval: Double(random.number(in: 0...1200)) / 1000)
                let victim = Int(random.number(in: 0...1))
                try workers[victim].killNow()
                let name = random.chance(perMille: 500) ? ["a", "b"][victim] : nil
                workers[victim] = try channel.start("worker", name: name)
            }
            try channel.expectAllIsWell()
            for worker in workers { #expect(worker.isRunning) }
        }

        /// A worker that sleeps longer than its session lasts has lost its partitions, whatever it was about to write.
        @Test func aWorkerThatSleptTooLongIsFencedAndComesBack() throws {
            let channel = try LoadedChannel(seed: 3)
            var random = SimulationRandom(seed: 3)
            try channel.openOffers()
            let sleeper = try channel.start("worker", name: "sleeper")
            let other = try channel.start("worker", name: "other")
            var takeovers = 0
            for _ in 0..<40 where takeovers < 4 {
                try channel.postAlerts(40)
                Thread.sleep(forTimeInterval: Double(random.number(in: 0...900)) / 1000)
                sleeper.send(SIGSTOP)
                defer { sleeper.send(SIGCONT) }
                if try othersGoOn(channel) { takeovers += 1 }
            }
            #expect(takeovers == 4, "the sleeper has nearly always held the file's lock")
            try channel.expectAllIsWell()
            // Alone it must do everything again.
            other.send(SIGTERM)
            #expect(try other.waitForEnd() == .exit(0))
            try channel.postAlerts(60)
            try channel.expectAllIsWell()
            #expect(sleeper.isRunning)
        }

        /// Whether others take over all the work of a process that sleeps. One that fell asleep in the middle of a commit
        /// holds the lock of the file: nobody writes before it wakes.
        private func othersGoOn(_ channel: LoadedChannel) throws -> Bool {
            do {
                try channel.postAlerts(20)
            } catch let error as LogError where [.retry, .abortAndRewind].contains(error.code) {
                return false
            }
            let clock = ContinuousClock()
            let deadline = clock.now + .seconds(10)
            while try channel.lag() > 0 {
                if clock.now > deadline { return false }
                Thread.sleep(forTimeInterval: 0.02)
            }
            return true
        }
    }
}
