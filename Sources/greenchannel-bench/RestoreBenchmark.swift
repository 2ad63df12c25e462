import ArgumentParser
import DeskStreams
import Desks
import EventLog
import Foundation
import GreenChannelModel

struct RestoreBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Reads a ledger of open lots from a log back into a desk."
    )

    @OptionGroup var rounds: Rounds
    @Option(help: "Open lots.") var lots = 1_000_000
    @Option(help: "An empty log: kafka://HOST:PORT or file:PATH. Default: an embedded one of its own.") var log: String?
    @Option(name: .customLong("kafka"), help: "A property of the Kafka client, NAME=VALUE; repeatable.")
    var properties: [String] = []

    func run() throws {
        let folder = try Scratch()
        defer { folder.remove() }
        // Its own with every run, as a cluster keeps what it is given.
        let topology = ChannelTopology(prefix: "restore-\(UUID().uuidString)", partitionCountDefault: 1)
        let log = try BenchmarkLog.open(
            self.log ?? "file:\(folder.path("restore.db"))",
            prefix: topology.prefix,
            properties: properties
        )
        defer { log.close() }
        try log.createTopics(topology.topicSettings)
        let inbox = TopicPartition(topology.name(of: .lots), Partition(0))
        let session = try log.join(
            GroupSettings(
                group: "bench",
                member: "bench",
                inboxes: [inbox.topic: topology.ledgerName(of: .lot)],
                sessionTimeoutMilliseconds: 240_000
            )
        )
        try Scratch.waitForAssignment(session)
        let bytes = try fill(session, inbox)
        print("\(lots) open lots, \(bytes / lots) ledger bytes a lot")

        var memory = 0
        let median = try rounds.measure("restore", unit: "s") {
            _ = try session.poll(timeoutMilliseconds: 0)
            let before = Rounds.residentBytes()
            var desk = LotDesk(knowledge: ShippedKnowledge())
            let seconds = try Rounds.seconds {
                try session.restoreLedger(of: inbox) { key, value in try desk.restore(entry: key, value: value) }
            }
            guard desk.openLots == lots else { throw BenchmarkFailure("\(desk.openLots) lots came back, not \(lots)") }
            memory = max(memory, Rounds.residentBytes() - before)
            return seconds
        }
        print("\(memory / lots) bytes of memory a lot (the first round's growth)")
        print("aim 15 s for a million: ratio \(Rounds.show(median / 15 * 1_000_000 / Double(lots)))")
        session.leave()
    }

    private func fill(_ session: any GroupSession, _ inbox: TopicPartition) throws -> Int {
        let population = LotPopulation()
        var desk = population.emptyDesk()
        var bytes = 0
        for first in stride(from: 0, to: lots, by: 10_000) {
            let transaction = try session.beginTransaction()
            try population.open(min(10_000, lots - first), from: first, in: &desk) { change in
                bytes += change.key.count + (change.value?.count ?? 0)
                try transaction.changeLedger(of: inbox, key: change.key[...], value: change.value.map { $0[...] })
            }
            try transaction.commit()
            // A sign of life.
            _ = try session.poll(timeoutMilliseconds: 0)
        }
        return bytes
    }
}

/// A folder for one benchmark.
struct Scratch {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "greenchannel-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    func path(_ name: String) -> String { folder.appending(path: name).path }

    func remove() { try? FileManager.default.removeItem(at: folder) }

    static func waitForAssignment(_ session: any GroupSession) throws {
        for _ in 0..<1000 {
            if case .assigned = try session.poll(timeoutMilliseconds: 10) { return }
        }
        throw BenchmarkFailure("the group handed out no partition")
    }
}

struct BenchmarkFailure: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}
