import Foundation
import TestKit
import Testing

extension CommandTests {
    /// Workers on Kafka that are killed, put to sleep or shuffled under load lose nothing and double nothing.
    ///
    /// After each test everything is read as committed: what became of every alert and bid, and every desk folded again over
    /// its inbox, ledgers and positions included.
    struct KafkaKillTests {
        private static let staticMembers = ["--kafka", "greenchannel.membership=static"]

        private func start(_ name: String, on channel: LoadedChannel, _ more: [String] = []) throws -> CommandProcess {
            let worker = try channel.start("worker", name: name, more: more)
            try eventually("\(name) has a share") {
                worker.errors.contains("partitions assigned")
            }
            return worker
        }

        /// Several processes, one of them killed at a time and started again under its name, which gives it its partitions
        /// back without a rebalance; some die again before they have read their ledgers.
        @Test(.timeLimit(.minutes(10))) func workersAreKilledAgainAndAgain() throws {
            let channel = try LoadedChannel(seed: 11, on: .kafka)
            var random = SimulationRandom(seed: 11)
            try channel.openOffers()
            let names = ["a", "b", "c"]
            var workers = try names.map { try start($0, on: channel, Self.staticMembers) }
            for _ in 0..<8 {
                let taken = try channel.recordsTaken()
                try channel.postAlerts(20)
                try eventually("the workers go on") { try channel.recordsTaken() > taken }
                Thread.sleep(forTimeInterval: Double(random.number(in: 0...500)) / 1000)
                let victim = Int(random.number(in: 0...2))
                try workers[victim].killNow()
                workers[victim] =
                    random.chance(perMille: 300)
                    ? try channel.start("worker", name: names[victim], more: Self.staticMembers)
                    : try start(names[victim], on: channel, Self.staticMembers)
            }
            try channel.expectAllIsWell()
            try channel.stopAndFoldAgain(workers)
        }

        /// A member that nobody replaces is missed after its session time-out: the others take its share over.
        @Test(.timeLimit(.minutes(10))) func othersTakeOverFromTheDead() throws {
            let channel = try LoadedChannel(seed: 12, on: .kafka)
            try channel.openOffers()
            let victim = try start("victim", on: channel)
            let heir = try start("heir", on: channel)
            try channel.postAlerts(60)
            try victim.killNow()
            try channel.postAlerts(20)
            try channel.expectAllIsWell()
            try channel.stopAndFoldAgain([heir])
        }

        /// Whatever a worker was about to write when it fell asleep, the broker refuses it once others have its partitions.
        @Test(.timeLimit(.minutes(10))) func aWorkerThatSleptTooLongIsFencedAndComesBack() throws {
            let channel = try LoadedChannel(seed: 13, on: .kafka)
            try channel.openOffers()
            let sleeper = try start("sleeper", on: channel)
            let other = try start("other", on: channel)
            for _ in 0..<2 {
                try channel.postAlerts(40)
                sleeper.send(SIGSTOP)
                defer { sleeper.send(SIGCONT) }
                try channel.postAlerts(20)
                try eventually("the other takes over") { try channel.lag() == 0 }
            }
            try channel.expectAllIsWell()
            // Alone it must do everything again.
            other.send(SIGTERM)
            #expect(try other.waitForEnd(seconds: 60) == .exit(0))
            try channel.postAlerts(40)
            try channel.expectAllIsWell()
            try channel.stopAndFoldAgain([sleeper])
        }

        /// Who seems to have lost its name may have lost it to a ghost: it waits until the other has not been heard of for a
        /// session's time, and comes back.
        @Test(.timeLimit(.minutes(10))) func ofTwoWithOneNameTheOtherComesBackWhenOneDies() throws {
            let channel = try LoadedChannel(seed: 16, on: .kafka)
            try channel.openOffers()
            var workers = [try start("a", on: channel, Self.staticMembers)]
            try channel.postAlerts(20)
            workers.append(try channel.start("worker", name: "a", more: Self.staticMembers))
            try channel.postAlerts(20)
            let doubt = "seems to be in group"
            try eventually("one of them hears of the other") {
                workers.contains { $0.errors.contains(doubt) }
            }
            let loser = try #require(workers.first { $0.errors.contains(doubt) })
            for worker in workers where worker !== loser { try worker.killNow() }
            try channel.postAlerts(20)
            try eventually("it comes back") { try channel.lag() == 0 }
            #expect(loser.isRunning)
            try channel.expectAllIsWell()
            try channel.stopAndFoldAgain([loser])
        }

        /// Two of one name fight for its partitions: whoever loses says so and ends, whatever it was about to write. That is the
        /// one that slept, unless it slept so long that its client has joined anew: then the last to join wins.
        @Test(.timeLimit(.minutes(10))) func ofTwoWithOneNameOneEnds() throws {
            let channel = try LoadedChannel(seed: 14, on: .kafka)
            try channel.openOffers()
            let sleeper = try start("a", on: channel, Self.staticMembers)
            let taken = try channel.recordsTaken()
            try channel.postAlerts(60)
            try eventually("it works") { try channel.recordsTaken() > taken }
            sleeper.send(SIGSTOP)
            let successor = try start("a", on: channel, Self.staticMembers)
            try channel.postAlerts(20)
            sleeper.send(SIGCONT)
            var workers = [sleeper, successor]
            try eventually("one of them ends") { workers.contains { !$0.isRunning } }
            for worker in workers where !worker.isRunning {
                #expect(try worker.waitForEnd() == .exit(1))
                #expect(worker.errors.contains("under the name"), "\(worker.errors.suffix(1000))")
            }
            // The other may be in doubt about a lane of its own: after two sessions it has decided.
            Thread.sleep(forTimeInterval: 12)
            try eventually("the other goes on, or whoever comes after both") {
                if !workers.contains(where: \.isRunning) {
                    workers.append(try channel.start("worker", name: "a", more: Self.staticMembers))
                }
                return try channel.lag() == 0
            }
            try channel.expectAllIsWell()
            try channel.stopAndFoldAgain(workers.filter(\.isRunning))
        }

        /// Somebody joins or leaves every second. `GREENCHANNEL_STORM_SECONDS` says for how long.
        @Test(.timeLimit(.minutes(10))) func workersComeAndGoEverySecond() throws {
            let stated = ProcessInfo.processInfo.environment["GREENCHANNEL_STORM_SECONDS"].flatMap { Int($0) }
            let channel = try LoadedChannel(seed: 15, on: .kafka)
            try channel.openOffers()
            let steady = try start("steady", on: channel)
            var guests: [CommandProcess] = []
            for second in 0..<(stated ?? 8) {
                try channel.postAlerts(10)
                if guests.count < 3, second % 4 != 3 {
                    guests.append(try channel.start("worker", name: "guest-\(second)"))
                } else {
                    // Some leave in good order, some do not.
                    let guest = guests.removeFirst()
                    if second % 8 == 7 { try guest.killNow() } else { guest.send(SIGTERM) }
                    if second % 8 != 7 { _ = try guest.waitForEnd(seconds: 60) }
                }
                Thread.sleep(forTimeInterval: 1)
            }
            try channel.expectAllIsWell()
            try channel.stopAndFoldAgain(guests + [steady])
        }
    }
}
