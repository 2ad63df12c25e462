import DeskStreams
import Desks
import EventLog
import GreenChannelModel
import Replay
import TestKit
import Testing

/// What happened, once more: the same under the same rules, and otherwise where it must be.
@Suite struct WindowRehearsalTests {
    private let window: RecordedWindow

    init() throws {
        window = try RecordedWindow(RecordedChannel.sound(), RecordedChannel.topology)
    }

    private func compare(
        _ changes: RehearsalChanges = RehearsalChanges(),
        rules: RehearsalRules = RehearsalRules()
    ) throws -> (report: ComparisonReport, withheld: Int) {
        var rehearsal = try WindowRehearsal(window, rules: rules)
        try rehearsal.run(changes)
        let fates = try RecordedWindow(rehearsal.log, window.topology).fates
        return (Comparison(recorded: window.fates, rehearsed: fates).report(), rehearsal.reportsWithheld)
    }

    @Test func theSameRulesAndOffersDifferInNothing() throws {
        let (report, withheld) = try compare()
        #expect(report.lots == [])
        #expect(report.all.recorded == report.all.rehearsed)
        #expect(report.crops.allSatisfy { $0.recorded == $0.rehearsed })
        #expect(report.regions.allSatisfy { $0.recorded == $0.rehearsed })
        #expect(withheld == 0)
        // What is compared must be something.
        #expect(report.all.recorded.lots > 10 && report.all.recorded.gramsServed > 0)
        #expect(report.all.recorded.loadMetres > 0 && report.all.recorded.lotsAwarded > 10)
        #expect(report.crops.count > 3 && report.regions.count > 3 && report.outlets.count > 1)
    }

    /// Without outlets lots try again after five minutes, and here that is just when others are opened.
    @Test func whatFallsIntoOneMillisecondKeepsItsOrder() throws {
        let records = try RecordedChannel.records(alerts: 24, apart: 300_000).filter { $0.topic == .alerts }
        var played = try Rehearsal(RecordedChannel.channel())
        try played.run(records)
        let recorded = try RecordedWindow(played.log, RecordedChannel.topology)
        var rehearsal = try WindowRehearsal(recorded)
        try rehearsal.run()
        var collisions = 0
        for inbox in RecordedChannel.topology.partitions(of: .lots) {
            let expected = try order(of: inbox, played.log)
            #expect(try order(of: inbox, rehearsal.log) == expected)
            for (record, next) in zip(expected, expected.dropFirst()) {
                if record.hasSuffix("TimerFired"), next.hasSuffix("LotOpened"), record.prefix(13) == next.prefix(13) {
                    collisions += 1
                }
            }
        }
        #expect(collisions > 0, "nothing fell into one millisecond")
    }

    /// When each record came, of whom, and of what type.
    private func order(of partition: TopicPartition, _ log: any EventLog) throws -> [String] {
        var order: [String] = []
        try log.reader().forEachRecord(of: partition) { record in
            let key = String(decoding: record.key ?? [], as: UTF8.self)
            order.append("\(record.timestamp.milliseconds) \(key) \(record.headers.text(EventHeader.type) ?? "")")
        }
        return order
    }

    @Test func whatBecameOfTheLotsIsWhatTheJournalTells() throws {
        var rehearsal = try WindowRehearsal(window)
        try rehearsal.run()
        #expect(rehearsal.fates == (try RecordedWindow(rehearsal.log, window.topology).fates))
        #expect(!rehearsal.fates.isEmpty)
    }

    @Test func withoutATruckItsLoadsGoOtherwise() throws {
        // The depot that carried most, and only lots that it carried may be the first to differ.
        var loads: [String: Int] = [:]
        for offer in window.awards.values where offer.hasPrefix("depot:") {
            loads[String(offer.dropFirst(6)), default: 0] += 1
        }
        let depot = try #require(loads.max { ($0.value, $1.key) < ($1.value, $0.key) }).key
        let vehicles = window.inputs.compactMap { input -> String? in
            guard case .vehicleOffered(let offer)? = input.body, offer.depot == depot else { return nil }
            return offer.vehicle
        }
        var changes = RehearsalChanges()
        changes.vehicles = [try .init("-\(Set(vehicles).count)@\(depot)")]
        let (report, _) = try compare(changes)
        #expect(!report.lots.isEmpty)
        #expect(report.all.recorded.lots == report.all.rehearsed.lots)
        #expect(report.all.recorded.gramsDeclared == report.all.rehearsed.gramsDeclared)
        var rehearsal = try WindowRehearsal(window)
        try rehearsal.run(changes)
        let again = try RecordedWindow(rehearsal.log, window.topology)
        #expect(again.awards.values.allSatisfy { $0 != "depot:\(depot)" })
        // Whoever fared otherwise is told of, and the same again gives the same.
        #expect(Comparison(recorded: window.fates, rehearsed: again.fates).report() == report)
    }

