import CLibrdkafka
import EventLog

/// A producer that writes in transactions, and is made anew when one of its errors kills it.
///
///     none ──begin──► ready ──begin──► open ──commit, abort──► ready
///       ▲                                 │
///       └───────fatal, in doubt───────────┘
///
/// Making one fences whoever has the same id and ends its open transaction. Belongs to one thread.
final class TransactionalProducer {
    private enum State {
        case none
        case ready
        case open
    }

    let id: String
    /// Whether the last failure was that someone else has the id, or that the broker gave the transaction up.
    private(set) var wasFenced = false
    /// How long it may wait for the broker, if not as long as the settings say.
    var waits = Waits()
    private let settings: KafkaSettings
    private let timeoutMilliseconds: Int64
    private let onDelivery: ((UnsafePointer<rd_kafka_message_t>) -> Void)?
    private let diagnostics: KafkaDiagnostics
    private var state = State.none
    private var client: KafkaClient?
    /// Handles of topics, in the order in which they were first posted to: there are few.
    private var topics: [(name: TopicName, handle: OpaquePointer)] = []

    /// No call waits longer than this before it looks whether it is still worth it.
    private static let sliceMilliseconds: Int32 = 100
    /// What is flushed is looked for so often.
    private static let flushMilliseconds: Int32 = 1

    /// - Parameter onDelivery: told of each record that was delivered or failed, inside `post` and `flush`.
    init(
        id: String,
        settings: KafkaSettings,
        timeoutMilliseconds: Int64,
        onDelivery: ((UnsafePointer<rd_kafka_message_t>) -> Void)? = nil,
        _ diagnostics: @escaping KafkaDiagnostics
    ) {
        self.onDelivery = onDelivery
        self.id = id
        self.settings = settings
        self.timeoutMilliseconds = timeoutMilliseconds
        self.diagnostics = diagnostics
    }

    deinit { close() }

    /// Makes the producer, if there is none, and claims its id.
    func prepare() throws(LogError) {
        if let client, client.fatalFault != nil { discard() }
        guard client == nil else { return }
        let fresh = try KafkaClient(
            .transactional(id: id, timeoutMilliseconds: timeoutMilliseconds, tellsDeliveries: onDelivery != nil),
            settings,
            diagnostics
        )
        fresh.callbacks.onDelivery = onDelivery
        client = fresh
        let countdown = Countdown(milliseconds: settings.requestTimeoutMilliseconds)
        while true {
            rd_kafka_poll(fresh.raw, 0)
            guard var fault = KafkaFault(taking: rd_kafka_init_transactions(fresh.raw, Self.sliceMilliseconds * 5))
            else {
                break
            }
            // It may have come between two calls.
            if let fatal = fresh.fatalFault { fault = fatal }
            if fault.verdict == .retry, countdown.millisecondsLeft > 0 { continue }
            let cause = fresh.callbacks.takeLastError()
            discard()
            let shown = fault.verdict == .retry ? cause ?? fault : fault
            throw LogError(shown, "The transactions of \(id) could not be begun", .calm)
        }
        state = .ready
    }

    func begin() throws(LogError) {
        try prepare()
        guard let client else { return }
        if let fault = KafkaFault(taking: rd_kafka_begin_transaction(client.raw)) {
            throw failure(fault, "A transaction of \(id) could not be begun", .transacting)
        }
        state = .open
    }

    // MARK: Posting

    /// Posts to a stated partition of the open transaction. Where the queue is full, waits for it to drain.
    func post(_ post: Post, to partition: Partition, opaque: UnsafeMutableRawPointer? = nil) throws(LogError) {
        try produce(
            post.topic,
            partition,
            // To librdkafka 0 means now. The first millisecond of 1970 is not to be had.
            post.timestamp.milliseconds == 0 ? 1 : post.timestamp.milliseconds,
            key: post.key,
            value: post.value,
            headers: post.headers.encoded.isEmpty ? nil : post.headers,
            opaque
        )
    }

    /// Changes an entry of a ledger, now.
    func change(_ ledger: TopicPartition, key: Bytes, value: Bytes?) throws(LogError) {
        try produce(ledger.topic, ledger.partition, 0, key: key, value: value, headers: nil, nil)
    }

