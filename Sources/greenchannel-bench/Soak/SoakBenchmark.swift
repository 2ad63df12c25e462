import ArgumentParser
import DeskStreams
import Desks
import EventLog
import Foundation
import GreenChannelModel
import Replay

/// Workers under a steady load for a long time, one of them restarted again and again.
struct SoakBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "soak",
        abstract:
            "A steady load on worker processes, with restarts: latency, memory, errors, and whether all is right.",
        discussion: """
            Starts workers on an empty log, loads the sample offers, posts alerts at a steady rate, vouches for each lot and \
            takes it back after a while, so that outlets have room again. One worker at a time is restarted, by turns \
            asked to stop and killed. At the end everything that the log holds is checked. With --restart-every 0 it \
            measures latency alone: from an alert's posting until its first award is seen by a reader.
            """
    )

    @Option(help: "An empty log: kafka://HOST:PORT or file:PATH.") var log: String
    @Option(help: "What the topics' names begin with.") var prefix = "soak"
    @Option(help: "Partitions of each topic.") var partitions: Int32 = 4
    @Option(help: "How long, in minutes.") var minutes = 30.0
    @Option(help: "Alerts in a second.") var rate = 250
    @Option(help: "How many times the samples' room in channels, and their vehicles.") var room = 20
    @Option(help: "Worker processes.") var workers = 2
    @Option(help: "Seconds between restarts; 0: none.") var restartEvery = 60.0
    @Option(help: "Seconds after which a lot is taken back.") var keep = 30.0
    @Option(help: "The program whose workers run. Default: greenchannel beside this one.") var program: String?
    @Option(help: "The option of that name of `greenchannel worker`.") var decisionWindow: Int64 = 100
    @Option(name: .customLong("kafka"), help: "A property of the Kafka client, NAME=VALUE; repeatable.")
    var properties: [String] = ["greenchannel.membership=static"]

    func validate() throws {
        guard (1...1000).contains(room) else { throw ValidationError("--room must be from 1 to 1000") }
        guard rate > 0, workers > 0, minutes > 0, restartEvery >= 0, keep > 0 else {
            throw ValidationError(
                "--rate, --workers, --minutes and --keep must be more than 0, --restart-every not less"
            )
        }
    }

    func run() throws {
        let log = try BenchmarkLog.open(self.log, prefix: prefix, properties: properties)
        defer { log.close() }
        let topology = ChannelTopology(prefix: prefix, partitionCountDefault: partitions)
        guard try log.topics().allSatisfy({ !$0.name.rawValue.hasPrefix(prefix + ".") }) else {
            throw BenchmarkFailure("there are topics of the prefix '\(prefix)' on \(self.log): choose another --prefix")
        }
        try log.createTopics(topology.topicSettings)
        try SampleLoad(count: 0, room: room).post(.offers, to: log, topology)

        let crew = try SoakCrew(program: program, arguments: workerArguments, count: workers)
        defer { crew.killAll() }
        let load = SoakLoad(log: log, topology: topology, rate: rate)
        let watcher = try SoakWatcher(log, topology, keepSeconds: keep)
        defer { watcher.leave() }

        // The outlets must be known before the lots come.
        try watcher.waitForRest(patience: 60)
        let clock = ContinuousClock()
        let began = clock.now
        var nextRestart = restartEvery > 0 ? restartEvery : .infinity
        var nextLine = 60.0
        let processorBefore = crew.processorSeconds()
        print("minute  alerts  lots  awarded  p50 ms  p99 ms  lag  restarts  memory MiB")
        while case let elapsed = began.duration(to: clock.now) / .seconds(1), elapsed < minutes * 60 {
            watcher.note(try load.post(until: elapsed))
            try watcher.poll(milliseconds: 5)
            if elapsed >= nextRestart {
                try crew.restartNext()
                nextRestart += restartEvery
            }
            try crew.check()
            if elapsed >= nextLine || elapsed >= minutes * 60 - 1, nextLine < .infinity {
                tell(elapsed, load, watcher, crew, try watcher.lag())
                nextLine = elapsed >= minutes * 60 - 1 ? .infinity : nextLine + 60
            }
        }
        let cores = (crew.processorSeconds() - processorBefore) / (began.duration(to: clock.now) / .seconds(1))
        try watcher.takeAllBack(patience: 120)
        try crew.stopAll()
        print(String(format: "the workers took %.2f cores under the load", cores))
        try judge(log, topology, load, watcher, crew)
    }

    private var workerArguments: [String] {
        [
            "worker", "--log", log, "--prefix", prefix, "--decision-window", "\(decisionWindow)", "--log-format",
            "json",
            "--log-level", "warning",
        ] + (log.hasPrefix("kafka://") ? properties.flatMap { ["--kafka", $0] } : [])
    }

    private func tell(_ elapsed: Double, _ load: SoakLoad, _ watcher: SoakWatcher, _ crew: SoakCrew, _ lag: Int64) {
        let latency = watcher.takeLatencies()
        let memory = crew.residentMiB().map { String($0) }.joined(separator: " ")
        print(
            String(format: "%6.1f", elapsed / 60),
            load.posted,
            watcher.lots,
            watcher.awarded,
            Int(latency.milliseconds(atPerMille: 500)),
            Int(latency.milliseconds(atPerMille: 990)),
            lag,
            crew.restarts,
            memory,
            separator: "  "
        )
        // Each line when it is due, where they go to a file, too.
        fflush(nil)
    }

    private func judge(
        _ log: any EventLog,
        _ topology: ChannelTopology,
        _ load: SoakLoad,
        _ watcher: SoakWatcher,
        _ crew: SoakCrew
    ) throws {
        var audit = ChannelAudit()
        try audit.read(try log.reader(), topology)
        let all = watcher.allLatencies
        print(
            "\(load.posted) alerts, \(audit.opened.count) lots, \(audit.bids.count) bids, \(audit.records) records; "
                + "unanswered \(audit.unanswered), oversold \(audit.oversoldGrams) g, findings \(audit.findingCount), "
                + "restarts \(crew.restarts), errors logged \(crew.errorLines.count)"
        )
        print(
            "from alert to first award, \(all.count) lots: p50 \(Int(all.milliseconds(atPerMille: 500))) ms, "
                + "p99 \(Int(all.milliseconds(atPerMille: 990))) ms"
        )
        for line in crew.errorLines.prefix(10) { print("  \(line)") }
        for finding in audit.findings.prefix(10) { print("  \(finding)") }
        guard audit.findingCount == 0, audit.unanswered == 0, crew.errorLines.isEmpty else {
            throw BenchmarkFailure("the run is wrong")
        }
    }
}
