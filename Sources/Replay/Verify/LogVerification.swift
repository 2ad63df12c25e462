public import DeskStreams
public import Desks
public import EventLog
import GreenChannelModel
public import Streams

/// Folds what the desks of a channel took in again and proves that every post, ledger value and journal entry is, byte for
/// byte, what was recorded; then checks what must hold of the whole: nothing oversold, every bid answered once, every gram
/// accounted for.
///
/// Works on any log, also on one that is being written to: it stops at the positions that were committed when it began.
/// Nothing is written.
public struct LogVerification {
    public struct Settings: Sendable {
        /// The desks to fold; the whole is only judged when all are.
        public var desks: [DeskName]
        /// How long a record that must be there is waited for, where others may keep it from being seen.
        public var patienceMilliseconds: Int
        /// Where folds begin that do not begin at the beginning.
        public var since: VerificationCheckpoint?

        public init(
            desks: [DeskName] = DeskName.allCases,
            patienceMilliseconds: Int = 0,
            since: VerificationCheckpoint? = nil
        ) {
            self.desks = desks
            self.patienceMilliseconds = patienceMilliseconds
            self.since = since
        }
    }

    /// How far it has come, told now and then.
    public enum Progress: Sendable {
        case reading(records: Int)
        case folding(inbox: TopicPartition, records: Int)
        case judging
    }

    private let log: any EventLog
    private let topology: ChannelTopology
    private let application: StreamApplication
    private let settings: Settings
    private let pause: () -> Void

    /// - Parameters:
    ///   - application: the desks as the channel's workers run them: under other settings they decide otherwise.
    ///   - pause: waits some milliseconds.
    public init(
        _ log: any EventLog,
        _ topology: ChannelTopology,
        _ application: StreamApplication,
        settings: Settings = Settings(),
        pause: @escaping () -> Void = {}
    ) {
        self.log = log
        self.topology = topology
        self.application = application
        self.settings = settings
        self.pause = pause
    }

    private static let pauseMilliseconds = 50

    /// - Parameters:
    ///   - checkpoint: told of each task that is as it should be, for a later verification to begin there.
    ///   - progress: called now and then.
    /// - Throws: a `LogError`; a ledger entry of the checkpoint that does not read.
    @discardableResult
    public func run(
        checkpoint: (VerificationCheckpoint.Task) throws -> Void = { _ in },
        progress: @escaping (Progress) -> Void = { _ in }
    ) throws -> VerificationReport {
        let reader = try log.reader()
        let cut = try cut(reader)
        // What is committed while the ends are looked up may be before them.
        let ceiling = try reader.positions(ofGroup: topology.groupName)
        var bounds: [TopicPartition: PostScan.Bounds] = [:]
        for (_, inbox) in tasks {
            bounds[inbox] = PostScan.Bounds(
                from: settings.since?.tasks[inbox]?.position ?? .zero,
                until: cut.positions[inbox] ?? .zero,
                ceiling: max(ceiling[inbox] ?? .zero, cut.positions[inbox] ?? .zero)
            )
        }
        var scan = PostScan()
        try scan.read(reader, topology, tasks: bounds, ends: cut.ends) { progress(.reading(records: $0)) }

        var report = VerificationReport()
        report.recordsRead = scan.records
        var patience = settings.patienceMilliseconds / Self.pauseMilliseconds
        for (desk, inbox) in tasks {
            guard let bounds = bounds[inbox] else { continue }
            let surroundings = TaskVerification.Surroundings(
                topology: topology,
                application: application,
                partitionCounts: partitionCounts,
                reader: reader,
                scan: scan,
                wait: {
                    guard patience > 0 else { return false }
                    patience -= 1
                    pause()
                    return true
                },
                progress: { progress(.folding(inbox: inbox, records: $0)) }
            )
            let start = settings.since?.tasks[inbox]?.ledger ?? [:]
            let task = TaskVerification(desk, inbox, bounds, start: start, surroundings)
            try task.run()
            report.tasks.append(task.report)
            if let finding = task.finding { report.findings.append(finding) }
            if task.report.status == .same {
                try checkpoint(
                    VerificationCheckpoint.Task(inbox: inbox, position: bounds.until, ledger: task.ledger)
                )
            }
        }
        report.findings.sort { Self.time(of: $0) < Self.time(of: $1) }
        if Set(settings.desks) == Set(DeskName.allCases) {
            progress(.judging)
            try judge(reader, cut, &report)
        }
        return report
    }

