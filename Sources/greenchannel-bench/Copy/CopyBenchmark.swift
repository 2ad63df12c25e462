import ArgumentParser
import EventLog
import Foundation
import KafkaLog
import Logging
import ServiceLifecycle
import Streams

/// An identity desk on our own runtime and log, beside a bare C loop of the same parameters that copies with librdkafka.
struct CopyBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "copy",
        abstract: "Copies records from topic to topic on Kafka, exactly once, and says how fast.",
        discussion: """
            Reads COUNT records of SOURCE from its beginning, posts FANOUT copies of each to DESTINATION, and commits posts and \
            positions at the latest every COMMIT milliseconds. What the runtime itself keeps, the clock of each partition, \
            goes to the compacted topic SOURCE.ledger, which is made where it is missing.
            """
    )

    @Argument(help: "Brokers, host:port with commas between.") var brokers: String
    @Argument(help: "Topic to read; it must hold COUNT records.") var source: String
    @Argument(help: "Topic to write; it must be there.") var destination: String
    @Argument(help: "How many records to read.") var count: Int
    @Argument(help: "How many copies to write of each.") var fanout: Int
    @Argument(help: "Commit at the latest after so many milliseconds.") var commit: Int64
    @Option(help: "Threads, each with its own partitions and transactions.") var lanes = 1
    @Option(name: .customLong("kafka"), help: "A property of the Kafka client, NAME=VALUE; repeatable.")
    var properties: [String] = []

    func validate() throws {
        if count < 1 { throw ValidationError("COUNT \(count) must be 1 at least") }
        if fanout < 0 { throw ValidationError("FANOUT \(fanout) must not be below 0") }
    }

    func run() async throws {
        var stated = KafkaProperties()
        for property in properties { try stated.set(argument: property) }
        var logger = Logger(label: "copy")
        logger.logLevel = .warning
        let log = try KafkaLog(KafkaSettings(bootstrap: brokers, properties: stated)) {
            [logger] level, facility, text in
            if level < 5 { logger.warning("\(facility): \(text)") }
        }
        defer { log.close() }
        let progress = CopyProgress(count: count)
        let (stream, whenDone) = AsyncStream<Void>.makeStream()
        let service = LaneService(
            log: log,
            application: try application(log, progress),
            settings: WorkerSettings(
                name: "copy",
                lanes: lanes,
                commitIntervalMilliseconds: commit,
                gatherMilliseconds: min(5, commit),
                recordsPerTransactionMax: 1_000_000,
                bytesPerTransactionMax: 1 << 30
            ),
            logger: logger
        ) { _, event in
            if case .committed(let content) = event, progress.note(content) { whenDone.finish() }
        }
        let group = ServiceGroup(configuration: .init(services: [service], logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { whenDone.finish() }
                try await group.run()
            }
            for await _ in stream {}
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
        try print(progress.line(fanout: fanout))
    }

    private func application(_ log: KafkaLog, _ progress: CopyProgress) throws -> StreamApplication {
        let (inbox, outbox) = (TopicName(source), TopicName(destination))
        let ledger = TopicName("\(source).ledger")
        guard let partitions = try log.topics().first(where: { $0.name == inbox })?.partitionCount else {
            throw BenchmarkFailure("there is no topic \(source)")
        }
        try log.createTopics([TopicSettings(name: ledger, partitionCount: partitions, cleanup: .compact)])
        let fanout = fanout
        return StreamApplication(
            // Its own with every run: it begins with the first record.
            group: "copy-\(UUID().uuidString)",
            inboxes: [inbox: ledger],
            deadLetters: outbox,
            partitionCounts: [:]
        ) { _ in CopyProcessor(outbox: outbox, fanout: fanout, progress: progress) }
    }
}
