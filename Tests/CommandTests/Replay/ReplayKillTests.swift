import Foundation
import Testing

extension CommandTests {
    /// A redrive that is killed, interrupted and paused while it sends.
    struct ReplayKillTests {
        private func plan(_ letters: LetterLog, rate: Int) throws -> (path: String, digest: String) {
            let path = letters.folder.path("plan-\(rate)")
            let look = try letters.replay(
                ["redrive", "--from", "3h", "--to", "now", "--rate", "\(rate)", "--plan-out", path, "--json"]
            )
            #expect(look.ending == .exit(0), "\(look.errors)")
            return (path, try #require(try look.object()["digest"] as? String))
        }

        private func start(_ letters: LetterLog, _ plan: (path: String, digest: String)) throws -> CommandProcess {
            try letters.start([
                "redrive", "--plan", plan.path, "--approve", plan.digest, "--by", "x", "--why", "y", "--json",
            ])
        }

        private func finish(_ letters: LetterLog, _ process: CommandProcess) throws -> [String: Any] {
            let result = try letters.finish(process)
            #expect(result.ending == .exit(0), "\(result.errors)")
            return try result.object()
        }

        @Test(.timeLimit(.minutes(10)), arguments: LetterLog.Store.allCases)
        func aKillWhileSendingLosesAndRepeatsNothing(_ store: LetterLog.Store) throws {
            let letters = try LetterLog(count: 120, on: store)
            let plan = try plan(letters, rate: 60)
            for goal in [1, 40, 90] {
                let process = try start(letters, plan)
                try eventually("\(goal) are sent") {
                    guard process.isRunning else { throw CommandTestFailure("it has ended: \(process.errors)") }
                    return try letters.redriven().count >= goal
                }
                try process.killNow()
            }
            // What the one that was killed had not committed is aborted when the next one takes its seat.
            let outcome = try finish(letters, try start(letters, plan))
            #expect(outcome["status"] as? String == "DONE")
            let before = try #require(outcome["sentBefore"] as? Int)
            #expect((90..<120).contains(before) && outcome["sent"] as? Int == 120 - before)
            let redriven = try letters.redriven()
            #expect(redriven.count == 120 && redriven.values.allSatisfy { $0 == 1 })
            #expect(try finish(letters, try start(letters, plan))["sent"] as? Int == 0)
            #expect(try letters.redriven() == redriven)
        }

        @Test(.timeLimit(.minutes(10))) func aSignalStopsItAndAnotherPausesIt() throws {
            let letters = try LetterLog(count: 60)
            let plan = try plan(letters, rate: 20)
            let process = try start(letters, plan)
            try eventually("some are sent") { try !letters.redriven().isEmpty }
            process.send(SIGUSR1)
            try eventually("it is paused") { process.errors.contains("paused at") }
            let paused = try letters.redriven().count
            // Another one is told of it, as the pause keeps its seat.
            let other = try start(letters, plan)
            #expect(try other.waitForEnd() == .exit(1))
            #expect(other.errors.contains("Another replay"), "\(other.errors)")
            #expect(try letters.redriven().count == paused)
            process.send(SIGUSR1)
            try eventually("it goes on") { try letters.redriven().count > paused }
            process.send(SIGTERM)
            #expect(try process.waitForEnd() == .exit(1))
            #expect(process.errors.contains("sends the rest"))
            let sent = try letters.redriven().count
            #expect(sent < 60)
            let outcome = try finish(letters, try start(letters, plan))
            #expect(outcome["sent"] as? Int == 60 - sent && outcome["sentBefore"] as? Int == sent)
            #expect(try letters.redriven().values.allSatisfy { $0 == 1 })
        }
    }
}
