import EventLog
import Streams
import TestKit
import Testing

/// A lane that writes no ledgers: the same decisions at the same hours, and no way to go on after a loss.
@Suite struct UnkeptLedgerTests {
    private func play(_ ledgers: LedgerKeeping, faults: (any FaultInjector)? = nil) throws -> LaneStage {
        let stage = try LaneStage(settings: WorkerSettings(name: "stage", ledgers: ledgers), faults: faults)
        let due = stage.time.now.milliseconds + 5_000
        try stage.order("a", "deposit a 10")
        try stage.order("a", "hold a 4 \(due)")
        stage.settle()
        return stage
    }

    @Test func itDecidesAndWakesAsOneThatWritesThem() throws {
        let (kept, unkept) = (try play(.kept), try play(.unkept))
        for stage in [kept, unkept] {
            stage.advance(6_000)
            stage.settle()
            try stage.order("a", "deposit a 1")
            stage.settle()
        }
        #expect(try unkept.texts(Bank.inbox) == kept.texts(Bank.inbox))
        #expect(try unkept.records(Bank.inbox).contains { $0.headers.text(Bank.inputHeader) == "timer" })
        #expect(try kept.ledger() == ["a": "11 0 0"])
        #expect(try unkept.ledger().isEmpty)
        #expect(unkept.commits.allSatisfy { $0.ledgerChanges == 0 })
    }

    @Test func itDoesNotBeginWhereItCannotKnowWhatWasBefore() throws {
        let stage = try play(.unkept)
        stage.restart()
        guard case .ended(let error?) = stage.settle() else {
            Issue.record("the lane goes on")
            return
        }
        #expect(error.code == .stop)
        #expect(error.description.contains("keeps no ledgers"))
    }

    @Test func itEndsAfterAnAbort() throws {
        let faults = ChosenFaults()
        let stage = try play(.unkept, faults: faults)
        faults.before = [.commit: .abortAndRewind]
        faults.left = 1
        try stage.order("a", "deposit a 1")
        stage.settle()
        stage.advance(60_000)
        guard case .ended(let error?) = stage.settle() else {
            Issue.record("the lane goes on")
            return
        }
        #expect(error.code == .stop)
    }
}
