import DeskStreams
import EventLog
import Foundation
import GreenChannelModel
import Logging
import Streams

/// Tells what only the worker knows: reports in the log, for `status`, and gauges, for the metrics port.
///
/// `@unchecked Sendable`: only the thread of its one service touches what can change.
final class WorkerWatch: @unchecked Sendable {
    /// A report comes so often, and when tasks change.
    static let reportSeconds = 5.0
    private static let stepSeconds = 0.2

    private let opened: OpenedLog
    private let settings: WorkerSettings
    private let standing: WorkerStanding
    private let port: DaemonPort?
    /// `nil`: nobody could read them.
    private let gauges: WorkerGauges?
    private let logger: Logger
    private let started = Instant.now
    private var lastTasks: [TaskReport] = []
    private var nextReport = Date.distantPast
    private var number = 0
    private var isFailing = false

    init(
        _ opened: OpenedLog,
        settings: WorkerSettings,
        standing: WorkerStanding,
        port: DaemonPort?,
        logger: Logger
    ) {
        self.opened = opened
        self.settings = settings
        self.standing = standing
        self.port = port
        self.logger = logger
        gauges = port.map { _ in WorkerGauges(opened, settings) }
    }

    func service() -> ThreadService {
        ThreadService("watch", atEnd: { [self] in tell(stopped: true) }) { [self] in
            step()
            Thread.sleep(forTimeInterval: Self.stepSeconds)
            return true
        }
    }

    private func step() {
        let tasks = taskReports()
        guard tasks != lastTasks || Date() >= nextReport else { return }
        lastTasks = tasks
        nextReport = Date().addingTimeInterval(Self.reportSeconds)
        tell(stopped: false)
    }

    /// A log that does not answer now is a matter of the lanes, which have a way back; here the next report will do.
    private func tell(stopped: Bool) {
        do {
            try post(stopped: stopped)
            try gauges?.record(standing.snapshot, isReady: standing.obstacles.isEmpty)
            isFailing = false
        } catch {
            if !isFailing { logger.warning("no report of this worker could be made: \(error)") }
            isFailing = true
        }
    }

    private func post(stopped: Bool) throws {
        var report = WorkerReport()
        report.worker = settings.name
        report.at = Instant.now.milliseconds
        report.started = started.milliseconds
        report.stopped = stopped
        if !stopped {
            report.http = port?.listensAt.map { "\($0)" } ?? ""
            report.tasks = taskReports()
            report.obstacles = standing.obstacles
        }
        if let last = standing.snapshot.compactMap(\.lastCommit).max() { report.lastCommit = last.milliseconds }
        number += 1
        let id = "\(settings.name)/\(started.milliseconds)/\(number)"
        try opened.log.append([opened.topology.post(of: report, id: id)])
    }

    private func taskReports() -> [TaskReport] {
        standing.snapshot.enumerated().flatMap { number, lane in
            lane.tasks.sorted { $0.key < $1.key }.map { inbox, task in
                var report = TaskReport()
                report.topic = inbox.topic.rawValue
                report.partition = UInt32(clamping: inbox.partition.rawValue)
                report.lane = UInt32(clamping: number)
                report.restoring = !task.isRunning
                report.entries = Int64(task.entries)
                return report
            }
        }
    }
}
