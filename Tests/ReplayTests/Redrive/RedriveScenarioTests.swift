import DeskStreams
import EmbeddedLog
import EventLog
import Foundation
import GreenChannelModel
import Replay
import Streams
import Testing

/// Scenario 9: 1,240 dead letters, 312 of them about 洋芋, 5 of those resolved since.
@Suite struct RedriveScenarioTests {
    enum LogKind: CaseIterable {
        case memory, embedded
    }

    /// The stage of the scenario: its dead letters, and some outside the window.
    static func stage(_ makeStage: () throws -> ReplayStage) throws -> ReplayStage {
        let stage = try makeStage()
        let start = ReplayStage.eight
        for number in 0..<312 {
            let alert = stage.alert(
                "洋芋 \(number + 1)吨 庆安县 还能放5天 13800138000",
                id: "potato-\(number)",
                key: "sender-\(number % 17)",
                at: start + Int64(number) * 10_000
            )
            try stage.refuse(alert, reason: "UNKNOWN_CROP", after: 500)
        }
        for number in 0..<928 {
            let alert = stage.alert(
                number % 2 == 0 ? "白菜 3吨 城关镇" : "洋芋 3吨 火星镇",
                id: "other-\(number)",
                key: "sender-\(number % 13)",
                at: start + Int64(number) * 5_000
            )
            try stage.refuse(alert, reason: number % 2 == 0 ? "AMBIGUOUS_PLACE" : "UNKNOWN_PLACE")
        }
        for (number, time) in [start - 1, start + 90 * ReplayStage.minute].enumerated() {
            try stage.refuse(stage.alert("洋芋 1吨 庆安县", id: "outside-\(number)", at: time), reason: "UNKNOWN_CROP")
        }
        // Five senders' gateways have sent the same event again, and it was taken.
        for number in [3, 50, 100, 200, 311] {
            try stage.post(
                stage.alert("洋芋", id: "potato-\(number)", key: "sender-\(number % 17)", at: start + 6_000_000)
            )
        }
        return stage
    }

    static func request(of stage: ReplayStage, rate: Int? = 50) -> RedriveRequest {
        var selection = stage.window
        selection.reasons = ["UNKNOWN_CROP"]
        selection.filter = "text~洋芋"
        return RedriveRequest(selection: selection, ratePerSecond: rate)
    }