    @Test func aTruckMoreIsUsed() throws {
        let depots = window.inputs.compactMap { input -> String? in
            if case .vehicleOffered(let offer)? = input.body { offer.depot } else { nil }
        }
        let depot = try #require(depots.first)
        var changes = RehearsalChanges()
        changes.vehicles = [try .init("+1@\(depot)")]
        var rehearsal = try WindowRehearsal(window)
        try rehearsal.run(changes)
        let again = try RecordedWindow(rehearsal.log, window.topology)
        let vehicles = again.inputs.count { if case .vehicleOffered? = $0.body { true } else { false } }
        let before = window.inputs.count { if case .vehicleOffered? = $0.body { true } else { false } }
        #expect(vehicles == before + 1)
    }

    @Test func withoutOffersNobodyIsServed() throws {
        var changes = RehearsalChanges()
        changes.offers = []
        let (report, withheld) = try compare(changes)
        #expect(report.all.rehearsed.gramsServed == 0 && report.all.rehearsed.lotsAwarded == 0)
        #expect(report.lots.count == report.all.recorded.lotsAwarded)
        #expect(withheld > 0, "reports on awards that nobody gave are told")
    }

    @Test func otherRulesDecideOtherwise() throws {
        var rules = RehearsalRules()
        try rules.set("decision-window=6h")
        let (report, _) = try compare(rules: rules)
        let recorded = try #require(report.all.recorded.hoursToFirstAward)
        let rehearsed = try #require(report.all.rehearsed.hoursToFirstAward)
        #expect(rehearsed > recorded + 5)
    }

    @Test func anEarlierStartOpensLotsSooner() throws {
        var changes = RehearsalChanges()
        changes.earlierMilliseconds = RehearsalDuration.days(1)
        var rehearsal = try WindowRehearsal(window)
        try rehearsal.run(changes)
        let again = try RecordedWindow(rehearsal.log, window.topology)
        for (lot, fate) in window.fates {
            #expect(again.fates[lot]?.opened == fate.opened?.advanced(byMilliseconds: -RehearsalDuration.days(1)))
        }
    }

    @Test func aWindowHoldsTheLotsOfItsTime() throws {
        let start = try #require(window.start)
        let middle = start.advanced(byMilliseconds: 300_000)
        let later = Instant(milliseconds: window.end.milliseconds + 1)
        let first = try RecordedWindow(RecordedChannel.sound(), window.topology, lotsOpened: start..<middle)
        let second = try RecordedWindow(RecordedChannel.sound(), window.topology, lotsOpened: middle..<later)
        #expect(!first.fates.isEmpty && !second.fates.isEmpty)
        #expect(first.fates.count + second.fates.count == window.fates.count)
        #expect(first.fates.allSatisfy { window.fates[$0.key] == $0.value })
    }

    @Test(arguments: [
        "decision-window", "decision-window=2", "speed=2s", "freeze=-1s", "freeze=900d", "freeze=9999999999d",
    ])
    func whatIsNoRuleIsRefused(_ text: String) {
        var rules = RehearsalRules()
        #expect(throws: RehearsalChangeError.self) { try rules.set(text) }
        #expect(rules == RehearsalRules())
    }

    @Test func vehiclesOfNobodyAreRefusedWithTheDepotsThereAre() throws {
        for text in ["1", "+0@a", "x@a", "+1@", "-99999@a"] {
            #expect(throws: RehearsalChangeError.self, "\(text)") { try RehearsalChanges.Vehicles(text) }
        }
        var changes = RehearsalChanges()
        changes.vehicles = [try .init("-1@nowhere")]
        var rehearsal = try WindowRehearsal(window)
        let error = #expect(throws: RehearsalChangeError.self) { try rehearsal.run(changes) }
        #expect(error?.description.contains("there are ") == true)
    }
}
