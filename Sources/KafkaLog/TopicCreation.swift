import EventLog

/// Creates topics that are not there, and gives those that are the retention that is asked for.
struct TopicCreation {
    let admin: KafkaAdmin
    let catalogue: TopicCatalogue
    let settings: KafkaSettings
    let diagnostics: KafkaDiagnostics

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

    /// Every broker learns of new topics by itself, up to half a second later, and whoever joins a group may ask any of them:
    /// a consumer whose broker does not know a topic yet does without it for minutes.
    private func awaitTopics(_ topics: [TopicSettings]) throws(LogError) {
        let countdown = Countdown(milliseconds: settings.requestTimeoutMilliseconds)
        try wait(for: topics, at: admin, countdown)
        let brokers = try admin.brokerAddresses()
        if brokers.count < 2 { return }
        for broker in brokers {
            // A client that knows of one broker asks that one first, and only once it has asked for more, others.
            var alone = settings
            alone.bootstrap = broker
            let client = try KafkaClient(.inquirer, alone, diagnostics)
            defer { client.close() }
            let admin = KafkaAdmin(client: client, timeoutMilliseconds: max(countdown.millisecondsLeft, 1_000))
            do {
                try wait(for: topics, at: admin, countdown)
            } catch {
                // One that is down learns of them before anybody asks it.
                guard error.code == .retry else { throw error }
                diagnostics(5, "TOPICS", "Broker \(broker) may not know new topics yet: \(error)")
            }
        }
    }

    private func wait(for topics: [TopicSettings], at admin: KafkaAdmin, _ countdown: Countdown) throws(LogError) {
        while true {
            let shapes = try admin.topicShapes(prefix: settings.topicPrefix)
            let absent = topics.first { shapes[$0.name]?.partitionCount != $0.partitionCount }
            guard let absent else { return }
            if countdown.millisecondsLeft == 0 {
                throw LogError(.retry, "Topic \(absent.name) was created, but the cluster does not show it yet")
            }
            Pause.milliseconds(20)
        }
    }
}
