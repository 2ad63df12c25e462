import CLibrdkafka
import EventLog

/// A question for the committed positions of a group, whoever is in it, and how often and how long it is put.
struct GroupInquiry {
    enum Answer {
        case positions([TopicPartition: Offset])
        /// A transaction that changes them is under way, or the coordinator is not ready: to be asked again.
        case notYet
        /// To be asked again with another client, after this one was closed: librdkafka (to 2.8 at least) takes the coordinator
        /// that it found once for the group's for as long as it is asked for, whatever that one answers or does not.
        case coordinatorMoved
        /// For good. The client must be closed: where a question timed out for want of a coordinator, librdkafka 2.0.2 uses
        /// what it has freed as soon as that one is there (`rd_kafka_admin_coord_request`).
        case failed(LogError)
    }

    private struct Failure: Error {
        var fault: KafkaFault
        var partition: TopicPartition?
    }

    private let group: String
    private let timeoutMilliseconds: Int
    private let countdown: Countdown
    /// A transaction whose writer died holds its positions back until it times out: they are not waited for so long.
    private let stableCountdown: Countdown
    /// The next call waits so long; each one that is not answered has one twice as long after it.
    private var callMilliseconds: Int
    /// What was answered before nothing was.
    private var cause: Failure?

    init(_ group: String, timeoutMilliseconds: Int) {
        self.group = group
        self.timeoutMilliseconds = timeoutMilliseconds
        countdown = Countdown(milliseconds: timeoutMilliseconds)
        stableCountdown = Countdown(milliseconds: timeoutMilliseconds / 2)
        callMilliseconds = max(1_000, timeoutMilliseconds / 4)
    }

    /// Blocks the caller, at most for what is left of the time-out.
    mutating func ask(_ client: KafkaClient) -> Answer {
        let wait = max(1, min(callMilliseconds, countdown.millisecondsLeft))
        do throws(Failure) {
            let admin = KafkaAdmin(client: client, timeoutMilliseconds: wait)
            return .positions(try positions(admin, requiringStable: stableCountdown.millisecondsLeft > 0))
        } catch {
            return answer(to: error)
        }
    }

    private mutating func answer(to failure: Failure) -> Answer {
        var told = failure
        if failure.fault.code == RD_KAFKA_RESP_ERR__TIMED_OUT {
            callMilliseconds = min(2 * callMilliseconds, timeoutMilliseconds)
            told = cause ?? failure
        } else {
            cause = failure
        }
        let what = "The positions of group \(group) could not be read"
        let error = LogError(told.fault, what, partition: told.partition)
        // With less no new client would have its answer.
        let callMillisecondsMin = min(100, timeoutMilliseconds / 10)
        guard error.code == .retry, countdown.millisecondsLeft > callMillisecondsMin else { return .failed(error) }
        switch failure.fault.code {
        case RD_KAFKA_RESP_ERR_UNSTABLE_OFFSET_COMMIT:
            Pause.milliseconds(5)
            return .notYet
        case RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS:
            Pause.milliseconds(50)
            return .notYet
        default: return .coordinatorMoved
        }
    }

    private func positions(
        _ admin: KafkaAdmin,
        requiringStable isStable: Bool
    ) throws(Failure) -> [TopicPartition: Offset] {
        var asked: OpaquePointer? = rd_kafka_ListConsumerGroupOffsets_new(group, nil)
        defer { rd_kafka_ListConsumerGroupOffsets_destroy(asked) }
        let answer = admin.answer(RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS) { options, queue in
            rd_kafka_error_destroy(rd_kafka_AdminOptions_set_require_stable_offsets(options, isStable ? 1 : 0))
            rd_kafka_ListConsumerGroupOffsets(admin.client.raw, &asked, 1, options, queue)
        }
        let event: OpaquePointer
        switch answer {
        case .success(let answered): event = answered
        // A group that never committed is not there at all. Some brokers say so of the question, others of the group.
        case .failure(let fault) where fault.code == RD_KAFKA_RESP_ERR_GROUP_ID_NOT_FOUND: return [:]
        case .failure(let fault): throw Failure(fault: fault)
        }
        defer { rd_kafka_event_destroy(event) }
        var count = 0
        let result = rd_kafka_event_ListConsumerGroupOffsets_result(event)
        let groups = rd_kafka_ListConsumerGroupOffsets_result_groups(result, &count)
        var positions: [TopicPartition: Offset] = [:]
        for index in 0..<count {
            guard let found = groups?[index] else { continue }
            if let error = rd_kafka_group_result_error(found) {
                let code = rd_kafka_error_code(error)
                if code == RD_KAFKA_RESP_ERR_GROUP_ID_NOT_FOUND { continue }
                throw Failure(fault: KafkaFault(code, String(cString: rd_kafka_error_string(error))))
            }
            guard let list = rd_kafka_group_result_partitions(found) else { continue }
            for entry in PartitionList.entries(list) {
                if entry.error != RD_KAFKA_RESP_ERR_NO_ERROR {
                    throw Failure(fault: KafkaFault(entry.error), partition: entry.partition)
                }
                if entry.offset >= 0 { positions[entry.partition] = Offset(entry.offset) }
            }
        }
        return positions
    }
}
