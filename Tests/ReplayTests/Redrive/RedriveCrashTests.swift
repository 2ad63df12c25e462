import EventLog
import GreenChannelModel
import Replay
import Streams
import Testing

@testable import TestKit

/// A run that is taken away at every call into the log, before and after it took effect, and resumed.
@Suite struct RedriveCrashTests {
    private static func stage(_ faults: OneFault) throws -> ReplayStage {
        let stage = try ReplayStage(faults: faults)
        for number in 0..<7 {
            let alert = stage.alert(
                "洋芋 \(number)吨",
                id: "\(number)",
                key: "\(number)",
                at: ReplayStage.eight + Int64(number)
            )
            try stage.refuse(alert, reason: "UNKNOWN_CROP")
        }
        return stage
    }

    private static func check(_ stage: ReplayStage, _ plan: RedrivePlan, _ comment: Comment) throws {
        let redriven = try stage.redriven()
        #expect(redriven.count == 7 && redriven.values.allSatisfy { $0 == 1 }, comment)
        let audit = try ReplayAudit.all(on: stage.log, stage.topology)
        #expect(audit.first?.event == .started && audit.last?.event == .done, comment)
        #expect(audit.last?.sent == 7 && audit.last?.left == 0, comment)
        #expect(try stage.run(plan, member: "z").run().sent == 0, comment)
        #expect(try stage.redriven() == redriven, comment)
    }

    /// Two records a second and a beat in between, so that there are several transactions of each kind.
    private static func request(_ stage: ReplayStage) -> RedriveRequest {
        RedriveRequest(selection: stage.window, ratePerSecond: 2)
    }

    @Test func aKillAnywhereLosesAndRepeatsNothing() throws {
        var place = 0
        var crashes = 0
        while true {
            let faults = OneFault()
            let stage = try Self.stage(faults)
            let plan = try stage.plan(Self.request(stage)).plan
            let log = try #require(stage.log as? MemoryLog)
            let link = SimulationLink(log)
            faults.arm(member: "killed", place: place, code: .stop) { link.cut() }
            let outcome = try? stage.run(plan, member: "killed", log: link).run()
            guard faults.isDone else {
                #expect(outcome?.sent == 7)
                break
            }
            crashes += 1
            let sentBefore = try stage.redriven().count
            let resumed = try stage.run(plan, member: "next").run()
            #expect(resumed.sent + sentBefore == 7, "killed at place \(place)")
            #expect(resumed.sentBefore == sentBefore, "killed at place \(place)")
            try Self.check(stage, plan, "killed at place \(place)")
            place += 1
        }
        #expect(crashes > 60, "\(crashes) places")
    }

    @Test(arguments: [LogError.Code.retry, .abortAndRewind, .rejoin, .rebuild])
    func aFailureAnywhereIsGotOver(_ code: LogError.Code) throws {
        var place = 0
        while true {
            let faults = OneFault()
            let stage = try Self.stage(faults)
            let plan = try stage.plan(Self.request(stage)).plan
            faults.arm(member: "m", place: place, code: code)
            let outcome = try stage.run(plan).run()
            guard faults.isDone else { break }
            #expect(outcome.sent == 7 && outcome.left == 0, "\(code) at place \(place)")
            try Self.check(stage, plan, "\(code) at place \(place)")
            place += 1
        }
        #expect(place > 60)
    }
}