    private var tasks: [(DeskName, TopicPartition)] {
        DeskName.allCases.filter(settings.desks.contains).flatMap { desk in
            topology.partitions(of: desk.inbox).map { (desk, $0) }
        }
    }

    private var partitionCounts: [TopicName: Int32] {
        Dictionary(
            uniqueKeysWithValues: Topic.allCases.map { (topology.name(of: $0), topology.partitionCount(of: $0)) }
        )
    }

    /// Positions first, then ends: everything that led to a position stands before the ends.
    private func cut(_ reader: any LogReader) throws -> ChannelAudit.Cut {
        let positions = try reader.positions(ofGroup: topology.groupName)
        var ends: [TopicPartition: Offset] = [:]
        // A channel that an older version made has fewer topics, and an archive has not all of them.
        let there = Set(try log.topics().map(\.name))
        for topic in Topic.allCases where there.contains(topology.name(of: topic)) {
            for partition in topology.partitions(of: topic) {
                ends[partition] = try reader.bounds(of: partition).upperBound
            }
        }
        return ChannelAudit.Cut(positions: positions, ends: ends)
    }

    /// When what led to a finding happened: the first is likeliest to be the cause of the others.
    private static func time(of finding: VerificationFinding) -> String {
        (finding.cause ?? finding.found ?? finding.expected)?.time ?? ""
    }

    // MARK: The whole

    private func judge(_ reader: any LogReader, _ cut: ChannelAudit.Cut, _ report: inout VerificationReport) throws {
        var audit = ChannelAudit(at: cut, findsRepeats: false)
        try audit.read(reader, topology)
        report.invariantsChecked = true
        report.bids = audit.bids.count
        report.lots = audit.opened.count
        report.invariantsBroken = audit.findingCount
        report.findings += audit.findings.map {
            VerificationFinding(.invariantBroken, place: $0.place, what: $0.what)
        }
        let lost = try lostBids(audit, reader, cut)
        report.invariantsBroken += lost.count
        report.findings += lost.prefix(100).map { id, bid in
            VerificationFinding(
                .bidUnanswered,
                place: "\(bid.inbox.map(\.description) ?? "nowhere") offset \(bid.offset)",
                what: "the bid \(id) of lot \(bid.lot) was taken and neither answered nor kept"
            )
        }
    }

    /// Bids that their desk has taken, has not answered and does not keep.
    private func lostBids(
        _ audit: ChannelAudit,
        _ reader: any LogReader,
        _ cut: ChannelAudit.Cut
    ) throws -> [(String, ChannelAudit.BidFate)] {
        var open = audit.bids.filter { _, bid in
            guard bid.answers == 0, let inbox = bid.inbox else { return false }
            return bid.offset < cut.positions[inbox] ?? .zero
        }
        if open.isEmpty { return [] }
        for desk in [DeskName.promotion, .broadcast, .dispatch] {
            let name = topology.ledgerName(of: desk)
            for inbox in topology.partitions(of: desk.inbox) {
                try reader.ledger(TopicPartition(name, inbox.partition)) { key, value in
                    // An entry that does not read was found before this.
                    if let bid = try? LedgerEntryText.pendingBid(of: desk, key: key, value: value) { open[bid] = nil }
                }
            }
        }
        if open.isEmpty { return [] }
        // Others may have answered since.
        for partition in topology.partitions(of: .lots) {
            try reader.forEachRecord(of: partition) { record in
                guard let value = record.value, let kind = RecordOrigin(record.headers).kind,
                    kind == .awarded || kind == .declined
                else { return }
                switch try RecordBody(kind, serialized: value) {
                case .awarded(let answer): open[answer.bid] = nil
                case .declined(let answer): open[answer.bid] = nil
                default: break
                }
            }
        }
        return open.sorted { $0.key < $1.key }
    }
}
