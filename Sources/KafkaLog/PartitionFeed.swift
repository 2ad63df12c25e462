import CLibrdkafka
import EventLog

/// The messages of one partition as they come from the broker, handed out in batches of records.
///
/// librdkafka prefetches into a queue of the partition's own, up to `queued.max.messages.kbytes`. What was taken out of it
/// is kept here until it is handed out; every message is given back exactly once. Belongs to one thread.
final class PartitionFeed {
    enum Event {
        case records([Record])
        /// There is nothing now.
        case nothing
        /// The end of the partition, as it was when it was fetched.
        case end(Offset)
        case failed(KafkaFault)
    }

    /// The most messages taken out of the queue at once.
    private static let messagesMax = 1_000

    let partition: TopicPartition
    let queue: OpaquePointer
    /// Records before it are passed over: a seek or a restart may bring them again.
    private(set) var position: Offset
    private let messages: UnsafeMutablePointer<UnsafeMutablePointer<rd_kafka_message_t>?>
    private var next = 0
    private var count = 0
    /// Whether the queue has held more than fits in here since it last ran dry: then librdkafka may have stopped fetching
    /// for a while.
    private var wasPlentiful = false

    /// Takes the queue over.
    init(_ partition: TopicPartition, queue: OpaquePointer, position: Offset) {
        self.partition = partition
        self.queue = queue
        self.position = position
        messages = .allocate(capacity: Self.messagesMax)
        messages.initialize(repeating: nil, count: Self.messagesMax)
    }

    deinit {
        drop()
        messages.deallocate()
        WakeUp.unwatch(queue)
        rd_kafka_queue_destroy(queue)
    }

    /// Forgets what was taken out of the queue, and goes on with another position.
    func restart(at position: Offset) {
        drop()
        self.position = position
    }

    private func drop() {
        while next < count {
            rd_kafka_message_destroy(messages[next])
            next += 1
        }
    }

    /// The next records, up to so many bytes but at least one, or what else there is.
    /// - Parameter buffer: empty; what it holds afterwards was handed out.
    func take(bytesMax: Int, _ buffer: inout RecordBuffer) -> Event {
        while true {
            if next == count, !refill() {
                return buffer.isEmpty ? .nothing : .records(buffer.takeRecords())
            }
            while next < count {
                guard let message = messages[next] else { return .nothing }
                if message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR {
                    // Headers are not counted before they are parsed; they are small.
                    let size = message.pointee.key_len + message.pointee.len
                    if !buffer.isEmpty, buffer.byteCount + size > bytesMax { return .records(buffer.takeRecords()) }
                    next += 1
                    if message.pointee.offset >= position.rawValue {
                        buffer.append(message)
                        position = Offset(message.pointee.offset + 1)
                    }
                    rd_kafka_message_destroy(message)
                } else {
                    if !buffer.isEmpty { return .records(buffer.takeRecords()) }
                    next += 1
                    let event = event(of: message)
                    rd_kafka_message_destroy(message)
                    return event
                }
            }
            // A full batch is worth more than another look into the queue.
            if !buffer.isEmpty { return .records(buffer.takeRecords()) }
        }
    }

    private func event(of message: UnsafeMutablePointer<rd_kafka_message_t>) -> Event {
        if message.pointee.err == RD_KAFKA_RESP_ERR__PARTITION_EOF { return .end(Offset(message.pointee.offset)) }
        return .failed(
            KafkaFault(message.pointee.err, rd_kafka_message_errstr(message).map { String(cString: $0) })
        )
    }

    /// Never waits: with a time-out librdkafka would wait for a full batch, not for the first message.
    /// - Returns: whether there is anything now.
    private func refill() -> Bool {
        let taken = rd_kafka_consume_batch_queue(queue, 0, messages, Self.messagesMax)
        next = 0
        count = max(taken, 0)
        if count == Self.messagesMax { wasPlentiful = true }
        return count > 0
    }

    /// Whether the queue was plentiful before it ran dry; told once.
    func takeThirst() -> Bool {
        guard wasPlentiful, next == count else { return false }
        wasPlentiful = false
        return true
    }
}
