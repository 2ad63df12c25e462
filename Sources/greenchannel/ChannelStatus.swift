import DeskStreams
import Desks
import EventLog
import GreenChannelModel
import Replay
import Streams

/// Where the desks and their workers stand, read from the log alone: what only a worker knows, its reports there tell.
struct ChannelStatus: Encodable {
    struct DeskStatus: Encodable {
        var desk: String
        var lagRecords: Int64 = 0
        /// Age of the oldest record not taken yet, by its timestamp.
        var lagSeconds = 0.0
        var recordsTaken: Int64 = 0
        /// `nil`: its ledger is not there, as in a masked export.
        var ledgerEntries: Int?
        /// Partitions of the inbox that no worker owns; `nil`: workers' reports are not there, as in an export.
        var partitionsWithoutOwner: Int?
        var pendingBids: Int?
        var oldestPendingBidSeconds: Double?
    }

    struct TaskStatus: Encodable {
        var desk: String
        var partition: Int32
        var lagRecords: Int64
        /// `nil`: nobody, as far as the workers' reports tell.
        var owner: String?
        var lane: Int32?
        var restoring: Bool?
        /// Ledger entries read by its restore.
        var restoredEntries: Int64?
    }

    struct WorkerStatus: Encodable {
        var worker: String
        var condition: WorkerReport.Condition
        var obstacles: [String]
        var tasks: Int
        /// Since its last report.
        var heardSecondsAgo: Double
        var lastCommit: String?
        var http: String?
    }

    var desks: [DeskStatus] = []
    var tasks: [TaskStatus] = []
    var workers: [WorkerStatus] = []
    /// `nil`: the ledger that tells is not there.
    var openLots: Int?
    /// At any desk.
    var oldestPendingBidSeconds: Double?
    /// Of any worker, as far as their reports tell.
    var lastCommit: String?
    var restoresUnderWay = 0
    var deadLettersByReason: [String: Int] = [:]

    /// An archive, or a channel of an older version, has not every topic: what those that are missing would tell is left out.
    init(_ opened: OpenedLog, now: Instant = .now) throws {
        let topics = Set(try opened.log.topics().map(\.name))
        func has(_ topic: Topic) -> Bool { topics.contains(opened.topology.name(of: topic)) }
        let reader = try opened.log.reader()
        let positions = try reader.positions(ofGroup: opened.topology.groupName)
        let reports = has(.workers) ? try WorkerReports(opened, now: now).reports : []
        let owners = Self.owners(reports, now: now)
        let time = Timestamp(milliseconds: now.milliseconds)
        for desk in DeskName.allCases where has(desk.inbox) {
            var status = DeskStatus(desk: desk.rawValue)
            var outstanding = OutstandingWork()
            let ledger = opened.topology.ledgerName(of: desk)
            if topics.contains(ledger) { status.ledgerEntries = 0 }
            if has(.workers) { status.partitionsWithoutOwner = 0 }
            for inbox in opened.topology.partitions(of: desk.inbox) {
                let lag = try InboxLag(of: inbox, position: positions[inbox], in: reader)
                status.recordsTaken += positions[inbox]?.rawValue ?? 0
                status.lagRecords += lag.records
                status.lagSeconds = max(status.lagSeconds, Double(lag.milliseconds(at: time)) / 1000)
                if let entries = status.ledgerEntries {
                    var count = entries
                    try reader.ledger(TopicPartition(ledger, inbox.partition)) { key, value in
                        count += 1
                        try outstanding.add(entry: key, value: value, of: desk)
                    }
                    status.ledgerEntries = count
                }
                let owner = owners[inbox]
                if owner == nil, let without = status.partitionsWithoutOwner {
                    status.partitionsWithoutOwner = without + 1
                }
                tasks.append(
                    TaskStatus(
                        desk: desk.rawValue,
                        partition: inbox.partition.rawValue,
                        lagRecords: lag.records,
                        owner: owner?.worker,
                        lane: owner.map { Int32(clamping: $0.task.lane) },
                        restoring: owner?.task.restoring,
                        restoredEntries: owner?.task.entries
                    )
                )
            }
            if desk == .lot, status.ledgerEntries != nil { openLots = outstanding.openLots ?? 0 }
            status.pendingBids = outstanding.pendingBids
            status.oldestPendingBidSeconds = outstanding.oldestPendingBid.map { Self.seconds(since: $0, now) }
            desks.append(status)
        }
        oldestPendingBidSeconds = desks.compactMap(\.oldestPendingBidSeconds).max()
        restoresUnderWay = owners.values.filter(\.task.restoring).count
        lastCommit = reports.filter(\.hasLastCommit).map(\.lastCommit).max().map(Self.text)
        workers = reports.map { Self.worker($0, now) }
        for partition in opened.topology.partitions(of: .deadLetters) where has(.deadLetters) {
            try reader.forEachRecord(of: partition) { record in
                deadLettersByReason[record.headers.text(DeadLetter.Header.reason) ?? "UNKNOWN", default: 0] += 1
            }
        }
    }

    private struct Owner {
        var worker: String
        var task: TaskReport
    }

    /// Who owns which partition: whoever said so last, among those that are heard of.
    private static func owners(_ reports: [WorkerReport], now: Instant) -> [TopicPartition: Owner] {
        var owners: [TopicPartition: Owner] = [:]
        for report in reports.sorted(by: { $0.at < $1.at }) {
            switch report.condition(at: now) {
            case .ready, .notReady: break
            case .stopped, .silent: continue
            }
            for task in report.tasks {
                let inbox = TopicPartition(TopicName(task.topic), Partition(Int32(clamping: task.partition)))
                owners[inbox] = Owner(worker: report.worker, task: task)
            }
        }
        return owners
    }

    private static func worker(_ report: WorkerReport, _ now: Instant) -> WorkerStatus {
        WorkerStatus(
            worker: report.worker,
            condition: report.condition(at: now),
            obstacles: report.obstacles,
            tasks: report.tasks.count,
            heardSecondsAgo: seconds(since: Instant(milliseconds: report.at), now),
            lastCommit: report.hasLastCommit ? text(report.lastCommit) : nil,
            http: report.http.isEmpty ? nil : report.http
        )
    }

    private static func seconds(since instant: Instant, _ now: Instant) -> Double {
        let (wait, overflow) = now.milliseconds.subtractingReportingOverflow(instant.milliseconds)
        return overflow ? 0 : Double(max(0, wait)) / 1000
    }

    private static func text(_ milliseconds: Int64) -> String {
        RFC3339.text(Timestamp(milliseconds: milliseconds))
    }
}
