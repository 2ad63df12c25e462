public import EventLog
public import Streams

/// What a simulation does, beside its seed.
public struct SimulationSettings: Sendable {
    /// Where in a call a process crashes; each crash takes effect before or after the call did.
    public enum Crashes: Sendable {
        case none
        case perMille(Int)
        /// Exactly once, at the n-th place where a crash is possible, counted from 0.
        case atPlace(Int)
    }

    /// Who works once the faults have ended.
    public enum Rest: Sendable {
        /// Everybody, so that long waits cost them their seats and they come back.
        case everybody
        /// One lane that nobody misses, however long it waits: for channels in which weeks must pass.
        case oneSteadyLane
    }

    public var rest = Rest.everybody
    public var processes = 3
    public var lanesPerProcess = 2
    /// How often a lane, a workload or a misfortune has its turn before the faults end and the channel comes to rest.
    public var turns = 2_000
    public var crashes = Crashes.perMille(2)
    public var errorsPerMille = 5
    /// Per turn: a process stands still past its session time-out and then goes on, as a stale owner.
    public var pausesPerMille = 3
    /// Per pause: another process is started under its name meanwhile, which fences it.
    public var replacementsPerMille = 300
    /// Per turn: a process stops gracefully, and comes back later.
    public var stopsPerMille = 2
    /// Per turn: so much time passes at once, at the most, as at night when nothing comes in.
    public var leapsPerMille = 0
    public var leapMillisecondsMax: Int64 = 0
    public var gaps = MemoryLog.Gaps.afterEachTransaction
    public var startingAt = Timestamp(milliseconds: 1_772_413_200_000)
    /// Timers further than this from the start are not waited for.
    public var horizonMilliseconds: Int64 = 30 * 86_400_000
    /// The name is replaced by each process's own.
    public var worker = WorkerSettings(
        name: "process",
        commitIntervalMilliseconds: 50,
        recordsPerTransactionMax: 20,
        batchBytesMax: 1_000,
        sessionTimeoutMilliseconds: 2_000,
        backoffMillisecondsMin: 10,
        backoffMillisecondsMax: 500
    )

    public init() {}
}

/// What came of a simulation that found nothing wrong.
public struct SimulationReport: Sendable, Equatable {
    public var seed: UInt64
    /// Over everything that happened, in order.
    public var traceHash: UInt64
    /// Over the records that were left.
    public var contentHash: UInt64
    public var commits = 0
    public var crashes = 0
    public var errors = 0
    public var pauses = 0
    public var stops = 0
    /// Processes that were started under the name of one that only stood still.
    public var replacements = 0
    /// Lanes that ended because another had taken their name.
    public var fenced = 0
    /// How many places there were for a crash.
    public var crashPlaces = 0
    public var records = 0
    public var deadLetters = 0
    public var timers = 0
}
