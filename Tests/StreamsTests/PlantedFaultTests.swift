import EventLog
import Streams
import TestKit
import Testing

/// A checker that finds nothing proves nothing: here each finds what was planted.
@Suite struct PlantedFaultTests {
    /// Wraps the bank and does one thing wrong.
    struct WrongBank: StreamProcessor {
        enum Fault: CaseIterable {
            /// What is posted depends on what only memory knows.
            case remembersOutsideItsLedger
            /// Each eighth change of the ledger is kept back.
            case losesLedgerChanges
            /// Holds are not told to the runtime.
            case losesWakeTimes
            /// Credits say twice what was transferred.
            case doublesCredits
        }

        let fault: Fault
        var bank = Bank()
        var count = 0

        mutating func process(_ record: Record, _ output: inout TaskOutput) {
            count += 1
            var record = record
            let text = String(decoding: record.value ?? [], as: UTF8.self)
            if fault == .doublesCredits, text.hasPrefix("credit ") {
                let words = text.split(separator: " ")
                record.value = Array("credit \(words[1]) \((Int(words[2]) ?? 0) * 2)".utf8)[...]
            }
            bank.process(record, &output)
            if fault == .remembersOutsideItsLedger, text.hasPrefix("deposit ") {
                let post = Post(
                    topic: Bank.journal,
                    timestamp: output.clock,
                    key: nil,
                    value: Array("count \(count)".utf8)[...]
                )
                output.post(post)
            }
        }

        mutating func restore(key: Bytes, value: Bytes) throws -> Timestamp? {
            let wakeAt = try bank.restore(key: key, value: value)
            return fault == .losesWakeTimes ? nil : wakeAt
        }

        mutating func drainLedgerChanges(_ visit: (LedgerEntryChange) throws -> Void) rethrows {
            try bank.drainLedgerChanges { change in
                var change = change
                if fault == .losesLedgerChanges, count % 8 == 0 { return }
                if fault == .losesWakeTimes { change.wakeAt = nil }
                try visit(change)
            }
        }

        func timerRecord(forEntry key: Bytes, due: Timestamp) -> TimerRecord {
            bank.timerRecord(forEntry: key, due: due)
        }
    }

    @Test(arguments: WrongBank.Fault.allCases)
    func aWrongProcessorIsFound(fault: WrongBank.Fault) throws {
        var application = Bank.application(partitions: BankScenario.partitions)
        application.makeProcessor = { _ in WrongBank(fault: fault) }
        var found = 0
        for seed in 0..<10 as Range<UInt64> {
            do {
                // The fold runs the wrong processor too, so that it finds only what crashes bring to light.
                _ = try Simulation.run(
                    seed: seed,
                    application: application,
                    topics: Bank.topics(partitions: BankScenario.partitions),
                    scenario: BankScenario.scenario(application: application)
                )
            } catch let failure as SimulationFailure {
                #expect(failure.description.hasPrefix("seed \(seed)"), "a failure names its seed")
                found += 1
            }
        }
        #expect(found > 0)
    }

    @Test func damageToTheLogIsFound() throws {
        let lost = try findings { records in if records.count > 3 { records.remove(at: 2) } }
        let doubled = try findings { records in if let last = records.last { records.append(last) } }
        let changed = try findings { records in if !records.isEmpty { records[0].value = [33] } }
        #expect(try findings { _ in } == nil)
        for finding in [lost, doubled, changed] { #expect(finding?.contains("do not balance") == true) }
    }

    /// What the fold says of a run whose journal was damaged on its way to the check.
    private func findings(_ damage: @escaping (inout [Record]) -> Void) throws -> String? {
        let application = Bank.application(partitions: BankScenario.partitions)
        let topics = Bank.topics(partitions: BankScenario.partitions)
        let scenario = BankScenario.scenario(orders: 60)
        let fold = FoldChecker(application, topics: topics, isInput: Bank.isInput)
        var finding: String?
        _ = try Simulation.run(
            seed: 11,
            application: application,
            topics: topics,
            scenario: Simulation.Scenario(
                workload: scenario.workload,
                invariant: { _ in },
                outcome: { view in
                    var batches = try view.newRecords()
                    for index in batches.indices where batches[index].source.topic == Bank.journal {
                        damage(&batches[index].records)
                    }
                    do {
                        try fold.check(batches, view)
                    } catch let failure as SimulationFailure {
                        finding = failure.description
                    }
                }
            )
        )
        return finding
    }
}
