import Foundation
import ServiceLifecycle
import Synchronization

/// A loop that blocks (on the log, on time) as a service: it has a thread of its own, and none of the shared pool.
struct ThreadService: Service {
    let name: String
    /// Does one piece of work; `false` ends the service.
    let step: @Sendable () throws -> Bool
    /// Done on the same thread after the last step, however the service was ended.
    let atEnd: @Sendable () throws -> Void

    init(
        _ name: String,
        atEnd: @escaping @Sendable () throws -> Void = {},
        _ step: @escaping @Sendable () throws -> Bool
    ) {
        self.name = name
        self.step = step
        self.atEnd = atEnd
    }

    func run() async throws {
        let stop = StopFlag()
        try await withTaskCancellationHandler {
            try await withGracefulShutdownHandler {
                try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                    let (step, atEnd) = (self.step, self.atEnd)
                    let thread = Thread {
                        do {
                            while !stop.isSet, try step() {}
                            try atEnd()
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
