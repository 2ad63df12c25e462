import CLibrdkafka
import EventLog

/// What the caller does about an error of librdkafka: the one table. A code that is not in it stops.
///
/// Flags that librdkafka gives with an error of a transaction are looked at before it (`LogError.init(_:while:)`).
enum KafkaVerdict: String, CaseIterable, Sendable {
    /// Nothing took effect; the same again later.
    case retry
    /// The open transaction is void; the producer lives on.
    case abort
    /// The group went on without this member.
    case rejoin
    /// Another instance has this member's name, or the broker gave its transaction up.
    case fenced
    /// The producer is of no use any more; a new one is.
    case rebuild
    /// A person must change something.
    case stop

    struct Row: Sendable {
        let code: rd_kafka_resp_err_t
        let verdict: KafkaVerdict
        let remedy: String
    }

    static func row(of code: rd_kafka_resp_err_t) -> Row {
        table.first { $0.code == code }
            ?? Row(
                code: code,
                verdict: .stop,
                remedy: "This version does not know what to do about it: report it with the log."
            )
    }

    static let table: [Row] =
        rows(.retry, "", retried) + rows(.abort, "", aborted) + rows(.rejoin, "", rejoined)
        + rows(.fenced, "Give every worker its own name.", fencing) + rows(.rebuild, "", rebuilt)
        + stopped.map { Row(code: $0.0, verdict: .stop, remedy: $0.1) }

    private static func rows(_ verdict: KafkaVerdict, _ remedy: String, _ codes: [rd_kafka_resp_err_t]) -> [Row] {
        codes.map { Row(code: $0, verdict: verdict, remedy: remedy) }
    }

    private static let retried = [
        RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, RD_KAFKA_RESP_ERR__TIMED_OUT,
        RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE, RD_KAFKA_RESP_ERR__MSG_TIMED_OUT, RD_KAFKA_RESP_ERR__WAIT_COORD,
        RD_KAFKA_RESP_ERR__WAIT_CACHE, RD_KAFKA_RESP_ERR__IN_PROGRESS, RD_KAFKA_RESP_ERR__PREV_IN_PROGRESS,
        RD_KAFKA_RESP_ERR__RETRY, RD_KAFKA_RESP_ERR__QUEUE_FULL, RD_KAFKA_RESP_ERR__NO_OFFSET,
        RD_KAFKA_RESP_ERR__RESOLVE, RD_KAFKA_RESP_ERR__PARTIAL, RD_KAFKA_RESP_ERR__OUTDATED,
        RD_KAFKA_RESP_ERR__BAD_MSG, RD_KAFKA_RESP_ERR_INVALID_MSG,
        RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
        RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT, RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE,
        RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION,
        RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS, RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE,
        RD_KAFKA_RESP_ERR_NOT_COORDINATOR, RD_KAFKA_RESP_ERR_NOT_CONTROLLER, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS,
        RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND, RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR,
        RD_KAFKA_RESP_ERR_UNSTABLE_OFFSET_COMMIT, RD_KAFKA_RESP_ERR_CONCURRENT_TRANSACTIONS,
        RD_KAFKA_RESP_ERR_FENCED_LEADER_EPOCH, RD_KAFKA_RESP_ERR_UNKNOWN_LEADER_EPOCH,
        RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_THROTTLING_QUOTA_EXCEEDED,
        RD_KAFKA_RESP_ERR_MEMBER_ID_REQUIRED, RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE,
        RD_KAFKA_RESP_ERR_TRANSACTION_COORDINATOR_FENCED,
    ]

    private static let aborted = [
        RD_KAFKA_RESP_ERR__PURGE_QUEUE, RD_KAFKA_RESP_ERR__PURGE_INFLIGHT, RD_KAFKA_RESP_ERR_UNKNOWN_PRODUCER_ID,
        RD_KAFKA_RESP_ERR_OPERATION_NOT_ATTEMPTED,
    ]

    private static let rejoined = [
        RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION, RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID,
        RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS, RD_KAFKA_RESP_ERR__ASSIGNMENT_LOST,
        RD_KAFKA_RESP_ERR__MAX_POLL_EXCEEDED,
    ]

    private static let fencing = [
        RD_KAFKA_RESP_ERR__FENCED, RD_KAFKA_RESP_ERR_PRODUCER_FENCED, RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH,
        RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID,
    ]

