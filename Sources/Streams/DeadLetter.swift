package import EventLog

/// A record that no task could take, byte for byte, and what the runtime says of it.
///
/// Key, value and headers stay as they were, nulls and repeated headers included; what is said stands in headers that are
/// added behind them, so that a replay can take them off again.
public enum DeadLetter {
    /// The headers that the runtime adds.
    public enum Header {
        public static let reason = "greenchannel-reason"
        public static let detail = "greenchannel-detail"
        public static let topic = "greenchannel-topic"
        public static let partition = "greenchannel-partition"
        public static let offset = "greenchannel-offset"
        /// The original timestamp, in milliseconds: the dead letter's own is the clock of the task that refused it.
        public static let timestamp = "greenchannel-timestamp"

        public static let all = [reason, detail, topic, partition, offset, timestamp]
    }

    /// The most bytes of a detail; what a sender wrote may be quoted in it.
    static let detailBytesMax = 1024

    package static func post(
        _ record: Record,
        _ refusal: TaskOutput.Refusal,
        from source: TopicPartition,
        clock: Timestamp,
        to topic: TopicName
    ) -> Post {
        var headers = record.headers
        headers.append(Header.reason, refusal.reason)
        headers.append(Header.detail, shortened(refusal.detail))
        headers.append(Header.topic, source.topic.rawValue)
        headers.append(Header.partition, String(source.partition.rawValue))
        headers.append(Header.offset, String(record.offset.rawValue))
        headers.append(Header.timestamp, String(record.timestamp.milliseconds))
        return Post(topic: topic, timestamp: clock, key: record.key, value: record.value, headers: headers)
    }

    /// Cut between two Unicode scalars: a character may be longer than any limit.
    private static func shortened(_ detail: String) -> Substring {
        let scalars = detail.unicodeScalars
        guard var end = detail.utf8.index(detail.startIndex, offsetBy: detailBytesMax, limitedBy: detail.endIndex)
        else { return detail[...] }
        while end > detail.startIndex, String.Index(end, within: scalars) == nil {
            end = detail.utf8.index(before: end)
        }
        return detail[..<end]
    }
}
