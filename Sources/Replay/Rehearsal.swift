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

    public var log: MemoryLog { stage.log }
    private let settings: Settings
    private let world: WorldModel
    private var stage: RehearsalStage
    private var schedule = Schedule<TimedRecord>()
    private var now = Instant(milliseconds: .min)
    private var posted: UInt64 = 0

    public init(_ application: ChannelApplication, settings: Settings = Settings()) throws {
        self.settings = settings
        world = WorldModel(seed: settings.seed, settings: settings.world)
        stage = try RehearsalStage(application, ledgers: .kept)
    }

    /// Plays the records, and what the world answers, until nothing is left to happen.
    /// - Parameter progress: called about every thousand alerts.
    /// - Throws: a `LogError`, which a memory log does not have a reason for.
    public mutating func run(_ records: [TimedRecord], progress: (Progress) -> Void = { _ in }) throws {
        schedule.add(records, at: \.at)
        let alerts = records.count { $0.topic == .alerts }
        let ends = (records.map(\.at.milliseconds).max() ?? 0) + settings.horizonMilliseconds
        var alertsDone = 0
        now = schedule.next ?? Instant(milliseconds: 0)
        while true {
            let timer = try stage.settle(now)
            schedule.add(world.react(to: try stage.newFacts().map(\.entry), at: now), at: \.at)
            guard let next = [schedule.next?.milliseconds, timer].compactMap(\.self).min(), next <= ends else { break }
            now = Instant(milliseconds: max(next, now.milliseconds))
            let due = schedule.take(until: now)
            if !due.isEmpty { try stage.log.append(due.flatMap { posts(of: $0) }) }
            let before = alertsDone / 1000
            alertsDone += due.count { $0.topic == .alerts }
            if alertsDone / 1000 != before {
                progress(Progress(alertsDone: alertsDone, alerts: alerts, now: now))
            }
        }
        stage.finish(now)
    }

    private mutating func posts(of record: TimedRecord) -> [Post] {
        posted += 1
        var record = record
        record.at = max(record.at, now)
        return stage.topology.posts(of: record, id: "rehearsal/\(posted)", source: "greenchannel/rehearse")
    }
}
