import EventLog
import Logging
import Metrics

/// Turns what happens in a lane into metrics and log lines; never a line a record, nor a line a commit.
final class LaneReporter: LaneObserver {
    private let logger: Logger
    private let figures: LaneFigures
    private let onEvent: @Sendable (Int, LaneEvent) -> Void

    init(member: String, logger: Logger, onEvent: @escaping @Sendable (Int, LaneEvent) -> Void) {
        var logger = logger
        logger[metadataKey: StreamMetrics.lane] = .string(member)
        self.logger = logger
        self.onEvent = onEvent
        figures = LaneFigures(member: member)
    }

    func lane(_ lane: Int, _ event: LaneEvent) {
        log(event)
        figures.count(event)
        onEvent(lane, event)
    }

    private func log(_ event: LaneEvent) {
        switch event {
        case .joined: logger.info("lane joined its group")
        case .assigned(let assigned): logger.info("partitions assigned", metadata: Self.names(assigned))
        case .revoked(let revoked): logger.info("partitions given back", metadata: Self.names(revoked))
        case .lost(let lost): logger.warning("partitions lost to someone else", metadata: Self.names(lost))
        case .restoring(let inbox, let entries):
            let level: Logger.Level = entries == 0 ? .debug : .info
            logger.log(level: level, "restoring", metadata: ["partition": "\(inbox)", "entries": "\(entries)"])
        case .restored(let inbox, let entries, let clock):
            logger.info(
                "restored",
                metadata: ["partition": "\(inbox)", "entries": "\(entries)", "clock": "\(clock.milliseconds)"]
            )
        case .recovering(let error, let retryAt, _):
            logger.warning(
                "recovering: \(error)",
                metadata: ["code": "\(error.code.rawValue)", "retryAt": "\(retryAt.milliseconds)"]
            )
        case .ended(let error):
            if let error { logger.error("lane ended: \(error)") } else { logger.info("lane ended") }
        case .committing, .committed, .aborted, .standings: break
        }
    }

    private static func names(_ partitions: Set<TopicPartition>) -> Logger.Metadata {
        ["partitions": .array(partitions.sorted().map { "\($0)" })]
    }
}
