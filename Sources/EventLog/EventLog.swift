/// A partitioned, transactional log: memory (tests, rehearsal), embedded (one machine) or Kafka.
///
/// Every implementation passes the one conformance suite of `TestKit`. A log may be used from any thread; the sessions,
/// transactions and readers that it hands out belong to the thread that asked for them, and their calls block it.
public protocol EventLog: AnyObject, Sendable {
    /// Creates the topics that do not exist yet.
    ///
    /// A topic that exists with another partition count or kind of clean-up is an error of code `.stop`: nothing is
    /// changed. How long an existing topic keeps its records, and how far ahead they may be stamped, is not chosen once for
    /// all: it may be asked for anew.
    func createTopics(_ topics: [TopicSettings]) throws(LogError)

    /// The topics there are, in the order of their names.
    func topics() throws(LogError) -> [TopicSettings]

    /// Joins a consumer group. Partitions arrive through `GroupSession.poll`.
    func join(_ settings: GroupSettings) throws(LogError) -> any GroupSession

    /// Reads without a group: committed records only.
    func reader() throws(LogError) -> any LogReader

    /// Writes whole or not at all, outside any group. On return the posts are as durable as the log makes them.
    ///
    /// This is the log's door. A post stamped further ahead of the log's clock than its topic allows is an error of code
    /// `.stop`; what desks post in transactions carries their own clock and is not judged again.
    /// - Returns: the partition and offset of each post, in order.
    @discardableResult
    func append(_ posts: [Post]) throws(LogError) -> [(TopicPartition, Offset)]

    /// Ends the log's use by this process. Idempotent; sessions must have left before.
    func close()
}

/// Who joins which group for which topics.
public struct GroupSettings: Hashable, Sendable {
    public var group: String
    /// Stable and unique for a worker slot; a second session with the same name fences the first.
    ///
    /// The fenced one is told at its next poll, and ends for good where the second is still there (`.stop`); a log that cannot
    /// tell at once whether the second is alive sends the first away (`.rejoin`) and does not let it in again (`.retry`) until
    /// it can. Where the second has left or was expired before the first looked, the name is free, and the first joins anew as
    /// a member that was expired.
    public var member: String
    /// Inbox topics, and for each the compacted topic beside it that takes its ledger, if it has one.
    public var inboxes: [TopicName: TopicName?]
    /// A member that has not polled for so long loses its partitions.
    public var sessionTimeoutMilliseconds: Int64
    /// The most bytes of keys, values and headers in one `.batch`.
    public var batchBytesMax: Int

    public init(
        group: String,
        member: String,
        inboxes: [TopicName: TopicName?],
        sessionTimeoutMilliseconds: Int64 = 10_000,
        batchBytesMax: Int = 1 << 20
    ) {
        self.group = group
        self.member = member
        self.inboxes = inboxes
        self.sessionTimeoutMilliseconds = sessionTimeoutMilliseconds
        self.batchBytesMax = batchBytesMax
    }
}
