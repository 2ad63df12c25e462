import CLibrdkafka
import EventLog

/// A consumer in a group: it hears of rebalances and answers them, and feeds from what it was given.
///
/// Each partition has a queue of its own, so that pausing one means not looking at it: pausing inside librdkafka loses
/// its place in combination with batches (before 2.1). Belongs to one thread.
final class GroupConsumer {
    enum News {
        /// To be answered with `accept`.
        case assigned([TopicPartition])
        /// To be answered with `release`.
        case revoked([TopicPartition], lost: Bool)
        case failed(KafkaFault)
    }

    private let client: KafkaClient
    private let settings: GroupSettings
    /// Where rebalances and errors of the group arrive.
    private let queue: OpaquePointer
    private let wakeUp = WakeUp()
    private var isClosed = false
    /// Whether a rebalance that was told is still to be answered.
    private var isAsked = false
    /// Every id that the group has known this member by: it may remember one for a while after it has ended.
    private var memberIDs: Set<String> = []
    private let strays: UnsafeMutablePointer<UnsafeMutablePointer<rd_kafka_message_t>?>
    private static let straysMax = 64

    init(_ group: GroupSettings, _ settings: KafkaSettings, _ diagnostics: @escaping KafkaDiagnostics) throws(LogError)
    {
        self.settings = group
        client = try KafkaClient(.member(group), settings, diagnostics)
        // Without this, rebalances and errors would wait on the client's main queue.
        rd_kafka_poll_set_consumer(client.raw)
        queue = rd_kafka_queue_get_consumer(client.raw)
        strays = .allocate(capacity: Self.straysMax)
        strays.initialize(repeating: nil, count: Self.straysMax)
        wakeUp.watch(queue)
        let topics = PartitionList(group.inboxes.keys.sorted().map { TopicPartition($0, Partition(-1)) })
        let code = topics.withRaw { rd_kafka_subscribe(client.raw, $0) }
        if code != RD_KAFKA_RESP_ERR_NO_ERROR {
            close()
            throw LogError(KafkaFault(code), "Group \(group.group) could not be joined")
        }
    }

    deinit {
        close()
        strays.deallocate()
    }

    /// A rebalance or an error, if there is one. Counts as a sign of life. Never waits.
    func news() -> News? {
        var failure: KafkaFault?
        // Rebalances are noted in a callback inside this call.
        let count = rd_kafka_consume_batch_queue(queue, 0, strays, Self.straysMax)
        for index in 0..<max(count, 0) {
            guard let message = strays[index] else { continue }
            if message.pointee.err != RD_KAFKA_RESP_ERR_NO_ERROR {
                let text = rd_kafka_message_errstr(message).map { String(cString: $0) }
                failure = failure ?? KafkaFault(message.pointee.err, text)
            }
            rd_kafka_message_destroy(message)
        }
        if !client.callbacks.rebalances.isEmpty {
            // An error told with it is told again if it lasts.
            isAsked = true
            switch client.callbacks.rebalances.removeFirst() {
            case .assigned(let partitions): return .assigned(partitions)
            case .revoked(let partitions, let lost): return .revoked(partitions, lost: lost)
            case .failed(let code):
                isAsked = false
                rd_kafka_assign(client.raw, nil)
                return .failed(KafkaFault(code))
            }
        }
        if let fatal = client.fatalFault { return .failed(fatal) }
        return failure.map { .failed($0) }
    }

    /// For who is long at something else: notes rebalances, which the next `news` tells.
    func giveSignOfLife() {
        let count = rd_kafka_consume_batch_queue(queue, 0, strays, Self.straysMax)
        // Errors that last are told again.
        for index in 0..<max(count, 0) { strays[index].map { rd_kafka_message_destroy($0) } }
    }

    /// Waits until there may be news or messages.
    func wait(milliseconds: Int) { wakeUp.wait(milliseconds: milliseconds) }

    /// Goes on fetching a partition whose queue ran dry.
    func wakeFetcher(of partition: TopicPartition) { client.wakeFetcher(of: partition) }

    // MARK: Answers

    private var isCooperative: Bool {
        rd_kafka_rebalance_protocol(client.raw).map { String(cString: $0) } == "COOPERATIVE"
    }

    /// Takes what was assigned, to begin at these positions.
    func accept(_ positions: [TopicPartition: Offset]) throws(LogError) -> [PartitionFeed] {
        _ = knownMemberIDs()
        let sorted = positions.sorted { $0.key < $1.key }
        var feeds: [PartitionFeed] = []
        for (partition, position) in sorted {
            let name = partition.topic.rawValue
            guard let queue = rd_kafka_queue_get_partition(client.raw, name, partition.partition.rawValue) else {
                throw LogError(.retry, "A partition that was assigned has no queue", partition: partition)
            }
            // No message may reach the common queue: so before fetching begins.
            rd_kafka_queue_forward(queue, nil)
            let feed = PartitionFeed(partition, queue: queue, position: position)
            wakeUp.watch(queue)
            feeds.append(feed)
        }
        let list = PartitionList(sorted)
        let fault =
            isCooperative
            ? KafkaFault(taking: list.withRaw { rd_kafka_incremental_assign(client.raw, $0) })
            : KafkaFault(ofCode: list.withRaw { rd_kafka_assign(client.raw, $0) })
        if let fault { throw LogError(fault, "What group \(settings.group) assigned could not be taken") }
        isAsked = false
        return feeds
    }

