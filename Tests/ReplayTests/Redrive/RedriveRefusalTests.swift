import DeskStreams
import EventLog
import Foundation
import GreenChannelModel
import Replay
import Streams
import Testing

/// What is refused, in words that say how to go on; and nothing is produced.
@Suite struct RedriveRefusalTests {
    private let stage: ReplayStage
    private let before: Int

    init() throws {
        stage = try ReplayStage()
        try stage.refuse(stage.alert("洋芋 1吨", id: "1", at: ReplayStage.eight), reason: "UNKNOWN_CROP")
        try stage.refuse(stage.alert("洋芋 2吨", id: "2", at: ReplayStage.eight + 1), reason: "UNKNOWN_CROP")
        before = try stage.recordCount()
    }

    private func expectRefusal(_ code: ReplayRefusal.Code, _ words: String, _ body: () throws -> Void) throws {
        let refusal = try #require(throws: ReplayRefusal.self) { try body() }
        #expect(refusal.code == code)
        #expect(refusal.description.contains(words), "\(refusal)")
        #expect(!refusal.remedy.isEmpty)
        #expect(try stage.recordCount() == before)
    }

    @Test func aWindowWithoutAnEndIsRefused() throws {
        for selection in [
            RecordSelection(), RecordSelection(from: 1), RecordSelection(to: 1),
            RecordSelection(partition: 0, fromOffset: 1), RecordSelection(from: 1, toOffset: 2),
        ] {
            try expectRefusal(.openEndedWindow, "--to") { _ = try stage.plan(RedriveRequest(selection: selection)) }
        }
        try expectRefusal(.wrongSelection, "before it begins") {
            _ = try stage.plan(RedriveRequest(selection: RecordSelection(from: 2, to: 2)))
        }
        try expectRefusal(.wrongSelection, "--partition") {
            _ = try stage.plan(RedriveRequest(selection: RecordSelection(fromOffset: 1, toOffset: 2)))
        }
    }

    @Test func anUnknownFieldIsRefusedWithTheOnesThereAre() throws {
        var selection = stage.window
        selection.filter = "krop=potato"
        try expectRefusal(.unknownField, "Fields are: balance.awarded") {
            _ = try stage.plan(RedriveRequest(selection: selection))
        }
        try expectRefusal(.unknownField, "sell_by") {
            _ = try stage.plan(RedriveRequest(selection: stage.window, sets: ["krop=potato"]))
        }
        try expectRefusal(.invalidEdit, "no crop of the catalogue") {
            _ = try stage.plan(RedriveRequest(selection: stage.window, cropMaps: ["洋芋=unobtainium"]))
        }
    }

    @Test func aLiveTopicNeedsItsFlag() throws {
        try expectRefusal(.liveTopic, "--live") {
            _ = try stage.plan(RedriveRequest(selection: stage.window, target: .topic("lots")))
        }
        var alerts = stage.window
        alerts.topic = "alerts"
        try expectRefusal(.liveTopic, "--live") { _ = try stage.plan(RedriveRequest(selection: alerts)) }
        #expect(try stage.plan(RedriveRequest(selection: alerts, allowsLiveTopic: true)).plan.head.send == 2)
        try expectRefusal(.liveTopic, "own") {
            _ = try stage.plan(RedriveRequest(selection: stage.window, target: .sandbox("greenchannel")))
        }
        try expectRefusal(.wrongTarget, "no topics of the prefix") {
            _ = try stage.plan(RedriveRequest(selection: stage.window, target: .sandbox("sand")))
        }
        try expectRefusal(.unknownTopic, "greenchannel.alerts") {
            _ = try stage.plan(RedriveRequest(selection: stage.window, target: .topic("nowhere")))
        }
        try expectRefusal(.wrongSelection, "intake") {
            _ = try stage.plan(RedriveRequest(selection: stage.window, desk: "kitchen"))
        }
    }

