import EventLog
import Streams
import TestKit
import Testing

@Suite struct LaneRecoveryTests {
    /// A lane with these has something open after a step.
    private static let gathering = WorkerSettings(name: "stage", commitIntervalMilliseconds: 4_000)

    /// Every step that a lane takes and every code before it, and what the log may say after it took effect.
    @Test(arguments: LogStep.allCases)
    func afterAnyFailureEverythingTakesEffectOnce(step: LogStep) throws {
        guard step != .append, step != .leave, step != .abort else { return }
        for code in [LogError.Code.retry, .abortAndRewind, .rejoin, .rebuild] {
            for isAfter in [false, true] {
                // What took effect is never reported as if it had not.
                if isAfter, code == .retry || step == .join || step == .commit && code != .rebuild { continue }
                let faults = ChosenFaults()
                let stage = try LaneStage(faults: faults)
                try stage.order("a", "deposit a 10")
                stage.settle()
                if isAfter { faults.after = [step: code] } else { faults.before = [step: code] }
                faults.left = 2
                if step == .join || step == .restore { stage.restart() }
                if step == .rewind {
                    faults.before[.post] = .abortAndRewind
                    faults.left = 3
                }
                try stage.order("a", "transfer a 4 b")
                for _ in 0..<40 {
                    stage.settle()
                    stage.advance(100)
                }
                #expect(faults.left == 0, "\(step) \(code)")
                #expect(try stage.ledger() == ["a": "6 0 0", "b": "4 0 0"], "\(step) \(code) after: \(isAfter)")
                #expect(try stage.texts(Bank.inbox).filter { $0 == "credit b 4" }.count == 1)
            }
        }
    }

    @Test func waitsGrowAndEndWithSuccess() throws {
        let faults = ChosenFaults()
        let stage = try LaneStage(faults: faults)
        faults.before = [.poll: .retry]
        faults.left = 4
        var waits: [Int64] = []
        for _ in 0..<4 {
            guard case .waiting(let until) = stage.settle() else { continue }
            waits.append(until.milliseconds - stage.time.now.milliseconds)
            #expect(stage.step() == .waiting(until: until), "nothing is done before its time")
            stage.time.now = until
        }
        #expect(waits == [50, 100, 200, 400])
        #expect(stage.settle() == .idle(until: .distantFuture))
        faults.left = 1
        #expect(stage.step() == .waiting(until: stage.time.now.advanced(byMilliseconds: 50)))
    }

    @Test func aStopEndsTheLaneAndGivesItsPartitionsBack() throws {
        let faults = ChosenFaults()
        let stage = try LaneStage(faults: faults)
        stage.settle()
        faults.before = [.commit: .stop]
        faults.left = 1
        try stage.order("a", "deposit a 1")
        guard case .ended(let error?) = stage.settle() else {
            Issue.record("the lane goes on")
            return
        }
        #expect(error.code == .stop)
        #expect(stage.step() == .ended(error), "for good")
        #expect(try stage.ledger().isEmpty)
        // Its seat is free at once: nobody waits for a session time-out.
        let heir = LaneCore(lane: 9, log: stage.log, application: stage.application, settings: stage.settings)
        for _ in 0..<10 { _ = heir.step(now: stage.time.now) }
        #expect(try stage.ledger() == ["a": "1 0 0"])
    }

    @Test func aLedgerEntryThatDoesNotReadStopsTheLaneAndNamesThePlace() throws {
        let stage = try LaneStage()
        let inbox = TopicPartition(Bank.inbox, Partition(0))
        let session = try stage.log.join(GroupSettings(group: "bank", member: "x", inboxes: [Bank.inbox: Bank.ledger]))
        guard case .assigned = try session.poll(timeoutMilliseconds: 0) else {
            Issue.record("no assignment")
            return
        }
        let transaction = try session.beginTransaction()
        try transaction.changeLedger(of: inbox, key: [65], value: [66])
        try transaction.commit()
        session.leave()
        guard case .ended(let error?) = stage.settle() else {
            Issue.record("the lane goes on")
            return
        }
        #expect(error.code == .stop && error.partition == inbox)
    }

    @Test func aStaleOwnerCommitsNothing() throws {
        let stage = try LaneStage(settings: WorkerSettings(name: "stage", commitIntervalMilliseconds: 1_000))
        try stage.order("a", "deposit a 10")
        stage.settle()
        try stage.order("a", "transfer a 10 b")
        // Processed, and not committed.
        #expect(stage.step() == .worked)
        stage.advance(60_000)
        let heir = LaneCore(lane: 1, log: stage.log, application: stage.application, settings: stage.settings)
        for _ in 0..<10 { _ = heir.step(now: stage.time.now) }
        #expect(try stage.ledger() == ["a": "0 0 0", "b": "10 0 0"])
        let before = stage.commits.count
        #expect(stage.step() != .ended(nil))
        for _ in 0..<40 {
            stage.settle()
            _ = heir.step(now: stage.time.now)
            stage.advance(100)
        }
        #expect(stage.commits.count == before)
        #expect(try stage.ledger() == ["a": "0 0 0", "b": "10 0 0"])
        #expect(try stage.texts(Bank.inbox).filter { $0 == "credit b 10" }.count == 1)
    }

