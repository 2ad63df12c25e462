import CLibrdkafka

/// Carries records from one topic to another with librdkafka alone, in transactions: what there is to be had on Kafka.
///
/// Nothing is decoded, checked or remembered; keys, values, headers and stamps are copied as they are.
struct BareKafkaCopy {
    var bootstrap: String
    var source: String
    var target: String
    var partitionCount: Int32
    var recordsPerTransaction: Int

    /// - Throws: `BenchmarkFailure` where librdkafka fails, or fewer records than asked for come within a minute.
    func run(_ count: Int) throws {
        let consumer = try client(
            RD_KAFKA_CONSUMER,
            [
                ("group.id", "bare-copy"), ("enable.auto.commit", "false"), ("isolation.level", "read_committed"),
            ]
        )
        defer { rd_kafka_destroy(consumer) }
        let producer = try client(RD_KAFKA_PRODUCER, [("transactional.id", "bare-copy-\(target)"), ("linger.ms", "5")])
        defer { rd_kafka_destroy(producer) }
        try check(rd_kafka_init_transactions(producer, 60_000))
        guard let topic = rd_kafka_topic_new(producer, target, nil) else { throw failure(rd_kafka_last_error()) }
        defer { rd_kafka_topic_destroy(topic) }
        try assign(consumer)
        var (left, open, silences) = (count, 0, 0)
        while left > 0 {
            guard let message = rd_kafka_consumer_poll(consumer, 100) else {
                silences += 1
                guard silences < 600 else { throw BenchmarkFailure("\(left) of \(count) records did not come") }
                continue
            }
            defer { rd_kafka_message_destroy(message) }
            guard message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR else { continue }
            if open == 0 { try check(rd_kafka_begin_transaction(producer)) }
            try produce(message, producer, topic)
            (left, open) = (left - 1, open + 1)
            if open == recordsPerTransaction || left == 0 {
                try check(rd_kafka_commit_transaction(producer, 60_000))
                open = 0
            }
        }
    }

    private func produce(
        _ message: UnsafeMutablePointer<rd_kafka_message_t>,
        _ producer: OpaquePointer,
        _ topic: OpaquePointer
    ) throws {
        var headers: OpaquePointer?
        // Without headers there is nothing to take along.
        _ = rd_kafka_message_detach_headers(message, &headers)
        while true {
            let code = green_channel_produce(
                producer,
                topic,
                message.pointee.partition,
                rd_kafka_message_timestamp(message, nil),
                message.pointee.key,
                message.pointee.key_len,
                message.pointee.payload,
                message.pointee.len,
                headers,
                nil
            )
            if code == RD_KAFKA_RESP_ERR_NO_ERROR { return }
            guard code == RD_KAFKA_RESP_ERR__QUEUE_FULL else { throw failure(code) }
            rd_kafka_poll(producer, 10)
        }
    }

    private func assign(_ consumer: OpaquePointer) throws {
        let list = rd_kafka_topic_partition_list_new(partitionCount)
        defer { rd_kafka_topic_partition_list_destroy(list) }
        for number in 0..<partitionCount {
            guard let place = rd_kafka_topic_partition_list_add(list, source, number) else {
                throw BenchmarkFailure("a partition could not be listed")
            }
            // Before the first offset that there can be: the beginning.
            place.pointee.offset = -2
        }
        let code = rd_kafka_assign(consumer, list)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw failure(code) }
    }

    private func client(_ kind: rd_kafka_type_t, _ settings: [(String, String)]) throws -> OpaquePointer {
        let configuration = rd_kafka_conf_new()
        var words = [CChar](repeating: 0, count: 512)
        for (name, value) in settings + [("bootstrap.servers", bootstrap)] {
            guard rd_kafka_conf_set(configuration, name, value, &words, words.count) == RD_KAFKA_CONF_OK else {
                rd_kafka_conf_destroy(configuration)
                throw BenchmarkFailure("\(name)=\(value) is refused")
            }
        }
        guard let client = rd_kafka_new(kind, configuration, &words, words.count) else {
            rd_kafka_conf_destroy(configuration)
            throw failure(rd_kafka_last_error())
        }
        if kind == RD_KAFKA_CONSUMER { rd_kafka_poll_set_consumer(client) }
        return client
    }

    private func check(_ error: OpaquePointer?) throws {
        guard let error else { return }
        defer { rd_kafka_error_destroy(error) }
        throw BenchmarkFailure("librdkafka: \(String(cString: rd_kafka_error_string(error)))")
    }

    private func failure(_ code: rd_kafka_resp_err_t) -> BenchmarkFailure {
        BenchmarkFailure("librdkafka: \(String(cString: rd_kafka_err2str(code)))")
    }
}