    @Test func onlyTheApprovedPlanRuns() throws {
        let plan = try stage.plan(RedriveRequest(selection: stage.window)).plan
        let digest = plan.digest
        for approval in ["", "abc", String(digest.prefix(11)), "0" + digest.dropFirst(), digest + "0"] {
            try expectRefusal(.notApproved, String(digest.prefix(16))) { _ = try stage.run(plan, approval: approval) }
        }
        let file = try plan.file
        let lines = file.split(separator: UInt8(ascii: "\n")).map { Array($0) + [UInt8(ascii: "\n")] }
        var wrong = [0, 1, file.count / 2, file.count - 1].map { Array(file.prefix($0)) }
        wrong += [
            file + lines[1],  // something behind the end
            lines[0] + lines[2] + lines[1] + lines[3],  // out of order
            lines[0] + lines[1] + lines[1] + lines[3],  // the same record twice
            lines[0] + lines[1] + lines[3],  // one fewer than it says
            lines[0] + lines[1] + Array("send 0/-\n".utf8) + lines[3],
            lines[0] + lines[1] + Array("send 0/99999999999999999999 t/0 1 1 0 0\n".utf8) + lines[3],
        ]
        for wrong in wrong { #expect(throws: ReplayRefusal.self) { try RedrivePlan(file: wrong) } }
        var changed = file
        // The digest of the last record.
        changed[file.count - 10] = changed[file.count - 10] == UInt8(ascii: "0") ? UInt8(ascii: "1") : UInt8(ascii: "0")
        #expect(try RedrivePlan(file: changed).digest != digest)
    }

    /// A plan that somebody has changed by hand and then approved still sends nothing but what the log bears out.
    @Test func aPlanThatWasTamperedWithSendsNothing() throws {
        let plan = try stage.plan(RedriveRequest(selection: stage.window)).plan
        let lots = TopicPartition(stage.topology.name(of: .lots), Partition(0))
        let changes: [(inout RedrivePlan.Head, inout [RedrivePlan.Entry]) -> Void] = [
            { _, entries in
                entries[1].action = .park
                entries[1].target = lots
            },
            { _, entries in entries[1].target = lots },
            { _, entries in entries[1].attempt = 2 },
            { _, entries in entries[1].offset = entries[1].offset.next },
            { _, entries in entries[1].action = .park },
            { head, _ in head.request.headerPolicy.stamp = ["a=b"] },
            { head, _ in head.source = "greenchannel.alerts" },
        ]
        for (number, change) in changes.enumerated() {
            let changed = try plan.changed(change)
            try expectRefusal(.planStale, "greenchannel.") {
                let outcome = try stage.run(changed, member: "m\(number)").run()
                Issue.record("change \(number) led to \(outcome)")
            }
        }
    }

    @Test func aPlanThatTheLogNoLongerBearsOutIsRefused() throws {
        let plan = try stage.plan(RedriveRequest(selection: stage.window)).plan
        let place = try stage.post(stage.alert("洋芋 2吨", id: "2", at: ReplayStage.eight + 5000))
        let refusal = try #require(throws: ReplayRefusal.self) { try stage.run(plan).run() }
        #expect(refusal.code == .planStale)
        #expect(refusal.what.contains("\(place.0) at \(place.1)"), "\(refusal)")
        #expect(try stage.redriven().isEmpty)
        // The new plan leaves out what has come again.
        let fresh = try stage.plan(RedriveRequest(selection: stage.window)).plan
        #expect(fresh.head.send == 1)
        #expect(try stage.run(fresh).run().sent == 1)
        // And the old one is still refused.
        #expect(throws: ReplayRefusal.self) { try stage.run(plan).run() }
        #expect(try stage.redriven() == ["1": 1])
    }

    @Test func whatIsKeptNoLongerIsRefused() throws {
        let plan = try stage.plan(RedriveRequest(selection: stage.window)).plan
        let settings = try #require(
            try stage.log.topics().first { $0.name == stage.topology.name(of: .deadLetters) }
        )
        var short = settings
        short.cleanup = .delete(retentionMilliseconds: 1, retentionBytes: nil)
        try stage.log.createTopics([short])
        let log = try #require(stage.log as? MemoryLog)
        try log.enforceRetention()
        let refusal = try #require(throws: ReplayRefusal.self) { try stage.run(plan).run() }
        #expect(refusal.code == .planStale && refusal.what.contains("not there any more"))
        #expect(try stage.redriven().isEmpty)
    }

    @Test func aCancelledPlanStaysCancelled() throws {
        let plan = try stage.plan(RedriveRequest(selection: stage.window, ratePerSecond: 1)).plan
        _ = try stage.run(plan) { $0 >= 1 ? .stop : .go }.run()
        let cancelled = try stage.run(plan).cancel()
        #expect(cancelled.status == .cancelled && cancelled.left == 1)
        let refusal = try #require(throws: ReplayRefusal.self) { try stage.run(plan).run() }
        #expect(refusal.code == .cancelled)
        #expect(try stage.redriven() == ["1": 1])
        #expect(try ReplayAudit.all(on: stage.log, stage.topology).last?.event == .cancelled)
    }
}
