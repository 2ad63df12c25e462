import CLibrdkafka
import EventLog
import Testing

@testable import KafkaLog

/// Errors at every step of a transaction, brokers down and slow, leaders and coordinators that move: after each, a member
/// that does what `LogError` tells it to gets its transaction through.
struct MockFaultTests {
    /// An error, how often it comes, and what it must never come to.
    struct Fault: CustomTestStringConvertible, Sendable {
        let request: MockCluster.Request
        let code: rd_kafka_resp_err_t
        var count = 1
        /// Whether a person must do something about it.
        var stops = false

        var testDescription: String { "\(count) × \(String(cString: rd_kafka_err2name(code))) at \(request)" }
    }

    private static let passing = [
        RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS, RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE,
        RD_KAFKA_RESP_ERR_NOT_COORDINATOR,
    ]
    private static let fencing = [RD_KAFKA_RESP_ERR_PRODUCER_FENCED, RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH]

    private static func at(
        _ request: MockCluster.Request,
        _ codes: [rd_kafka_resp_err_t],
        count: Int = 1,
        stops: Bool = false
    ) -> [Fault] {
        codes.map { Fault(request: request, code: $0, count: count, stops: stops) }
    }

    static let faults: [Fault] =
        at(.addPartitionsToTransaction, passing + fencing)
        + at(
            .addPartitionsToTransaction,
            [
                RD_KAFKA_RESP_ERR_CONCURRENT_TRANSACTIONS, RD_KAFKA_RESP_ERR_INVALID_PRODUCER_ID_MAPPING,
                RD_KAFKA_RESP_ERR_INVALID_TXN_STATE,
            ]
        )
        + at(
            .addPartitionsToTransaction,
            [RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED],
            stops: true
        )
        + at(.produce, [RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS], count: 3)
        + at(.produce, [RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER, RD_KAFKA_RESP_ERR_UNKNOWN_PRODUCER_ID])
        + at(.produce, fencing)
        + at(.addOffsetsToTransaction, passing + fencing)
        + at(
            .addOffsetsToTransaction,
            [RD_KAFKA_RESP_ERR_CONCURRENT_TRANSACTIONS, RD_KAFKA_RESP_ERR_INVALID_TXN_STATE]
        )
        + at(.addOffsetsToTransaction, [RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED], stops: true)
        + at(.transactionOffsetCommit, passing + fencing)
        + at(
            .transactionOffsetCommit,
            [
                RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION, RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID,
                RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID,
            ]
        )
        + at(.transactionOffsetCommit, passing, count: 3)
        + at(.endTransaction, passing + fencing)
        + at(
            .endTransaction,
            [RD_KAFKA_RESP_ERR_INVALID_PRODUCER_ID_MAPPING, RD_KAFKA_RESP_ERR_INVALID_TXN_STATE]
        )
        + at(.endTransaction, passing, count: 3)
        + at(.initProducerID, passing + [RD_KAFKA_RESP_ERR_CONCURRENT_TRANSACTIONS], count: 2)
        + at(.findCoordinator, [RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE], count: 3)
        + at(.offsetFetch, [RD_KAFKA_RESP_ERR_UNSTABLE_OFFSET_COMMIT], count: 3)

