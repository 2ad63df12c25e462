import EventLog
import Streams

/// The end of a simulation: nothing fails any more, and all that was begun must come to its end.
extension Simulation {
    func comeToRest() throws {
        let patience = settings.worker.sessionTimeoutMilliseconds
        faults.crashes = .none
        faults.errorsPerMille = 0
        for ghost in ghosts { ghost.crash() }
        ghosts = []
        for process in processes { process.sleepsUntil = .distantPast }
        switch settings.rest {
        case .everybody: break
        case .oneSteadyLane:
            for process in processes where process.isUp { process.stop(now: clock.now) }
            processes = [SimulatedProcess(number: settings.processes)]
            settings.lanesPerProcess = 1
            settings.worker.sessionTimeoutMilliseconds = settings.horizonMilliseconds * 2
            // Those who crashed have been missed by then.
            clock.advance(byMilliseconds: patience + 1)
        }
        let horizon = settings.startingAt.advanced(byMilliseconds: settings.horizonMilliseconds)
        var rounds = 0
        var idleRounds = 0
        while true {
            rounds += 1
            guard rounds < 20_000 else { throw SimulationFailure("the channel did not come to rest: \(unrest)") }
            clock.advance(byMilliseconds: 1)
            guard let wake = try stepEveryLane() else {
                idleRounds = 0
                continue
            }
            // What one lane lets go of in its turn, another that had its turn before only sees in the next.
            idleRounds += 1
            if idleRounds < 3 { continue }
            idleRounds = 0
            if wake > horizon {
                let running = processes.reduce(0) { $0 + $1.runningPartitions.count }
                if running == view.inboxPartitionCount, try view.isDone() { return }
                // Everybody is idle and yet there is something to do: its owner has gone and is not missed yet.
                clock.advance(byMilliseconds: patience)
                continue
            }
            skip(to: wake)
        }
    }

    /// Who has what, for a report.
    private var unrest: String {
        processes.map { "process \($0.number) runs \($0.runningPartitions)" }.joined(separator: ", ")
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
