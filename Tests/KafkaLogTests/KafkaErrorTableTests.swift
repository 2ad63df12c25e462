import CLibrdkafka
import EventLog
import Testing

@testable import KafkaLog

/// What is done about each error of librdkafka, told a second time: a row that changes must change here, too.
struct KafkaErrorTableTests {
    struct Expected: CustomTestStringConvertible, Sendable {
        let code: rd_kafka_resp_err_t
        let verdict: KafkaVerdict

        var testDescription: String { "\(String(cString: rd_kafka_err2name(code))) \(verdict)" }
    }

    private static func all(_ verdict: KafkaVerdict, _ codes: [rd_kafka_resp_err_t]) -> [Expected] {
        codes.map { Expected(code: $0, verdict: verdict) }
    }

    static let expected: [Expected] =
        all(
            .retry,
            [
                RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, RD_KAFKA_RESP_ERR__TIMED_OUT,
                RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE, RD_KAFKA_RESP_ERR__MSG_TIMED_OUT, RD_KAFKA_RESP_ERR__WAIT_COORD,
                RD_KAFKA_RESP_ERR__WAIT_CACHE, RD_KAFKA_RESP_ERR__IN_PROGRESS, RD_KAFKA_RESP_ERR__PREV_IN_PROGRESS,
                RD_KAFKA_RESP_ERR__RETRY, RD_KAFKA_RESP_ERR__QUEUE_FULL, RD_KAFKA_RESP_ERR__NO_OFFSET,
                RD_KAFKA_RESP_ERR__RESOLVE, RD_KAFKA_RESP_ERR__PARTIAL, RD_KAFKA_RESP_ERR__OUTDATED,
                RD_KAFKA_RESP_ERR__BAD_MSG, RD_KAFKA_RESP_ERR_INVALID_MSG, RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE,
                RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT,
                RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE,
                RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION, RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS,
                RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_NOT_COORDINATOR,
                RD_KAFKA_RESP_ERR_NOT_CONTROLLER, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS,
                RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND, RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR,
                RD_KAFKA_RESP_ERR_UNSTABLE_OFFSET_COMMIT, RD_KAFKA_RESP_ERR_CONCURRENT_TRANSACTIONS,
                RD_KAFKA_RESP_ERR_FENCED_LEADER_EPOCH, RD_KAFKA_RESP_ERR_UNKNOWN_LEADER_EPOCH,
                RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_THROTTLING_QUOTA_EXCEEDED,
                RD_KAFKA_RESP_ERR_MEMBER_ID_REQUIRED, RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE,
                RD_KAFKA_RESP_ERR_TRANSACTION_COORDINATOR_FENCED,
            ]
        )
        + all(
            .abort,
            [
                RD_KAFKA_RESP_ERR__PURGE_QUEUE, RD_KAFKA_RESP_ERR__PURGE_INFLIGHT,
                RD_KAFKA_RESP_ERR_UNKNOWN_PRODUCER_ID, RD_KAFKA_RESP_ERR_OPERATION_NOT_ATTEMPTED,
            ]
        )
        + all(
            .rejoin,
            [
                RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION, RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID,
                RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS, RD_KAFKA_RESP_ERR__ASSIGNMENT_LOST,
                RD_KAFKA_RESP_ERR__MAX_POLL_EXCEEDED,
            ]
        )
        + all(
            .fenced,
            [
                RD_KAFKA_RESP_ERR__FENCED, RD_KAFKA_RESP_ERR_PRODUCER_FENCED,
                RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH, RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID,
            ]
        )
        + all(
            .rebuild,
            [
                RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER, RD_KAFKA_RESP_ERR_DUPLICATE_SEQUENCE_NUMBER,
                RD_KAFKA_RESP_ERR_INVALID_PRODUCER_ID_MAPPING, RD_KAFKA_RESP_ERR_INVALID_TXN_STATE,
                RD_KAFKA_RESP_ERR__INCONSISTENT, RD_KAFKA_RESP_ERR__GAPLESS_GUARANTEE, RD_KAFKA_RESP_ERR__STATE,
                RD_KAFKA_RESP_ERR__FATAL, RD_KAFKA_RESP_ERR__FAIL, RD_KAFKA_RESP_ERR__DESTROY,
            ]
        )
        + all(
            .stop,
            [
                RD_KAFKA_RESP_ERR__AUTHENTICATION, RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED,
                RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM, RD_KAFKA_RESP_ERR_ILLEGAL_SASL_STATE,
                RD_KAFKA_RESP_ERR__SSL, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED,
                RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED,
                RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART,
                RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC, RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION,
                RD_KAFKA_RESP_ERR_INVALID_TRANSACTION_TIMEOUT, RD_KAFKA_RESP_ERR_INVALID_SESSION_TIMEOUT,
                RD_KAFKA_RESP_ERR_INCONSISTENT_GROUP_PROTOCOL, RD_KAFKA_RESP_ERR_GROUP_MAX_SIZE_REACHED,
                RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE,
                RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP, RD_KAFKA_RESP_ERR_INVALID_RECORD,
                RD_KAFKA_RESP_ERR_UNSUPPORTED_VERSION, RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE,
                RD_KAFKA_RESP_ERR_UNSUPPORTED_FOR_MESSAGE_FORMAT, RD_KAFKA_RESP_ERR_INVALID_REPLICATION_FACTOR,
                RD_KAFKA_RESP_ERR_INVALID_PARTITIONS, RD_KAFKA_RESP_ERR_INVALID_CONFIG,
                RD_KAFKA_RESP_ERR_POLICY_VIOLATION, RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION,
                RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS, RD_KAFKA_RESP_ERR_INVALID_GROUP_ID,
                RD_KAFKA_RESP_ERR_INVALID_REQUEST, RD_KAFKA_RESP_ERR__INVALID_ARG,
                RD_KAFKA_RESP_ERR__CRIT_SYS_RESOURCE, RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET,
            ]
        )

