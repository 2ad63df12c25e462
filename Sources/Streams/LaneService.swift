public import EventLog
public import Logging
public import ServiceLifecycle

/// Runs a worker's lanes until it is asked to stop.
///
/// Graceful shutdown: each lane finishes its batch, commits and leaves its group. Past the deadline, or when the task is
/// cancelled, lanes abort and leave instead, for which they have as long again. A lane overcomes failures by itself, with
/// growing waits; an error that only a person can mend ends the service with that error, after the other lanes finished.
public struct LaneService: Service {
    private let log: any EventLog
    private let application: StreamApplication
    private let settings: WorkerSettings
    private let logger: Logger
    /// Where the lanes stand, from the moment of its making on.
    public let standing: WorkerStanding
    private let onEvent: (@Sendable (Int, LaneEvent) -> Void)?

    /// - Parameter onEvent: told what happens in each lane, on that lane's thread, beside logs, metrics and the standing.
    public init(
        log: any EventLog,
        application: StreamApplication,
        settings: WorkerSettings,
        logger: Logger,
        onEvent: (@Sendable (Int, LaneEvent) -> Void)? = nil
    ) {
        self.log = log
        self.application = application
        self.settings = settings
        self.logger = logger
        self.onEvent = onEvent
        // Settings that cannot work are refused when the service runs.
        standing = WorkerStanding(lanes: max(0, settings.lanes))
    }

    public func run() async throws {
        try settings.validate()
        let effective = Dictionary(uniqueKeysWithValues: settings.effective.map { ($0.key, "\($0.value)") })
        logger.info("worker starts", metadata: effective.mapValues { .string($0) })
        let crew = LaneCrew(lanes: settings.lanes, deadlineMilliseconds: settings.shutdownDeadlineMilliseconds)
        try await withTaskCancellationHandler {
            try await withGracefulShutdownHandler {
                // Not cancellable on purpose: lanes hold partitions until they have left. The crew's deadlines end it.
                try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                    crew.start(makeCore, pulse: standing.pulse) { continuation.resume(with: $0) }
                }
            } onGracefulShutdown: {
                standing.stops()
                crew.finish()
            }
        } onCancel: {
            standing.stops()
            crew.cancel()
        }
        logger.info("worker stopped")
    }

    @Sendable
    private func makeCore(_ lane: Int) -> LaneCore {
        LaneCore(
            lane: lane,
            log: log,
            application: application,
            settings: settings,
            observer: LaneReporter(member: settings.member(ofLane: lane), logger: logger) { [standing, onEvent] in
                standing.lane($0, $1)
                onEvent?($0, $1)
            }
        )
    }
}