    /// Gives back what was asked for or lost. An error here means that the group has it already.
    func release(_ partitions: [TopicPartition]) {
        isAsked = false
        if isCooperative {
            let list = PartitionList(partitions)
            rd_kafka_error_destroy(list.withRaw { rd_kafka_incremental_unassign(client.raw, $0) })
        } else {
            rd_kafka_assign(client.raw, nil)
        }
    }

    /// Answers a rebalance of a client that is being closed: whatever is asked, librdkafka takes it as giving back all then,
    /// with a cooperative assignor, too.
    ///
    /// An old rebalance may be told after the end, when librdkafka answers no question any more and asking would never return.
    static func giveBackAll(_ client: OpaquePointer) {
        if rd_kafka_consumer_closed(client) == 0 { rd_kafka_assign(client, nil) }
    }

    // MARK: Positions

    /// The group's committed positions, those that it has. Waits for transactions that are about to change them.
    func committed(_ partitions: some Collection<TopicPartition>, timeoutMilliseconds: Int) throws(LogError)
        -> [TopicPartition: Offset]
    {
        if partitions.isEmpty { return [:] }
        let list = PartitionList(partitions)
        let what = "The committed positions of group \(settings.group) could not be read"
        let code = list.withRaw { rd_kafka_committed(client.raw, $0, Int32(timeoutMilliseconds)) }
        if code != RD_KAFKA_RESP_ERR_NO_ERROR { throw LogError(KafkaFault(code), what) }
        var positions: [TopicPartition: Offset] = [:]
        for entry in list.entries {
            if entry.error != RD_KAFKA_RESP_ERR_NO_ERROR {
                throw LogError(KafkaFault(entry.error), what, partition: entry.partition)
            }
            if entry.offset >= 0 { positions[entry.partition] = Offset(entry.offset) }
        }
        return positions
    }

    /// Goes to other positions and drops everything that was fetched.
    func seek(_ positions: [TopicPartition: Offset], timeoutMilliseconds: Int) throws(LogError) {
        if positions.isEmpty { return }
        let list = PartitionList(positions.sorted { $0.key < $1.key })
        let what = "The partitions could not be rewound"
        let error = list.withRaw { rd_kafka_seek_partitions(client.raw, $0, Int32(timeoutMilliseconds)) }
        if let fault = KafkaFault(taking: error) {
            throw LogError(fault, what)
        }
        for entry in list.entries where entry.error != RD_KAFKA_RESP_ERR_NO_ERROR {
            throw LogError(KafkaFault(entry.error), what, partition: entry.partition)
        }
    }

    func watermarks(of partition: TopicPartition, timeoutMilliseconds: Int) throws(LogError) -> Range<Offset> {
        try client.watermarks(of: partition, timeoutMilliseconds: timeoutMilliseconds)
    }

    /// What the group knows this member by, for a transaction; `nil` where it is no member any more. To be destroyed by
    /// the caller.
    ///
    /// The membership is looked at after the fact: one that has ended by then is not believed, as positions that name no
    /// member are taken by brokers from anybody. One that ends later is refused by the broker: a member comes back only
    /// after it was told what it lost.
    func groupMetadata() -> OpaquePointer? {
        guard let metadata = rd_kafka_consumer_group_metadata(client.raw) else { return nil }
        if memberID != nil { return metadata }
        rd_kafka_consumer_group_metadata_destroy(metadata)
        return nil
    }

    /// `nil` where it is no member now.
    var memberID: String? {
        guard let id = rd_kafka_memberid(client.raw) else { return nil }
        defer { rd_kafka_mem_free(client.raw, id) }
        return id[0] == 0 ? nil : String(cString: id)
    }

    /// Every id that this member has or has had, as far as it was ever asked.
    func knownMemberIDs() -> Set<String> {
        if let memberID { memberIDs.insert(memberID) }
        return memberIDs
    }

    // MARK: The end

    /// How long a group that does not answer may hold up a member that leaves.
    static let closeMilliseconds = 5_000

    /// Leaves the group and ends. Every feed must be gone before. Idempotent.
    func close(within milliseconds: Int = closeMilliseconds) {
        if isClosed { return }
        isClosed = true
        client.callbacks.isClosing = true
        let closing = rd_kafka_queue_new(client.raw)
        if let error = rd_kafka_consumer_close_queue(client.raw, closing) {
            rd_kafka_error_destroy(error)
        } else {
            // Rebalances that were told and not answered would hold up the end. Not answered before, as who has given
            // everything back and is not ending joins again.
            if isAsked || !client.callbacks.rebalances.isEmpty { Self.giveBackAll(client.raw) }
            let countdown = Countdown(milliseconds: milliseconds)
            while rd_kafka_consumer_closed(client.raw) == 0, countdown.millisecondsLeft > 0 {
                let count = rd_kafka_consume_batch_queue(closing, 10, strays, 1)
                if count > 0, let message = strays[0] { rd_kafka_message_destroy(message) }
            }
        }
        WakeUp.unwatch(queue)
        rd_kafka_queue_destroy(closing)
        rd_kafka_queue_destroy(queue)
        client.close()
    }
}

extension KafkaFault {
    init?(ofCode code: rd_kafka_resp_err_t) {
        if code == RD_KAFKA_RESP_ERR_NO_ERROR { return nil }
        self.init(code)
    }
}
