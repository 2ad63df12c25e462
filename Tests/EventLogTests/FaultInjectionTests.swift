import EventLog
import Synchronization
import Testing

/// Faults before and after every step of a transaction, and what is left after each.
struct FaultInjectionTests {
    private let inbox = TopicName("inbox")
    private let outbox = TopicName("outbox")
    private let ledger = TopicName("ledger")
    private var partition: TopicPartition { TopicPartition(inbox, Partition(0)) }

    private func makeLog(_ faults: OneFault) throws -> MemoryLog {
        let log = MemoryLog(faults: faults)
        let kept = TopicSettings.Cleanup.delete(retentionMilliseconds: nil, retentionBytes: nil)
        try log.createTopics([
            TopicSettings(name: inbox, partitionCount: 1, cleanup: kept),
            TopicSettings(name: outbox, partitionCount: 1, cleanup: kept),
            TopicSettings(name: ledger, partitionCount: 1, cleanup: .compact),
        ])
        try log.append([post(inbox)])
        return log
    }

    private func post(_ topic: TopicName) -> Post {
        Post(topic: topic, timestamp: Timestamp(milliseconds: 0), key: nil, value: [1])
    }

    /// Joins, takes the one record and writes all that can be written for it.
    private func work(_ log: MemoryLog, _ faults: OneFault) throws {
        let session = try log.join(GroupSettings(group: "g", member: "m", inboxes: [inbox: ledger]))
        while true {
            guard case .batch(let batch) = try session.poll(timeoutMilliseconds: 0), let last = batch.records.last
            else { continue }
            try session.restoreLedger(of: batch.source) { _, _ in }
            let transaction = try session.beginTransaction()
            try transaction.post(post(outbox))
            try transaction.changeLedger(of: batch.source, key: [1], value: [2])
            try transaction.advance(batch.source, to: last.offset.next)
            return try transaction.commit()
        }
    }

    /// How many of records, ledger entries and positions are there.
    private func effects(_ log: MemoryLog) throws -> [Int] {
        let reader = try log.reader()
        let records = try reader.read(TopicPartition(outbox, Partition(0)), from: .zero, bytesMax: 100).records.count
        var entries = 0
        try reader.ledger(TopicPartition(ledger, Partition(0))) { _, _ in entries += 1 }
        return [records, entries, try reader.positions(ofGroup: "g").count]
    }

    @Test(arguments: [LogStep.join, .poll, .restore, .begin, .post, .changeLedger, .advance, .commit], [true, false])
    func aFaultIsThrownAndTheNextLifeGoesOn(step: LogStep, isBefore: Bool) throws {
        let faults = OneFault()
        let log = try makeLog(faults)
        faults.arm(step, isBefore: isBefore)
        let error = #expect(throws: LogError.self) { try work(log, faults) }
        #expect(error == OneFault.fault)
        let tookEffect = step == .commit && !isBefore
        #expect(try effects(log) == (tookEffect ? [1, 1, 1] : [0, 0, 0]))
        // A second life under the same name fences what is left of the first.
        if !tookEffect { try work(log, faults) }
        #expect(try effects(log) == [1, 1, 1])
    }

    @Test(arguments: [true, false])
    func anAppendTakesEffectOnlyBeforeAFaultAfterIt(isBefore: Bool) throws {
        let faults = OneFault()
        let log = try makeLog(faults)
        faults.arm(.append, isBefore: isBefore)
        #expect(throws: OneFault.fault) { try log.append([post(outbox)]) }
        #expect(try effects(log) == [isBefore ? 0 : 1, 0, 0])
    }

    @Test(arguments: [LogStep.abort, .rewind], [true, false])
    func aFaultAtAnAbortShowsNoLaterThanTheNextCall(step: LogStep, isBefore: Bool) throws {
        let faults = OneFault()
        let log = try makeLog(faults)
        let session = try log.join(GroupSettings(group: "g", member: "m", inboxes: [inbox: ledger]))
        let transaction = try session.beginTransaction()
        try transaction.post(post(outbox))
        faults.arm(step, isBefore: isBefore)
        transaction.abort()
        #expect(throws: OneFault.fault) { try session.rewind() }
        try session.rewind()
        #expect(try effects(log) == [0, 0, 0])
    }
}

/// Throws once, at one step.
private final class OneFault: FaultInjector {
    static let fault = LogError(.rebuild, "a fault of the test")
    private let armed = Mutex<(step: LogStep, isBefore: Bool)?>(nil)

    func arm(_ step: LogStep, isBefore: Bool) { armed.withLock { $0 = (step, isBefore) } }

    func before(_ step: LogStep, member: String?) throws(LogError) { try fire(step, isBefore: true) }

    func after(_ step: LogStep, member: String?) throws(LogError) { try fire(step, isBefore: false) }

    private func fire(_ step: LogStep, isBefore: Bool) throws(LogError) {
        let isDue = armed.withLock { armed in
            guard let fault = armed, fault.step == step, fault.isBefore == isBefore else { return false }
            armed = nil
            return true
        }
        if isDue { throw Self.fault }
    }
}
