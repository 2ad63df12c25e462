import CLibrdkafka
import EventLog

/// Reads one partition from a position on, without a group. Belongs to one thread at a time.
final class PartitionScan {
    enum Step {
        case records([Record])
        /// The end of what is committed was reached, as far as it went when it was fetched.
        case end(Offset)
        /// There is nothing yet.
        case nothing
    }

    private let client: KafkaClient
    private let topic: OpaquePointer
    private let feed: PartitionFeed
    private let partition: TopicPartition
    private var buffer = RecordBuffer()

    /// - Parameter wakeUp: rung when something arrives; must outlive the scan.
    init(
        _ partition: TopicPartition,
        from position: Offset,
        with client: KafkaClient,
        _ wakeUp: WakeUp
    ) throws(LogError) {
        let what = "A partition could not be read"
        guard let topic = rd_kafka_topic_new(client.raw, partition.topic.rawValue, nil),
            let queue = rd_kafka_queue_new(client.raw)
        else {
            throw LogError(KafkaFault(rd_kafka_last_error()), what, partition: partition)
        }
        self.client = client
        self.topic = topic
        self.partition = partition
        feed = PartitionFeed(partition, queue: queue, position: position)
        wakeUp.watch(queue)
        let number = partition.partition.rawValue
        if rd_kafka_consume_start_queue(topic, number, position.rawValue, queue) != 0 {
            let fault = KafkaFault(rd_kafka_last_error())
            rd_kafka_topic_destroy(topic)
            throw LogError(fault, what, partition: partition)
        }
    }

    deinit {
        rd_kafka_consume_stop(topic, partition.partition.rawValue)
        rd_kafka_topic_destroy(topic)
    }

    /// The next record that will be handed out, if it is there.
    var position: Offset { feed.position }

    func step(bytesMax: Int) throws(LogError) -> Step {
        switch feed.take(bytesMax: bytesMax, &buffer) {
        case .records(let records): return .records(records)
        case .nothing:
            if feed.takeThirst() { client.wakeFetcher(of: partition) }
            return .nothing
        case .end(let offset): return .end(offset)
        case .failed(let fault):
            // librdkafka tries again by itself.
            if fault.verdict == .retry { return .nothing }
            throw LogError(fault, "A partition could not be read", partition: partition)
        }
    }
}
