import Dispatch
import Foundation
import Replay
import Synchronization

/// Signals of a redrive: the first SIGINT or SIGTERM stops it between two transactions, a second one ends it at once, SIGUSR1
/// pauses it and lets it go on. Whatever happens, nothing is sent twice.
///
/// `@unchecked Sendable`: what can change is guarded by `state`; the sources are only made and kept.
final class ReplaySignals: @unchecked Sendable {
    private let state = Mutex(RedriveRun.Command.go)
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

    var command: RedriveRun.Command { state.withLock { $0 } }

    private func received(_ number: Int32) {
        state.withLock { command in
            switch (number, command) {
            case (SIGUSR1, .go): command = .pause
            case (SIGUSR1, .pause): command = .go
            case (SIGUSR1, .stop): break
            case (_, .go), (_, .pause): command = .stop
            // Nothing half done takes effect.
            case (_, .stop): _exit(128 + number)
            }
        }
    }
}
