import EventLog
import Foundation
import GreenChannelModel
import Testing

@testable import Replay

/// A plan's file may say anything: it is refused in words, and nothing overflows or fills the disk.
@Suite struct HostilePlanTests {
    private let stage: ReplayStage
    private let plan: RedrivePlan

    init() throws {
        stage = try ReplayStage()
        try stage.refuse(stage.alert("洋芋 1吨", id: "1", at: ReplayStage.eight), reason: "UNKNOWN_CROP")
        try stage.refuse(stage.alert("洋芋 2吨", id: "2", at: ReplayStage.eight + 1), reason: "UNKNOWN_CROP")
        plan = try stage.plan(RedriveRequest(selection: stage.window)).plan
    }

    private func expectRefusal(_ words: String, _ body: () throws -> Void) throws {
        let refusal = try #require(throws: ReplayRefusal.self) { try body() }
        #expect(refusal.code == .noPlan && refusal.what.contains(words), "\(refusal)")
        #expect(!refusal.remedy.isEmpty)
    }

    @Test func aHeadIsHeldToWhatOptionsMaySay() throws {
        let changes: [(String, (inout RedrivePlan.Head) -> Void)] = [
            ("--rate is 0", { $0.request.ratePerSecond = 0 }),
            ("--rate is -1", { $0.request.ratePerSecond = -1 }),
            ("--rate is 9223372036854775807", { $0.request.ratePerSecond = .max }),
            ("--max is 0", { $0.request.countMax = 0 }),
            ("--pace is 0", { $0.request.paceFactor = 0 }),
            ("--pace is -2", { $0.request.paceFactor = -2 }),
            ("--pace is 1e+300", { $0.request.paceFactor = 1e300 }),
            ("--cap is 0", { $0.request.attemptsMax = 0 }),
            ("--cap is -9223372036854775808", { $0.request.attemptsMax = .min }),
            ("no other end", { $0.request.selection.to = nil }),
            ("counts -1 records", { $0.send = -1 }),
            ("counts -5 records", { $0.skipped = [.init(reason: "a", outcome: "b", records: -5)] }),
            (
                "more records than there can be",
                {
                    $0.skipped = [
                        .init(reason: "a", outcome: "b", records: .max), .init(reason: "c", outcome: "b", records: 1),
                    ]
                }
            ),
        ]
        for (words, change) in changes {
            try expectRefusal(words) { _ = try plan.changed { head, _ in change(&head) } }
        }
        let most = try plan.changed { head, _ in
            head.skipped = [.init(reason: "a", outcome: "b", records: .max)]
        }
        #expect(most.skippedCount == .max)
    }

    /// What no dry run asks for makes no plan either.
    @Test func aRequestIsHeldToTheSame() throws {
        for request in [
            RedriveRequest(selection: stage.window, ratePerSecond: 0),
            RedriveRequest(selection: stage.window, paceFactor: .nan),
            RedriveRequest(selection: stage.window, attemptsMax: 0),
        ] {
            let refusal = try #require(throws: ReplayRefusal.self) { _ = try stage.plan(request) }
            #expect(refusal.code == .wrongSelection, "\(refusal)")
        }
    }

    @Test func aLineIsHeldToWhatALogCanHold() throws {
        let entry = try #require(try plan.entries.first)
        let changes: [(inout RedrivePlan.Entry) -> Void] = [
            { $0.offset = Offset(.max) },
            { $0.offset = Offset(-1) },
            { $0.partition = Partition(-1) },
            { $0.target.partition = Partition(-1) },
            { $0.attempt = 0 },
            { $0.attempt = .max },
        ]
        for change in changes {
            var changed = entry
            change(&changed)
            try expectRefusal("line 2 is no record") {
                _ = try plan.changed { _, entries in entries = [changed] }
            }
        }
    }

    /// Stamps are the senders': they may lie as far apart as numbers can.
    @Test(arguments: [2.0, 1e-300])
    func stampsAtBothEndsOfTimeArePaced(_ factor: Double) throws {
        let changed = try plan.changed { head, entries in
            head.request.paceFactor = factor
            head.request.ratePerSecond = 10_000_000
            entries[0].due = .distantPast
            entries[1].due = .distantFuture
        }
        let now = Timestamp(milliseconds: ReplayStage.eight)
        var pace = RedrivePace(changed.head.request, start: now)
        let entries = try changed.entries
        let soon = now.advanced(byMilliseconds: 1000)
        #expect(pace.allowance(entries[...], at: soon, most: 2) == 1)
        pace.sent(1)
        #expect(pace.wait(for: entries[1], at: soon, most: .max) > 1_000_000_000_000)
        #expect(try #require(pace.estimate(left: 1, lastDue: changed.lastDue, at: soon)) > 1_000_000_000_000)
        // A clock that jumps to the end of time lets no more than a burst go.
        var jumped = RedrivePace(RedriveRequest(selection: stage.window, ratePerSecond: 10), start: now)
        #expect(jumped.allowance(entries[...], at: .distantFuture, most: 2) == 2)
        #expect(jumped.allowance([], at: .distantFuture, most: 2) == 0)
    }

    @Test func whatGoesOnForEverIsGivenUp() throws {
        let zeros = Data(repeating: 0, count: 1 << 20)
        var pieces = 0
        try expectRefusal("far too long") {
            _ = try RedrivePlan { take in
                while true {
                    try take(zeros)
                    pieces += 1
                }
            }
        }
        #expect(pieces << 20 == PlanSize.headBytesMax)
        // Lines without end: counted only, as many gigabytes would have to be written otherwise.
        var piece = zeros
        piece[piece.endIndex - 1] = UInt8(ascii: "\n")
        var size = PlanSize()
        for _ in 0..<PlanSize.bytesMax >> 20 { try size.add(piece) }
        try expectRefusal("larger than 4 GiB") { try size.add(Data([0])) }
    }

    @Test func aLineOfARecordIsShort() throws {
        let file = try plan.file
        let head = try #require(file.firstIndex(of: UInt8(ascii: "\n")))
        func padded(_ count: Int) -> [UInt8] {
            Array(file[...head]) + Array(repeating: UInt8(ascii: "x"), count: count) + Array(file[head...])
        }
        try expectRefusal("line 2 is no record") { _ = try RedrivePlan(file: padded(PlanLine.bytesMax)) }
        try expectRefusal("far too long") { _ = try RedrivePlan(file: padded(PlanLine.bytesMax + 1)) }
    }
}
