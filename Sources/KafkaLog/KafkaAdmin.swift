import CLibrdkafka
import EventLog

/// Asks the cluster about topics, offsets and groups, and creates topics. Blocks the caller, at most for the request
/// time-out; may be used from any thread.
struct KafkaAdmin {
    let client: KafkaClient
    let timeoutMilliseconds: Int

    struct TopicConfig {
        var values: [String: String] = [:]
        /// Those that were set for the topic itself.
        var own: [String: String] = [:]
    }

    // MARK: Metadata

    struct TopicShape {
        var partitionCount: Int32
        var replicationFactor: Int32
    }

    /// Every topic that this user may see and that has partitions.
    func topicShapes(prefix: String) throws(LogError) -> [TopicName: TopicShape] {
        let metadata = try metadata()
        defer { rd_kafka_metadata_destroy(metadata) }
        var shapes: [TopicName: TopicShape] = [:]
        for topic in UnsafeBufferPointer(start: metadata.pointee.topics, count: Int(metadata.pointee.topic_cnt)) {
            guard topic.err == RD_KAFKA_RESP_ERR_NO_ERROR || topic.partition_cnt > 0 else { continue }
            let name = String(cString: topic.topic)
            if name.hasPrefix("__") || !name.hasPrefix(prefix) { continue }
            let replicas = topic.partition_cnt > 0 ? topic.partitions[0].replica_cnt : 0
            shapes[TopicName(name)] = TopicShape(partitionCount: topic.partition_cnt, replicationFactor: replicas)
        }
        return shapes
    }

    /// Of every broker that is up, as HOST:PORT.
    func brokerAddresses() throws(LogError) -> [String] {
        let metadata = try metadata()
        defer { rd_kafka_metadata_destroy(metadata) }
        return UnsafeBufferPointer(start: metadata.pointee.brokers, count: Int(metadata.pointee.broker_cnt)).map {
            broker in
            let host = String(cString: broker.host)
            return host.contains(":") ? "[\(host)]:\(broker.port)" : "\(host):\(broker.port)"
        }
    }

    /// The caller's to destroy.
    private func metadata() throws(LogError) -> UnsafePointer<rd_kafka_metadata> {
        var metadata: UnsafePointer<rd_kafka_metadata>?
        let code = rd_kafka_metadata(client.raw, 1, nil, &metadata, Int32(timeoutMilliseconds))
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR, let metadata else {
            throw LogError(KafkaFault(code), "The topics of the cluster could not be listed")
        }
        return metadata
    }

    // MARK: Configuration of topics

