import EventLog
import Streams
import TestKit

/// One lane on a memory log and a clock that the test moves, with all that it reported.
final class LaneStage: LaneObserver {
    let log: MemoryLog
    let time: StageTime
    var settings: WorkerSettings
    let application: StreamApplication
    var core: LaneCore
    private(set) var events: [LaneEvent] = []
    private var offsets: [TopicPartition: Offset] = [:]

    /// `@unchecked Sendable`: a test and its lane share one thread.
    final class StageTime: @unchecked Sendable {
        var now = Timestamp(milliseconds: 1_000_000)
    }

    init(
        partitions: Int32 = 1,
        settings: WorkerSettings = WorkerSettings(name: "stage"),
        faults: (any FaultInjector)? = nil,
        application: StreamApplication? = nil
    ) throws {
        let time = StageTime()
        self.time = time
        self.settings = settings
        let application = application ?? Bank.application(partitions: partitions)
        self.application = application
        log = MemoryLog(gaps: .afterEachTransaction, faults: faults) { time.now }
        try log.createTopics(Bank.topics(partitions: partitions))
        core = LaneCore(lane: 0, log: log, application: application, settings: settings)
        restart()
    }

    /// The lane is gone with its memory; another begins under the same name.
    func restart() {
        core = LaneCore(lane: 0, log: log, application: application, settings: settings, observer: self)
    }

    func lane(_ lane: Int, _ event: LaneEvent) { events.append(event) }

    func order(_ account: String, _ text: String, at milliseconds: Int64? = nil) throws {
        let time = milliseconds.map { Timestamp(milliseconds: $0) } ?? time.now
        try log.append([Bank.order(account, text, at: time)])
    }

    @discardableResult
    func step() -> LaneCore.Step { core.step(now: time.now) }

    /// Steps until there is nothing to do now.
    @discardableResult
    func settle() -> LaneCore.Step {
        for _ in 0..<10_000 {
            let step = step()
            if step != .worked { return step }
        }
        return .worked
    }

    func advance(_ milliseconds: Int64) { time.now = time.now.advanced(byMilliseconds: milliseconds) }

    func records(_ topic: TopicName, partition: Int32 = 0) throws -> [Record] {
        try log.reader().read(TopicPartition(topic, Partition(partition)), from: .zero, bytesMax: .max).records
    }

    func texts(_ topic: TopicName, partition: Int32 = 0) throws -> [String] {
        try records(topic, partition: partition).map { String(decoding: $0.value ?? [], as: UTF8.self) }
    }

    func ledger(partition: Int32 = 0) throws -> [String: String] {
        var entries: [String: String] = [:]
        try log.reader().ledger(TopicPartition(Bank.ledger, Partition(partition))) { key, value in
            if key.first != 0 { entries[String(decoding: key, as: UTF8.self)] = String(decoding: value, as: UTF8.self) }
        }
        return entries
    }

    var commits: [LaneCommit] {
        events.compactMap { if case .committed(let commit) = $0 { commit } else { nil } }
    }
}

/// Fails the calls that a test chooses.
///
/// `@unchecked Sendable`: used by one test in one thread.
final class ChosenFaults: FaultInjector, @unchecked Sendable {
    var before: [LogStep: LogError.Code] = [:]
    var after: [LogStep: LogError.Code] = [:]
    /// How many more times the chosen calls fail.
    var left = 0

    func before(_ step: LogStep, member: String?) throws(LogError) { try fail(step, before[step]) }
    func after(_ step: LogStep, member: String?) throws(LogError) { try fail(step, after[step]) }

    private func fail(_ step: LogStep, _ code: LogError.Code?) throws(LogError) {
        guard let code, left > 0 else { return }
        left -= 1
        throw LogError(code, "A chosen failure of \(step.rawValue)")
    }
}
