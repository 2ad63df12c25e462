import EventLog
import Streams
import TestKit
import Testing

@Suite struct LaneTimerTests {
    private func wakes(_ stage: LaneStage) throws -> [Record] {
        try stage.records(Bank.inbox).filter { $0.headers.text(Bank.inputHeader) == "timer" }
    }

    @Test func aDueTimerIsPostedOnceAndOnlyItsRecordWakes() throws {
        let stage = try LaneStage()
        let due = stage.time.now.milliseconds + 5_000
        try stage.order("a", "deposit a 10")
        try stage.order("a", "hold a 4 \(due)")
        #expect(stage.settle() == .idle(until: Timestamp(milliseconds: due)))
        #expect(try wakes(stage).isEmpty)
        stage.advance(4_999)
        stage.settle()
        #expect(try wakes(stage).isEmpty)
        stage.advance(2)
        stage.settle()
        let record = try #require(try wakes(stage).first)
        #expect(String(decoding: record.value ?? [], as: UTF8.self) == "wake a \(due)")
        #expect(record.timestamp == stage.time.now, "posted late, so it says when")
        #expect(try stage.ledger() == ["a": "10 0 0"])
        for _ in 0..<10 {
            stage.advance(1_000)
            stage.settle()
        }
        #expect(try wakes(stage).count == 1)
        #expect(stage.commits.map(\.timers).reduce(0, +) == 1)
    }

    @Test func aTimerIsKnownAgainAfterARestart() throws {
        let stage = try LaneStage()
        let due = stage.time.now.milliseconds + 5_000
        try stage.order("a", "deposit a 10")
        try stage.order("a", "hold a 4 \(due)")
        stage.settle()
        stage.restart()
        #expect(stage.settle() == .idle(until: Timestamp(milliseconds: due)))
        stage.advance(60_000)
        stage.settle()
        #expect(try wakes(stage).count == 1)
        #expect(try stage.ledger() == ["a": "10 0 0"])
    }

    @Test func aTimerThatDidNotCommitIsPostedAgain() throws {
        let faults = ChosenFaults()
        let stage = try LaneStage(faults: faults)
        try stage.order("a", "deposit a 10")
        try stage.order("a", "hold a 4 \(stage.time.now.milliseconds + 5_000)")
        stage.settle()
        faults.before = [.commit: .abortAndRewind]
        faults.left = 1
        stage.advance(6_000)
        stage.settle()
        #expect(faults.left == 0)
        #expect(try wakes(stage).isEmpty)
        stage.advance(1_000)
        stage.settle()
        #expect(try wakes(stage).count == 1)
        #expect(try stage.ledger() == ["a": "10 0 0"])
    }

    @Test func manyTimersAtOnceComeInOrderOfTimeAndKey() throws {
        let stage = try LaneStage(settings: WorkerSettings(name: "stage", recordsPerTransactionMax: 100))
        let start = stage.time.now.milliseconds
        for number in 0..<1_500 {
            try stage.order("x", "deposit a\(number) 1")
            try stage.order("x", "hold a\(number) 1 \(start + 10 + Int64(number % 7))")
        }
        stage.settle()
        stage.advance(1_000)
        stage.settle()
        let woken = try wakes(stage).map { record in
            let words = String(decoding: record.value ?? [], as: UTF8.self).split(separator: " ")
            return (Int64(words[2]) ?? 0, String(words[1]))
        }
        #expect(woken.count == 1_500)
        #expect(woken.map(\.1) == woken.sorted { $0 < $1 }.map(\.1))
        #expect(try stage.ledger().values.allSatisfy { $0 == "1 0 0" })
        #expect(stage.commits.allSatisfy { $0.timers + $0.records <= 100 })
    }
}

@Suite struct TimerQueueTests {
    private func key(_ text: String) -> Bytes { Array(text.utf8)[...] }
    private func at(_ milliseconds: Int64) -> Timestamp { Timestamp(milliseconds: milliseconds) }

    @Test func theLastWishCounts() {
        var queue = TimerQueue()
        queue.set(key("a"), at(10))
        queue.set(key("b"), at(20))
        queue.set(key("a"), at(30))
        #expect(queue.firstDue == at(20))
        queue.set(key("b"), nil)
        #expect(queue.popFirst(dueBy: at(29)) == nil)
        let timer = queue.popFirst(dueBy: at(30))
        #expect(timer?.key == key("a") && timer?.due == at(30))
        #expect(queue.firstDue == nil && queue.count == 0)
    }

    @Test func aTimeIsHandedOutOnceUntilItChanges() {
        var queue = TimerQueue()
        queue.set(key("a"), at(10))
        #expect(queue.popFirst(dueBy: at(10)) != nil)
        queue.set(key("a"), at(10))
        #expect(queue.popFirst(dueBy: at(99)) == nil)
        queue.set(key("a"), at(11))
        #expect(queue.popFirst(dueBy: at(99)) != nil)
        queue.set(key("a"), nil)
        queue.set(key("a"), at(11))
        #expect(queue.popFirst(dueBy: at(99)) != nil, "an entry that was gone is another one")
    }

    @Test func itAgreesWithASortedList() {
        var random = SimulationRandom(seed: 7)
        var queue = TimerQueue()
        var wishes: [Bytes: Int64] = [:]
        for _ in 0..<20_000 {
            let name = key("k\(random.number(in: 0...99))")
            switch random.number(in: 0...9) {
            case 0:
                queue.set(name, nil)
                wishes[name] = nil
            case 1...7:
                let due = random.number(in: 0...1_000_000_000)
                queue.set(name, at(due))
                wishes[name] = due
            default:
                let first = wishes.min {
                    ($0.value, String(decoding: $0.key, as: UTF8.self)) < (
                        $1.value, String(decoding: $1.key, as: UTF8.self)
                    )
                }
                let popped = queue.popFirst(dueBy: .distantFuture)
                #expect(popped?.key == first?.key && popped?.due.milliseconds == first?.value)
                if let first { wishes[first.key] = nil }
            }
            #expect(queue.count == wishes.count)
        }
    }
}
