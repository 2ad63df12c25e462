import ArgumentParser
import DeskStreams
import EventLog
import Foundation
import KafkaLog

struct TopicsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "topics",
        abstract: "Creates, shows and checks the channel's topics on Kafka. It never deletes. 主题管理。",
        subcommands: [Create.self, Describe.self, Check.self]
    )

    struct Create: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Creates the topics that are missing; those that are there keep their partitions.",
            discussion: """
                Replicas and min.insync.replicas are the cluster's defaults, or what --kafka greenchannel.replication.factor=3 \
                and --kafka greenchannel.min.insync.replicas=2 say.
                """
        )

        @OptionGroup var log: LogOptions

        @Flag(help: "As JSON.")
        var json = false

        func run() throws {
            try log.withTopics { kafka, wanted in
                let before = Set(try kafka.topics().map(\.name))
                try kafka.createTopics(wanted)
                let created = wanted.map(\.name).filter { !before.contains($0) }.sorted()
                if json {
                    try Terminal.print(json: ["created": created.map(\.rawValue)])
                } else {
                    for name in created { Terminal.print("created \(name)") }
                    Terminal.print("\(created.count) created, \(wanted.count - created.count) were there")
                }
            }
        }
    }

    struct Describe: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows the topics as the cluster has them.")

        @OptionGroup var log: LogOptions

        @Flag(help: "As JSON.")
        var json = false

        func run() throws {
            try log.withTopics { kafka, _ in
                for topic in try kafka.describeTopics() {
                    if json {
                        try Terminal.print(json: TopicLine(topic))
                    } else {
                        Terminal.print(TopicLine(topic).text)
                    }
                }
            }
        }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Says what differs from what the channel wants. Exit code 3: something is wrong."
        )

        @OptionGroup var log: LogOptions

        @Flag(help: "As JSON.")
        var json = false

        func run() throws {
            try log.withTopics { kafka, wanted in
                let findings = TopicCheck(wanted: wanted, found: try kafka.describeTopics()).findings
                if json {
                    try Terminal.print(json: ["findings": findings])
                } else {
                    for finding in findings {
                        Terminal.print(
                            "\(finding.weight.rawValue): \(finding.topic): \(finding.text): \(finding.remedy)"
                        )
                    }
                    if findings.isEmpty { Terminal.print("\(wanted.count) topics are as the channel wants them") }
                }
                if findings.contains(where: { $0.weight == .wrong }) { throw ExitCodes.foundSomethingWrong }
            }
        }
    }
}

/// A topic as it is shown.
private struct TopicLine: Encodable {
    var topic: String
    var partitions: Int32
    var replicas: Int32
    var minInsyncReplicas: Int32?
    var cleanup: String
    var retentionMs: String?
    var retentionBytes: String?

    init(_ found: KafkaTopic) {
        topic = found.settings.name.rawValue
        partitions = found.settings.partitionCount
        replicas = found.replicationFactor
        minInsyncReplicas = found.minInsyncReplicas
        cleanup = found.config["cleanup.policy"] ?? "unknown"
        retentionMs = found.config["retention.ms"]
        retentionBytes = found.config["retention.bytes"]
    }

    var text: String {
        "\(topic): \(partitions) partitions, \(replicas) replicas, min.insync.replicas "
            + "\(minInsyncReplicas.map { "\($0)" } ?? "unknown"), \(cleanup), retention.ms \(retentionMs ?? "unknown"), "
            + "retention.bytes \(retentionBytes ?? "unknown")"
    }
}

extension LogOptions {
    /// Calls with the log on Kafka and what its topics are to be like.
    fileprivate func withTopics(_ body: (KafkaLog, [TopicSettings]) throws -> Void) throws {
        guard case .kafka(let bootstrap) = try location() else {
            throw ValidationError("topics are a matter of Kafka: name a cluster with --log kafka://HOST:PORT")
        }
        let log = try kafka.open(bootstrap: bootstrap, prefix: prefix, logger: nil)
        defer { log.close() }
        try body(log, try topology(of: log).topicSettings)
    }
}
