import CLibrdkafka
import EventLog
import KafkaLog
import TestKit

/// librdkafka's own cluster of mock brokers, in this process: for errors that a real broker does not make on demand.
///
/// It takes transactions, but shows what is open or aborted and does not fence: what it is good for is the protocol.
///
/// `@unchecked Sendable`: the handles are thread-safe.
final class MockCluster: @unchecked Sendable {
    private let client: OpaquePointer
    private let cluster: OpaquePointer
    let brokerCount: Int32

    init(brokers: Int32 = 3) throws {
        var text = [CChar](repeating: 0, count: 512)
        guard let client = rd_kafka_new(RD_KAFKA_PRODUCER, rd_kafka_conf_new(), &text, text.count),
            let cluster = rd_kafka_mock_cluster_new(client, brokers)
        else { throw TestBroker.Unavailable(description: "librdkafka makes no mock cluster") }
        self.client = client
        self.cluster = cluster
        brokerCount = brokers
    }

    deinit {
        rd_kafka_mock_cluster_destroy(cluster)
        rd_kafka_destroy(client)
    }

    var bootstrap: String { String(cString: rd_kafka_mock_cluster_bootstraps(cluster)) }

    func create(_ topic: TopicName, partitions: Int32) {
        rd_kafka_mock_topic_create(cluster, topic.rawValue, partitions, 1)
    }

    /// The next requests of a kind are answered with these errors, one each.
    func push(_ request: Request, _ errors: [rd_kafka_resp_err_t]) {
        var errors = errors
        rd_kafka_mock_push_request_errors_array(cluster, request.rawValue, errors.count, &errors)
    }

    /// The same for requests to one broker.
    func push(_ request: Request, to broker: Int32, _ errors: [rd_kafka_resp_err_t]) {
        for error in errors { _ = green_channel_mock_push_error(cluster, broker, request.rawValue, error) }
    }

    func clearErrors(_ request: Request) { rd_kafka_mock_clear_request_errors(cluster, request.rawValue) }

    func setLeader(of partition: TopicPartition, _ broker: Int32) {
        rd_kafka_mock_partition_set_leader(cluster, partition.topic.rawValue, partition.partition.rawValue, broker)
    }

    func setCoordinator(_ kind: String, _ key: String, _ broker: Int32) {
        rd_kafka_mock_coordinator_set(cluster, kind, key, broker)
    }

    func setDown(_ broker: Int32) { rd_kafka_mock_broker_set_down(cluster, broker) }
    func setUp(_ broker: Int32) { rd_kafka_mock_broker_set_up(cluster, broker) }
    func setRoundTrip(_ broker: Int32, milliseconds: Int32) {
        rd_kafka_mock_broker_set_rtt(cluster, broker, milliseconds)
    }

    /// By the numbers of Kafka's protocol.
    enum Request: Int16, CaseIterable, Sendable {
        case produce = 0
        case fetch = 1
        case listOffsets = 2
        case offsetFetch = 9
        case findCoordinator = 10
        case initProducerID = 22
        case addPartitionsToTransaction = 24
        case addOffsetsToTransaction = 25
        case endTransaction = 26
        case transactionOffsetCommit = 28
    }
}
