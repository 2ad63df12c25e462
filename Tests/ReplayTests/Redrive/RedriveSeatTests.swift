import DeskStreams
import EventLog
import Foundation
import GreenChannelModel
import Replay
import Synchronization
import Testing

/// One replay at a time on a channel: the second is refused while the first lives, and takes over when it is gone.
@Suite struct RedriveSeatTests {
    private func stage() throws -> ReplayStage {
        let stage = try ReplayStage()
        for number in 0..<4 {
            let alert = stage.alert("洋芋 \(number)吨", id: "\(number)", at: ReplayStage.eight + Int64(number))
            try stage.refuse(alert, reason: "UNKNOWN_CROP")
        }
        return stage
    }

    /// A run that waits in real time, on that March day.
    private func run(
        _ plan: RedrivePlan,
        _ member: String,
        _ stage: ReplayStage,
        command: @escaping () -> RedriveRun.Command = { .go },
        progress: @escaping (RedriveRun.Progress) -> Void = { _ in }
    ) throws -> RedriveRun {
        let begun = Date()
        return try RedriveRun(
            plan: plan,
            approval: plan.digest,
            by: member,
            why: "test",
            member: member,
            log: stage.log,
            topology: stage.topology,
            around: .init(
                now: {
                    Timestamp(milliseconds: stage.clock.now + Int64(Date().timeIntervalSince(begun) * 1000))
                },
                sleep: { Thread.sleep(forTimeInterval: Double($0) / 1000) },
                command: command,
                progress: progress
            )
        )
    }

    @Test func twoAtOnceAreRefused() throws {
        let stage = try stage()
        let first = try stage.plan(RedriveRequest(selection: stage.window)).plan
        let second = try stage.plan(RedriveRequest(selection: stage.window, ratePerSecond: 1000)).plan
        let isFree = Atomic(false)
        let isPaused = DispatchSemaphore(value: 0)
        let ended = DispatchSemaphore(value: 0)
        // Only handed from one thread to the other.
        nonisolated(unsafe) let holder = try run(
            first,
            "first",
            stage,
            command: { isFree.load(ordering: .relaxed) ? .go : .pause },
            progress: { if case .paused = $0 { isPaused.signal() } }
        )
        // Written before `ended` is signalled, read after it was waited for.
        nonisolated(unsafe) var outcome: RedriveRun.Outcome?
        let thread = Thread {
            outcome = try? holder.run()
            ended.signal()
        }
        thread.start()
        #expect(isPaused.wait(timeout: .now() + 60) == .success)
        for plan in [first, second] {
            let refusal = try #require(throws: ReplayRefusal.self) { try run(plan, "second", stage).run() }
            #expect(refusal.code == .alreadyRunning)
            #expect(refusal.what.contains("by first"), "\(refusal)")
        }
        #expect(try stage.redriven().isEmpty)
        isFree.store(true, ordering: .relaxed)
        #expect(ended.wait(timeout: .now() + 60) == .success)
        #expect(outcome?.sent == 4)
        #expect(try stage.redriven().values.allSatisfy { $0 == 1 })
    }

    /// Whoever comes while the first is held up for longer than a seat is kept takes over; the first one's work is fenced.
    @Test func whoIsSilentTooLongLosesTheSeat() throws {
        let stage = try stage()
        let slow = try stage.plan(RedriveRequest(selection: stage.window, ratePerSecond: 1)).plan
        let other = try stage.plan(RedriveRequest(selection: stage.window, ratePerSecond: 1000)).plan
        var second: RedriveRun.Outcome?
        var isOvertaken = false
        let first = try stage.run(slow, member: "first") { sent in
            if sent == 2, !isOvertaken {
                isOvertaken = true
                // The machine stands still for the first one while this happens.
                second = try? stage.run(other, member: "second").run()
            }
            return .go
        }
        // The other plan had promised all four, and two are sent: it is refused. The first one comes back and sends the rest.
        #expect(try first.run().left == 0)
        #expect(second == nil)
        let redriven = try stage.redriven()
        #expect(redriven.count == 4 && redriven.values.allSatisfy { $0 == 1 })
        #expect(try ReplayAudit.all(on: stage.log, stage.topology).map(\.event).last == .done)
    }
}
