import CLibrdkafka
import EventLog

/// The configuration of one client on its way to librdkafka: our defaults, then what the user states, then what
/// exactly-once demands.
final class KafkaConfiguration {
    private var raw: OpaquePointer?

    init(_ kind: KafkaClient.Kind, _ settings: KafkaSettings) throws(LogError) {
        raw = rd_kafka_conf_new()
        try set(Self.defaults(kind))
        if Self.canSetQueueBackoff, Self.fetches(kind) { try set("fetch.queue.backoff.ms", "5") }
        for (name, value) in settings.properties.entries where name != "transaction.timeout.ms" {
            try set(name, value)
        }
        try set("bootstrap.servers", settings.bootstrap)
        try set(Self.required(kind, settings))
    }

    deinit {
        // Only where no client took it over.
        if let raw { rd_kafka_conf_destroy(raw) }
    }

    /// Better than librdkafka's own for what we do; the user may choose otherwise.
    private static func defaults(_ kind: KafkaClient.Kind) -> [(String, String)] {
        switch kind {
        case .member(let group):
            // Round robin balances topics of few partitions, too. Cooperative-sticky has faults before librdkafka 2.4.
            // Queues are per partition here. What is fetched long before it is read costs memory that is new each time.
            [
                ("partition.assignment.strategy", "roundrobin"), ("queued.max.messages.kbytes", "32768"),
                ("queued.min.messages", "30000"), ("fetch.message.max.bytes", "4194304"), ("fetch.wait.max.ms", "250"),
                ("fetch.error.backoff.ms", "100"), ("topic.metadata.refresh.interval.ms", "30000"),
                ("reconnect.backoff.max.ms", "2000"),
                ("heartbeat.interval.ms", "\(max(min(group.sessionTimeoutMilliseconds / 6, 1_000), 1))"),
            ]
        case .transactional:
            [
                ("linger.ms", "20"), ("message.max.bytes", "4000000"), ("queue.buffering.max.messages", "1000000"),
                ("queue.buffering.max.kbytes", "524288"), ("reconnect.backoff.max.ms", "2000"),
            ]
        case .scanner:
            // What is new in one partition waits for the answer about others that have nothing.
            [
                ("queued.max.messages.kbytes", "16384"), ("fetch.message.max.bytes", "4194304"),
                ("fetch.wait.max.ms", "20"), ("fetch.error.backoff.ms", "50"), ("reconnect.backoff.max.ms", "2000"),
            ]
        case .restorer:
            [
                ("queued.max.messages.kbytes", "16384"), ("fetch.message.max.bytes", "4194304"),
                ("fetch.wait.max.ms", "5"), ("fetch.error.backoff.ms", "50"), ("reconnect.backoff.max.ms", "2000"),
            ]
        // The versions that a broker knows are only logged.
        case .inquirer: [("debug", "feature"), ("reconnect.backoff.max.ms", "2000")]
        case .committedInquirer: [("reconnect.backoff.max.ms", "2000")]
        }
    }

    /// Since librdkafka 2.2 it can be said how soon it looks again whether a full queue has room.
    static let canSetQueueBackoff = rd_kafka_version() >= 0x0202_0000

    private static func fetches(_ kind: KafkaClient.Kind) -> Bool {
        switch kind {
        case .member, .scanner, .restorer: true
        case .transactional, .inquirer, .committedInquirer: false
        }
    }

    private static func required(_ kind: KafkaClient.Kind, _ settings: KafkaSettings) -> [(String, String)] {
        let reading = [
            ("enable.auto.commit", "false"), ("enable.auto.offset.store", "false"), ("auto.offset.reset", "earliest"),
        ]
        switch kind {
        case .member(let group):
            let session = "\(group.sessionTimeoutMilliseconds)"
            let identity: [(String, String)]
            switch settings.membership {
            case .dynamic: identity = []
            case .static: identity = [("group.instance.id", group.member)]
            }
            return reading + identity + [
                ("group.id", group.group), ("client.id", group.member), ("isolation.level", "read_committed"),
                ("session.timeout.ms", session), ("max.poll.interval.ms", session),
            ]
        case .transactional(let id, let timeout, _):
            return [
                ("transactional.id", id), ("client.id", id), ("transaction.timeout.ms", "\(timeout)"),
                ("message.timeout.ms", "\(timeout)"), ("request.timeout.ms", "\(min(max(timeout, 1), 30_000))"),
                ("enable.idempotence", "true"), ("acks", "all"),
            ]
        case .scanner, .restorer:
            return reading + [("isolation.level", "read_committed"), ("enable.partition.eof", "true")]
        case .inquirer: return reading + [("isolation.level", "read_uncommitted")]
        case .committedInquirer:
            // It joins none. But without a group of its own librdkafka (to 2.8 at least) dies of a null pointer where the
            // coordinator of a group whose positions are asked for has moved (`rd_kafka_handle_OffsetFetch`).
            return reading + [("isolation.level", "read_committed"), ("group.id", settings.topicPrefix + "inquiries")]
        }
    }

