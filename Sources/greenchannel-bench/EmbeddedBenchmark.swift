import ArgumentParser
import DeskStreams
import Desks
import EmbeddedLog
import EventLog
import Foundation
import GreenChannelModel
import Logging
import Replay
import ServiceLifecycle
import Streams

struct EmbeddedBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "embedded",
        abstract: "Alerts per second from the inbox to the last award, on the embedded log with synchronous FULL.",
        discussion: """
            An operator vouches for every lot as soon as it is opened, so that all outlets are open to it. The clock runs \
            from the first alert's posting until no desk has anything left to read.
            """
    )

    @OptionGroup var rounds: Rounds
    @Option(help: "Alerts in one round.") var count = 50_000
    @Option(help: "How many times the samples' room in channels, and their vehicles.") var room = 1
    @Option(help: "Lanes.") var lanes = 2
    @Option(help: "Partitions of each topic.") var partitions: Int32 = 4
    @Option(help: "Decision window in milliseconds.") var decisionWindow: Int64 = 100

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
        print("embedded: median \(Rounds.show(median)) alerts/s, \(lanes) lanes, synchronous FULL")
        print("aim 10000 alerts/s: ratio \(Rounds.show(median / 10_000))")
    }

    private func once() async throws -> Double {
        let scratch = try Scratch()
        defer { scratch.remove() }
        let log = try EmbeddedLog(path: scratch.path("embedded.db"))
        let topology = ChannelTopology(partitionCountDefault: partitions)
        try log.createTopics(topology.topicSettings)
        let load = SampleLoad(count: count, room: room)
        try load.post(.offers, to: log, topology)

        let factory = DeskFactory(decisionWindowMilliseconds: decisionWindow)
        let channel = ChannelApplication(topology: topology) { desk, _ in factory.make(desk) }
        var logger = Logger(label: "bench")
        logger.logLevel = .error
        let service = LaneService(
            log: log,
            application: channel.application,
            settings: WorkerSettings(name: "bench", lanes: lanes),
            logger: logger
        )
        let group = ServiceGroup(configuration: .init(services: [service], logger: logger))
        let clock = ContinuousClock()
        async let running: Void = group.run()
        // The outlets must be known before the lots come.
        _ = try await Quiescence(log, topology).wait(clock)
        let vouching = try VouchingOperator(log, topology)
        let began = clock.now
        try load.post(.alerts, to: log, topology)
        let finished = try await Quiescence(log, topology).wait(clock) { try vouching.verifyNews() }
        await group.triggerGracefulShutdown()
        try await running

        var audit = ChannelAudit()
        try audit.read(try log.reader(), topology)
        log.close()
        guard audit.findings.isEmpty else { throw BenchmarkFailure("the run is wrong: \(audit.findings)") }
        print(
            "  \(audit.opened.count) lots, \(vouching.lots) verified, \(Set(audit.bids.values.map(\.lot)).count) bid for, "
                + "\(audit.bids.count) bids, \(audit.records) records",
            terminator: "; "
        )
        return Double(count) / (began.duration(to: finished) / .seconds(1))
    }
}

/// Sees when no desk has anything left to read.
struct Quiescence {
    private let reader: any LogReader
    private let topology: ChannelTopology

    init(_ log: EmbeddedLog, _ topology: ChannelTopology) throws {
        reader = try log.reader()
        self.topology = topology
    }

    /// - Parameter meanwhile: done again and again.
    /// - Returns: when the desks came to rest, after which nothing happened for a second.
    func wait(_ clock: ContinuousClock, meanwhile: () throws -> Void = {}) async throws -> ContinuousClock.Instant {
        var rest: (at: ContinuousClock.Instant, end: Int64)?
        while true {
            try meanwhile()
            let (lag, end) = try state()
            if lag == 0 {
                if rest?.end != end { rest = (clock.now, end) }
                if let rest, rest.at.duration(to: clock.now) > .seconds(1) { return rest.at }
            } else {
                rest = nil
            }
            // Another process or thread writes; there is nothing to wait on but time.
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    private func state() throws -> (lag: Int64, end: Int64) {
        let positions = try reader.positions(ofGroup: topology.groupName)
        var lag: Int64 = 0
        var end: Int64 = 0
        for desk in DeskName.allCases {
            for inbox in topology.partitions(of: desk.inbox) {
                let bounds = try reader.bounds(of: inbox)
                end += bounds.upperBound.rawValue
                lag += max(0, bounds.upperBound.rawValue - (positions[inbox]?.rawValue ?? 0))
            }
        }
        return (lag, end)
    }
}
