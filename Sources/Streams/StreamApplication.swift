public import EventLog

/// What the lanes of a worker run: which inboxes, with which logic, and where things go.
public struct StreamApplication: Sendable {
    /// The consumer group, whose committed positions say how far each inbox has been processed.
    public var group: String
    /// Inbox topics, and for each the compacted topic beside it that takes its ledger.
    public var inboxes: [TopicName: TopicName]
    /// Where records go that no task can take.
    public var deadLetters: TopicName
    /// The partition count of every topic that is posted to in every partition.
    public var partitionCounts: [TopicName: Int32]
    /// Makes the logic of one inbox partition, empty. Called anew after every abort.
    public var makeProcessor: @Sendable (TopicPartition) -> any StreamProcessor

    public init(
        group: String,
        inboxes: [TopicName: TopicName],
        deadLetters: TopicName,
        partitionCounts: [TopicName: Int32],
        makeProcessor: @escaping @Sendable (TopicPartition) -> any StreamProcessor
    ) {
        self.group = group
        self.inboxes = inboxes
        self.deadLetters = deadLetters
        self.partitionCounts = partitionCounts
        self.makeProcessor = makeProcessor
    }
}