    private func set(_ entries: [(String, String)]) throws(LogError) {
        for (name, value) in entries { try set(name, value) }
    }

    private func set(_ name: String, _ value: String) throws(LogError) {
        var text = [CChar](repeating: 0, count: 512)
        let result = rd_kafka_conf_set(raw, name, value, &text, text.count)
        if result == RD_KAFKA_CONF_OK { return }
        // What librdkafka says may quote the value.
        let shown = KafkaProperties.isSecret(name) ? "its value is not valid" : Self.string(text)
        throw LogError(
            .stop,
            result == RD_KAFKA_CONF_UNKNOWN
                ? "There is no Kafka property \(name)" : "The Kafka property \(name) cannot be set: \(shown)",
            remedy: result == RD_KAFKA_CONF_UNKNOWN
                ? "Check its name in librdkafka's CONFIGURATION.md." : "Correct its value or leave it out."
        )
    }

    /// The callbacks live as long as the client does: its owner holds both.
    func install(_ callbacks: KafkaCallbacks) {
        rd_kafka_conf_set_opaque(raw, Unmanaged.passUnretained(callbacks).toOpaque())
        rd_kafka_conf_set_log_cb(raw) { client, level, facility, text in
            guard let callbacks = KafkaCallbacks.of(client), let facility, let text else { return }
            callbacks.noteLog(level, String(cString: facility), String(cString: text))
        }
        rd_kafka_conf_set_error_cb(raw) { client, code, text, _ in
            let fault = KafkaFault(rd_kafka_resp_err_t(code), text.map { String(cString: $0) })
            KafkaCallbacks.of(client)?.noteError(fault)
        }
    }

    func makeClient(_ kind: KafkaClient.Kind) throws(LogError) -> OpaquePointer {
        let type: rd_kafka_type_t
        switch kind {
        case .member:
            type = RD_KAFKA_CONSUMER
            rd_kafka_conf_set_rebalance_cb(raw) { client, code, list, _ in
                KafkaConfiguration.rebalance(client, code, list)
            }
        case .scanner, .restorer, .inquirer, .committedInquirer: type = RD_KAFKA_CONSUMER
        case .transactional(_, _, let tellsDeliveries):
            type = RD_KAFKA_PRODUCER
            guard tellsDeliveries else { break }
            rd_kafka_conf_set_dr_msg_cb(raw) { client, message, _ in
                guard let message else { return }
                KafkaCallbacks.of(client)?.onDelivery?(message)
            }
        }
        var text = [CChar](repeating: 0, count: 512)
        guard let client = rd_kafka_new(type, raw, &text, text.count) else {
            throw LogError(
                .stop,
                "The Kafka settings do not go together: \(Self.string(text))",
                remedy: "Correct or leave out what is named."
            )
        }
        raw = nil
        return client
    }

    /// Only notes what is asked: it is answered by the next poll, outside the callback.
    private static func rebalance(
        _ client: OpaquePointer?,
        _ code: rd_kafka_resp_err_t,
        _ list: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?
    ) {
        guard let client, let callbacks = KafkaCallbacks.of(client) else { return }
        if callbacks.isClosing {
            GroupConsumer.giveBackAll(client)
            return
        }
        let partitions = list.map { PartitionList.partitions($0) } ?? []
        switch code {
        case RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS: callbacks.rebalances.append(.assigned(partitions))
        case RD_KAFKA_RESP_ERR__REVOKE_PARTITIONS:
            let lost = rd_kafka_assignment_lost(client) != 0
            callbacks.rebalances.append(.revoked(partitions, lost: lost))
        default: callbacks.rebalances.append(.failed(code))
        }
    }

    private static func string(_ text: [CChar]) -> String {
        String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
