public import DeskStreams
import Desks
public import EventLog
public import GreenChannelModel
import Streams

/// Runs alerts and offers through the whole channel in process, on a memory log and a virtual clock: the next record or
/// timer in time order, as fast as it goes.
///
/// Deterministic: the same records, application and settings give the same log, byte for byte.
public struct Rehearsal {
    /// What a run depends on beside its records.
    public struct Settings: Sendable {
        public var seed: UInt64
        public var world: WorldSettings
        /// The run is broken off when its clock has gone so far beyond the last record, whatever is still open.
        public var horizonMilliseconds: Int64

        public init(
            seed: UInt64 = 1,
            world: WorldSettings = WorldSettings(),
            horizonMilliseconds: Int64 = Instant.days(400)
        ) {
            self.seed = seed
            self.world = world
            self.horizonMilliseconds = horizonMilliseconds
        }
    }

    /// How far a run has come, told now and then.
    public struct Progress: Sendable {
        public var alertsDone: Int
        public var alerts: Int
        public var now: Instant
    }

    public let log: MemoryLog
    private let topology: ChannelTopology
    private let settings: Settings
    private let world: WorldModel
    private let lane: LaneCore
    private let reader: any LogReader
    private var schedule: Schedule
    private var journalPositions: [Offset]
    private var now = Instant(milliseconds: .min)
    private var posted: UInt64 = 0

    public init(_ application: ChannelApplication, settings: Settings = Settings()) throws {
        topology = application.topology
        self.settings = settings
        world = WorldModel(seed: settings.seed, settings: settings.world)
        log = MemoryLog()
        try log.createTopics(topology.topicSettings)
        reader = try log.reader()
        // Time does not pass while a rehearsal works: a transaction is committed when there is nothing more to read.
        lane = LaneCore(
            lane: 0,
            log: log,
            application: application.application,
            settings: WorkerSettings(name: "rehearsal")
        )
        schedule = Schedule()
        journalPositions = Array(repeating: .zero, count: Int(topology.partitionCount(of: .journal)))
    }

    /// Plays the records, and what the world answers, until nothing is left to happen.
    /// - Parameter progress: called about every thousand alerts.
    /// - Throws: a `LogError`, which a memory log does not have a reason for.
    public mutating func run(_ records: [TimedRecord], progress: (Progress) -> Void = { _ in }) throws {
        schedule.add(records)
        let alerts = records.count { $0.topic == .alerts }
        let ends = (records.map(\.at.milliseconds).max() ?? 0) + settings.horizonMilliseconds
        var alertsDone = 0
        now = schedule.next ?? Instant(milliseconds: 0)
        while true {
            let timer = try settle()
            schedule.add(world.react(to: try newFacts(), at: now))
            guard let next = [schedule.next?.milliseconds, timer].compactMap(\.self).min(), next <= ends else { break }
            now = Instant(milliseconds: max(next, now.milliseconds))
            let due = schedule.take(until: now)
            if !due.isEmpty { try log.append(due.flatMap { posts(of: $0) }) }
            let before = alertsDone / 1000
            alertsDone += due.count { $0.topic == .alerts }
            if alertsDone / 1000 != before {
                progress(Progress(alertsDone: alertsDone, alerts: alerts, now: now))
            }
        }
        lane.finish(now: Timestamp(milliseconds: now.milliseconds))
    }

    /// Steps the lane until it has nothing to do at this time.
    /// - Returns: when its next timer is due.
    private func settle() throws -> Int64? {
        let time = Timestamp(milliseconds: now.milliseconds)
        while true {
            switch lane.step(now: time) {
            case .worked: continue
            case .idle(let until): return until == .distantFuture ? nil : until.milliseconds
            case .waiting(let until): return until.milliseconds
            case .ended(let error): throw error ?? LogError(.stop, "The rehearsal's lane ended by itself")
            }
        }
    }

    /// Journal facts since the last call, partition by partition.
    private mutating func newFacts() throws -> [JournalEntry] {
        var facts: [JournalEntry] = []
        for partition in topology.partitions(of: .journal) {
            let index = Int(partition.partition.rawValue)
            while true {
                let batch = try reader.read(partition, from: journalPositions[index], bytesMax: 1 << 20)
                guard let last = batch.records.last else { break }
                for record in batch.records {
                    guard let value = record.value else { continue }
                    if case .journalEntry(let fact) = try RecordBody(.journalEntry, serialized: value) {
                        facts.append(fact)
                    }
                }
                journalPositions[index] = last.offset.next
            }
        }
        return facts
    }

    private mutating func posts(of record: TimedRecord) -> [Post] {
        posted += 1
        var record = record
        record.at = max(record.at, now)
        return topology.posts(of: record, id: "rehearsal/\(posted)", source: "greenchannel/rehearse")
    }
}
