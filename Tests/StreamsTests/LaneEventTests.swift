import EventLog
import Streams
import TestKit
import Testing

/// What a lane tells those who watch.
@Suite struct LaneEventTests {
    @Test func aCommitIsToldBeforeAndAfter() throws {
        let stage = try LaneStage()
        try stage.order("a", "deposit a 1")
        stage.settle()
        let names = stage.events.map { String("\($0)".prefix { $0 != "(" }) }
        #expect(names.filter { $0.hasPrefix("committ") } == ["committing", "committed"])
    }

    @Test func deadLettersAreCountedByReason() throws {
        let stage = try LaneStage()
        for order in ["deposit a -1", "transfer a 5 b", "transfer a 6 b"] { try stage.order("a", order) }
        stage.settle()
        #expect(stage.commits.map(\.deadLettersByReason) == [["MALFORMED": 1, "INSUFFICIENT": 2]])
        #expect(stage.commits.map(\.deadLetters) == [3])
    }

    @Test func whatAnAbortDroppedIsTold() throws {
        let faults = ChosenFaults()
        faults.before = [.commit: .abortAndRewind]
        faults.left = 1
        let stage = try LaneStage(faults: faults)
        try stage.order("a", "deposit a 1")
        for _ in 0..<20 {
            stage.settle()
            stage.advance(1_000)
        }
        let aborted = stage.events.compactMap { if case .aborted(let content) = $0 { content.records } else { nil } }
        #expect(aborted == [1])
        #expect(stage.commits.map(\.records) == [1])
    }

    @Test func aRestoreIsToldFromItsBeginning() throws {
        let stage = try LaneStage(partitions: 2)
        stage.settle()
        var restores: [String] = []
        for event in stage.events {
            switch event {
            case .restoring(let inbox, let entries): restores.append("\(inbox) \(entries)")
            case .restored(let inbox, let entries, _): restores.append("\(inbox) done \(entries)")
            default: break
            }
        }
        #expect(
            restores == [
                "bank.accounts-0 0", "bank.accounts-0 done 0", "bank.accounts-1 0", "bank.accounts-1 done 0",
            ]
        )
    }

    @Test func whatIsOpenIsToldEveryFewSecondsOnly() throws {
        let stage = try LaneStage()
        func count() -> Int { stage.events.filter { if case .standings = $0 { true } else { false } }.count }
        stage.settle()
        let first = count()
        #expect(first > 0)
        for _ in 0..<10 {
            stage.advance(100)
            stage.settle()
        }
        #expect(count() == first)
        stage.advance(5_000)
        stage.settle()
        #expect(count() == first + 1)
    }
}
