public import EventLog

/// What differs between the topics that a cluster has and those that are wanted. It only looks.
public struct TopicCheck: Sendable {
    public enum Weight: String, Sendable, Codable {
        /// The channel does not work like this, or not as promised.
        case wrong
        /// It works, but would lose data or room where it need not.
        case advice
    }

    public struct Finding: Sendable, Hashable, Codable {
        public var topic: String
        public var weight: Weight
        /// What is, and what should be.
        public var text: String
        public var remedy: String
    }

    public private(set) var findings: [Finding] = []

    public init(wanted: [TopicSettings], found: [KafkaTopic]) {
        let byName = Dictionary(found.map { ($0.settings.name, $0) }) { first, _ in first }
        for topic in wanted.sorted(by: { $0.name < $1.name }) {
            guard let existing = byName[topic.name] else {
                add(topic.name, .wrong, "it is missing", "greenchannel topics create")
                continue
            }
            compare(existing, with: topic)
        }
    }

    private mutating func compare(_ topic: KafkaTopic, with wanted: TopicSettings) {
        let name = wanted.name
        if topic.settings.partitionCount != wanted.partitionCount {
            add(
                name,
                .wrong,
                "it has \(topic.settings.partitionCount) partitions, not \(wanted.partitionCount)",
                "begin a new prefix and migrate by replay, or state the count that there is"
            )
        }
        let policy = topic.config["cleanup.policy"] ?? "delete"
        let wantedConfig = wanted.cleanup.config
        if let right = wantedConfig["cleanup.policy"], policy != right {
            add(name, .wrong, "cleanup.policy is \(policy), not \(right)", "set cleanup.policy=\(right)")
        }
        for key in ["retention.ms", "retention.bytes"] {
            guard let right = wantedConfig[key], let value = topic.config[key], value != right else { continue }
            add(name, .advice, "\(key) is \(value), not \(right)", "set \(key)=\(right), if it is not meant so")
        }
        if let type = topic.config["message.timestamp.type"], type != "CreateTime" {
            add(
                name,
                .wrong,
                "message.timestamp.type is \(type), not CreateTime",
                "set message.timestamp.type=CreateTime"
            )
        }
        checkReplicas(of: topic, name)
    }

    private mutating func checkReplicas(of topic: KafkaTopic, _ name: TopicName) {
        let factor = topic.replicationFactor
        if factor < 3 {
            add(
                name,
                .advice,
                "it has \(factor) replicas; 3 survive the loss of a broker's disk",
                "raise its replication"
            )
        }
        guard let insync = topic.minInsyncReplicas else { return }
        if insync > factor {
            add(
                name,
                .wrong,
                "min.insync.replicas \(insync) is more than its \(factor) replicas: nothing can be written",
                "set min.insync.replicas=\(max(factor - 1, 1))"
            )
        } else if factor >= 3, insync < 2 {
            add(
                name,
                .advice,
                "min.insync.replicas is \(insync): what one broker acknowledged alone can be lost",
                "set min.insync.replicas=2"
            )
        }
    }

    private mutating func add(_ topic: TopicName, _ weight: Weight, _ text: String, _ remedy: String) {
        findings.append(Finding(topic: topic.rawValue, weight: weight, text: text, remedy: remedy))
    }
}
