import TestKit
import Testing

/// The five desks under crashes, stale owners and commits in doubt, with everything that people can say.
@Suite struct ChannelSimulationTests {
    static let partCount: UInt64 = 10
    static let seedsOfPart: UInt64 = 100

    @Test(arguments: 0..<partCount)
    func aThousandSeedsLoseAndDoubleNothing(part: UInt64) throws {
        var sum = (crashes: 0, errors: 0, pauses: 0, fenced: 0, records: 0, timers: 0, deadLetters: 0)
        for seed in part * Self.seedsOfPart..<(part + 1) * Self.seedsOfPart {
            let report = try ChannelScenario.run(seed: seed)
            sum.crashes += report.crashes
            sum.errors += report.errors
            sum.pauses += report.pauses
            sum.fenced += report.fenced
            sum.records += report.records
            sum.timers += report.timers
            sum.deadLetters += report.deadLetters
        }
        // A simulation in which nothing goes wrong shows nothing.
        #expect(sum.crashes > 300 && sum.errors > 300 && sum.pauses > 30 && sum.fenced > 5)
        #expect(sum.records > 50_000 && sum.timers > 15_000 && sum.deadLetters > 500)
    }

    @Test func aSeedReproducesExactly() throws {
        for seed: UInt64 in [1, 2, 3] {
            let first = try ChannelScenario.run(seed: seed)
            #expect(try ChannelScenario.run(seed: seed) == first)
            #expect(try ChannelScenario.run(seed: seed + 1000).traceHash != first.traceHash)
        }
    }

    /// The places of one run at which a process can crash while work comes in, thinned out evenly.
    @Test func aCrashAtAnyStepLosesNothing() throws {
        var settings = ChannelScenario.settings()
        settings.errorsPerMille = 0
        settings.pausesPerMille = 0
        settings.stopsPerMille = 0
        var crashes = 0
        for place in stride(from: 3, to: 100_000, by: 151) {
            settings.crashes = .atPlace(place)
            let report = try ChannelScenario.run(seed: 7, settings: settings)
            // Beyond the last of them the channel has come to rest.
            if report.crashes == 0 { break }
            crashes += report.crashes
        }
        #expect((15..<100).contains(crashes))
    }

    /// The checks are worth what they find: each planted fault is found by one of the first seeds.
    @Test(arguments: PlantedFault.allCases)
    func aPlantedFaultIsFound(fault: PlantedFault) {
        let found = (UInt64(0)..<20).lazy.compactMap { seed -> String? in
            do {
                _ = try ChannelScenario.run(seed: seed, fault: fault)
                return nil
            } catch {
                return "\(error)"
            }
        }.first
        #expect(found?.contains(fault.symptom) == true, "\(fault): \(found ?? "not found")")
    }
}

extension PlantedFault {
    /// What the report of the fault says.
    fileprivate var symptom: String {
        switch self {
        case .promotionAnswersTwice: "once more"
        case .promotionNeverAnswers: "was answered 0 times"
        case .promotionOversells: "grams of channel"
        case .broadcastOversells: "of slot"
        case .dispatchOverloads: "on board"
        case .lotForgetsReleases, .lotBidsTooMuch: "but its journal says"
        case .intakeLosesAlerts: "vanished"
        case .lotForgetsLedgerEntries: "never ended"
        case .lotDependsOnItsMemory: "POST_CHANGED"
        }
    }
}
