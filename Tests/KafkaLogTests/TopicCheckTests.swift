import EventLog
import KafkaLog
import Testing

struct TopicCheckTests {
    private let kept = TopicSettings.Cleanup.delete(retentionMilliseconds: 1_000, retentionBytes: nil)

    private func topic(_ name: String, _ partitions: Int32, _ config: [String: String], replicas: Int32 = 3)
        -> KafkaTopic
    {
        KafkaTopic(
            settings: TopicSettings(name: TopicName(name), partitionCount: partitions, cleanup: kept),
            replicationFactor: replicas,
            config: config
        )
    }

    private let good = [
        "cleanup.policy": "delete", "retention.ms": "1000", "retention.bytes": "-1", "min.insync.replicas": "2",
        "message.timestamp.type": "CreateTime",
    ]

    private func check(_ found: [KafkaTopic]) -> [TopicCheck.Finding] {
        TopicCheck(
            wanted: [TopicSettings(name: TopicName("lots"), partitionCount: 4, cleanup: kept)],
            found: found
        ).findings
    }

    @Test func whatIsAsItShouldBeIsNotComplainedAbout() {
        #expect(check([topic("lots", 4, good), topic("strange", 1, [:], replicas: 1)]) == [])
    }

    @Test func whatIsMissingIsFound() {
        #expect(check([]).map(\.weight) == [.wrong])
    }

    @Test(arguments: [
        ("cleanup.policy", "compact", TopicCheck.Weight.wrong), ("retention.ms", "5", .advice),
        ("retention.bytes", "5", .advice), ("min.insync.replicas", "1", .advice), ("min.insync.replicas", "4", .wrong),
        ("message.timestamp.type", "LogAppendTime", .wrong),
    ])
    func eachDifferenceIsFoundAndNamed(key: String, value: String, weight: TopicCheck.Weight) throws {
        var config = good
        config[key] = value
        let finding = try #require(check([topic("lots", 4, config)]).first)
        #expect(finding.weight == weight)
        #expect(finding.text.contains(key) && finding.text.contains(value))
        #expect(!finding.remedy.isEmpty)
    }

    @Test func countsOfPartitionsAndReplicasAreFound() {
        #expect(check([topic("lots", 3, good)]).map(\.weight) == [.wrong])
        var single = good
        single["min.insync.replicas"] = "1"
        #expect(check([topic("lots", 4, single, replicas: 1)]).map(\.weight) == [.advice])
    }
}
