import EventLog

/// Topics are what they were created as.
extension LogConformance {
    static let topicCases: [LogConformanceCase] = [
        LogConformanceCase("topics are created once") { fixture in
            let bench = try ConformanceBench(fixture)
            let topics = [
                TopicSettings(
                    name: bench.topic("b"),
                    partitionCount: 3,
                    cleanup: .delete(retentionMilliseconds: 86_400_000, retentionBytes: nil)
                ),
                TopicSettings(name: bench.topic("a"), partitionCount: 2, cleanup: .compact),
            ]
            try bench.log.createTopics(topics)
            try bench.log.createTopics(topics)
            let mine = try bench.log.topics().filter { $0.name.rawValue.hasPrefix(fixture.prefix) }
            try requireEqual(mine, topics.sorted { $0.name < $1.name }, "topics")
        },
        LogConformanceCase("a topic that differs stops, and nothing is created") { fixture in
            let bench = try ConformanceBench(fixture)
            let topic = try bench.createTopic("lots", partitions: 3)
            let kept = TopicSettings.Cleanup.delete(retentionMilliseconds: nil, retentionBytes: nil)
            let fresh = TopicSettings(name: bench.topic("fresh"), partitionCount: 1, cleanup: kept)
            for wrong in [
                TopicSettings(name: topic, partitionCount: 4, cleanup: kept),
                TopicSettings(name: topic, partitionCount: 3, cleanup: .compact),
                TopicSettings(name: bench.topic("none"), partitionCount: 0, cleanup: kept),
            ] {
                try requireError(.stop, "creating \(wrong)") { try bench.log.createTopics([fresh, wrong]) }
            }
            do {
                try bench.log.createTopics([TopicSettings(name: topic, partitionCount: 4, cleanup: kept)])
            } catch let error as LogError {
                try require(
                    error.message.contains("3") && error.message.contains("4"),
                    "\"\(error)\" does not name both partition counts"
                )
            }
            let names = try bench.log.topics().map(\.name).filter { $0.rawValue.hasPrefix(fixture.prefix) }
            try requireEqual(names, [topic], "topics")
        },
        LogConformanceCase("what is not there stops") { fixture in
            let bench = try ConformanceBench(fixture)
            let topic = try bench.createTopic("lots", partitions: 2)
            let ledger = try bench.createLedger("ledger", partitions: 3)
            let missing = bench.topic("missing")
            try requireError(.stop, "joining for a missing topic") { _ = try bench.join("a", [missing: nil]) }
            try requireError(.stop, "joining with a missing ledger") { _ = try bench.join("a", [topic: missing]) }
            try requireError(.stop, "joining with a ledger of another partition count") {
                _ = try bench.join("a", [topic: ledger])
            }
            let reader = try bench.log.reader()
            try requireError(.stop, "the bounds of a missing topic") {
                _ = try reader.bounds(of: bench.partition(missing))
            }
            try requireError(.stop, "reading a missing partition") {
                _ = try reader.read(bench.partition(topic, 2), from: .zero, bytesMax: 1)
            }
            try requireError(.stop, "reading a missing ledger") {
                try reader.ledger(bench.partition(missing)) { _, _ in }
            }
        },
        LogConformanceCase("a closed log refuses") { fixture in
            let bench = try ConformanceBench(fixture)
            let topic = try bench.createTopic("lots", partitions: 1)
            bench.log.close()
            bench.log.close()
            try requireError(.stop, "appending to a closed log") { try bench.log.append([bench.post(topic, "late")]) }
            try requireError(.stop, "joining through a closed log") { _ = try bench.join("a", [topic: nil]) }
        },
    ]
}
