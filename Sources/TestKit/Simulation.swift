public import EventLog
public import Streams

/// A seeded simulation of several worker processes over one memory log, in one thread and on a virtual clock: lanes take
/// turns at random, calls fail, processes crash in the middle of them, stand still and come back as stale owners, stop
/// and return; and after every commit the invariants are checked. Then the faults end, and the channel comes to rest.
///
/// A seed says everything: the same seed gives the same trace.
public final class Simulation {
    /// What the world does to the channel, and what must hold of it.
    public struct Scenario {
        /// Posts of one turn; asked while the simulation has turns left.
        public var workload: (_ random: inout SimulationRandom, _ now: Timestamp) -> [Post]
        /// Called after every commit.
        public var invariant: (SimulationView) throws -> Void
        /// Called once, at rest.
        public var outcome: (SimulationView) throws -> Void

        public init(
            workload: @escaping (_ random: inout SimulationRandom, _ now: Timestamp) -> [Post],
            invariant: @escaping (SimulationView) throws -> Void,
            outcome: @escaping (SimulationView) throws -> Void = { _ in }
        ) {
            self.workload = workload
            self.invariant = invariant
            self.outcome = outcome
        }
    }

    var settings: SimulationSettings
    let application: StreamApplication
    let scenario: Scenario
    let clock: SimulationClock
    let faults: SimulationFaults
    let log: MemoryLog
    let view: SimulationView
    var random: SimulationRandom
    var processes: [SimulatedProcess] = []
    /// Processes that were taken for dead and replaced, and are not.
    var ghosts: [SimulatedProcess] = []
    private var running: SimulatedProcess?
    var report: SimulationReport
    private var failure: (any Error)?

    private init(
        seed: UInt64,
        application: StreamApplication,
        topics: [TopicSettings],
        settings: SimulationSettings,
        scenario: Scenario
    ) throws {
        self.settings = settings
        self.application = application
        self.scenario = scenario
        random = SimulationRandom(seed: seed)
        let clock = SimulationClock(settings.startingAt)
        self.clock = clock
        faults = SimulationFaults(
            seed: random.next(),
            crashes: settings.crashes,
            errorsPerMille: settings.errorsPerMille
        )
        log = MemoryLog(gaps: settings.gaps, faults: faults) { clock.now }
        try log.createTopics(topics)
        view = try SimulationView(log: log, application: application)
        report = SimulationReport(seed: seed, traceHash: 0, contentHash: 0)
    }

    /// Runs one seed from the beginning to rest.
    /// - Throws: `SimulationFailure`, which names the seed, the virtual time and what went wrong.
    public static func run(
        seed: UInt64,
        application: StreamApplication,
        topics: [TopicSettings],
        settings: SimulationSettings = SimulationSettings(),
        scenario: Scenario
    ) throws -> SimulationReport {
        let simulation = try Simulation(
            seed: seed,
            application: application,
            topics: topics,
            settings: settings,
            scenario: scenario
        )
        do {
            try simulation.run()
        } catch {
            throw SimulationFailure(
                "seed \(seed), crashes \(settings.crashes), at \(simulation.clock.now.milliseconds) ms, "
                    + "\(simulation.report.commits) commits: \(error)"
            )
        }
        return simulation.report
    }

    private func run() throws {
        faults.crash = { [unowned self] in crash() }
        faults.committed = { [unowned self] in checkAfterCommit() }
        defer {
            faults.crash = {}
            faults.committed = {}
        }
        processes = (0..<settings.processes).map { SimulatedProcess(number: $0) }
        for turn in 0..<settings.turns { try take(turn) }
        try comeToRest()
        try scenario.outcome(view)
        report.errors = faults.errors
        report.crashPlaces = faults.places
        report.traceHash = faults.trace.hash
        report.contentHash = try view.contentHash()
    }

    private func take(_ turn: Int) throws {
        clock.advance(byMilliseconds: random.number(in: 0...20))
        if settings.leapsPerMille > 0, random.chance(perMille: settings.leapsPerMille) {
            clock.advance(byMilliseconds: random.number(in: 0...settings.leapMillisecondsMax))
        }
        if random.chance(perMille: 200) {
            let posts = scenario.workload(&random, clock.now)
            if !posts.isEmpty { try log.append(posts) }
        }
        let index = Int(random.number(in: 0...Int64(processes.count + ghosts.count - 1)))
        let process = index < processes.count ? processes[index] : ghosts[index - processes.count]
        if index < processes.count, process.isUp, process.sleepsUntil <= clock.now { disturb(process, index) }
        try step(process, lane: Int(random.number(in: 0...Int64(settings.lanesPerProcess - 1))))
    }

    /// Perhaps lets a process stand still, with or without someone taking its place, or stops it gracefully.
    private func disturb(_ process: SimulatedProcess, _ index: Int) {
        if random.chance(perMille: settings.pausesPerMille) {
            process.sleepsUntil = clock.now.advanced(
                byMilliseconds: random.number(in: 1...3 * settings.worker.sessionTimeoutMilliseconds)
            )
            report.pauses += 1
            if random.chance(perMille: settings.replacementsPerMille) {
                ghosts.append(process)
                processes[index] = SimulatedProcess(number: process.number)
                report.replacements += 1
            }
        } else if random.chance(perMille: settings.stopsPerMille) {
            running = process
            process.stop(now: clock.now)
            running = nil
            process.sleepsUntil = clock.now.advanced(byMilliseconds: random.number(in: 0...3_000))
            report.stops += 1
        }
    }

    /// One step of one lane, after starting its process where it is down.
    /// - Returns: what the step came to; `nil` where the process sleeps or has just gone.
    @discardableResult
    func step(_ process: SimulatedProcess, lane: Int) throws -> LaneCore.Step? {
        guard process.sleepsUntil <= clock.now else { return nil }
        if !process.isUp {
            process.start(log, lanes: settings.lanesPerProcess, application, settings.worker, self)
            faults.traceStep("start \(process.number)", at: clock.now)
        }
        running = process
        let step = process.step(lane: lane, now: clock.now)
        running = nil
        faults.traceStep("\(process.number)/\(lane) \(step)", at: clock.now)
        if let failure { throw failure }
        if process.isCrashed {
            gone(process)
            return nil
        }
        guard case .ended(let error) = step else { return step }
        // Only with somebody else under its name may a lane end.
        guard let error, error.code == .stop, report.replacements > 0 else {
            throw SimulationFailure("a lane ended: \(error.map(\.description) ?? "without an error")")
        }
        report.fenced += 1
        process.crash()
        gone(process)
        return nil
    }

    /// A process has ended: what its supervisor knows of comes back after a while, a ghost does not.
    private func gone(_ process: SimulatedProcess) {
        process.bury()
        process.sleepsUntil = clock.now.advanced(byMilliseconds: random.number(in: 0...4_000))
        ghosts.removeAll { $0 === process }
    }

    private func crash() {
        running?.crash()
        report.crashes += 1
    }

    private func checkAfterCommit() {
        report.commits += 1
        guard failure == nil else { return }
        do {
            try scenario.invariant(view)
        } catch {
            failure = error
        }
    }
}

extension Simulation: LaneObserver {
    public func lane(_ lane: Int, _ event: LaneEvent) {
        guard case .committed(let commit) = event else { return }
        report.records += commit.records
        report.deadLetters += commit.deadLetters
        report.timers += commit.timers
    }
}
