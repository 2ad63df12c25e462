/// What a topic is to be like when it is created.
public struct TopicSettings: Hashable, Sendable {
    /// What becomes of old records.
    public enum Cleanup: Hashable, Sendable {
        /// Records are dropped by age or size, whichever comes first; `nil` means never.
        case delete(retentionMilliseconds: Int64?, retentionBytes: Int64?)
        /// Only the last value of each key is kept. Written through `LogTransaction.change`.
        case compact
    }

    public var name: TopicName
    /// Chosen once; growing is a new prefix and a migration by replay.
    public var partitionCount: Int32
    public var cleanup: Cleanup
    /// How far ahead of the log's clock a record that comes from outside a group may be stamped; `nil`: any time at all.
    ///
    /// A task's clock is the largest timestamp of its inbox and never runs back, so one stamp of next year, from a machine
    /// whose clock is wrong, would end every deadline of that partition at once and for good. Like retention it may be
    /// asked for anew.
    public var timestampAheadMillisecondsMax: Int64?

    public init(
        name: TopicName,
        partitionCount: Int32,
        cleanup: Cleanup,
        timestampAheadMillisecondsMax: Int64? = nil
    ) {
        self.name = name
        self.partitionCount = partitionCount
        self.cleanup = cleanup
        self.timestampAheadMillisecondsMax = timestampAheadMillisecondsMax
    }
}
