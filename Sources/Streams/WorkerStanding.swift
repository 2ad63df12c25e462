public import EventLog
import Synchronization

/// Where a worker's lanes stand: for probes, for reports, and for whoever asks why nothing moves.
///
/// Told by the lanes, read from any thread. A lane's way:
///
///     starting ──joined──► seated ──failed──► recovering ──joined, committed, assigned──► seated
///         └──────────────────────── ended ◄────────────────────────┘
public final class WorkerStanding: Sendable {
    /// Where one lane stands.
    public enum Phase: Sendable, Equatable {
        case starting
        case seated
        case recovering(String)
        case ended(String?)
    }

    /// An inbox partition that a lane was handed.
    public struct Task: Sendable, Equatable {
        /// Its ledger has been read, and it takes records.
        public var isRunning = false
        /// Ledger entries read so far.
        public var entries = 0
        public var standing = TaskStanding()
    }

    public struct Lane: Sendable, Equatable {
        public var phase = Phase.starting
        public var tasks: [TopicPartition: Task] = [:]
        public var lastCommit: Timestamp?
        /// When it last began a step, by a clock that only runs forward.
        var pulseMilliseconds: Int64
    }

    private let lanes: Mutex<[Lane]>
    private let isStopping = Atomic(false)

    /// - Parameter lanes: how many there will be.
    public init(lanes count: Int) {
        let now = OwnedThread.monotonicMilliseconds()
        lanes = Mutex(Array(repeating: Lane(pulseMilliseconds: now), count: count))
    }

    public var snapshot: [Lane] { lanes.withLock { $0 } }

    /// What keeps the worker from being ready, for a person; empty when it is.
    public var obstacles: [String] {
        if isStopping.load(ordering: .relaxed) { return ["the worker is stopping"] }
        return snapshot.enumerated().flatMap { number, lane -> [String] in
            switch lane.phase {
            case .starting: return ["lane \(number) has not joined its group yet"]
            case .recovering(let error): return ["lane \(number) is recovering: \(error)"]
            case .ended(let error): return ["lane \(number) has ended\(error.map { ": \($0)" } ?? "")"]
            case .seated:
                return lane.tasks.filter { !$0.value.isRunning }.sorted { $0.key < $1.key }.map {
                    "\($0.key) is being restored: \($0.value.entries) ledger entries read"
                }
            }
        }
    }

    /// Lanes that are stuck in one call: they have not begun a step, nor told anything, for so long.
    public func lanes(silentFor milliseconds: Int64) -> [Int] {
        let now = OwnedThread.monotonicMilliseconds()
        return snapshot.enumerated().compactMap { number, lane in
            if case .ended = lane.phase { return nil }
            return now - lane.pulseMilliseconds > milliseconds ? number : nil
        }
    }

    /// From now on the worker is not ready.
    public func stops() { isStopping.store(true, ordering: .relaxed) }

    func pulse(_ lane: Int) {
        let now = OwnedThread.monotonicMilliseconds()
        lanes.withLock { $0[lane].pulseMilliseconds = now }
    }

    func lane(_ lane: Int, _ event: LaneEvent) {
        let now = OwnedThread.monotonicMilliseconds()
        lanes.withLock { lanes in
            lanes[lane].pulseMilliseconds = now
            lanes[lane].take(event)
        }
    }
}

extension WorkerStanding.Lane {
    mutating func take(_ event: LaneEvent) {
        switch event {
        case .joined: phase = .seated
        case .assigned(let partitions):
            phase = .seated
            for partition in partitions { tasks[partition] = WorkerStanding.Task() }
        case .revoked(let partitions), .lost(let partitions):
            for partition in partitions { tasks[partition] = nil }
        case .restoring(let partition, let entries):
            tasks[partition, default: WorkerStanding.Task()].entries = entries
        case .restored(let partition, let entries, _):
            phase = .seated
            tasks[partition, default: WorkerStanding.Task()].entries = entries
            tasks[partition]?.isRunning = true
        case .committing, .aborted: break
        case .committed:
            phase = .seated
            lastCommit = Timestamp(milliseconds: OwnedThread.currentMilliseconds())
        case .standings(let standings):
            // A lane that polls and finds nothing to do has recovered, too.
            phase = .seated
            for (partition, standing) in standings { tasks[partition]?.standing = standing }
        case .recovering(let error, _, let keepsTasks):
            phase = .recovering(error.description)
            switch error.code {
            case .rejoin, .rebuild, .stop: tasks = [:]
            case .retry, .abortAndRewind:
                if !keepsTasks { for partition in tasks.keys { tasks[partition]?.isRunning = false } }
            }
        case .ended(let error):
            phase = .ended(error?.description)
            tasks = [:]
        }
    }
}
