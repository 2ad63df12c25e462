public import EventLog

/// What happens in a lane, told at most a few times a transaction: never once a record.
public enum LaneEvent: Sendable {
    case joined
    case assigned(Set<TopicPartition>)
    /// Partitions were given back after their last commit.
    case revoked(Set<TopicPartition>)
    /// Partitions went to someone else before the open transaction was committed.
    case lost(Set<TopicPartition>)
    /// So many entries of a ledger are in memory; told every 100,000.
    case restoring(TopicPartition, entries: Int)
    case restored(TopicPartition, entries: Int, clock: Timestamp)
    case committed(LaneCommit)
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
    public var ledgerChanges = 0
    public var partitions = 0

    public init() {}
}

/// Is told what happens in a lane, on the lane's thread. It must not block.
public protocol LaneObserver: AnyObject {
    func lane(_ lane: Int, _ event: LaneEvent)
}
