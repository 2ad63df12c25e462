import EventLog
import Logging
import Metrics

/// Turns what happens in a lane into metrics and log lines; never a line a record, nor a line a commit.
final class LaneReporter: LaneObserver {
    private let member: String
    private let logger: Logger
    private let onEvent: (@Sendable (Int, LaneEvent) -> Void)?
    private let records: Counter
    private let timers: Counter
    private let posts: Counter
    private let postBytes: Counter
    private let deadLetters: Counter
    private let ledgerChanges: Counter
    private let commits: Counter
    private let restoredEntries: Counter
    private let partitions: Gauge
    private var running: Set<TopicPartition> = []

    init(member: String, logger: Logger, onEvent: (@Sendable (Int, LaneEvent) -> Void)?) {
        var logger = logger
        logger[metadataKey: StreamMetrics.dimension] = .string(member)
        self.member = member
        self.logger = logger
        self.onEvent = onEvent
        let dimensions = [(StreamMetrics.dimension, member)]
        records = Counter(label: StreamMetrics.records, dimensions: dimensions)
        timers = Counter(label: StreamMetrics.timers, dimensions: dimensions)
        posts = Counter(label: StreamMetrics.posts, dimensions: dimensions)
        postBytes = Counter(label: StreamMetrics.postBytes, dimensions: dimensions)
        deadLetters = Counter(label: StreamMetrics.deadLetters, dimensions: dimensions)
        ledgerChanges = Counter(label: StreamMetrics.ledgerChanges, dimensions: dimensions)
        commits = Counter(label: StreamMetrics.commits, dimensions: dimensions)
        restoredEntries = Counter(label: StreamMetrics.restoredEntries, dimensions: dimensions)
        partitions = Gauge(label: StreamMetrics.partitions, dimensions: dimensions)
    }

    func lane(_ lane: Int, _ event: LaneEvent) {
        switch event {
        case .joined: logger.info("lane joined its group")
        case .assigned(let assigned): logger.info("partitions assigned", metadata: Self.names(assigned))
        case .revoked(let revoked):
            running.subtract(revoked)
            logger.info("partitions given back", metadata: Self.names(revoked))
        case .lost(let lost):
            running = []
            logger.warning("partitions lost to someone else", metadata: Self.names(lost))
        case .restoring(let inbox, let entries):
            logger.info("restoring", metadata: ["partition": "\(inbox)", "entries": "\(entries)"])
        case .restored(let inbox, let entries, let clock):
            running.insert(inbox)
            restoredEntries.increment(by: entries)
            logger.info(
                "restored",
                metadata: ["partition": "\(inbox)", "entries": "\(entries)", "clock": "\(clock.milliseconds)"]
            )
        case .committed(let commit): count(commit)
        case .recovering(let error, let retryAt, let keepsTasks):
            if !keepsTasks { running = [] }
            Counter(
                label: StreamMetrics.recoveries,
                dimensions: [(StreamMetrics.dimension, member), (StreamMetrics.code, error.code.rawValue)]
            ).increment()
            logger.warning(
                "recovering: \(error)",
                metadata: ["code": "\(error.code.rawValue)", "retryAt": "\(retryAt.milliseconds)"]
            )
        case .ended(let error):
            running = []
            if let error { logger.error("lane ended: \(error)") } else { logger.info("lane ended") }
        }
        partitions.record(running.count)
        onEvent?(lane, event)
    }

    private func count(_ commit: LaneCommit) {
        commits.increment()
        records.increment(by: commit.records)
        timers.increment(by: commit.timers)
        posts.increment(by: commit.posts)
        postBytes.increment(by: commit.postBytes)
        deadLetters.increment(by: commit.deadLetters)
        ledgerChanges.increment(by: commit.ledgerChanges)
    }

    private static func names(_ partitions: Set<TopicPartition>) -> Logger.Metadata {
        ["partitions": .array(partitions.sorted().map { "\($0)" })]
    }
}
