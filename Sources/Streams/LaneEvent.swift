public import EventLog

/// What happens in a lane, told at most a few times a transaction: never once a record.
public enum LaneEvent: Sendable {
    case joined
    case assigned(Set<TopicPartition>)
    /// Partitions were given back after their last commit.
    case revoked(Set<TopicPartition>)
    /// Partitions went to someone else before the open transaction was committed.
    case lost(Set<TopicPartition>)
    /// So many entries of a ledger are in memory; told at the beginning and every 100,000.
    case restoring(TopicPartition, entries: Int)
    case restored(TopicPartition, entries: Int, clock: Timestamp)
    /// What a transaction holds is about to be staged and made durable.
    case committing
    case committed(LaneCommit)
    /// A transaction was given up. Its records are taken again, here or by someone else.
    case aborted(LaneCommit)
    /// What is open in the tasks of this lane; told after a commit, every few seconds at most.
    case standings([TopicPartition: TaskStanding])
    /// A failure that the lane overcomes by itself, from `retryAt` on, with or without the tasks that it had.
    case recovering(LogError, retryAt: Timestamp, keepsTasks: Bool)
    case ended(LogError?)
}

/// What one transaction held.
public struct LaneCommit: Sendable, Equatable {
    public var records = 0
    public var timers = 0
    public var posts = 0
    public var postBytes = 0
    public var deadLetters = 0
    /// The same by reason code.
    public var deadLettersByReason: [String: Int] = [:]
    public var ledgerChanges = 0
    public var partitions = 0

    public init() {}

    mutating func countDeadLetter(_ reason: String) {
        deadLetters += 1
        deadLettersByReason[reason, default: 0] += 1
    }
}

/// What is open in one task, for those who watch: nothing is decided by it.
public struct TaskStanding: Sendable, Equatable {
    /// Things that are not at their end yet; `nil` where the task has no such things.
    public var open: Int?
    /// Requests that wait for this task's answer; `nil` where it answers none.
    public var pending: Int?
    /// When the oldest of them came, by the inbox's clock.
    public var oldestPending: Timestamp?

    public init(open: Int? = nil, pending: Int? = nil, oldestPending: Timestamp? = nil) {
        self.open = open
        self.pending = pending
        self.oldestPending = oldestPending
    }
}

/// Is told what happens in a lane, on the lane's thread. It must not block.
public protocol LaneObserver: AnyObject {
    func lane(_ lane: Int, _ event: LaneEvent)
}
