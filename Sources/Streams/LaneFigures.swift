import EventLog
import Metrics

/// One lane's metrics. Belongs to the lane's thread.
final class LaneFigures {
    private let dimensions: [(String, String)]
    private let records: Counter
    private let timers: Counter
    private let posts: Counter
    private let postBytes: Counter
    private let ledgerChanges: Counter
    private let commits: Counter
    private let aborts: Counter
    private let restoredEntries: Counter
    private let commitDuration: Timer
    private let restoreDuration: Timer
    private let lastCommit: Gauge
    private let partitions: Gauge
    private let restoring: Gauge
    private var assigned: Set<TopicPartition> = []
    private var running: Set<TopicPartition> = []
    /// When a commit and a restore began, by the clock that only runs forward.
    private var commitBegan: Int64?
    private var restoreBegan: Int64?

    init(member: String) {
        let dimensions = [(StreamMetrics.lane, member)]
        func counter(_ metric: StreamMetrics.Declaration) -> Counter {
            Counter(label: metric.name, dimensions: dimensions)
        }
        func gauge(_ metric: StreamMetrics.Declaration) -> Gauge { Gauge(label: metric.name, dimensions: dimensions) }
        func timer(_ metric: StreamMetrics.Declaration) -> Timer { Timer(label: metric.name, dimensions: dimensions) }
        self.dimensions = dimensions
        records = counter(StreamMetrics.records)
        timers = counter(StreamMetrics.timers)
        posts = counter(StreamMetrics.posts)
        postBytes = counter(StreamMetrics.postBytes)
        ledgerChanges = counter(StreamMetrics.ledgerChanges)
        commits = counter(StreamMetrics.commits)
        aborts = counter(StreamMetrics.aborts)
        restoredEntries = counter(StreamMetrics.restoredEntries)
        commitDuration = timer(StreamMetrics.commitDuration)
        restoreDuration = timer(StreamMetrics.restoreDuration)
        lastCommit = gauge(StreamMetrics.lastCommit)
        partitions = gauge(StreamMetrics.partitions)
        restoring = gauge(StreamMetrics.restoring)
    }

    func count(_ event: LaneEvent) {
        switch event {
        case .joined: break
        case .assigned(let partitions):
            assigned.formUnion(partitions)
            running.subtract(partitions)
            recordPartitions()
        case .revoked(let partitions), .lost(let partitions):
            assigned.subtract(partitions)
            running.subtract(partitions)
            recordPartitions()
        case .restoring(_, let entries):
            if entries == 0 { restoreBegan = OwnedThread.monotonicNanoseconds() }
        case .restored(let inbox, let entries, _):
            running.insert(inbox)
            restoredEntries.increment(by: entries)
            if let restoreBegan {
                restoreDuration.recordNanoseconds(OwnedThread.monotonicNanoseconds() - restoreBegan)
            }
            restoreBegan = nil
            recordPartitions()
        case .committing: commitBegan = OwnedThread.monotonicNanoseconds()
        case .committed(let commit): count(commit)
        case .aborted:
            aborts.increment()
            commitBegan = nil
        case .standings: break
        case .recovering(let error, _, let keepsTasks):
            if !keepsTasks { running = [] }
            if error.code == .rejoin || error.code == .rebuild { assigned = [] }
            Counter(
                label: StreamMetrics.recoveries.name,
                dimensions: dimensions + [(StreamMetrics.code, error.code.rawValue)]
            ).increment()
            recordPartitions()
        case .ended:
            assigned = []
            running = []
            recordPartitions()
        }
    }

    private func recordPartitions() {
        partitions.record(running.count)
        restoring.record(assigned.subtracting(running).count)
    }

    private func count(_ commit: LaneCommit) {
        commits.increment()
        records.increment(by: commit.records)
        timers.increment(by: commit.timers)
        posts.increment(by: commit.posts)
        postBytes.increment(by: commit.postBytes)
        ledgerChanges.increment(by: commit.ledgerChanges)
        for (reason, count) in commit.deadLettersByReason {
            Counter(
                label: StreamMetrics.deadLetters.name,
                dimensions: dimensions + [(StreamMetrics.code, reason)]
            ).increment(by: count)
        }
        if let commitBegan { commitDuration.recordNanoseconds(OwnedThread.monotonicNanoseconds() - commitBegan) }
        commitBegan = nil
        lastCommit.record(Double(OwnedThread.currentMilliseconds()) / 1000)
    }
}
