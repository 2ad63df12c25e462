import EventLog

/// Creates topics that are not there, and gives those that are the retention that is asked for.
struct TopicCreation {
    let admin: KafkaAdmin
    let catalogue: TopicCatalogue
    let settings: KafkaSettings

    func create(_ topics: [TopicSettings]) throws(LogError) {
        let existing = try catalogue.refresh()
        for topic in topics {
            try topic.validate()
            try existing[topic.name]?.check(against: topic)
        }
        let missing = topics.filter { existing[$0.name] == nil }
        try admin.create(missing.map(newTopic))
        for topic in topics {
            if let found = existing[topic.name], found.config != topic.config { try changeRetention(of: topic) }
        }
        if !missing.isEmpty { try awaitTopics(missing) }
        catalogue.learn(topics)
    }

    private func newTopic(_ topic: TopicSettings) -> KafkaAdmin.NewTopic {
        var config = topic.config
        if let count = settings.minInsyncReplicas { config["min.insync.replicas"] = "\(count)" }
        return KafkaAdmin.NewTopic(
            name: topic.name,
            partitionCount: topic.partitionCount,
            replicationFactor: settings.replicationFactor,
            config: config
        )
    }

    /// What else was set for the topic stays.
    private func changeRetention(of topic: TopicSettings) throws(LogError) {
        var config = try admin.configs(of: [topic.name])[topic.name]?.own ?? [:]
        for name in ["retention.ms", "retention.bytes", TopicSettings.timestampAheadName] {
            config[name] = topic.config[name]
        }
        try admin.replaceConfig(of: topic.name, with: config)
    }

    /// A cluster tells of new topics a little later.
    private func awaitTopics(_ topics: [TopicSettings]) throws(LogError) {
        let countdown = Countdown(milliseconds: settings.requestTimeoutMilliseconds)
        while true {
            let known = try catalogue.refresh()
            let absent = topics.first { known[$0.name]?.partitionCount != $0.partitionCount }
            guard let absent else { return }
            if countdown.millisecondsLeft == 0 {
                throw LogError(.retry, "Topic \(absent.name) was created, but the cluster does not show it yet")
            }
            Pause.milliseconds(20)
        }
    }
}
