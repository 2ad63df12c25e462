import EventLog

/// What topics there are and what they are like, remembered: partition counts and kinds of clean-up never change.
///
/// `@unchecked Sendable`: what is known is guarded by the monitor.
final class TopicCatalogue: @unchecked Sendable {
    private let admin: KafkaAdmin
    private let prefix: String
    private let monitor = Monitor()
    private var known: [TopicName: TopicSettings] = [:]

    init(admin: KafkaAdmin, prefix: String) {
        self.admin = admin
        self.prefix = prefix
    }

    /// Asks the cluster anew.
    @discardableResult
    func refresh() throws(LogError) -> [TopicName: TopicSettings] {
        let shapes = try admin.topicShapes(prefix: prefix)
        let configs = try admin.configs(of: shapes.keys.sorted())
        var fresh: [TopicName: TopicSettings] = [:]
        for (name, shape) in shapes {
            fresh[name] = TopicSettings(name: name, partitionCount: shape.partitionCount, configs[name] ?? .init())
        }
        let result = fresh
        monitor.locked { known = result }
        return fresh
    }

    /// Takes topics for known that the cluster need not be asked about.
    func learn(_ topics: [TopicSettings]) {
        monitor.locked { for topic in topics { known[topic.name] = topic } }
    }

    /// - Throws: `.stop` where there is no such topic, even after asking anew.
    func settings(of topic: TopicName) throws(LogError) -> TopicSettings {
        if let settings = monitor.locked({ known[topic] }) { return settings }
        guard let settings = try refresh()[topic] else { throw .noSuchTopic(topic) }
        return settings
    }

    func partition(for post: Post) throws(LogError) -> Partition {
        let settings = try settings(of: post.topic)
        let partition = try settings.partition(for: post)
        try settings.check(partition)
        return partition
    }

    func check(_ partition: TopicPartition) throws(LogError) {
        try settings(of: partition.topic).check(partition.partition)
    }

    /// The same, of a topic that holds records.
    func checkRecords(_ partition: TopicPartition) throws(LogError) {
        let settings = try settings(of: partition.topic)
        if settings.cleanup.isCompact { throw .compacted(partition.topic) }
        try settings.check(partition.partition)
    }
}

extension TopicSettings {
    func check(_ partition: Partition) throws(LogError) {
        guard (0..<partitionCount).contains(partition.rawValue) else {
            throw .noSuchPartition(TopicPartition(name, partition), count: partitionCount)
        }
    }

    /// From what Kafka has of it. What a cluster has as its own default for stamps is not what was asked for.
    init(name: TopicName, partitionCount: Int32, _ config: KafkaAdmin.TopicConfig) {
        self.init(
            name: name,
            partitionCount: partitionCount,
            cleanup: Cleanup(config: config.values),
            timestampAheadMillisecondsMax: config.own[Self.timestampAheadName].flatMap(Int64.init)
        )
    }

    /// The names and values that Kafka has for it.
    var config: [String: String] {
        var config = cleanup.config
        if let most = timestampAheadMillisecondsMax { config[Self.timestampAheadName] = "\(most)" }
        return config
    }

    /// Of clusters since 3.6; before, nobody but our own `append` looks at stamps.
    static let timestampAheadName = "message.timestamp.after.max.ms"
}

extension TopicSettings.Cleanup {
    /// From the names and values that Kafka has for it.
    init(config: [String: String]) {
        if config["cleanup.policy"]?.contains("compact") == true {
            self = .compact
            return
        }
        self = .delete(
            retentionMilliseconds: config["retention.ms"].flatMap(Int64.init).flatMap { $0 < 0 ? nil : $0 },
            retentionBytes: config["retention.bytes"].flatMap(Int64.init).flatMap { $0 < 0 ? nil : $0 }
        )
    }

    /// The names and values that Kafka has for it.
    var config: [String: String] {
        switch self {
        case .compact:
            // Small segments and little dirt: a restore reads what was not compacted yet, too.
            [
                "cleanup.policy": "compact", "segment.bytes": "67108864", "min.cleanable.dirty.ratio": "0.1",
                "max.message.bytes": Self.recordBytesMax,
            ]
        case .delete(let age, let bytes):
            [
                "cleanup.policy": "delete", "retention.ms": "\(age ?? -1)", "retention.bytes": "\(bytes ?? -1)",
                "message.timestamp.type": "CreateTime", "max.message.bytes": Self.recordBytesMax,
            ]
        }
    }

    /// Kafka's own default has no room for a record of a mebibyte.
    private static let recordBytesMax = "4194304"
}