    @Test(arguments: LogKind.allCases)
    func theScenario(_ kind: LogKind) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "redrive-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let stage = try Self.stage {
            switch kind {
            case .memory: try ReplayStage()
            case .embedded:
                try ReplayStage { clock in
                    try EmbeddedLog(path: folder.appending(path: "log.db").path) {
                        Timestamp(milliseconds: clock.now)
                    }
                }
            }
        }
        defer { stage.log.close() }
        let before = try stage.recordCount()
        let letters = try stage.records(of: .deadLetters)

        let report = try stage.plan(Self.request(of: stage))
        let plan = report.plan
        #expect(plan.head.window == 1240)
        #expect(plan.head.send == 307)
        #expect(plan.head.park == 0)
        #expect(plan.head.skipped == [.init(reason: "UNKNOWN_CROP", outcome: "SENT_AGAIN_SINCE", records: 5)])
        #expect(plan.head.untouched == 928)
        #expect(plan.millisecondsMin == 6140)
        #expect(try stage.recordCount() == before, "a dry run produces nothing")
        let copy = try RedrivePlan(file: plan.file)
        #expect(try copy.entries == plan.entries && copy.digest == plan.digest && copy.head == plan.head)

        let started = stage.clock.now
        let first = try stage.run(plan) { $0 >= 150 ? .stop : .go }.run()
        #expect(first == .init(status: .interrupted, sent: 150, parked: 0, sentBefore: 0, left: 157))
        let second = try stage.run(plan, member: "n").run()
        #expect(second == .init(status: .done, sent: 157, parked: 0, sentBefore: 150, left: 0))
        #expect(stage.clock.now - started >= 6100)
        let third = try stage.run(plan, member: "o").run()
        #expect(third == .init(status: .done, sent: 0, parked: 0, sentBefore: 307, left: 0))

        let redriven = try stage.redriven()
        #expect(redriven.count == 307 && redriven.values.allSatisfy { $0 == 1 })
        #expect(redriven["potato-50"] == nil && redriven["outside-0"] == nil)
        #expect(try stage.recordCount() == before + 307)
        let after = try stage.records(of: .deadLetters)
        #expect(zip(after, letters).allSatisfy { $0.1.isSame(as: $1.1) && $0.1.offset == $1.1.offset })

        let audit = try ReplayAudit.all(on: stage.log, stage.topology)
        #expect(audit.map(\.event) == [.started, .interrupted, .resumed, .done, .done])
        #expect(audit.map(\.sent) == [0, 150, 150, 307, 307])
        #expect(audit.allSatisfy { $0.by == "李 县域" && $0.planned == 307 && $0.skipped == 5 && !$0.notifies })
        #expect(audit.allSatisfy { $0.selection.contains("UNKNOWN_CROP") && $0.selection.contains("text~洋芋") })

        // A new plan over the same letters finds nothing left to do.
        let again = try stage.plan(Self.request(of: stage)).plan.head
        #expect(again.send == 0)
        #expect(again.skipped.reduce(0) { $0 + $1.records } == 312)
    }

    @Test func whatIsSentIsWhatCame() throws {
        let stage = try Self.stage { try ReplayStage() }
        _ = try stage.run(stage.plan(Self.request(of: stage, rate: nil)).plan).run()
        var originals: [String: Record] = [:]
        var checked = 0
        for (_, record) in try stage.records(of: .alerts) {
            let id = record.headers.text(EventHeader.id) ?? ""
            guard let mark = ReplayMark(record.headers) else {
                if originals[id] == nil { originals[id] = record }
                continue
            }
            #expect(mark.attempt == 1 && !mark.notifies && mark.run.count == 16)
            var bare = record
            bare.headers = ReplayMark.removed(from: record.headers)
            let original = try #require(originals[id])
            #expect(bare.isSame(as: original), "\(id)")
            checked += 1
        }
        #expect(checked == 307)
    }

    @Test func theFourthReplayOfARecordParksIt() throws {
        let stage = try ReplayStage()
        var record = stage.alert("魔法果 1吨 庆安县", id: "stubborn", at: ReplayStage.eight + 1000)
        try stage.refuse(record, reason: "UNKNOWN_CROP")
        for attempt in 1...3 {
            let plan = try stage.plan(RedriveRequest(selection: stage.window)).plan
            #expect(plan.head.send == 1 && plan.head.park == 0, "attempt \(attempt)")
            _ = try stage.run(plan).run()
            let sent = try #require(
                try stage.records(of: .alerts).last { $0.1.headers.text(EventHeader.id) == "stubborn" }
            )
            #expect(ReplayMark(sent.1.headers)?.attempt == attempt)
            // And it is refused again.
            record = sent.1
            try stage.refuse(record, at: (sent.0, sent.1.offset), reason: "UNKNOWN_CROP")
        }
        let plan = try stage.plan(RedriveRequest(selection: stage.window)).plan
        #expect(plan.head.send == 0 && plan.head.park == 1)
        let outcome = try stage.run(plan).run()
        #expect(outcome.parked == 1)
        let parked = try stage.records(of: .parked)
        let letter = try #require(try stage.records(of: .deadLetters).last)
        #expect(parked.count == 1 && parked[0].1.isSame(as: letter.1), "as it stood there, its reason included")
        #expect(try stage.redriven() == ["stubborn": 3])

        let again = try stage.plan(RedriveRequest(selection: stage.window)).plan.head
        #expect(again.send == 0 && again.park == 0)
        #expect(again.skipped.contains { $0.outcome == "ALREADY_PARKED" })
        // An operator who knows better takes it up from where it is parked.
        var selection = stage.window
        selection.topic = "parked"
        #expect(try stage.plan(RedriveRequest(selection: selection)).plan.head.park == 1)
        let higher = try stage.plan(RedriveRequest(selection: selection, attemptsMax: 9)).plan
        #expect(higher.head.send == 1)
        _ = try stage.run(higher).run()
        #expect(try stage.redriven() == ["stubborn": 4])
    }
}

extension Record {
    /// Byte for byte, wherever it stands.
    func isSame(as other: Record) -> Bool {
        timestamp == other.timestamp && key == other.key && value == other.value
            && headers.encoded == other.headers.encoded
    }
}