    private static let rebuilt = [
        RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER, RD_KAFKA_RESP_ERR_DUPLICATE_SEQUENCE_NUMBER,
        RD_KAFKA_RESP_ERR_INVALID_PRODUCER_ID_MAPPING, RD_KAFKA_RESP_ERR_INVALID_TXN_STATE,
        RD_KAFKA_RESP_ERR__INCONSISTENT, RD_KAFKA_RESP_ERR__GAPLESS_GUARANTEE, RD_KAFKA_RESP_ERR__STATE,
        RD_KAFKA_RESP_ERR__FATAL, RD_KAFKA_RESP_ERR__FAIL, RD_KAFKA_RESP_ERR__DESTROY,
    ]

    private static let stopped: [(rd_kafka_resp_err_t, String)] = [
        (RD_KAFKA_RESP_ERR__AUTHENTICATION, "Check sasl.mechanism, sasl.username and the password."),
        (RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED, "Check sasl.mechanism, sasl.username and the password."),
        (RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM, "Set sasl.mechanism to one that the broker has."),
        (RD_KAFKA_RESP_ERR_ILLEGAL_SASL_STATE, "Check security.protocol against the broker's listener."),
        (RD_KAFKA_RESP_ERR__SSL, "Check security.protocol against the broker's listener, and ssl.ca.location."),
        (
            RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED,
            "Give this user the right to read and write the topic, and to describe its configuration."
        ),
        (RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED, "Give this user the right to read as the group."),
        (RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED, "Give this user the right on the cluster."),
        (
            RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
            "Give this user the right to write and describe the transactional id."
        ),
        (RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, "Create it: greenchannel topics create."),
        (RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC, "Create it: greenchannel topics create."),
        (RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION, "Check the partition count: greenchannel topics check."),
        (RD_KAFKA_RESP_ERR_INVALID_TRANSACTION_TIMEOUT, "Lower transaction.timeout.ms below the broker's greatest."),
        (RD_KAFKA_RESP_ERR_INVALID_SESSION_TIMEOUT, "Choose a session time-out within the broker's bounds."),
        (RD_KAFKA_RESP_ERR_INCONSISTENT_GROUP_PROTOCOL, "Give all workers the same partition.assignment.strategy."),
        (RD_KAFKA_RESP_ERR_GROUP_MAX_SIZE_REACHED, "Run fewer lanes, or raise the broker's group.max.size."),
        (
            RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE,
            "Raise message.max.bytes here and on the topic, or send smaller records."
        ),
        (RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE, "Raise the topic's max.message.bytes, or lower batch.size."),
        (RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP, "Widen the topic's bounds on record timestamps."),
        (
            RD_KAFKA_RESP_ERR_INVALID_RECORD,
            "The topic refuses the record: check that it is compacted only if a ledger."
        ),
        (RD_KAFKA_RESP_ERR_UNSUPPORTED_VERSION, "Use a broker of Apache Kafka 2.5 or later."),
        (RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE, "Use a broker of Apache Kafka 2.5 or later."),
        (RD_KAFKA_RESP_ERR_UNSUPPORTED_FOR_MESSAGE_FORMAT, "Use a broker of Apache Kafka 2.5 or later."),
        (
            RD_KAFKA_RESP_ERR_INVALID_REPLICATION_FACTOR,
            "Set greenchannel.replication.factor to what the cluster can hold."
        ),
        (RD_KAFKA_RESP_ERR_INVALID_PARTITIONS, "Choose another number of partitions."),
        (RD_KAFKA_RESP_ERR_INVALID_CONFIG, "Leave out what the cluster does not know."),
        (RD_KAFKA_RESP_ERR_POLICY_VIOLATION, "Ask who runs the cluster for what its policy allows."),
        (RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION, "Choose another topic prefix."),
        (RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS, "Look with greenchannel topics describe."),
        (RD_KAFKA_RESP_ERR_INVALID_GROUP_ID, "Choose another topic prefix."),
        (RD_KAFKA_RESP_ERR_INVALID_REQUEST, "The broker does not understand this version: report it with the log."),
        (RD_KAFKA_RESP_ERR__INVALID_ARG, "Check the settings."),
        (RD_KAFKA_RESP_ERR__CRIT_SYS_RESOURCE, "Free memory, threads or file handles, then start again."),
        (
            RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET,
            "Records were dropped before they were read: raise the topic's retention."
        ),
    ]
}
