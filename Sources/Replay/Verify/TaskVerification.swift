import DeskStreams
import Desks
import EventLog
import GreenChannelModel
import Streams

/// Verifies one inbox partition by itself: folds its recorded inbox again and holds what comes of it against what the log
/// has.
///
/// First by tallies, which need no second look at what was posted; where these differ, record by record, up to the first
/// difference. Memory holds the desk's state and its ledger. Belongs to one thread.
final class TaskVerification {
    /// What all tasks of a verification share.
    struct Surroundings {
        var topology: ChannelTopology
        var application: StreamApplication
        var partitionCounts: [TopicName: Int32]
        var reader: any LogReader
        var scan: PostScan
        /// Waits for what others may keep from being seen yet, and says whether to look again.
        var wait: () -> Bool
        var progress: (_ records: Int) -> Void
    }

    let desk: DeskName
    let inbox: TopicPartition
    let bounds: PostScan.Bounds
    /// The ledger that the fold begins with.
    let start: [Bytes: Bytes]
    let surroundings: Surroundings
    private(set) var report: VerificationReport.Task
    private(set) var finding: VerificationFinding?
    /// What the ledger must hold at the committed position.
    private(set) var ledger: [Bytes: Bytes] = [:]

    init(
        _ desk: DeskName,
        _ inbox: TopicPartition,
        _ bounds: PostScan.Bounds,
        start: [Bytes: Bytes],
        _ surroundings: Surroundings
    ) {
        self.desk = desk
        self.inbox = inbox
        self.bounds = bounds
        self.start = start
        self.surroundings = surroundings
        report = VerificationReport.Task(
            desk: desk.rawValue,
            inbox: "\(inbox)",
            from: bounds.from.rawValue,
            until: bounds.until.rawValue
        )
    }

    private var trails: PostScan.OfTask { surroundings.scan.tasks[inbox] ?? PostScan.OfTask() }

    func run() throws {
        try checkPosition()
        if finding == nil, report.status != .notFolded { try checkFold() }
        if finding != nil { report.status = .different }
    }

    func find(
        _ kind: VerificationFinding.Kind,
        place: String,
        _ what: String,
        _ fill: (inout VerificationFinding) -> Void = { _ in }
    ) {
        guard finding == nil else { return }
        var found = VerificationFinding(kind, task: "\(desk.rawValue) \(inbox)", place: place, what: what)
        fill(&found)
        finding = found
    }

    // MARK: Positions

    private func checkPosition() throws {
        let kept = try surroundings.reader.bounds(of: inbox)
        if let stray = trails.beyond {
            find(
                .positionBehind,
                place: "\(stray.place) offset \(stray.record.offset)",
                "the record follows from \(stray.cause.place), but the committed position is \(bounds.until)"
            ) { $0.found = RecordDescription(stray.record, in: stray.place) }
            return
        }
        if bounds.until > kept.upperBound {
            find(
                .positionAhead,
                place: "\(inbox)",
                "the committed position \(bounds.until) is beyond the inbox's end \(kept.upperBound)"
            )
            return
        }
        if bounds.until > .zero, bounds.until < kept.lowerBound {
            find(
                .inboxDropped,
                place: "\(inbox)",
                "the inbox begins at \(kept.lowerBound), but only what stands before \(bounds.until) was taken"
            )
            return
        }
        guard kept.lowerBound > bounds.from, bounds.until > bounds.from else { return }
        report.status = .notFolded
        report.note =
            "the inbox is no longer kept before offset \(kept.lowerBound): its decisions cannot be taken again from their "
            + "beginning; begin at a checkpoint of a position after that"
        guard let stray = trails.disorder else { return }
        find(
            .postOutOfOrder,
            place: "\(stray.place) offset \(stray.record.offset)",
            "a record of \(stray.cause.place) stands behind later ones, or once more"
        ) { $0.found = RecordDescription(stray.record, in: stray.place) }
    }

    // MARK: Folding

    private func begin() throws -> FoldedTask {
        var task = FoldedTask(
            desk,
            TaskFold(surroundings.application, inbox, partitionCounts: surroundings.partitionCounts)
        )
        try task.restore(start)
        return task
    }

    private func checkFold() throws {
        var task = try begin()
        var tallies: [TopicPartition: PostTally] = [:]
        try surroundings.reader.forEachRecord(of: inbox, from: bounds.from, until: bounds.until) { record in
            count(record, task)
            task.take(record) { expected in
                report.posts += 1
                if let first = surroundings.scan.shortened.contains(expected.place)
                    ? trails.tallies[expected.place]?.first : nil,
                    cause(record, expected).precedes(first)
                {
                    report.postsNoLongerKept += 1
                    return
                }
                _ = tallies[expected.place, default: PostTally()].add(
                    cause(record, expected),
                    timestamp: expected.post.timestamp,
                    key: expected.post.key,
                    value: expected.post.value,
                    headers: expected.post.headers
                )
            }
            if report.records % 512 == 0 { try task.settle() }
        }
        try task.settle()
        guard finding == nil else { return }
        if tallies != trails.tallies || trails.disorder != nil {
            try compareRecords()
            guard finding == nil else { return }
        }
        try checkLedger(&task)
        ledger = task.ledger
    }

