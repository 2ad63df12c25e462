import DeskStreams
import EventLog
import GreenChannelModel
import Testing

@testable import Replay

/// Holding a plan against the log gives signs of life all the way, however much there is to compare.
@Suite struct PlanCheckTests {
    private static let count = 2100
    private static let sent = 1050

    private let run: RedriveRun
    private let entries: [RedrivePlan.Entry]

    init() throws {
        let stage = try ReplayStage(gaps: .none)
        let alerts = TopicPartition(stage.topology.name(of: .alerts), Partition(0))
        for number in 0..<Self.count {
            let alert = stage.alert("洋芋", id: "\(number)", at: ReplayStage.eight + Int64(number))
            try stage.refuse(alert, at: (alerts, Offset(Int64(number))), reason: "UNKNOWN_CROP")
        }
        let plan = try stage.plan(RedriveRequest(selection: stage.window)).plan
        #expect(plan.count == Self.count)
        run = try stage.run(plan)
        entries = try plan.entries
    }

    /// - Parameter noted: of which entries the ledger says something that is no fault.
    /// - Returns: how often the check gave a sign of life.
    private func ticks(from next: Int, noted: Range<Int>) throws -> Int {
        var ticks = 0
        try PlanCheck(run: run, next: next).check(
            sendings: { visit in
                for entry in entries[noted] { try visit(entry.identity, .init(count: 0, isParked: false)) }
            },
            { ticks += 1 }
        )
        return ticks
    }

    @Test func comparingWithTheLedgerTicks() throws {
        let silent = try ticks(from: 0, noted: 0..<0)
        // One note has every line of the plan compared with it.
        #expect(try ticks(from: 0, noted: 0..<1) == silent + Self.count / 1024)
        // And who reads many entries of the ledger ticks at those, too.
        #expect(try ticks(from: 0, noted: 0..<Self.count) == silent + 2 * (Self.count / 1024))
    }

    @Test func whatWasSentAlreadyIsNoNote() throws {
        let silent = try ticks(from: Self.sent, noted: 0..<0)
        #expect(try ticks(from: Self.sent, noted: 0..<1000) == silent)
        #expect(try ticks(from: Self.sent, noted: Self.sent..<Self.sent + 1) == silent + 1)
        // Getting there ticks as well.
        let checked = (Self.count - Self.sent + 255) / 256
        #expect(silent == Self.sent / 1024 + checked)
    }

    @Test func aTickEndsTheComparison() throws {
        struct Lost: Error {}
        let plan = run.plan
        var rest = try PlanRest(plan, from: 0) {}
        for entry in entries { rest.insert(entry) }
        var found: [Offset] = []
        var matches = PlanMatches<Int>(rest) { entry, _ in found.append(entry.offset) }
        let marked = [entries[5], entries[2000]]
        for entry in marked { try matches.add(entry.identity, 1) {} }
        #expect(throws: Lost.self) { try matches.finish { throw Lost() } }
        #expect(found == [marked[0].offset])
        // What was broken off is done anew.
        try matches.finish {}
        #expect(found == [marked[0].offset] + marked.map(\.offset))
    }
}
