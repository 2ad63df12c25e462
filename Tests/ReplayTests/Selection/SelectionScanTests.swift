import DeskStreams
import EventLog
import Foundation
import GreenChannelModel
import Replay
import Streams
import Testing

/// What a selection takes, and what it leaves.
@Suite struct SelectionScanTests {
    private let stage: ReplayStage
    private let start = ReplayStage.eight

    init() throws {
        stage = try ReplayStage()
        for number in 0..<20 {
            let alert = stage.alert("白菜 \(number)吨", id: "\(number)", key: "k\(number % 3)", at: start + Int64(number))
            try stage.refuse(alert, reason: number % 2 == 0 ? "UNKNOWN_CROP" : "MALFORMED")
        }
    }

    private func ids(_ selection: RecordSelection) throws -> [String] {
        var found: [String] = []
        try SelectionScan(selection, stage.log, stage.topology).forEach {
            found.append($0.headers.text(EventHeader.id) ?? "")
        }
        return found.sorted { (Int($0) ?? 0) < (Int($1) ?? 0) }
    }

    @Test func bothEndsAreExact() throws {
        #expect(try ids(RecordSelection(from: start + 3, to: start + 6)) == ["3", "4", "5"])
        #expect(try ids(RecordSelection(from: start + 100, to: start + 200)) == [])
        #expect(try ids(RecordSelection(from: start, to: start + 1)) == ["0"])
    }

    @Test func offsetsKeysHeadersAndReasonsNarrowIt() throws {
        var selection = RecordSelection(from: start, to: start + 100)
        selection.reasons = ["MALFORMED"]
        #expect(try ids(selection) == (0..<20).filter { $0 % 2 == 1 }.map { "\($0)" })
        selection.reasons = ["MALFORMED", "UNKNOWN_CROP"]
        selection.keys = ["k1", "k2"]
        #expect(try ids(selection) == (0..<20).filter { $0 % 3 != 0 }.map { "\($0)" })
        selection.headers = ["ce_id=4", "ce_source=test"]
        #expect(try ids(selection) == ["4"])
        selection.headers = ["ce_id=4", "ce_source=other"]
        #expect(try ids(selection) == [])

        let partition = Partitioner.partition(of: Array("k0".utf8)[...], partitionCount: 4)
        let all = try stage.records(of: .deadLetters).filter { $0.0.partition == partition }.map(\.1.offset)
        let narrow = RecordSelection(
            partition: partition.rawValue,
            fromOffset: all[1].rawValue,
            toOffset: all[3].rawValue
        )
        #expect(try ids(narrow).count == 2)
        #expect(
            try ids(RecordSelection(partition: partition.rawValue, fromOffset: 0, toOffset: .max)).count == all.count
        )
    }

    @Test func aScanEndsAtTheMarkThatItBeganWith() throws {
        let scan = try SelectionScan(RecordSelection(from: start, to: start + 1000), stage.log, stage.topology)
        var seen = 0
        try scan.forEach { _ in
            seen += 1
            // Written while it reads, into every partition.
            let alert = stage.alert("白菜", id: "late-\(seen)", key: "k\(seen % 3)", at: start + 500)
            try stage.refuse(alert, reason: "MALFORMED")
        }
        #expect(seen == 20)
    }

    @Test func theCountsSayWhatIsLeftAlone() throws {
        let selection = RecordSelection(from: start, to: start + 10, reasons: ["MALFORMED"])
        let counts = try SelectionScan(selection, stage.log, stage.topology).forEach { _ in }
        #expect(counts.read == 20 && counts.window == 10 && counts.selected == 5 && counts.untouched == 5)
        let refusal = try #require(throws: ReplayRefusal.self) {
            try SelectionScan(RecordSelection(partition: 4, from: 0, to: 1), stage.log, stage.topology)
        }
        #expect(refusal.description.contains("from 0 to 3"))
    }

    @Test func whatIsShownIsMasked() throws {
        let text = "白菜 3吨 庆安县 13800138000"
        try stage.refuse(stage.alert(text, id: "masked", at: start + 50), reason: "MALFORMED")
        var summaries: [String] = []
        try SelectionScan(RecordSelection(from: start + 50, to: start + 51), stage.log, stage.topology).forEach {
            summaries.append(DecodedRecord($0).summary)
        }
        #expect(summaries == ["白菜 3吨 庆安县 138******00"])
    }

    @Test func theStatisticsCountByReasonHourAndRegion() throws {
        var statistics = SelectionStatistics()
        try stage.refuse(stage.alert("白菜 3吨 庆安县", id: "x", at: start + Instant.hours(1)), reason: "MALFORMED")
        let selection = RecordSelection(from: start, to: start + Instant.hours(2))
        try SelectionScan(selection, stage.log, stage.topology).forEach { statistics.add($0) }
        #expect(statistics.byReason.map { "\($0.name) \($0.count)" } == ["MALFORMED 11", "UNKNOWN_CROP 10"])
        #expect(statistics.byHour.map { "\($0.name) \($0.count)" } == ["2026-03-02T08 20", "2026-03-02T09 1"])
        #expect(statistics.byRegion.map(\.count) == [20, 1])
        #expect(statistics.byRegion.last?.name.hasSuffix("庆安县 231224") == true)
        #expect(statistics.byKind.map(\.name) == ["unsoldAlert"])
    }

    @Test func savedSelectionsAreFoundByName() throws {
        var saved = try SavedSelections(nil)
        let selection = RecordSelection(from: 1, to: 2, reasons: ["UNKNOWN_CROP"], filter: "text~洋芋")
        saved.save(selection, as: "potatoes")
        let read = try SavedSelections(saved.data())
        #expect(try read.selection(named: "potatoes") == selection)
        let refusal = try #require(throws: ReplayRefusal.self) { try read.selection(named: "leeks") }
        #expect(refusal.remedy.contains("potatoes"))
        #expect(throws: ReplayRefusal.self) { try SavedSelections(Data("{".utf8)) }
    }
}
