import Streams
import TestKit
import Testing

@Suite struct SimulationTests {
    private func run(_ seed: UInt64, _ settings: SimulationSettings = SimulationSettings()) throws -> SimulationReport {
        try Simulation.run(
            seed: seed,
            application: Bank.application(partitions: BankScenario.partitions),
            topics: Bank.topics(partitions: BankScenario.partitions),
            settings: settings,
            scenario: BankScenario.scenario()
        )
    }

    @Test(arguments: 0..<8)
    func manySeedsKeepTheBooks(part: UInt64) throws {
        var sum = (commits: 0, crashes: 0, errors: 0, pauses: 0, fenced: 0, timers: 0, deadLetters: 0)
        for seed in part * 50..<(part + 1) * 50 {
            let report = try run(seed)
            #expect(report.records >= 200)
            sum.commits += report.commits
            sum.crashes += report.crashes
            sum.errors += report.errors
            sum.pauses += report.pauses
            sum.fenced += report.fenced
            sum.timers += report.timers
            sum.deadLetters += report.deadLetters
        }
        // A simulation in which nothing goes wrong shows nothing.
        #expect(sum.crashes > 50 && sum.errors > 50 && sum.pauses > 50 && sum.fenced > 0)
        #expect(sum.timers > 100 && sum.deadLetters > 100 && sum.commits > 1000)
    }

    @Test func aSeedReproducesExactly() throws {
        for seed: UInt64 in [1, 2, 3] {
            let first = try run(seed)
            #expect(try run(seed) == first)
            #expect(try run(seed + 1000).traceHash != first.traceHash)
        }
    }
}
