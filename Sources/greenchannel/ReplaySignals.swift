import Dispatch
import Foundation
import Replay
import Synchronization

/// Signals of a redrive: the first SIGINT or SIGTERM stops it between two transactions, a second one that is no
/// echo of it ends it at once, SIGUSR1 pauses it and lets it go on. Whatever happens, nothing is sent twice.
///
/// `@unchecked Sendable`: what can change is guarded by `state`; the sources are only made and kept.
final class ReplaySignals: @unchecked Sendable {
    private struct State {
        var command = RedriveRun.Command.go
        var requests = StopRequests()
    }

    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "greenchannel.replay.signals")
    private var sources: [any DispatchSourceSignal] = []

    init() {
        for number in [SIGINT, SIGTERM, SIGUSR1] {
            // Its default would end the process before the source is told.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { [weak self] in self?.received(number) }
            source.resume()
            sources.append(source)
        }
    }

    var command: RedriveRun.Command { state.withLock { $0.command } }

    private func received(_ number: Int32) {
        state.withLock { state in
            switch (number, state.command) {
            case (SIGUSR1, .go): state.command = .pause
            case (SIGUSR1, .pause): state.command = .go
            case (SIGUSR1, .stop): break
            default:
                // Nothing half done takes effect.
                if state.requests.hear() == .again { _exit(128 + number) }
                state.command = .stop
            }
        }
    }
}