    @Test(arguments: expected)
    func eachRowIsAsToldHere(_ row: Expected) {
        #expect(KafkaFault(row.code).verdict == row.verdict)
        let rows = KafkaVerdict.table.filter { $0.code == row.code }
        #expect(rows.count == 1, "a code stands once")
        if row.verdict == .stop { #expect(rows.allSatisfy { $0.remedy.count > 10 }, "a person is told what to do") }
    }

    @Test func noRowIsForgottenHere() {
        #expect(KafkaVerdict.table.count == Self.expected.count)
    }

    @Test(arguments: [RD_KAFKA_RESP_ERR_UNKNOWN, RD_KAFKA_RESP_ERR_ELECTION_NOT_NEEDED, rd_kafka_resp_err_t(4711)])
    func whatIsNotInTheTableStops(_ code: rd_kafka_resp_err_t) {
        var fault = KafkaFault(code)
        #expect(fault.verdict == .stop)
        fault.isFatal = true
        #expect(fault.verdict == .stop)
        #expect(LogError(fault, "something").code == .stop)
    }

    @Test func fatalKillsTheProducerNotTheProcess() {
        for row in KafkaVerdict.table {
            var fault = KafkaFault(row.code)
            fault.isFatal = true
            switch row.verdict {
            case .retry, .abort, .rejoin, .rebuild: #expect(fault.verdict == .rebuild)
            case .fenced, .stop: #expect(fault.verdict == row.verdict)
            }
        }
    }

    @Test func flagsComeInTheirOrder() {
        var fault = KafkaFault(RD_KAFKA_RESP_ERR__TIMED_OUT)
        fault.isRetriable = true
        #expect(fault.verdict == .retry)
        fault.requiresAbort = true
        #expect(fault.verdict == .abort)
        fault.isFatal = true
        #expect(fault.verdict == .rebuild)
        var unknown = KafkaFault(RD_KAFKA_RESP_ERR_UNKNOWN)
        unknown.isRetriable = true
        #expect(unknown.verdict == .retry)
    }

    @Test(arguments: [
        (RD_KAFKA_RESP_ERR__TIMED_OUT, KafkaMoment.calm, LogError.Code.retry),
        (RD_KAFKA_RESP_ERR__TIMED_OUT, .transacting, .abortAndRewind),
        (RD_KAFKA_RESP_ERR__TIMED_OUT, .committing, .rebuild),
        (RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION, .transacting, .rejoin),
        (RD_KAFKA_RESP_ERR_PRODUCER_FENCED, .transacting, .rejoin),
        (RD_KAFKA_RESP_ERR_PRODUCER_FENCED, .committing, .rebuild),
        (RD_KAFKA_RESP_ERR_INVALID_TXN_STATE, .transacting, .abortAndRewind),
        (RD_KAFKA_RESP_ERR_INVALID_TXN_STATE, .committing, .rebuild),
        (RD_KAFKA_RESP_ERR_UNKNOWN_PRODUCER_ID, .committing, .abortAndRewind),
        (RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, .committing, .stop),
    ])
    func whatItIsDependsOnTheMoment(code: rd_kafka_resp_err_t, moment: KafkaMoment, expected: LogError.Code) {
        #expect(LogError(KafkaFault(code), "something", moment).code == expected)
    }
}
