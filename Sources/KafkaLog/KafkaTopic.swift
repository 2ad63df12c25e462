public import EventLog

/// A topic as the cluster has it.
public struct KafkaTopic: Sendable, Hashable {
    public var settings: TopicSettings
    public var replicationFactor: Int32
    /// Every setting of the topic that may be seen, under Kafka's names: its own and those that it has from the cluster.
    public var config: [String: String]

    public init(settings: TopicSettings, replicationFactor: Int32, config: [String: String]) {
        self.settings = settings
        self.replicationFactor = replicationFactor
        self.config = config
    }

    public var minInsyncReplicas: Int32? { config["min.insync.replicas"].flatMap { Int32($0) } }
}

extension KafkaLog {
    /// The topics whose names begin with the prefix of the settings, in the order of their names.
    public func describeTopics() throws(LogError) -> [KafkaTopic] {
        try checkOpen()
        let shapes = try admin.topicShapes(prefix: settings.topicPrefix)
        let configs = try admin.configs(of: shapes.keys.sorted())
        var topics: [KafkaTopic] = []
        for (name, shape) in shapes.sorted(by: { $0.key < $1.key }) {
            let config = configs[name] ?? .init()
            topics.append(
                KafkaTopic(
                    settings: TopicSettings(name: name, partitionCount: shape.partitionCount, config),
                    replicationFactor: shape.replicationFactor,
                    config: config.values
                )
            )
        }
        return topics
    }
}
