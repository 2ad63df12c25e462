import ArgumentParser
import EventLog
import Foundation
import KafkaLog
import Logging
import ServiceLifecycle
import Streams
import UnixSignals

/// The stage that stream libraries are compared on, as a worker of this runtime: no path of its own.
struct StageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stage",
        abstract:
            "A stateful stage on a Kafka broker, exactly once, until SIGTERM: for a harness that compares workers.",
        discussion: """
            Reads PREFIXalerts (JSON, key: sender). What is no JSON object with an id goes to PREFIXdead; an id among the \
            sender's last 16 only counts; every other alert goes to PREFIXlots, with its number `n` and the sender's \
            `repeats` so far, and to PREFIXjournal. What is known of senders is kept in PREFIXstate. The topics must be \
            there. Says `first-read SECONDS` when it has read its first record.
            """
    )

    @Option(help: "Brokers: HOST:PORT,HOST:PORT.")
    var brokers: String

    @Option(help: "The consumer group; the members and their transactional ids are named after it.")
    var group: String

    @Option(help: "What the names of the topics begin with.")
    var prefix: String

    @Option(help: "Threads with partitions and transactions of their own.")
    var lanes = 1

    @Option(help: "The latest moment of a commit, in milliseconds.")
    var commitInterval: Int64 = 100

    @Option(help: "When a silent worker loses its partitions, in milliseconds.")
    var sessionTimeout: Int64 = 10_000

    @Option(name: .customLong("kafka"), help: "A property of the Kafka client, NAME=VALUE; repeatable.")
    var properties: [String] = []

    func run() async throws {
        var stated = KafkaProperties()
        for property in properties { try stated.set(argument: property) }
        var settings = try KafkaSettings(bootstrap: brokers, properties: stated)
        settings.topicPrefix = prefix
        let log = try KafkaLog(settings)
        defer { log.close() }
        var logger = Logger(label: "stage") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .warning

        let topics = StageTopics(prefix: prefix)
        let firstRead = FirstRead()
        let service = LaneService(
            log: log,
            application: StreamApplication(
                group: group,
                inboxes: [topics.alerts: topics.state],
                deadLetters: topics.dead,
                partitionCounts: [:],
                makeProcessor: { _ in StageProcessor(topics: topics, firstRead: firstRead) }
            ),
            settings: WorkerSettings(
                name: group,
                lanes: lanes,
                commitIntervalMilliseconds: commitInterval,
                recordsPerTransactionMax: 100_000,
                bytesPerTransactionMax: 64 << 20,
                sessionTimeoutMilliseconds: sessionTimeout
            ),
            logger: logger
        )
        let services = ServiceGroup(
            configuration: .init(
                services: [service],
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: logger
            )
        )
        try await services.run()
    }
}

/// The topics of one run.
struct StageTopics: Sendable {
    let alerts: TopicName
    let lots: TopicName
    let journal: TopicName
    let dead: TopicName
    let state: TopicName

    init(prefix: String) {
        alerts = TopicName(prefix + "alerts")
        lots = TopicName(prefix + "lots")
        journal = TopicName(prefix + "journal")
        dead = TopicName(prefix + "dead")
        state = TopicName(prefix + "state")
    }
}
