import DeskStreams
import EventLog
import GreenChannelModel

/// What the workers of a log have last said of themselves.
struct WorkerReports {
    /// So many of the newest reports of each partition are looked at: some minutes of a hundred workers.
    private static let reportsReadMax: Int64 = 4_000
    /// A worker of which nothing was heard for so long is gone, and no longer shown.
    private static let forgottenAfterMilliseconds: Int64 = 600_000

    /// In the order of their names.
    let reports: [WorkerReport]

    init(_ opened: OpenedLog, now: Instant) throws {
        let reader = try opened.log.reader()
        var latest: [String: WorkerReport] = [:]
        for partition in opened.topology.partitions(of: .workers) {
            let bounds = try reader.bounds(of: partition)
            var position = max(bounds.lowerBound, Offset(max(0, bounds.upperBound.rawValue - Self.reportsReadMax)))
            while position < bounds.upperBound {
                let batch = try reader.read(partition, from: position, bytesMax: 1 << 20)
                guard let last = batch.records.last else { break }
                for record in batch.records {
                    guard let report = record.value.flatMap(Self.report) else { continue }
                    latest[report.worker] = report
                }
                position = last.offset.next
            }
        }
        reports = latest.values
            .filter { now.milliseconds - $0.at <= Self.forgottenAfterMilliseconds }
            .sorted { $0.worker < $1.worker }
    }

    /// What someone else has written there says nothing of a worker.
    private static func report(_ value: Bytes) -> WorkerReport? {
        // No worker reports before 1970, and the age of whatever is later fits into its type.
        guard let report = try? WorkerReport(serialized: value), report.at >= 0 else { return nil }
        return report
    }
}

extension WorkerReport {
    /// How a worker is, as far as its last report tells.
    enum Condition: String, Encodable {
        case ready
        case notReady
        case stopped
        /// It has missed several reports: killed, stuck, or cut off.
        case silent
    }

    /// A report is late when two have been missed.
    static let lateAfterMilliseconds = Int64(WorkerWatch.reportSeconds * 3 * 1000)

    func condition(at now: Instant) -> Condition {
        if stopped { return .stopped }
        if now.milliseconds - at > Self.lateAfterMilliseconds { return .silent }
        return obstacles.isEmpty ? .ready : .notReady
    }
}
