import EventLog

/// Decides, call by call, what goes wrong between lanes and their log: errors of every code where the log may give it,
/// commits in doubt, and crashes before and after each step.
///
/// `@unchecked Sendable`: a simulation runs in one thread.
final class SimulationFaults: FaultInjector, @unchecked Sendable {
    var crashes: SimulationSettings.Crashes
    var errorsPerMille: Int
    private(set) var trace = SimulationTrace()
    /// How many places for a crash there were.
    private(set) var places = 0
    private(set) var errors = 0
    /// Ends the process that made the call; called before the call fails.
    var crash: () -> Void = {}
    /// Called after every commit that took effect.
    var committed: () -> Void = {}
    private var random: SimulationRandom

    init(seed: UInt64, crashes: SimulationSettings.Crashes, errorsPerMille: Int) {
        random = SimulationRandom(seed: seed)
        self.crashes = crashes
        self.errorsPerMille = errorsPerMille
    }

    func before(_ step: LogStep, member: String?) throws(LogError) {
        guard let member else { return }
        trace.add(step.rawValue)
        trace.add(member)
        try crashHere(member, step)
        try failHere(member, step, Self.codesBefore(step))
    }

    func after(_ step: LogStep, member: String?) throws(LogError) {
        guard let member else { return }
        trace.add(0)
        if step == .commit { committed() }
        try crashHere(member, step)
        try failHere(member, step, Self.codesAfter(step))
    }

    func traceStep(_ text: String, at now: Timestamp) {
        trace.add(now.milliseconds)
        trace.add(text)
    }

    private func crashHere(_ member: String, _ step: LogStep) throws(LogError) {
        let place = places
        places += 1
        let isNow =
            switch crashes {
            case .none: false
            case .perMille(let perMille): random.chance(perMille: perMille)
            case .atPlace(let chosen): place == chosen
            }
        guard isNow else { return }
        trace.add("crash")
        crash()
        throw LogError(.stop, "The process of \(member) crashed at \(step.rawValue)")
    }

    private func failHere(_ member: String, _ step: LogStep, _ codes: [LogError.Code]) throws(LogError) {
        guard !codes.isEmpty, errorsPerMille > 0, random.chance(perMille: errorsPerMille) else { return }
        let code = codes[Int(random.number(in: 0...Int64(codes.count - 1)))]
        trace.add(code.rawValue)
        errors += 1
        throw LogError(code, "A simulated failure of \(step.rawValue) for \(member)")
    }

    /// What a log may say of a step that did not take effect.
    private static func codesBefore(_ step: LogStep) -> [LogError.Code] {
        switch step {
        case .join: [.retry]
        case .poll, .rewind, .restore: [.retry, .abortAndRewind, .rejoin, .rebuild]
        case .begin, .post, .changeLedger, .advance, .commit: [.retry, .abortAndRewind, .rejoin, .rebuild]
        // Held back until the next call.
        case .abort, .leave: [.retry, .rejoin]
        case .append: []
        }
    }

    /// What a log may say of a step that did take effect: never that nothing did.
    private static func codesAfter(_ step: LogStep) -> [LogError.Code] {
        switch step {
        case .join: [.rebuild]
        case .poll: [.abortAndRewind, .rejoin, .rebuild]
        case .begin, .post, .changeLedger, .advance: [.abortAndRewind, .rejoin, .rebuild]
        case .rewind, .restore: [.abortAndRewind, .rejoin, .rebuild]
        case .commit: [.rebuild]
        case .abort, .leave, .append: []
        }
    }
}
