import ArgumentParser
import DeskStreams
import Desks
import EventLog
import Foundation
import GreenChannelModel
import Replay
import Streams

struct DesksBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "desks",
        abstract: "Inbox records per second that the desks take on one core.",
        discussion: """
            A rehearsal of the samples makes the inboxes; then each desk is folded over its own again: decode, decide, \
            encode what it posts and what changed in its ledger.
            """
    )

    @OptionGroup var rounds: Rounds
    @Option(help: "Alerts in the rehearsal.") var count = 2_000

    func run() throws {
        let factory = DeskFactory()
        let topology = ChannelTopology(prefix: "bench", partitionCountDefault: 1)
        let channel = ChannelApplication(topology: topology) { desk, _ in factory.make(desk) }
        var rehearsal = try Rehearsal(channel)
        try rehearsal.run(try SampleLoad(count: count).records(from: Instant(milliseconds: LotPopulation.start)))
        var inboxes: [(DeskName, [Record])] = []
        let reader = try rehearsal.log.reader()
        for desk in DeskName.allCases {
            var records: [Record] = []
            for inbox in topology.partitions(of: desk.inbox) {
                try reader.forEachRecord(of: inbox) { records.append($0) }
            }
            inboxes.append((desk, records))
        }
        // What is measured is only as fair as its mix.
        for (desk, records) in inboxes { print("\(desk.rawValue): \(mix(records))") }
        let total = inboxes.reduce(0) { $0 + $1.1.count }
        for (desk, records) in inboxes {
            rounds.measure("\(desk.rawValue), \(records.count) records", unit: "records/s") {
                Double(records.count) / Rounds.coreSeconds { fold(desk, records, channel, topology) }
            }
        }
        let median = rounds.measure("all five, \(total) records", unit: "records/s") {
            Double(total)
                / Rounds.coreSeconds { for (desk, records) in inboxes { fold(desk, records, channel, topology) } }
        }
        print("aim 300000 records/s: ratio \(Rounds.show(median / 300_000))")
    }

    /// How many records of which type, the most first.
    private func mix(_ records: [Record]) -> String {
        var counts: [String: Int] = [:]
        for record in records {
            let type = record.headers.text(EventHeader.type) ?? "without a type"
            counts[String(type.split(separator: ".").last ?? ""), default: 0] += 1
        }
        return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.value) \($0.key)" }
            .joined(separator: ", ")
    }

    private func fold(_ desk: DeskName, _ records: [Record], _ channel: ChannelApplication, _ topology: ChannelTopology)
    {
        var processor = channel.processor(of: desk, Partition(0))
        let source = TopicPartition(topology.name(of: desk.inbox), Partition(0))
        var bytes = 0
        // As a lane does it: a span, so that no record is copied.
        let span = records.span
        for start in stride(from: 0, to: records.count, by: 500) {
            for index in start..<min(start + 500, records.count) {
                var output = TaskOutput(source: source, clock: span[index].timestamp)
                processor.process(span[index], &output)
                bytes += output.postCount
            }
            processor.drainLedgerChanges { bytes += $0.value?.count ?? 0 }
        }
    }
}
