import ArgumentParser
import DeskStreams
import EmbeddedLog
import EventLog
import Foundation
import GreenChannelModel
import KafkaLog
import Replay
import Streams

struct ReplayBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Looks through dead letters on the embedded log or on Kafka, and sends some of them again.",
        discussion: """
            What is sent again is compared with a bare copy on the same log: as many records read and appended in \
            transactions of the same size, without a plan, a ledger or a check; on Kafka with librdkafka alone. The most memory that a plan and its run take \
            is measured with a tenth of the dead letters and with all of them.
            """
    )

    @OptionGroup var rounds: Rounds
    @Option(help: "Dead letters.") var count = 1_000_000
    @Option(help: "A broker, host:port, on which topics of a new prefix are made. Default: a log file.") var broker:
        String?
    @Option(help: "How many of them each round sends again.") var redrive = 50_000

    func run() throws {
        let folder = try Scratch()
        defer { folder.remove() }
        let topology = ChannelTopology(prefix: broker == nil ? "greenchannel" : "bench-\(UUID().uuidString.prefix(8))")
        let log: any EventLog
        if let broker {
            var settings = try KafkaSettings(bootstrap: broker)
            settings.topicPrefix = topology.prefix + "."
            log = try KafkaLog(settings)
        } else {
            log = try EmbeddedLog(path: folder.path("replay.db"))
        }
        defer { log.close() }
        try log.createTopics(topology.topicSettings)
        let start = Int64(Date().timeIntervalSince1970) * 1000 - Instant.hours(2)
        try fill(log, topology, from: start)
        var window = RecordSelection(from: start, to: start + Instant.hours(2))

        try rounds.measure("list, \(count) records", unit: "records/s") { try scan(window, log, topology) }
        window.filter = "text~洋芋 and sender_county=231224"
        try rounds.measure("filter, \(count) records", unit: "records/s") { try scan(window, log, topology) }

        let request = RedriveRequest(selection: window, countMax: redrive)
        let sent = try rounds.measure("redrive, \(redrive) records", unit: "records/s") {
            var planner = try RedrivePlanner(request, log, topology, now: Self.now)
            let run = try run(try planner.plan().plan, log, topology)
            let seconds = try Rounds.seconds {
                let outcome = try run.run()
                guard outcome.sent == redrive else { throw BenchmarkFailure("\(outcome) instead of \(redrive) sent") }
            }
            return Double(redrive) / seconds
        }
        for size in Set([500, RedriveRun.recordsPerTransactionMax]).sorted() {
            let name = broker == nil ? "bare copy" : "librdkafka alone"
            let copied = try rounds.measure("\(name), \(redrive) records, \(size) a transaction", unit: "records/s") {
                Double(redrive) / (try Rounds.seconds { try copy(log, topology, perTransaction: size) })
            }
            print("redrive reaches \(Rounds.show(sent / copied)) of that")
        }
        for size in [count / 10, count] { try measureMemory(size, log, topology, from: start) }
    }

    /// Sends so many dead letters to a topic of their own.
    private func measureMemory(_ size: Int, _ log: any EventLog, _ topology: ChannelTopology, from start: Int64) throws
    {
        let name = TopicName("\(topology.prefix).copy-of-\(size)")
        let cleanup = TopicSettings.Cleanup.delete(retentionMilliseconds: nil, retentionBytes: nil)
        try log.createTopics([TopicSettings(name: name, partitionCount: 4, cleanup: cleanup)])
        let request = RedriveRequest(
            selection: RecordSelection(from: start, to: start + Int64(size)),
            target: .topic(name.rawValue)
        )
        Rounds.forgetPeak()
        var planner = try RedrivePlanner(request, log, topology, now: Self.now)
        var plan: RedrivePlan?
        let planning = try Rounds.seconds { plan = try planner.plan().plan }
        let planned = Rounds.peakBytes()
        guard let plan, plan.count == size else { throw BenchmarkFailure("the plan does not name all \(size)") }
        Rounds.forgetPeak()
        let run = try run(plan, log, topology)
        let sending = try Rounds.seconds {
            guard try run.run().sent == size else { throw BenchmarkFailure("not all \(size) were sent") }
        }
        print(
            "plan of \(size) records: \(Rounds.show(planning)) s, at most \(planned >> 20) MiB resident; its run: "
                + "\(Rounds.show(sending)) s, at most \(Rounds.peakBytes() >> 20) MiB resident"
        )
    }

    private static var now: Timestamp { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }

    /// Half of them are about 洋芋, and half of those of one county.
    private func fill(_ log: any EventLog, _ topology: ChannelTopology, from start: Int64) throws {
        for first in stride(from: 0, to: count, by: 5_000) {
            try log.append(
                (first..<min(first + 5_000, count)).map { number in
                    var alert = UnsoldAlert()
                    alert.text = "\(number % 2 == 0 ? "洋芋" : "白菜") \(number % 40 + 1)吨 庆安县 还能放5天 0.8元/斤"
                    alert.senderCounty = number % 4 < 2 ? "231224" : "440825"
                    let record = TimedRecord(
                        at: Instant(milliseconds: start + Int64(number)),
                        topic: .alerts,
                        key: "sender-\(number % 1000)",
                        body: .unsoldAlert(alert)
                    )
                    var post = topology.posts(of: record, id: "\(number)", source: "bench")[0]
                    let home = Partitioner.partition(
                        of: post.key,
                        partitionCount: topology.partitionCount(of: .alerts)
                    )
                    post.topic = topology.name(of: .deadLetters)
                    post.headers.append(DeadLetter.Header.reason, "UNKNOWN_CROP")
                    post.headers.append(DeadLetter.Header.detail, "no crop is called so")
                    post.headers.append(DeadLetter.Header.topic, topology.name(of: .alerts).rawValue)
                    post.headers.append(DeadLetter.Header.partition, "\(home)")
                    // Nothing stands in alerts yet.
                    post.headers.append(DeadLetter.Header.offset, "-1")
                    post.headers.append(DeadLetter.Header.timestamp, "\(post.timestamp.milliseconds)")
                    return post
                }
            )
        }
    }

    private func scan(_ window: RecordSelection, _ log: any EventLog, _ topology: ChannelTopology) throws -> Double {
        var selected = 0
        let seconds = try Rounds.seconds {
            try SelectionScan(window, log, topology).forEach { _ in selected += 1 }
        }
        guard selected == (window.filter == nil ? count : count / 4) else {
            throw BenchmarkFailure("\(selected) of \(count) are selected")
        }
        return Double(count) / seconds
    }

    private func run(_ plan: RedrivePlan, _ log: any EventLog, _ topology: ChannelTopology) throws -> RedriveRun {
        try RedriveRun(
            plan: plan,
            approval: plan.digest,
            by: "bench",
            why: "bench",
            member: "bench-\(UUID().uuidString)",
            log: log,
            topology: topology,
            around: RedriveRun.Surroundings(
                now: { Self.now },
                sleep: { Thread.sleep(forTimeInterval: Double($0) / 1000) }
            )
        )
    }

    private func copy(_ log: any EventLog, _ topology: ChannelTopology, perTransaction: Int) throws {
        if let broker {
            return try BareKafkaCopy(
                bootstrap: broker,
                source: topology.name(of: .deadLetters).rawValue,
                target: topology.name(of: .parked).rawValue,
                partitionCount: topology.partitionCount(of: .parked),
                recordsPerTransaction: perTransaction
            ).run(redrive)
        }
        let reader = try log.reader()
        var left = redrive
        var posts: [Post] = []
        for partition in topology.partitions(of: .deadLetters) where left > 0 {
            try reader.forEachRecord(of: partition) { record in
                guard left > 0 else { return }
                left -= 1
                posts.append(
                    Post(
                        topic: topology.name(of: .parked),
                        partition: partition.partition,
                        timestamp: record.timestamp,
                        key: record.key,
                        value: record.value,
                        headers: record.headers
                    )
                )
                if posts.count == perTransaction {
                    try log.append(posts)
                    posts.removeAll(keepingCapacity: true)
                }
            }
        }
        try log.append(posts)
    }
}