    /// One member goes through all of a request's errors, as joining takes seconds.
    @Test(.timeLimit(.minutes(15)), arguments: Set(faults.map(\.request)).sorted { $0.rawValue < $1.rawValue })
    func everyTransactionSurvivesErrors(at request: MockCluster.Request) throws {
        let stage = try MockStage()
        try stage.join()
        for fault in Self.faults where fault.request == request {
            stage.forgetCodes()
            // Posted before, as that is a transaction, too.
            try stage.post()
            // What a person must mend comes again and again.
            stage.cluster.push(request, Array(repeating: fault.code, count: fault.stops ? 20 : fault.count))
            // Some are asked only by who joins.
            if [.initProducerID, .findCoordinator, .offsetFetch].contains(request) { stage.leave() }
            if fault.stops {
                // Where a record's failure is seen before its reason, the reason is told the next time.
                // What goes wrong stands in the codes.
                for _ in 0..<3 where stage.codes.last != .stop { try? stage.copy(attempts: 1) }
                #expect(stage.codes.last == .stop, "\(fault.testDescription): \(stage.told)")
                #expect(stage.codes.dropLast().allSatisfy { $0 == .abortAndRewind }, "\(stage.told)")
                stage.leave()
                stage.cluster.clearErrors(request)
            }
            do {
                try stage.copy()
            } catch {
                Issue.record("\(fault.testDescription): \(error), after \(stage.codes)")
            }
            if !fault.stops { #expect(!stage.codes.contains(.stop), "\(fault.testDescription)") }
            stage.cluster.clearErrors(request)
        }
        // And the one after them is as if nothing had been.
        stage.forgetCodes()
        try stage.post()
        try stage.copy()
        #expect(stage.codes == [])
        stage.close()
    }

    /// A partition that was created just now has a leader in the cluster's eyes before it has one in its own.
    @Test(.timeLimit(.minutes(15))) func aPartitionBetweenLeadersIsAskedAgain() throws {
        let stage = try MockStage()
        try stage.post()
        let between = [
            RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE,
            RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE,
        ]
        stage.cluster.push(.listOffsets, between)
        #expect(try !stage.inboxBounds().isEmpty)
        // One that finds no leader at all is told of in the end, with the reason.
        stage.cluster.push(.listOffsets, Array(repeating: RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, count: 1_000))
        let error = #expect(throws: LogError.self) { try stage.inboxBounds() }
        #expect(error?.code == .retry && "\(error as Any)".contains("NOT_LEADER"), "\(error as Any)")
        stage.cluster.clearErrors(.listOffsets)
        stage.close()
    }

    /// Who was told of a leader once must hear of the next one, be the first one up or down.
    @Test(.timeLimit(.minutes(15)), arguments: [false, true])
    func thePlaceOfAPartitionIsAskedAnewWhereItsLeaderMoved(isFirstDown: Bool) throws {
        let stage = try MockStage(requestTimeoutMilliseconds: 10_000)
        stage.cluster.setLeader(of: stage.inboxPartition, 1)
        try stage.post()
        #expect(try !stage.inboxBounds().isEmpty)
        stage.cluster.setLeader(of: stage.inboxPartition, 2)
        if isFirstDown { stage.cluster.setDown(1) }
        #expect(try !stage.inboxBounds().isEmpty)
        stage.close()
    }

    @Test(.timeLimit(.minutes(15))) func leadersAndCoordinatorsMove() throws {
        let stage = try MockStage()
        try stage.join()
        for round in 0..<6 {
            let broker = Int32(round % 3) + 1
            stage.cluster.setLeader(of: stage.inboxPartition, broker)
            stage.cluster.setLeader(of: TopicPartition(stage.outbox, Partition(0)), broker % 3 + 1)
            stage.cluster.setCoordinator("transaction", stage.transactionalID, (broker + 1) % 3 + 1)
            if round % 2 == 1 { stage.cluster.setCoordinator("group", stage.group, broker) }
            try stage.post()
            try stage.copy()
        }
        #expect(!stage.codes.contains(.stop))
        stage.close()
    }

    @Test(.timeLimit(.minutes(15))) func aBrokerThatIsDownComesBack() throws {
        let stage = try MockStage()
        try stage.join()
        for broker in Int32(1)...3 {
            try stage.post()
            try stage.copy(attempts: 60) { attempt in
                if attempt == 0 { stage.cluster.setDown(broker) }
                if attempt == 1 { stage.cluster.setUp(broker) }
            }
            stage.cluster.setUp(broker)
        }
        #expect(!stage.codes.contains(.stop))
        stage.close()
    }

    /// A member that was told to leave within a moment gives up what it cannot finish by then, though its settings would have
    /// it wait for minutes.
    @Test(.timeLimit(.minutes(15))) func whoIsAboutToLeaveDoesNotWaitForBrokersThatAreDown() throws {
        let stage = try MockStage(requestTimeoutMilliseconds: 300_000, sessionTimeoutMilliseconds: 600_000)
        try stage.post()
        let transaction = try stage.begin()
        for broker in Int32(1)...3 { stage.cluster.setDown(broker) }
        let clock = ContinuousClock()
        let began = clock.now
        stage.limitWaits(milliseconds: 1_000)
        let error = #expect(throws: LogError.self) { try transaction.commit() }
        #expect(error?.code == .abortAndRewind, "\(error as Any)")
        stage.leave()
        #expect(began.duration(to: clock.now) < .seconds(60))
        stage.close()
    }

    @Test(.timeLimit(.minutes(15))) func aSlowClusterIsOnlySlow() throws {
        let stage = try MockStage(requestTimeoutMilliseconds: 20_000)
        try stage.join()
        for broker in Int32(1)...3 { stage.cluster.setRoundTrip(broker, milliseconds: 150) }
        for _ in 0..<3 {
            try stage.post()
            try stage.copy()
        }
        #expect(stage.codes.isEmpty, "\(stage.codes)")
        stage.close()
    }

    @Test(.timeLimit(.minutes(15))) func thePositionsOfAGroupWhoseCoordinatorMovesAreAskedForAgain() throws {
        let stage = try MockStage()
        stage.cluster.push(
            .offsetFetch,
            [RD_KAFKA_RESP_ERR_NOT_COORDINATOR, RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS]
        )
        #expect(try stage.positions() == [:])
        stage.close()
    }

    /// Who was told of a coordinator once must find the next one, whether the first one says so or is silent.
    @Test(.timeLimit(.minutes(15)), arguments: [false, true])
    func theCoordinatorOfAGroupIsLookedForAnewWhereItMoved(isFirstSilent: Bool) throws {
        let stage = try MockStage(requestTimeoutMilliseconds: 10_000)
        stage.cluster.setCoordinator("group", stage.group, 1)
        let reader = try stage.reader()
        #expect(try reader.positions(ofGroup: stage.group) == [:])
        stage.cluster.setCoordinator("group", stage.group, 2)
        if isFirstSilent {
            stage.cluster.setRoundTrip(1, milliseconds: 60_000)
        } else {
            stage.cluster.push(.offsetFetch, to: 1, Array(repeating: RD_KAFKA_RESP_ERR_NOT_COORDINATOR, count: 1_000))
        }
        #expect(try reader.positions(ofGroup: stage.group) == [:])
        stage.cluster.setRoundTrip(1, milliseconds: 0)
        stage.close()
    }

    /// Who asked in vain for a whole time-out is answered when the brokers are there again.
    @Test(.timeLimit(.minutes(15)), arguments: [1_000, 3_000])
    func positionsAreToldAgainAfterAllBrokersWereDown(requestTimeoutMilliseconds: Int) throws {
        let stage = try MockStage(requestTimeoutMilliseconds: requestTimeoutMilliseconds)
        let reader = try stage.reader()
        #expect(try reader.positions(ofGroup: stage.group) == [:])
        for broker in Int32(1)...3 { stage.cluster.setDown(broker) }
        for _ in 0..<2 { #expect(throws: LogError.self) { try reader.positions(ofGroup: stage.group) } }
        for broker in Int32(1)...3 { stage.cluster.setUp(broker) }
        var told: [TopicPartition: Offset]?
        for _ in 0..<20 where told == nil {
            do {
                told = try reader.positions(ofGroup: stage.group)
            } catch {
                #expect(error.code == .retry)
            }
        }
        #expect(told == [:])
        stage.close()
    }

    /// Some brokers answer a question about a group that never committed with an error.
    @Test(.timeLimit(.minutes(15))) func aGroupThatIsNotThereHasNoPositions() throws {
        let stage = try MockStage()
        stage.cluster.push(.offsetFetch, [RD_KAFKA_RESP_ERR_GROUP_ID_NOT_FOUND])
        #expect(try stage.positions() == [:])
        stage.close()
    }
}
