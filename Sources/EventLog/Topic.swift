/// What a topic is to be like when it is created.
public struct TopicSettings: Hashable, Sendable {
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

    public init(name: TopicName, partitionCount: Int32, cleanup: Cleanup) {
        self.name = name
        self.partitionCount = partitionCount
        self.cleanup = cleanup
    }
}
