/// The name of a topic, prefix included: `greenchannel.lots`.
public struct TopicName: Hashable, Comparable, Sendable, CustomStringConvertible {
    public var rawValue: String

    public init(_ rawValue: String) { self.rawValue = rawValue }

    public static func < (left: TopicName, right: TopicName) -> Bool { left.rawValue < right.rawValue }
    public var description: String { rawValue }
}

/// One of a topic's partitions, counted from 0.
public struct Partition: Hashable, Comparable, Sendable, CustomStringConvertible {
    public var rawValue: Int32

    public init(_ rawValue: Int32) { self.rawValue = rawValue }

    public static func < (left: Partition, right: Partition) -> Bool { left.rawValue < right.rawValue }
    public var description: String { String(rawValue) }
}

/// A place in a partition. A *position* is the offset of the next record to read.
///
/// Offsets grow, but not always by one: a log may leave gaps.
public struct Offset: Hashable, Comparable, Sendable, CustomStringConvertible {
    public var rawValue: Int64

    public init(_ rawValue: Int64) { self.rawValue = rawValue }

    public static let zero = Offset(0)
    public static func < (left: Offset, right: Offset) -> Bool { left.rawValue < right.rawValue }
    public var next: Offset { Offset(rawValue + 1) }
    public var description: String { String(rawValue) }
}

/// One partition of one topic.
public struct TopicPartition: Hashable, Comparable, Sendable, CustomStringConvertible {
    public var topic: TopicName
    public var partition: Partition

    public init(_ topic: TopicName, _ partition: Partition) {
        self.topic = topic
        self.partition = partition
    }

    public static func < (left: TopicPartition, right: TopicPartition) -> Bool {
        left.topic == right.topic ? left.partition < right.partition : left.topic < right.topic
    }
    public var description: String { "\(topic)-\(partition)" }
}