    func configs(of topics: [TopicName]) throws(LogError) -> [TopicName: TopicConfig] {
        if topics.isEmpty { return [:] }
        var resources: [OpaquePointer?] = topics.map {
            rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, $0.rawValue)
        }
        defer { rd_kafka_ConfigResource_destroy_array(&resources, resources.count) }
        let event = try ask("The configuration of topics could not be read", RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS) {
            rd_kafka_DescribeConfigs(client.raw, &resources, resources.count, $0, $1)
        }
        defer { rd_kafka_event_destroy(event) }
        var count = 0
        let found = rd_kafka_DescribeConfigs_result_resources(rd_kafka_event_DescribeConfigs_result(event), &count)
        var configs: [TopicName: TopicConfig] = [:]
        for index in 0..<count {
            guard let resource = found?[index] else { continue }
            let name = TopicName(String(cString: rd_kafka_ConfigResource_name(resource)))
            let code = rd_kafka_ConfigResource_error(resource)
            if code == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART { continue }
            if code != RD_KAFKA_RESP_ERR_NO_ERROR {
                throw LogError(KafkaFault(code), "The configuration of topic \(name) could not be read")
            }
            configs[name] = Self.config(of: resource)
        }
        return configs
    }

    private static func config(of resource: OpaquePointer) -> TopicConfig {
        var config = TopicConfig()
        var count = 0
        let entries = rd_kafka_ConfigResource_configs(resource, &count)
        for index in 0..<count {
            guard let entry = entries?[index], let name = rd_kafka_ConfigEntry_name(entry),
                let value = rd_kafka_ConfigEntry_value(entry)
            else { continue }
            config.values[String(cString: name)] = String(cString: value)
            if rd_kafka_ConfigEntry_source(entry) == RD_KAFKA_CONFIG_SOURCE_DYNAMIC_TOPIC_CONFIG {
                config.own[String(cString: name)] = String(cString: value)
            }
        }
        return config
    }

    /// Sets everything that is set for a topic itself: what is not named goes back to the cluster's default.
    func replaceConfig(of topic: TopicName, with values: [String: String]) throws(LogError) {
        var resources: [OpaquePointer?] = [rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic.rawValue)]
        defer { rd_kafka_ConfigResource_destroy_array(&resources, resources.count) }
        for (name, value) in values.sorted(by: { $0.key < $1.key }) {
            rd_kafka_ConfigResource_set_config(resources[0], name, value)
        }
        let what = "The configuration of topic \(topic) could not be changed"
        let event = try ask(what, RD_KAFKA_ADMIN_OP_ALTERCONFIGS) {
            rd_kafka_AlterConfigs(client.raw, &resources, resources.count, $0, $1)
        }
        defer { rd_kafka_event_destroy(event) }
        var count = 0
        let found = rd_kafka_AlterConfigs_result_resources(rd_kafka_event_AlterConfigs_result(event), &count)
        for index in 0..<count {
            guard let resource = found?[index] else { continue }
            let code = rd_kafka_ConfigResource_error(resource)
            if code == RD_KAFKA_RESP_ERR_NO_ERROR { continue }
            throw LogError(
                KafkaFault(code, rd_kafka_ConfigResource_error_string(resource).map { String(cString: $0) }),
                what
            )
        }
    }

    // MARK: Creating

    struct NewTopic {
        var name: TopicName
        var partitionCount: Int32
        var replicationFactor: Int32?
        var config: [String: String]
    }

    /// A topic that somebody else has created meanwhile is no error.
    func create(_ topics: [NewTopic]) throws(LogError) {
        if topics.isEmpty { return }
        var raw: [OpaquePointer?] = []
        defer { rd_kafka_NewTopic_destroy_array(&raw, raw.count) }
        for topic in topics {
            var text = [CChar](repeating: 0, count: 512)
            let new = rd_kafka_NewTopic_new(
                topic.name.rawValue,
                topic.partitionCount,
                topic.replicationFactor ?? -1,
                &text,
                text.count
            )
            guard let new else {
                throw LogError(.stop, "Topic \(topic.name) cannot be created", remedy: "Check its name and partitions.")
            }
            raw.append(new)
            for (name, value) in topic.config.sorted(by: { $0.key < $1.key }) {
                rd_kafka_NewTopic_set_config(new, name, value)
            }
        }
        let event = try ask("Topics could not be created", RD_KAFKA_ADMIN_OP_CREATETOPICS) {
            rd_kafka_CreateTopics(client.raw, &raw, raw.count, $0, $1)
        }
        defer { rd_kafka_event_destroy(event) }
        var count = 0
        let results = rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count)
        for index in 0..<count {
            guard let result = results?[index] else { continue }
            let code = rd_kafka_topic_result_error(result)
            if code == RD_KAFKA_RESP_ERR_NO_ERROR || code == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS { continue }
            let name = String(cString: rd_kafka_topic_result_name(result))
            let text = rd_kafka_topic_result_error_string(result).map { String(cString: $0) }
            throw LogError(KafkaFault(code, text), "Topic \(name) could not be created")
        }
    }

    // MARK: Groups

    /// The ids of a group's members that have this client id.
    ///
    /// Not through `rd_kafka_DescribeConsumerGroups`: librdkafka 2.0.2 hangs for ever when it is closed after a broker
    /// that does not know the request was asked so (`rd_kafka_admin_coord_response_parse` frees its state twice).
    func memberIDs(ofGroup group: String, clientID: String) throws(LogError) -> [String] {
        var list: UnsafePointer<rd_kafka_group_list>?
        let code = rd_kafka_list_groups(client.raw, group, &list, Int32(timeoutMilliseconds))
        defer { if let list { rd_kafka_group_list_destroy(list) } }
        // Parts are enough: a broker that does not answer coordinates no group.
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR || code == RD_KAFKA_RESP_ERR__PARTIAL, let list else {
            throw LogError(KafkaFault(code), "The members of group \(group) could not be listed")
        }
        var ids: [String] = []
        for info in UnsafeBufferPointer(start: list.pointee.groups, count: Int(list.pointee.group_cnt)) {
            for member in UnsafeBufferPointer(start: info.members, count: Int(info.member_cnt)) {
                guard let id = member.member_id, let client = member.client_id, String(cString: client) == clientID
                else {
                    continue
                }
                ids.append(String(cString: id))
            }
        }
        return ids
    }

    // MARK: Offsets

    /// The first offset kept, and the end: with this client's way of seeing it, open transactions included.
    func watermarks(of partition: TopicPartition) throws(LogError) -> Range<Offset> {
        try client.watermarks(of: partition, timeoutMilliseconds: timeoutMilliseconds)
    }

    // MARK: Asking

    private func ask(
        _ what: String,
        _ operation: rd_kafka_admin_op_t,
        _ send: (_ options: OpaquePointer?, _ queue: OpaquePointer?) -> Void
    ) throws(LogError) -> OpaquePointer {
        switch answer(operation, send) {
        case .success(let event): return event
        case .failure(let fault): throw LogError(fault, what)
        }
    }

    /// An event that is the caller's to destroy.
    func answer(
        _ operation: rd_kafka_admin_op_t,
        _ send: (_ options: OpaquePointer?, _ queue: OpaquePointer?) -> Void
    ) -> Result<OpaquePointer, KafkaFault> {
        let queue = rd_kafka_queue_new(client.raw)
        defer { rd_kafka_queue_destroy(queue) }
        let options = rd_kafka_AdminOptions_new(client.raw, operation)
        defer { rd_kafka_AdminOptions_destroy(options) }
        var text = [CChar](repeating: 0, count: 128)
        rd_kafka_AdminOptions_set_request_timeout(options, Int32(timeoutMilliseconds), &text, text.count)
        send(options, queue)
        // The request's own time-out answers first.
        guard let event = rd_kafka_queue_poll(queue, Int32(timeoutMilliseconds + 2_000)) else {
            return .failure(KafkaFault(RD_KAFKA_RESP_ERR__TIMED_OUT))
        }
        let code = rd_kafka_event_error(event)
        if code == RD_KAFKA_RESP_ERR_NO_ERROR { return .success(event) }
        let fault = KafkaFault(code, rd_kafka_event_error_string(event).map { String(cString: $0) })
        rd_kafka_event_destroy(event)
        return .failure(fault)
    }
}

