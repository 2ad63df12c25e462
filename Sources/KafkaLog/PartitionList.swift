import CLibrdkafka
import EventLog

/// A list of partitions for librdkafka, freed with this object. Belongs to one thread.
final class PartitionList {
    private let raw: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>

    init(_ partitions: some Collection<TopicPartition>) {
        raw = rd_kafka_topic_partition_list_new(Int32(partitions.count))
        for partition in partitions { add(partition, nil) }
    }

    init(_ positions: some Collection<(key: TopicPartition, value: Offset)>) {
        raw = rd_kafka_topic_partition_list_new(Int32(positions.count))
        for (partition, position) in positions { add(partition, position) }
    }

    deinit { rd_kafka_topic_partition_list_destroy(raw) }

    /// The list for a call of librdkafka's: it lives as long as that, which a pointer alone would not see to.
    func withRaw<Result>(_ body: (UnsafeMutablePointer<rd_kafka_topic_partition_list_t>) -> Result) -> Result {
        withExtendedLifetime(self) { body(raw) }
    }

    private func add(_ partition: TopicPartition, _ position: Offset?) {
        let entry = rd_kafka_topic_partition_list_add(raw, partition.topic.rawValue, partition.partition.rawValue)
        if let position { entry?.pointee.offset = position.rawValue }
    }

    static func partitions(_ list: UnsafePointer<rd_kafka_topic_partition_list_t>) -> [TopicPartition] {
        entries(list).map(\.partition)
    }

    struct Entry {
        let partition: TopicPartition
        /// Below 0 where librdkafka means no offset, or one of its own kind.
        let offset: Int64
        let error: rd_kafka_resp_err_t
    }

    var entries: [Entry] { withRaw { Self.entries($0) } }

    static func entries(_ list: UnsafePointer<rd_kafka_topic_partition_list_t>) -> [Entry] {
        UnsafeBufferPointer(start: list.pointee.elems, count: Int(max(list.pointee.cnt, 0))).map { element in
            Entry(
                partition: TopicPartition(
                    TopicName(element.topic.map { String(cString: $0) } ?? ""),
                    Partition(element.partition)
                ),
                offset: element.offset,
                error: element.err
            )
        }
    }
}
