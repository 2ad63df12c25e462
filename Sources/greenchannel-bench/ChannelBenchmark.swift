import ArgumentParser
import DeskStreams
import Desks
import EventLog
import Foundation
import GreenChannelModel
import Logging
import Replay
import ServiceLifecycle
import Streams

struct ChannelBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "channel",
        abstract: "Alerts per second from the inbox to the last award, every transaction durable.",
        discussion: """
            An operator vouches for every lot as soon as it is opened, so that all outlets are open to it. The clock runs \
            from the first alert's posting until no desk has anything left to read.
            """
    )

    @OptionGroup var rounds: Rounds
    @Option(help: "Where: kafka://HOST:PORT. Default: an embedded log of its own with synchronous FULL.") var log:
        String?
    @Option(name: .customLong("kafka"), help: "A property of the Kafka client, NAME=VALUE; repeatable.")
    var properties: [String] = []
    @Option(help: "Alerts in one round.") var count = 50_000
    @Option(help: "How many times the samples' room in channels, and their vehicles.") var room = 1
    @Option(help: "Lanes.") var lanes = 2
    @Option(help: "Partitions of each topic.") var partitions: Int32 = 4
    @Option(help: "Decision window in milliseconds.") var decisionWindow: Int64 = 100
    @Flag(help: "Only the Intake desk: from alerts to lots.") var intakeOnly = false

    func validate() throws {
        guard (1...1000).contains(room) else { throw ValidationError("--room must be from 1 to 1000") }
    }

    func run() async throws {
        var figures: [Double] = []
        for round in 1...rounds.rounds {
            let figure = try await once()
            print("round \(round): \(Rounds.show(figure)) alerts/s")
            figures.append(figure)
        }
        let median = figures.sorted()[figures.count / 2]
        let place = log ?? "embedded, synchronous FULL"
        print("\(intakeOnly ? "intake" : "channel") (\(place)): median \(Rounds.show(median)) alerts/s, \(lanes) lanes")
        if !intakeOnly { print("aim 10000 alerts/s: ratio \(Rounds.show(median / 10_000))") }
    }

    private func once() async throws -> Double {
        let scratch = try Scratch()
        defer { scratch.remove() }
        // Its own with every round, as a cluster keeps what it is given.
        let topology = ChannelTopology(prefix: "channel-\(UUID().uuidString)", partitionCountDefault: partitions)
        let log = try BenchmarkLog.open(
            self.log ?? "file:\(scratch.path("channel.db"))",
            prefix: topology.prefix,
            properties: properties
        )
        defer { log.close() }
        try log.createTopics(topology.topicSettings)
        let load = SampleLoad(count: count, room: room)
        try load.post(.offers, to: log, topology)

        let desks = intakeOnly ? [.intake] : DeskName.allCases
        let factory = DeskFactory(decisionWindowMilliseconds: decisionWindow)
        let channel = ChannelApplication(topology: topology, desks: desks) { desk, _ in factory.make(desk) }
        var logger = Logger(label: "bench")
        logger.logLevel = .error
        let service = LaneService(
            log: log,
            application: channel.application,
            settings: WorkerSettings(name: "bench", lanes: lanes, gatherMilliseconds: self.log == nil ? 0 : 5),
            logger: logger
        )
        let group = ServiceGroup(configuration: .init(services: [service], logger: logger))
        let clock = ContinuousClock()
        async let running: Void = group.run()
        let quiescence = try Quiescence(log, topology, desks)
        // The outlets must be known before the lots come.
        _ = try await quiescence.wait(clock)
        let vouching = try VouchingOperator(log, topology)
        let began = clock.now
        try load.post(.alerts, to: log, topology)
        let finished = try await quiescence.wait(clock) { try !intakeOnly && vouching.verifyNews() }
        await group.triggerGracefulShutdown()
        try await running

        var audit = ChannelAudit()
        try audit.read(try log.reader(), topology)
        guard audit.findings.isEmpty else { throw BenchmarkFailure("the run is wrong: \(audit.findings)") }
        print(
            "  \(audit.opened.count) lots, \(vouching.lots) verified, \(Set(audit.bids.values.map(\.lot)).count) bid for, "
                + "\(audit.bids.count) bids, \(audit.records) records",
            terminator: "; "
        )
        return Double(count) / (began.duration(to: finished) / .seconds(1))
    }
}
