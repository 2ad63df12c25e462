import ArgumentParser
import Dispatch
import Foundation
import Logging
import ServiceLifecycle
import Synchronization

/// SIGTERM and SIGINT of a daemon, from its first line on: the first asks for a graceful stop, the second ends at once
/// unless it is an echo of the first.
///
/// Whenever the first comes, also while the log is being opened, it is heard. When the stop takes longer than everything
/// that has a deadline of its own may take, the process ends all the same, as failed: nothing half done takes effect.
///
/// `@unchecked Sendable`: what can change is guarded by `state`; the sources are only made and kept.
final class StopSignals: @unchecked Sendable {
    private struct State {
        var requests = StopRequests()
        var group: ServiceGroup?
    }

    private let state = Mutex(State())
    private let log: DaemonLog
    private let deadlineMilliseconds: Int64
    private let queue = DispatchQueue(label: "greenchannel.signals")
    private let sources: [any DispatchSourceSignal]

    /// - Parameter deadlineMilliseconds: after which a stop that was asked for is given up.
    init(log: DaemonLog, deadlineMilliseconds: Int64) {
        self.log = log
        self.deadlineMilliseconds = deadlineMilliseconds
        sources = [SIGTERM, SIGINT].map { [queue] number in
            // Its default would end the process before the source is told.
            signal(number, SIG_IGN)
            return DispatchSource.makeSignalSource(signal: number, queue: queue)
        }
        // A source hears nothing before it is registered, which another thread does some time after `resume`.
        let registered = DispatchGroup()
        for (source, number) in zip(sources, [SIGTERM, SIGINT]) {
            registered.enter()
            source.setRegistrationHandler { registered.leave() }
            source.setEventHandler { [weak self] in self?.received(number) }
            source.resume()
        }
        registered.wait()
        log.logger.debug("stop signals are heard")
    }

    /// Whether a stop was asked for.
    var isAsked: Bool { state.withLock { $0.requests.isAsked } }

    /// From now on this group is what stops; at once where a stop was asked for already.
    func stop(_ group: ServiceGroup) async {
        let isAsked = state.withLock { state in
            state.group = group
            return state.requests.isAsked
        }
        if isAsked { await group.triggerGracefulShutdown() }
    }

    private func received(_ number: Int32) {
        let (request, group) = state.withLock { ($0.requests.hear(), $0.group) }
        switch request {
        case .first: break
        case .echo: return
        case .again: endNow(number)
        }
        log.logger.notice(
            "stopping",
            metadata: ["signal": "\(number)", "deadlineMilliseconds": "\(deadlineMilliseconds)"]
        )
        queue.asyncAfter(deadline: .now() + .milliseconds(Int(deadlineMilliseconds))) { [log] in
            log.logger.critical("the stop took too long and is given up; nothing half done takes effect")
            _exit(ExitCodes.failed.rawValue)
        }
        if let group { Task { await group.triggerGracefulShutdown() } }
    }

    private func endNow(_ number: Int32) -> Never {
        signal(number, SIG_DFL)
        // Threads of a queue have signals blocked; with it unblocked here, the call returns only where it ends nobody.
        var own = sigset_t()
        sigemptyset(&own)
        sigaddset(&own, number)
        pthread_sigmask(SIG_UNBLOCK, &own, nil)
        kill(getpid(), number)
        // Process 1 of a container has no default for signals, so it ends by itself with what a shell would say.
        _exit(128 + number)
    }
}
