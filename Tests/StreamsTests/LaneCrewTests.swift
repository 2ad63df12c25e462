import EventLog
import Streams
import TestKit
import Testing

/// Lanes on their own threads. Waits are for events; nothing here depends on how long anything takes.
@Suite(.timeLimit(.minutes(15))) struct LaneCrewTests {
    private let settings = WorkerSettings(name: "crew", lanes: 2, pollMillisecondsMax: 20)

    private func log(_ faults: (any FaultInjector)? = nil) throws -> MemoryLog {
        let log = MemoryLog(faults: faults)
        try log.createTopics(Bank.topics(partitions: 4))
        return log
    }

    private func core(_ lane: Int, _ log: any EventLog, _ observer: (any LaneObserver)? = nil) -> LaneCore {
        LaneCore(
            lane: lane,
            log: log,
            application: Bank.application(partitions: 4),
            settings: settings,
            observer: observer
        )
    }

    private final class Forward: LaneObserver {
        let onEvent: (LaneEvent) -> Void

        init(_ onEvent: @escaping (LaneEvent) -> Void) { self.onEvent = onEvent }

        func lane(_ lane: Int, _ event: LaneEvent) { onEvent(event) }
    }

    /// Starts a crew, and gives what its lanes did and then how it ended.
    private func start(
        _ crew: LaneCrew,
        _ log: any EventLog
    ) -> (events: AsyncStream<LaneEvent>, ends: AsyncStream<Result<Void, any Error>>) {
        let (events, eventsIn) = AsyncStream.makeStream(of: LaneEvent.self)
        let (ends, endsIn) = AsyncStream.makeStream(of: Result<Void, any Error>.self)
        crew.start({ core($0, log, Forward { eventsIn.yield($0) }) }) { result in
            endsIn.yield(result)
            endsIn.finish()
            eventsIn.finish()
        }
        return (events, ends)
    }

    @Test func finishingCommitsAndLeaves() async throws {
        let log = try log()
        let crew = LaneCrew(lanes: 2, deadlineMilliseconds: 20_000)
        let (events, ends) = start(crew, log)
        for number in 0..<200 {
            try log.append([Bank.order("a\(number)", "deposit a\(number) 1", at: Timestamp(milliseconds: 1))])
        }
        var records = 0
        for await event in events {
            if case .committed(let commit) = event { records += commit.records }
            if records == 200 { break }
        }
        crew.finish()
        for await end in ends { try end.get() }
        // Both have left: a newcomer has all partitions at once.
        let heir = core(7, log)
        for _ in 0..<6 { _ = heir.step(now: Timestamp(milliseconds: 0)) }
        #expect(heir.runningPartitions.count == 4)
    }

    @Test func cancellingEndsToo() async throws {
        let log = try log()
        let crew = LaneCrew(lanes: 2, deadlineMilliseconds: 20_000)
        let (events, ends) = start(crew, log)
        for await event in events {
            if case .restored = event { break }
        }
        crew.cancel()
        crew.finish()
        for await end in ends { try end.get() }
    }

    @Test func stoppingBeforeTheStartEnds() async throws {
        let crew = LaneCrew(lanes: 2, deadlineMilliseconds: 20_000)
        crew.finish()
        let (_, ends) = start(crew, try log())
        for await end in ends { try end.get() }
    }

    @Test func oneLanesStopEndsAllWithItsError() async throws {
        let faults = ChosenFaults()
        faults.before = [.commit: .stop]
        faults.left = 1
        let log = try log(faults)
        try log.append([Bank.order("a", "deposit a 1", at: Timestamp(milliseconds: 1))])
        let (_, ends) = start(LaneCrew(lanes: 2, deadlineMilliseconds: 20_000), log)
        for await end in ends {
            let error = #expect(throws: LogError.self) { try end.get() }
            #expect(error?.code == .stop)
        }
    }

    /// A processor that waits for the test inside a record stands for a call that does not return.
    @Test func aLaneThatIsStuckIsGivenUpAtTheDeadline() async throws {
        let gate = Gate()
        let log = try log()
        try log.append([Bank.order("a", "deposit a 1", at: Timestamp(milliseconds: 1))])
        var application = Bank.application(partitions: 4)
        application.makeProcessor = { _ in StuckProcessor(gate: gate) }
        let stuck = application
        let crew = LaneCrew(lanes: 1, deadlineMilliseconds: 10)
        let (ends, endsIn) = AsyncStream.makeStream(of: Result<Void, any Error>.self)
        crew.start({ LaneCore(lane: $0, log: log, application: stuck, settings: settings) }) { result in
            endsIn.yield(result)
            endsIn.finish()
        }
        await gate.entered()
        crew.finish()
        for await end in ends {
            let error = #expect(throws: LogError.self) { try end.get() }
            #expect(error?.message.contains("did not stop") == true)
        }
        gate.open()
    }
}

/// `@unchecked Sendable`: guarded by its monitor.
private final class Gate: @unchecked Sendable {
    private let monitor = Monitor()
    private var isOpen = false
    private let entrances = AsyncStream.makeStream(of: Void.self)

    func pass() {
        entrances.continuation.yield()
        monitor.locked { while !isOpen { monitor.wait(milliseconds: 1_000) } }
    }

    func open() {
        monitor.locked {
            isOpen = true
            monitor.wakeAll()
        }
    }

    func entered() async { for await _ in entrances.stream { return } }
}

private struct StuckProcessor: StreamProcessor {
    let gate: Gate

    mutating func process(_ record: Record, _ output: inout TaskOutput) { gate.pass() }
    mutating func restore(key: Bytes, value: Bytes) throws -> Timestamp? { nil }
    mutating func drainLedgerChanges(_ visit: (LedgerEntryChange) throws -> Void) rethrows {}
    func timerRecord(forEntry key: Bytes, due: Timestamp) -> TimerRecord {
        TimerRecord(key: nil, value: nil, headers: Headers())
    }
}
