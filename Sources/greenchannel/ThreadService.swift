import Foundation
import ServiceLifecycle
import Synchronization

/// A loop that blocks (on the log, on time) as a service: it has a thread of its own, and none of the shared pool.
struct ThreadService: Service {
    /// Does one piece of work; `false` ends the service.
    let name: String
    let step: @Sendable () throws -> Bool

    init(_ name: String, _ step: @escaping @Sendable () throws -> Bool) {
        self.name = name
        self.step = step
    }

    func run() async throws {
        let stop = StopFlag()
        try await withTaskCancellationHandler {
            try await withGracefulShutdownHandler {
                try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                    let step = self.step
                    let thread = Thread {
                        do {
                            while !stop.isSet, try step() {}
                            continuation.resume()
                        } catch {
                            continuation.resume(throwing: error)
                        }
                    }
                    thread.name = name
                    thread.start()
                }
            } onGracefulShutdown: {
                stop.set()
            }
        } onCancel: {
            stop.set()
        }
    }
}

/// Asks a loop on another thread to end.
final class StopFlag: Sendable {
    private let value = Atomic(false)

    var isSet: Bool { value.load(ordering: .relaxed) }
    func set() { value.store(true, ordering: .relaxed) }
}
