public import GreenChannelModel

/// A record of an inbox as a desk sees it.
public struct InboxRecord: Sendable {
    public var partition: Int32
    public var offset: Int64
    /// The desk's clock: the largest timestamp that the inbox has shown so far, this record's included.
    public var now: Instant
    /// This record's own timestamp.
    public var timestamp: Instant
    public var key: String
    public var body: RecordBody

    public init(
        partition: Int32,
        offset: Int64,
        now: Instant,
        timestamp: Instant,
        key: String,
        body: RecordBody
    ) {
        self.partition = partition
        self.offset = offset
        self.now = now
        self.timestamp = timestamp
        self.key = key
        self.body = body
    }
}
