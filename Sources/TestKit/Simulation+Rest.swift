import EventLog
import Streams

/// The end of a simulation: nothing fails any more, and all that was begun must come to its end.
extension Simulation {
    func comeToRest() throws {
        faults.crashes = .none
        faults.errorsPerMille = 0
        for ghost in ghosts { ghost.crash() }
        ghosts = []
        for process in processes { process.sleepsUntil = .distantPast }
        let horizon = settings.startingAt.advanced(byMilliseconds: settings.horizonMilliseconds)
        var rounds = 0
        while true {
            rounds += 1
            guard rounds < 200_000 else { throw SimulationFailure("the channel did not come to rest") }
            clock.advance(byMilliseconds: 1)
            guard let wake = try stepEveryLane() else { continue }
            if wake > horizon {
                let running = processes.reduce(0) { $0 + $1.runningPartitionCount }
                if running == view.inboxPartitionCount, try view.isDone() { return }
                // Everybody is idle and yet there is something to do: its owner has gone and is not missed yet.
                clock.advance(byMilliseconds: settings.worker.sessionTimeoutMilliseconds)
                continue
            }
            skip(to: wake)
        }
    }

    /// - Returns: the earliest time at which anything will happen; `nil` where something did.
    private func stepEveryLane() throws -> Timestamp? {
        var wake = Timestamp.distantFuture
        var isBusy = false
        for process in processes {
            for lane in 0..<settings.lanesPerProcess {
                switch try step(process, lane: lane) {
                case .idle(let until): wake = min(wake, until)
                case .waiting(let until): wake = min(wake, until)
                case .worked, .ended, nil: isBusy = true
                }
            }
        }
        return isBusy ? nil : wake
    }

    /// Short waits leave every member its seat; long ones are skipped at once.
    private func skip(to wake: Timestamp) {
        let wait = wake.milliseconds - clock.now.milliseconds
        let bearable = settings.worker.sessionTimeoutMilliseconds / 2
        clock.advance(byMilliseconds: wait > bearable * 20 ? wait : min(wait, bearable))
    }
}