extension KafkaClient {
    /// The first call waits so long; each one that is not answered has one twice as long after it.
    private static let firstCallMilliseconds = 1_000

    func watermarks(of partition: TopicPartition, timeoutMilliseconds: Int) throws(LogError) -> Range<Offset> {
        let first = try offset(of: partition, at: RD_KAFKA_OFFSET_BEGINNING, timeoutMilliseconds)
        let end = try offset(of: partition, at: RD_KAFKA_OFFSET_END, timeoutMilliseconds)
        return Offset(first)..<Offset(max(first, end))
    }

    /// Asks for the offset at one of the two times that mean a partition's ends.
    ///
    /// Not `rd_kafka_query_watermark_offsets`: before librdkafka 2.3.0 that one asks a broker that is down for as long as it
    /// is down, whatever its time-out says and wherever the partition's leader has gone (librdkafka issue 2588). This one
    /// does so only for the length of a call.
    private func offset(
        of partition: TopicPartition,
        at end: Int32,
        _ timeoutMilliseconds: Int
    ) throws(LogError) -> Int64 {
        let countdown = Countdown(milliseconds: timeoutMilliseconds)
        var callMilliseconds = Self.firstCallMilliseconds
        var waitedFor: rd_kafka_resp_err_t?
        while true {
            let list = PartitionList([(key: partition, value: Offset(Int64(end)))])
            let wait = Int32(clamping: max(1, min(callMilliseconds, countdown.millisecondsLeft)))
            var fault = list.withRaw { rd_kafka_offsets_for_times(raw, $0, wait) }
            if fault == RD_KAFKA_RESP_ERR_NO_ERROR {
                let answer = list.entries.first
                if let answer, answer.error == RD_KAFKA_RESP_ERR_NO_ERROR, answer.offset >= 0 { return answer.offset }
                fault = answer?.error ?? RD_KAFKA_RESP_ERR_NO_ERROR
                if fault == RD_KAFKA_RESP_ERR_NO_ERROR { fault = RD_KAFKA_RESP_ERR__TIMED_OUT }
            }
            guard Self.mayHaveMoved(fault), countdown.millisecondsLeft > 0 else {
                let cause = fault == RD_KAFKA_RESP_ERR__TIMED_OUT ? waitedFor ?? fault : fault
                throw LogError(KafkaFault(cause), "The bounds of a partition could not be read", partition: partition)
            }
            if fault == RD_KAFKA_RESP_ERR__TIMED_OUT {
                callMilliseconds = min(2 * callMilliseconds, timeoutMilliseconds)
            } else {
                waitedFor = fault
            }
            learnLeaders(of: partition.topic, milliseconds: countdown.millisecondsLeft)
            Pause.milliseconds(20)
        }
    }

    /// librdkafka keeps asking the leader that it was told of once: it looks anew only for topics that have a handle.
    /// Where this fails, the next question says why.
    private func learnLeaders(of topic: TopicName, milliseconds: Int) {
        guard let handle = rd_kafka_topic_new(raw, topic.rawValue, nil) else { return }
        defer { rd_kafka_topic_destroy(handle) }
        var metadata: UnsafePointer<rd_kafka_metadata>?
        _ = rd_kafka_metadata(raw, 0, handle, &metadata, Int32(clamping: max(1, milliseconds)))
        if let metadata { rd_kafka_metadata_destroy(metadata) }
    }

    /// A partition that was created just now, or whose leader is down or moves, has nobody to answer for it for a moment. (Of
    /// a topic that is not there nobody asks this.)
    private static func mayHaveMoved(_ fault: rd_kafka_resp_err_t) -> Bool {
        [
            RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE,
            RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE,
            RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR, RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART,
            RD_KAFKA_RESP_ERR__TIMED_OUT, RD_KAFKA_RESP_ERR__TRANSPORT,
        ].contains(fault)
    }
}
