public import EventLog
public import GreenChannelModel

extension ChannelTopology {
    /// The partitions of a topic, in order.
    public func partitions(of topic: Topic) -> [TopicPartition] {
        (0..<partitionCount(of: topic)).map { TopicPartition(name(of: topic), Partition($0)) }
    }

    /// A record of someone outside the desks (a sender, an operator, an outlet's own system) as it is posted.
    ///
    /// - Parameters:
    ///   - id: the CloudEvents id, unique for its source.
    ///   - source: the CloudEvents source, as `greenchannel/submit`.
    /// - Returns: one post, or one for each partition where every one must hear of it (an emergency).
    public func posts(of record: TimedRecord, id: String, source: String) -> [Post] {
        var headers = Headers()
        headers.append(EventHeader.specVersion, EventHeader.specVersionValue)
        headers.append(EventHeader.id, id)
        headers.append(EventHeader.type, record.body.kind.eventType)
        headers.append(EventHeader.source, source)
        headers.append(EventHeader.subject, record.key)
        let timestamp = Timestamp(milliseconds: record.at.milliseconds)
        headers.append(EventHeader.time, RFC3339.text(timestamp))
        headers.append(EventHeader.contentType, EventHeader.protobuf)
        let post = Post(
            topic: name(of: record.topic),
            timestamp: timestamp,
            key: Array(record.key.utf8)[...],
            value: record.body.serialized()[...],
            headers: headers
        )
        guard case .emergencyDeclared = record.body else { return [post] }
        return partitions(of: record.topic).map { partition in
            var copy = post
            copy.partition = partition.partition
            return copy
        }
    }

    /// What a worker says of itself, as it is posted.
    public func post(of report: WorkerReport, id: String) -> Post {
        let timestamp = Timestamp(milliseconds: report.at)
        var headers = Headers()
        headers.append(EventHeader.specVersion, EventHeader.specVersionValue)
        headers.append(EventHeader.id, id)
        headers.append(EventHeader.type, WorkerReport.eventType)
        headers.append(EventHeader.source, "greenchannel/worker")
        headers.append(EventHeader.subject, report.worker)
        headers.append(EventHeader.time, RFC3339.text(timestamp))
        headers.append(EventHeader.contentType, EventHeader.protobuf)
        return Post(
            topic: name(of: .workers),
            timestamp: timestamp,
            key: Array(report.worker.utf8)[...],
            value: report.serialized()[...],
            headers: headers
        )
    }
}
