/// Bytes of a record: a slice of the buffer that its batch arrived in.
public typealias Bytes = ArraySlice<UInt8>

/// A record as it was read from a log.
public struct Record: Sendable {
    public var offset: Offset
    public var timestamp: Timestamp
    /// `nil` is a null key, which is not the same as an empty one.
    public var key: Bytes?
    /// `nil` is a null value: in a compacted topic, a tombstone.
    public var value: Bytes?
    public var headers: Headers

    public init(offset: Offset, timestamp: Timestamp, key: Bytes?, value: Bytes?, headers: Headers = Headers()) {
        self.offset = offset
        self.timestamp = timestamp
        self.key = key
        self.value = value
        self.headers = headers
    }
}

/// Consecutive records of one partition, in order.
public struct RecordBatch: Sendable {
    public var source: TopicPartition
    public var records: [Record]

    public init(source: TopicPartition, records: [Record]) {
        self.source = source
        self.records = records
    }
}

/// A record to be written.
public struct Post: Sendable {
    public var topic: TopicName
    /// `nil`: the partition that the key hashes to (`Partitioner`).
    public var partition: Partition?
    public var timestamp: Timestamp
    public var key: Bytes?
    public var value: Bytes?
    public var headers: Headers

    public init(
        topic: TopicName,
        partition: Partition? = nil,
        timestamp: Timestamp,
        key: Bytes?,
        value: Bytes?,
        headers: Headers = Headers()
    ) {
        self.topic = topic
        self.partition = partition
        self.timestamp = timestamp
        self.key = key
        self.value = value
        self.headers = headers
    }
}
