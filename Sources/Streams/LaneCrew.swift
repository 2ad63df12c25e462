import EventLog

/// The lanes of one worker on their threads, and how they are told to stop.
///
///     running ──finish──► finishing ──deadline──► abandoning ──deadline──► given up
///        └──────────────cancel──────────────────────┘
///        any ──last lane ended──► over
///
/// `@unchecked Sendable`: everything mutable is guarded by `monitor`.
package final class LaneCrew: @unchecked Sendable {
    private enum Phase: Equatable {
        case running
        /// Lanes finish their batch, commit and leave, until this time.
        case finishing(until: Int64)
        /// Lanes abort and leave, until this time.
        case abandoning(until: Int64)
        case over
    }

    private let monitor = Monitor()
    private let deadlineMilliseconds: Int64
    private var phase = Phase.running
    private var lanesAtWork: Int
    private var firstError: LogError?
    private var whenOver: (@Sendable (Result<Void, any Error>) -> Void)?

    package init(lanes: Int, deadlineMilliseconds: Int64) {
        lanesAtWork = lanes
        self.deadlineMilliseconds = deadlineMilliseconds
    }

    /// Starts every lane, and one thread that watches the deadlines.
    /// - Parameters:
    ///   - pulse: told before each step of a lane, on its thread: a lane that stays silent is stuck in a call.
    ///   - whenOver: called once.
    package func start(
        _ makeCore: @escaping @Sendable (Int) -> LaneCore,
        pulse: @escaping @Sendable (Int) -> Void = { _ in },
        whenOver: @escaping @Sendable (Result<Void, any Error>) -> Void
    ) {
        let lanes = monitor.locked {
            self.whenOver = whenOver
            return lanesAtWork
        }
        for lane in 0..<lanes {
            let started = OwnedThread.run { self.runLane(makeCore(lane), pulse) }
            if !started { laneEnded(LogError(.stop, "There was no thread to be had for lane \(lane)")) }
        }
        if !OwnedThread.run({ self.watch() }) {
            // Without it nothing would bound a shutdown: better not to run at all.
            monitor.locked { if firstError == nil { firstError = LogError(.stop, "There was no thread to be had") } }
            cancel()
        }
    }

    /// Asks the lanes to finish their batch, commit and leave.
    package func finish() {
        monitor.locked {
            switch phase {
            case .running: phase = .finishing(until: OwnedThread.monotonicMilliseconds() + deadlineMilliseconds)
            case .finishing, .abandoning, .over: break
            }
            monitor.wakeAll()
        }
    }

    /// Tells the lanes to abort and leave at once.
    package func cancel() {
        monitor.locked {
            switch phase {
            case .running, .finishing:
                phase = .abandoning(until: OwnedThread.monotonicMilliseconds() + deadlineMilliseconds)
            case .abandoning, .over: break
            }
            monitor.wakeAll()
        }
    }

    private func runLane(_ core: LaneCore, _ pulse: @Sendable (Int) -> Void) {
        while true {
            pulse(core.lane)
            switch monitor.locked({ phase }) {
            case .running: break
            case .finishing(let until):
                return laneEnded(core.finish(now: now(), waitMilliseconds: millisecondsLeft(until)))
            case .abandoning(let until):
                core.abandon(waitMilliseconds: millisecondsLeft(until))
                return laneEnded(nil)
            case .over:
                core.abandon(waitMilliseconds: 0)
                return laneEnded(nil)
            }
            switch core.step(now: now(), waitMilliseconds: .max) {
            case .worked, .idle: break
            case .waiting(let until):
                let wait = max(1, min(until.milliseconds - OwnedThread.currentMilliseconds(), 60_000))
                monitor.locked { if phase == .running { monitor.wait(milliseconds: Int(wait)) } }
            case .ended(let error): return laneEnded(error)
            }
        }
    }

    private func millisecondsLeft(_ until: Int64) -> Int { Int(max(0, until - OwnedThread.monotonicMilliseconds())) }

    private func now() -> Timestamp { Timestamp(milliseconds: OwnedThread.currentMilliseconds()) }

    /// A lane that ended with an error takes the others with it: they finish what they have.
    private func laneEnded(_ error: LogError?) {
        let call: (() -> Void)? = monitor.locked {
            lanesAtWork -= 1
            if let error {
                if firstError == nil { firstError = error }
                if phase == .running {
                    phase = .finishing(until: OwnedThread.monotonicMilliseconds() + deadlineMilliseconds)
                }
            }
            monitor.wakeAll()
            return lanesAtWork == 0 ? takeEnd(firstError.map { .failure($0) } ?? .success(())) : nil
        }
        call?()
    }

    /// Holds the lanes to their deadlines; a lane stuck in a call that does not return is given up with its thread.
    private func watch() {
        let call: (() -> Void)? = monitor.locked {
            while true {
                let time = OwnedThread.monotonicMilliseconds()
                switch phase {
                case .running: monitor.wait(milliseconds: 60_000)
                case .finishing(let until) where time < until: monitor.wait(milliseconds: Int(until - time))
                case .finishing:
                    phase = .abandoning(until: time + deadlineMilliseconds)
                    monitor.wakeAll()
                case .abandoning(let until) where time < until: monitor.wait(milliseconds: Int(until - time))
                case .abandoning:
                    let stuck = LogError(
                        .stop,
                        "\(lanesAtWork) lanes did not stop within \(deadlineMilliseconds) ms of being told to abort",
                        remedy: "Nothing of their open transactions takes effect; end the process."
                    )
                    return takeEnd(.failure(firstError ?? stuck))
                case .over: return nil
                }
            }
        }
        call?()
    }

    /// With the lock held; what it gives is called without.
    private func takeEnd(_ result: Result<Void, any Error>) -> (() -> Void)? {
        phase = .over
        monitor.wakeAll()
        guard let call = whenOver else { return nil }
        whenOver = nil
        return { call(result) }
    }
}