    private func count(_ record: Record, _ task: FoldedTask) {
        report.records += 1
        if report.records % 20_000 == 0 { surroundings.progress(report.records) }
        let origin = RecordOrigin(record.headers)
        guard origin.isTimer else { return }
        report.timers += 1
        guard let complaint = task.complaint(ofTimer: record, origin) else { return }
        find(.timerChanged, place: "\(inbox) offset \(record.offset)", complaint.what) {
            $0.parts = complaint.parts
            $0.found = RecordDescription(record, in: inbox)
        }
    }

    private func cause(_ record: Record, _ expected: TaskFold.ExpectedPost) -> RecordOrigin.Cause {
        RecordOrigin.Cause(
            place: RecordPlace(
                topic: desk.inbox,
                partition: inbox.partition.rawValue,
                offset: record.offset.rawValue
            ),
            number: expected.number
        )
    }

    /// Folds once more, and holds each record against its own.
    private func compareRecords() throws {
        var task = try begin()
        let tallies = trails.tallies
        var claimed: Offset?
        var comparison = PostComparison(
            of: inbox,
            desk.inbox,
            bounds,
            shortened: Dictionary(
                uniqueKeysWithValues: surroundings.scan.shortened.map { ($0, tallies[$0]?.first) }
            ),
            surroundings.reader,
            surroundings.topology,
            wait: surroundings.wait
        )
        try surroundings.reader.forEachRecord(of: inbox, from: bounds.from, until: bounds.until) { record in
            guard finding == nil else { return }
            var posts: [TaskFold.ExpectedPost] = []
            task.take(record) { posts.append($0) }
            let touched = try task.settleNotingBefore()
            for post in posts {
                guard let difference = try comparison.compare(post, of: record.offset) else { continue }
                claimed = difference.claimedOffset
                find(difference)
                guard claimed == nil else { return }
                finding?.cause = RecordDescription(record, in: inbox)
                finding?.stateBefore = touched.prefix(8).map { LedgerDescription(desk, key: $0.key, value: $0.before) }
                return
            }
        }
        if finding == nil, let difference = try comparison.finish(tallies.keys.sorted()) {
            claimed = difference.claimedOffset
            find(difference)
        }
        if let claimed { try explain { record, _ in record.offset == claimed } }
        report.replayed = comparison.replayed
        report.postsNoLongerKept = comparison.removed
    }

    // MARK: The ledger

    private func checkLedger(_ task: inout FoldedTask) throws {
        let name = surroundings.topology.ledgerName(of: desk)
        var comparison = LedgerComparison(expected: task.ledger)
        try surroundings.reader.ledger(TopicPartition(name, inbox.partition)) { comparison.add($0, $1) }
        // Whoever writes the ledger meanwhile moves the position in the same transactions.
        let group = surroundings.topology.groupName
        let now = try surroundings.reader.positions(ofGroup: group)[inbox] ?? bounds.until
        if now > bounds.until {
            var later = task
            try surroundings.reader.forEachRecord(of: inbox, from: bounds.until, until: now) { record in
                later.take(record) { _ in }
                for touched in try later.settleNotingBefore() {
                    comparison.allow(touched.key, later.ledger[touched.key])
                }
            }
        }
        report.ledgerEntries = comparison.storedCount
        guard let difference = comparison.first else { return }
        find(
            difference.kind,
            place: "\(name)-\(inbox.partition)",
            "at position \(bounds.until) \(difference.count) entries of the ledger are not what the inbox makes of them; "
                + difference.what
        ) {
            if let value = difference.expected {
                $0.expectedEntry = LedgerDescription(desk, key: difference.key, value: value)
            }
            if let value = difference.stored {
                $0.foundEntry = LedgerDescription(desk, key: difference.key, value: value)
            }
        }
        try explain { _, touched in touched.contains { $0.key == difference.key } }
    }

    private func find(_ difference: PostComparison.Difference) {
        find(difference.kind, place: difference.place, difference.what) {
            $0.parts = difference.parts
            $0.expected = difference.expected
            $0.found = difference.found
        }
    }

    /// Names the last inbox record of which something holds, and what the ledger was before it of what it touched.
    private func explain(_ holds: (Record, _ touched: [(key: Bytes, before: Bytes?)]) -> Bool) throws {
        var task = try begin()
        var last: (record: Record, touched: [(key: Bytes, before: Bytes?)])?
        try surroundings.reader.forEachRecord(of: inbox, from: bounds.from, until: bounds.until) { record in
            task.take(record) { _ in }
            let touched = try task.settleNotingBefore()
            if holds(record, touched) { last = (record, touched) }
        }
        guard let last else { return }
        finding?.cause = RecordDescription(last.record, in: inbox)
        finding?.stateBefore = last.touched.prefix(8).map { LedgerDescription(desk, key: $0.key, value: $0.before) }
    }
}