    private func produce(
        _ topic: TopicName,
        _ partition: Partition,
        _ milliseconds: Int64,
        key: Bytes?,
        value: Bytes?,
        headers: Headers?,
        _ opaque: UnsafeMutableRawPointer?
    ) throws(LogError) {
        let handle = try handle(of: topic)
        guard let client else { throw .transactionLost(of: id) }
        let list = headers.flatMap(Self.list)
        func attempt() -> rd_kafka_resp_err_t {
            Self.withPointer(key) { key, keyCount in
                Self.withPointer(value) { value, valueCount in
                    green_channel_produce(
                        client.raw,
                        handle,
                        partition.rawValue,
                        milliseconds,
                        key,
                        keyCount,
                        value,
                        valueCount,
                        list,
                        opaque
                    )
                }
            }
        }
        var code = attempt()
        if code == RD_KAFKA_RESP_ERR__QUEUE_FULL { code = repeating(client, attempt) }
        if code == RD_KAFKA_RESP_ERR_NO_ERROR { return }
        if let list { rd_kafka_headers_destroy(list) }
        throw failure(
            client.fatalFault ?? KafkaFault(code),
            "A record could not be posted",
            .transacting,
            TopicPartition(topic, partition)
        )
    }

    /// Waits for the queue to drain.
    private func repeating(_ client: KafkaClient, _ attempt: () -> rd_kafka_resp_err_t) -> rd_kafka_resp_err_t {
        let countdown = Countdown(milliseconds: Int(timeoutMilliseconds))
        var code = RD_KAFKA_RESP_ERR__QUEUE_FULL
        while code == RD_KAFKA_RESP_ERR__QUEUE_FULL, countdown.millisecondsLeft > 0 {
            rd_kafka_poll(client.raw, 10)
            code = attempt()
        }
        return code
    }

    private func handle(of topic: TopicName) throws(LogError) -> OpaquePointer {
        for entry in topics where entry.name == topic { return entry.handle }
        guard let client, let handle = rd_kafka_topic_new(client.raw, topic.rawValue, nil) else {
            throw .transactionLost(of: id)
        }
        topics.append((topic, handle))
        return handle
    }

    /// Null is not empty: an empty key or value has a place, if no bytes.
    @inline(__always)
    private static func withPointer<Result>(
        _ bytes: Bytes?,
        _ body: (UnsafeRawPointer?, Int) -> Result
    ) -> Result {
        guard let bytes else { return body(nil, 0) }
        return bytes.withUnsafeBytes { buffer in
            if let start = buffer.baseAddress { return body(start, buffer.count) }
            return withUnsafeBytes(of: UInt8(0)) { body($0.baseAddress, 0) }
        }
    }

    private static func list(_ headers: Headers) -> OpaquePointer? {
        let list = rd_kafka_headers_new(8)
        let start = headers.encoded.startIndex
        headers.encoded.withUnsafeBytes { bytes in
            var cursor = HeaderCursor(headers)
            while cursor.next() {
                // A beginning there is, as a header is never empty.
                guard let base = bytes.baseAddress else { return }
                let name = base + (cursor.nameRange.lowerBound - start)
                let value = cursor.valueRange.map { base + ($0.lowerBound - start) }
                rd_kafka_header_add(
                    list,
                    name.assumingMemoryBound(to: CChar.self),
                    cursor.nameRange.count,
                    value,
                    cursor.valueRange?.count ?? 0
                )
            }
        }
        return list
    }

    /// Lets librdkafka tell of deliveries, and waits until everything was delivered or so long.
    /// - Returns: whether all was delivered or failed.
    func flush(milliseconds: Int32) -> Bool {
        guard let client else { return true }
        return rd_kafka_flush(client.raw, milliseconds) == RD_KAFKA_RESP_ERR_NO_ERROR
    }

    // MARK: The end of a transaction

    /// Has librdkafka send what it still gathers, as the transaction is about to end.
    func hurry() {
        if let client, rd_kafka_outq_len(client.raw) > 0 { rd_kafka_flush(client.raw, Self.flushMilliseconds) }
    }

    /// Waits until everything was taken by the broker, as far as that is soon.
    ///
    /// A commit waits for that by itself, but without reports of deliveries librdkafka looks only every 10 ms.
    private func drain(_ client: KafkaClient) {
        let countdown = Countdown(milliseconds: Int(Self.sliceMilliseconds))
        while rd_kafka_outq_len(client.raw) > 0, countdown.millisecondsLeft > 0 {
            rd_kafka_flush(client.raw, Self.flushMilliseconds)
        }
    }