    @Test func partitionsMoveToANewMemberAfterACommit() throws {
        let stage = try LaneStage(partitions: 4)
        for number in 0..<20 { try stage.order("a\(number)", "deposit a\(number) 1") }
        stage.settle()
        #expect(stage.core.runningPartitions.count == 4)
        for number in 0..<20 { try stage.order("a\(number)", "deposit a\(number) 1") }
        stage.step()
        let other = LaneCore(lane: 1, log: stage.log, application: stage.application, settings: stage.settings)
        for _ in 0..<20 {
            stage.step()
            _ = other.step(now: stage.time.now)
        }
        #expect(stage.core.runningPartitions.count == 2 && other.runningPartitions.count == 2)
        #expect(Set(stage.core.runningPartitions).isDisjoint(with: other.runningPartitions))
        var entries: [String: String] = [:]
        for partition in 0..<4 as Range<Int32> {
            entries.merge(try stage.ledger(partition: partition)) { first, _ in first }
        }
        #expect(entries.count == 20 && entries.values.allSatisfy { $0 == "2 0 0" })
    }

    @Test func finishingCommitsWhatIsOpenAndLeaves() throws {
        let stage = try LaneStage(settings: Self.gathering)
        stage.settle()
        try stage.order("a", "deposit a 1")
        stage.step()
        #expect(stage.commits.isEmpty)
        #expect(stage.core.finish(now: stage.time.now) == nil)
        #expect(stage.commits.count == 1)
        #expect(stage.core.finish(now: stage.time.now) == nil)
        #expect(stage.step() == .ended(nil))
        #expect(try stage.ledger() == ["a": "1 0 0"])
    }

    @Test(arguments: [LogError.Code.retry, .abortAndRewind, .rejoin])
    func aLastCommitThatIsRefusedIsLeftToTheNext(code: LogError.Code) throws {
        let faults = ChosenFaults()
        let stage = try LaneStage(settings: Self.gathering, faults: faults)
        stage.settle()
        try stage.order("a", "deposit a 1")
        stage.step()
        faults.before = [.commit: code]
        faults.left = 1
        #expect(stage.core.finish(now: stage.time.now) == nil, "a stop that came at a bad time is no failure")
        #expect(faults.left == 0)
        #expect(stage.step() == .ended(nil))
        #expect(try stage.ledger().isEmpty)
        let heir = LaneCore(lane: 9, log: stage.log, application: stage.application, settings: stage.settings)
        for _ in 0..<10 { _ = heir.step(now: stage.time.now) }
        heir.finish(now: stage.time.now)
        #expect(try stage.ledger() == ["a": "1 0 0"])
    }

    @Test(arguments: [LogError.Code.rebuild, .stop])
    func aLastCommitThatFailsOtherwiseIsTold(code: LogError.Code) throws {
        let faults = ChosenFaults()
        let stage = try LaneStage(settings: Self.gathering, faults: faults)
        stage.settle()
        try stage.order("a", "deposit a 1")
        stage.step()
        faults.before = [.commit: code]
        faults.left = 1
        let error = try #require(stage.core.finish(now: stage.time.now))
        #expect(error.code == code)
        #expect(stage.core.finish(now: stage.time.now) == error)
        #expect(stage.step() == .ended(error))
    }

    @Test func abandoningCommitsNothing() throws {
        let stage = try LaneStage()
        stage.settle()
        try stage.order("a", "deposit a 1")
        stage.step()
        stage.core.abandon()
        #expect(stage.step() == .ended(nil))
        #expect(try stage.ledger().isEmpty)
    }

    @Test func aRestoreTellsHowFarItIs() throws {
        let stage = try LaneStage(partitions: 2)
        for number in 0..<30 { try stage.order("a\(number)", "deposit a\(number) 1") }
        stage.settle()
        stage.restart()
        stage.settle()
        var entries = 0
        let restored = stage.events.compactMap { event -> (Int, Timestamp)? in
            if case .restored(_, let count, let clock) = event { (count, clock) } else { nil }
        }
        #expect(restored.count == 4)
        for (count, clock) in restored.suffix(2) {
            entries += count
            #expect(clock == stage.time.now)
        }
        // The accounts, and a clock in each partition.
        #expect(entries == 32)
    }
}

@Suite struct CrashPlaceTests {
    /// One small run, crashed once at each place where a process can crash: before and after each call, in turn.
    @Test(arguments: 0..<8)
    func aCrashAtEveryStepLosesAndRepeatsNothing(part: Int) throws {
        var settings = SimulationSettings()
        settings.processes = 2
        settings.lanesPerProcess = 1
        settings.turns = 150
        settings.crashes = .none
        settings.errorsPerMille = 0
        settings.pausesPerMille = 0
        settings.stopsPerMille = 0
        let calm = try run(settings)
        #expect(calm.crashes == 0 && calm.crashPlaces > 400)
        for place in stride(from: part, to: calm.crashPlaces, by: 8) {
            settings.crashes = .atPlace(place)
            let report = try run(settings)
            // Those after the last turn are not reached: by then nothing fails any more.
            #expect(report.crashes <= 1)
            #expect(report.records >= 30)
        }
    }

    private func run(_ settings: SimulationSettings) throws -> SimulationReport {
        try Simulation.run(
            seed: 4,
            application: Bank.application(partitions: BankScenario.partitions),
            topics: Bank.topics(partitions: BankScenario.partitions),
            settings: settings,
            scenario: BankScenario.scenario(orders: 30)
        )
    }
}
