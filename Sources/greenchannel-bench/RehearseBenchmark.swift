import ArgumentParser
import DeskStreams
import Desks
import EventLog
import GreenChannelModel
import Replay

struct RehearseBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rehearse",
        abstract:
            "Seconds that the rehearsal of a recorded county day takes, and records per second of its verification.",
        discussion: """
            A day of a county is played on a log in memory. Then it is rehearsed as `replay rehearse` does it, reading what \
            was recorded and comparing included, and verified as `replay verify` does it. Once with outlets that can take \
            most of it, and once with a glut. Seconds are those of \
            one core, as all of it runs on one.
            """
    )

    @OptionGroup var rounds: Rounds
    @Option(help: "Lots of the day.") var lots = 20_000
    @Option(help: "Partitions of each topic.") var partitions: Int32 = 4
    @Option(help: "Outlets and vehicles in thousandths of an ordinary day's. May be repeated.") var offers: [Int64] = [
        1000, 100,
    ]

    private static let aimSeconds = 10.0

    func validate() throws {
        if !(1...1_000_000).contains(lots) { throw ValidationError("--lots \(lots) must be from 1 to 1,000,000") }
        if !(1...1024).contains(partitions) { throw ValidationError("--partitions must be from 1 to 1024") }
        if let wrong = offers.first(where: { !(1...100_000).contains($0) }) {
            throw ValidationError("--offers \(wrong) must be from 1 to 100,000")
        }
    }

    func run() throws {
        for perMille in offers { try measure(CountyDay(lots: lots, offersPerMille: perMille)) }
    }

    private func measure(_ day: CountyDay) throws {
        let factory = DeskFactory()
        let topology = ChannelTopology(prefix: "bench", partitionCountDefault: partitions)
        let channel = ChannelApplication(topology: topology) { desk, _ in factory.make(desk) }
        let records = day.records()
        var recorded = try Rehearsal(channel)
        let playing = try Rounds.coreSeconds { try recorded.run(records) }
        let log = recorded.log
        let name = "offers at \(day.offersPerMille) ‰"
        print("\(name): \(try Self.describe(log, topology)); played in \(Rounds.show(playing)) s")
        print("told: \(try Self.facts(log, topology))")

        let total = try Self.recordCount(log, topology)
        var memory = PeakMemory()
        var others = 0
        let seconds = try rounds.measure("\(name), rehearse \(total) records", unit: "s") {
            try Rounds.coreSeconds { others = try rehearse(log, topology) }
        }
        // Where several things happen in one millisecond a rehearsal may take them in another order.
        print("\(others) lots fared otherwise")
        print(
            "\(Rounds.show(Double(total) / seconds)) records/s, \(memory.stop() >> 20) MiB of memory more at the most"
        )
        print("aim \(Rounds.show(Self.aimSeconds)) s: ratio \(Rounds.show(Self.aimSeconds / seconds))")
        memory = PeakMemory()
        try rounds.measure("\(name), verify \(total) records", unit: "records/s") {
            Double(total) / (try Rounds.coreSeconds { try verify(log, channel) })
        }
        print("\(memory.stop() >> 20) MiB of memory more at the most")
    }

    /// What `replay rehearse` does with a log.
    /// - Returns: how many lots fared otherwise.
    private func rehearse(_ log: any EventLog, _ topology: ChannelTopology) throws -> Int {
        let window = try RecordedWindow(log, topology)
        var rehearsal = try WindowRehearsal(window)
        try rehearsal.run()
        let report = Comparison(recorded: window.fates, rehearsed: rehearsal.fates).report()
        guard report.all.rehearsed.lots == lots else {
            throw BenchmarkFailure("\(report.all.rehearsed.lots) of \(lots) lots were rehearsed")
        }
        return report.lots.count
    }

    /// What `replay verify` does with it.
    private func verify(_ log: any EventLog, _ channel: ChannelApplication) throws {
        let report = try LogVerification(log, channel.topology, channel.application).run()
        guard report.isSound else { throw BenchmarkFailure("\(report.findings)") }
    }

    /// Everything that stands in the log.
    private static func recordCount(_ log: any EventLog, _ topology: ChannelTopology) throws -> Int {
        let reader = try log.reader()
        var count: Int64 = 0
        for topic in Topic.allCases {
            for partition in topology.partitions(of: topic) {
                let bounds = try reader.bounds(of: partition)
                count += bounds.upperBound.rawValue - bounds.lowerBound.rawValue
            }
        }
        return Int(count)
    }

    /// How often each thing happened to a lot, the most frequent first.
    private static func facts(_ log: any EventLog, _ topology: ChannelTopology) throws -> String {
        let reader = try log.reader()
        var counts: [String: Int] = [:]
        for partition in topology.partitions(of: .journal) {
            try reader.forEachRecord(of: partition) { record in
                guard let value = record.value,
                    case .journalEntry(let fact) = try RecordBody(.journalEntry, serialized: value)
                else { return }
                let isAnswer = ["DECLINED", "CARRIAGE_DECLINED", "GIVEN_UP", "RELEASED"].contains(fact.event)
                counts[isAnswer ? "\(fact.event) \(fact.reason)" : fact.event, default: 0] += 1
            }
        }
        return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.value) \($0.key)" }
            .joined(separator: ", ")
    }

    /// What is measured is only as fair as its mix.
    private static func describe(_ log: any EventLog, _ topology: ChannelTopology) throws -> String {
        var audit = ChannelAudit(findsRepeats: false)
        try audit.read(try log.reader(), topology)
        guard audit.findings.isEmpty else { throw BenchmarkFailure("the day is wrong: \(audit.findings)") }
        var total = LotBalance()
        for balance in audit.balances.values {
            total.declared += balance.declared
            total.sold += balance.sold
            total.donated += balance.donated
            total.recycled += balance.recycled
        }
        let declined = audit.bids.values.count { $0.granted == 0 }
        let carried = audit.bids.values.count { $0.isCarriage && $0.granted > 0 }
        func share(_ part: Int64, of whole: Int64) -> Int64 { whole == 0 ? 0 : part * 100 / whole }
        return """
            \(audit.opened.count) lots of \(total.declared / 1_000_000) t, \
            \(share(total.sold, of: total.declared)) % sold, \(share(total.donated, of: total.declared)) % given, \
            \(share(total.recycled, of: total.declared)) % recycled; \(audit.bids.count) bids, \
            \(share(Int64(declined), of: Int64(audit.bids.count))) % in vain, \(carried) loads; \
            dead letters: \(audit.deadLetters)
            """
    }
}
