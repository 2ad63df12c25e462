import ArgumentParser
import Dispatch
import EventLog
import Foundation
import KafkaLog
import Logging
import ServiceLifecycle
import Streams

/// The intake stage on our own runtime and log, for a harness that runs it beside others and checks what comes out.
struct StageBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stage",
        abstract: "Runs the intake stage on Kafka, exactly once, until it is asked to stop.",
        discussion: """
            Reads PREFIXalerts (key: sender), writes PREFIXlots, PREFIXjournal (key: id) and PREFIXdead, and keeps what it \
            knows of each sender in the compacted topic PREFIXstate. The topics must be there. A peer of a harness that \
            starts it, kills it and checks every record.
            """
    )

    @Option(help: "Brokers, host:port with commas between.") var brokers: String
    @Option(help: "Consumer group; also names the transactions. The same after a restart.") var group: String
    @Option(help: "What the topics' names begin with, the dot included.") var prefix: String
    @Option(help: "A folder that outlives a restart. Nothing is kept there: all state is in the log.") var state:
        String?
    @Option(help: "Threads, each with its own partitions and transactions.") var lanes = 1
    @Option(help: "Commit at the latest after so many milliseconds.") var commitInterval: Int64 = 100
    @Option(help: "With nothing more to read, let records gather for so many milliseconds between transactions.")
    var gather: Int64 = 5
    @Option(help: "Session time-out in milliseconds.") var sessionTimeout: Int64 = 10_000
    @Option(name: .customLong("kafka"), help: "A property of the Kafka client, NAME=VALUE; repeatable.")
    var properties: [String] = ["greenchannel.membership=static"]

    func run() async throws {
        var stated = KafkaProperties()
        for property in properties { try stated.set(argument: property) }
        var settings = try KafkaSettings(bootstrap: brokers, properties: stated)
        settings.topicPrefix = prefix
        var logger = Logger(label: "stage")
        logger.logLevel = .notice
        let log = try KafkaLog(settings) { [logger] level, facility, text in
            if level < 5 { logger.warning("\(facility): \(text)") }
        }
        defer { log.close() }
        let tally = CommitTally()
        let service = LaneService(
            log: log,
            application: try application(log),
            settings: WorkerSettings(
                name: group,
                lanes: lanes,
                commitIntervalMilliseconds: commitInterval,
                gatherMilliseconds: min(gather, commitInterval),
                recordsPerTransactionMax: 100_000,
                bytesPerTransactionMax: 256 << 20,
                sessionTimeoutMilliseconds: sessionTimeout
            ),
            logger: logger
        ) { _, event in
            if case .committed(let content) = event { tally.note(content) }
        }
        let stage = ServiceGroup(configuration: .init(services: [service], logger: logger))
        let signals = Self.stopOnSignals(stage)
        defer { for signal in signals { signal.cancel() } }
        try await stage.run()
        let total = tally.total
        print("\(total.records) in, \(total.transactions) transactions, librdkafka \(KafkaLog.libraryVersion)")
    }

    private static func stopOnSignals(_ stage: ServiceGroup) -> [any DispatchSourceSignal] {
        [SIGTERM, SIGINT].map { number in
            // Its default would end the process before the source is told.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler { Task { await stage.triggerGracefulShutdown() } }
            source.resume()
            return source
        }
    }

    private func application(_ log: KafkaLog) throws -> StreamApplication {
        func name(_ topic: String) -> TopicName { TopicName(prefix + topic) }
        let clock = FirstRead()
        let (lots, journal) = (name("lots"), name("journal"))
        return StreamApplication(
            group: group,
            inboxes: [name("alerts"): name("state")],
            deadLetters: name("dead"),
            partitionCounts: Dictionary(uniqueKeysWithValues: try log.topics().map { ($0.name, $0.partitionCount) })
        ) { _ in StageProcessor(lots: lots, journal: journal, clock: clock) }
    }
}