    /// Puts positions into the open transaction. Repeated with the same arguments until it is answered.
    func send(_ positions: [TopicPartition: Offset], of consumer: GroupConsumer) throws(LogError) {
        guard let client else { throw .transactionLost(of: id) }
        guard let metadata = consumer.groupMetadata() else {
            throw LogError(.rejoin, "The member \(id) is not in its group any more")
        }
        defer { rd_kafka_consumer_group_metadata_destroy(metadata) }
        let list = PartitionList(positions.sorted { $0.key < $1.key })
        let countdown = Countdown(milliseconds: waits.milliseconds(upTo: Int(timeoutMilliseconds)))
        var isAskedWhy = false
        while true {
            // Not in slices: each call asks anew, so one shorter than the way to the broker would never be answered.
            let wait = Int32(clamping: max(countdown.millisecondsLeft, 1))
            let error = list.withRaw { rd_kafka_send_offsets_to_transaction(client.raw, $0, metadata, wait) }
            guard let fault = KafkaFault(taking: error) else { return }
            if fault.verdict == .retry, !fault.requiresAbort, countdown.millisecondsLeft > 0 { continue }
            if fault.code == RD_KAFKA_RESP_ERR__STATE, !isAskedWhy {
                // The transaction failed while this was on its way: the same call says why.
                isAskedWhy = true
                continue
            }
            throw failure(fault, "The positions of \(id) could not be put into its transaction", .transacting)
        }
    }

    /// - Throws: `.rebuild` where the broker did not say how it ended.
    func commit() throws(LogError) {
        guard let client else { throw .transactionLost(of: id) }
        drain(client)
        // After its time-out the broker ends the transaction by itself: then it is long decided.
        let countdown = Countdown(milliseconds: waits.milliseconds(upTo: Int(timeoutMilliseconds) * 2))
        while true {
            // Not in slices: where one ends before librdkafka's own thread has come to it, the next call takes the answer to
            // the one before for its own, and fails while the commit goes on.
            let error = rd_kafka_commit_transaction(client.raw, Int32(clamping: max(countdown.millisecondsLeft, 1)))
            guard let fault = KafkaFault(taking: error) else {
                state = .ready
                return
            }
            if fault.verdict == .retry, !fault.requiresAbort, countdown.millisecondsLeft > 0 { continue }
            throw failure(fault, "A transaction of \(id) could not be committed", .committing)
        }
    }

    /// Drops everything. Where the broker does not answer in time, the producer is discarded: the next one ends it.
    func abort() {
        guard state == .open, let client else { return }
        state = .ready
        let countdown = Countdown(milliseconds: waits.milliseconds(upTo: settings.requestTimeoutMilliseconds))
        while let fault = KafkaFault(
            taking: rd_kafka_abort_transaction(client.raw, Int32(clamping: max(countdown.millisecondsLeft, 1)))
        ) {
            if fault.verdict == .retry, countdown.millisecondsLeft > 0 { continue }
            diagnostics(4, "ABORT", "A transaction of \(id) could not be aborted: \(fault.text) (\(fault.name))")
            return discard()
        }
    }

    /// A failure after which this producer may be of no use any more.
    private func failure(
        _ fault: KafkaFault,
        _ what: String,
        _ moment: KafkaMoment,
        _ partition: TopicPartition? = nil
    ) -> LogError {
        let error = LogError(fault, what, moment, partition: partition)
        wasFenced = fault.verdict == .fenced
        let isUseless: Bool
        switch fault.verdict {
        case .fenced, .rebuild: isUseless = true
        case .retry, .abort, .rejoin, .stop: isUseless = moment == .committing && error.code == .rebuild
        }
        if fault.isFatal || isUseless { discard() }
        return error
    }

    private func discard() {
        for topic in topics { rd_kafka_topic_destroy(topic.handle) }
        topics = []
        client?.close()
        client = nil
        state = .none
    }

    /// Aborts what is open and ends. Idempotent.
    func close() {
        abort()
        discard()
    }
}

extension LogError {
    static func transactionLost(of id: String) -> LogError {
        LogError(.abortAndRewind, "The transaction of \(id) was lost with its producer")
    }
}
