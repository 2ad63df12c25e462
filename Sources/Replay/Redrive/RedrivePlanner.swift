public import DeskStreams
public import EventLog
import GreenChannelModel
import Streams

/// Makes a plan: looks, and produces nothing. Memory does not grow with the selection.
public struct RedrivePlanner {
    /// What a plan is shown with.
    public struct Report {
        public var plan: RedrivePlan
        /// Some of the records that will be sent, as `topic/partition/offset`.
        public var sample: [String]
        /// Some of the records that an edit changes.
        public var changes: [(place: String, changes: [RecordEdits.Change])]
        /// Why edits cannot be made. Where there are any, there is no plan to approve.
        public var faults: [String]
        public var faultCount: Int
    }

    private static let sampleMax = 5

    private let request: RedriveRequest
    private let log: any EventLog
    private let reader: any LogReader
    private let topology: ChannelTopology
    private let topics: [TopicSettings]
    private let now: Timestamp
    private let scan: SelectionScan
    private let posting: RedrivePosting

    private var sieve = RedriveSieve()
    private var builder = DigestBuilder()
    private var reasons = NameTable()
    private var targets = NameTable()
    /// Where the oldest candidate of each target partition stood in it.
    private var first: [TopicPartition: Offset] = [:]
    private var skipped: [Tally: Int] = [:]
    private var faults: [String] = []
    private var faultCount = 0

    /// Records of one reason with one outcome.
    private struct Tally: Hashable {
        var reason: Int32
        /// A topic's number, or that of a skip.
        var outcome: Int32

        init(_ reason: Int32, _ outcome: Int32) {
            self.reason = reason
            self.outcome = outcome
        }

        init(_ reason: Int32, _ skip: RedriveSkip) {
            self.init(reason, Int32(RedriveSkip.allCases.firstIndex(of: skip) ?? 0))
        }
    }

    public init(_ request: RedriveRequest, _ log: any EventLog, _ topology: ChannelTopology, now: Timestamp) throws {
        try request.validate()
        self.request = request
        self.log = log
        reader = try log.reader()
        self.topology = topology
        self.now = now
        topics = try log.topics()
        scan = try SelectionScan(request.selection, log, topology)
        posting = try RedrivePosting(request, topics, topology, now: now)
    }

    /// To be called once.
    public mutating func plan(progress: (Int) -> Void = { _ in }) throws -> Report {
        var latest: [Partition: Timestamp] = [:]
        let counts = try scan.forEach(progress: progress) { record in
            let due = max(record.record.timestamp, latest[record.source.partition] ?? .distantPast)
            latest[record.source.partition] = due
            try take(record, due)
        }
        let marks = try gatherWhatWasSent()
        return try report(counts, marks)
    }

    private mutating func take(_ record: SelectedRecord, _ due: Timestamp) throws {
        let reason = reasons.number(of: record.envelope?.reason ?? "none")
        switch posting.prepare(record) {
        case .skipped(let skip): skipped[Tally(reason, skip), default: 0] += 1
        case .invalid(let fault):
            faultCount += 1
            if faults.count < Self.sampleMax { faults.append(fault) }
        case .prepared(let prepared):
            let candidate = RedriveCandidate(
                record,
                prepared,
                posting.proof(of: prepared, record, &builder),
                due: due,
                reason: reason,
                target: targets.number(of: prepared.post.topic.rawValue),
                parking: Partitioner.partition(
                    of: record.record.key,
                    partitionCount: topology.partitionCount(of: .parked)
                )
            )
            let target = TopicPartition(prepared.post.topic, candidate.targetPartition)
            let since = candidate.homeOffset?.next ?? .zero
            first[target] = min(since, first[target] ?? since)
            try sieve.add(candidate)
        }
    }

    /// Finds out what has been sent already: by replays before this one, as the ledger tells, and by anybody, as the
    /// targets themselves tell.
    /// - Returns: up to where the targets were looked at.
    private mutating func gatherWhatWasSent() throws -> [String: [Int64]] {
        try ReplayLedger.read(log, topology) { identity, sendings in
            if sieve.mayContain(identity) { try sieve.add(identity, sendings) }
        }
        return try TargetScan.read(
            topics.filter { targets.contains($0.name.rawValue) },
            reader,
            from: { first[$0] ?? Offset(.max) },
            wanted: { sieve.mayContain($0) }
        ) { try sieve.add($0.identity, standsAt: $0.offset) }
    }

    // MARK: The plan

    private mutating func report(_ counts: SelectionScan.Counts, _ marks: [String: [Int64]]) throws -> Report {
        let sending = RowSorter(rowBytes: RedriveCandidate.rowBytes)
        var row = RowBytes()
        try sieve.forEach { candidate, skip in
            if let skip {
                skipped[Tally(candidate.reason, skip), default: 0] += 1
                return
            }
            row.removeAll()
            candidate.append(to: &row)
            try sending.add(row.bytes)
        }
        let parked = targets.number(of: topology.name(of: .parked).rawValue)
        var writer = try RedrivePlanWriter()
        var sent: [Tally: Int] = [:]
        var (all, parkedCount, edited, sample) = (0, 0, 0, [String]())
        var changes: [(place: String, changes: [RecordEdits.Change])] = []
        try sending.forEach { bytes in
            var fields = RowCursor(bytes)
            let candidate = RedriveCandidate(&fields)
            if let most = request.countMax, all >= most {
                skipped[Tally(candidate.reason, .beyondMax), default: 0] += 1
                return
            }
            let entry = entry(of: candidate)
            try writer.add(entry)
            all += 1
            if entry.action == .park { parkedCount += 1 }
            if candidate.isEdited, entry.action == .send {
                edited += 1
                if edited <= Self.sampleMax, let change = try self.changes(of: candidate) { changes.append(change) }
            }
            sent[Tally(candidate.reason, entry.action == .park ? parked : candidate.target), default: 0] += 1
            if sample.count < Self.sampleMax {
                sample.append("\(scan.topic)/\(candidate.partition)/\(candidate.offset)")
            }
        }
        let head = RedrivePlan.Head(
            format: RedrivePlan.format,
            prefix: topology.prefix,
            madeAt: now.milliseconds,
            source: scan.topic.rawValue,
            request: request,
            marks: marks,
            window: counts.window,
            selected: counts.selected,
            untouched: counts.untouched,
            send: all - parkedCount,
            park: parkedCount,
            edited: edited,
            sent: rows(sent) { targets.name(of: $0) },
            skipped: rows(skipped) { RedriveSkip.allCases[Int($0)].rawValue }
        )
        return Report(
            plan: try writer.finish(head),
            sample: sample,
            changes: changes,
            faults: faults,
            faultCount: faultCount
        )
    }

    /// Reads the record again, as what edits change is kept for nobody but people.
    private func changes(of candidate: RedriveCandidate) throws -> (place: String, changes: [RecordEdits.Change])? {
        let place = (partition: TopicPartition(scan.topic, candidate.partition), offset: candidate.offset)
        guard let record = try SelectionScan.record(at: place, reader),
            case .prepared(let prepared) = posting.prepare(record)
        else { return nil }
        return (record.place, prepared.changes)
    }

    private func entry(of candidate: RedriveCandidate) -> RedrivePlan.Entry {
        let isTooOften = candidate.attempts >= request.attemptsMax
        return RedrivePlan.Entry(
            action: isTooOften ? .park : .send,
            partition: candidate.partition,
            offset: candidate.offset,
            target: isTooOften
                ? TopicPartition(topology.name(of: .parked), candidate.parking)
                : TopicPartition(TopicName(targets.name(of: candidate.target)), candidate.targetPartition),
            attempt: candidate.attempts + 1,
            due: candidate.due,
            identity: candidate.identity,
            digest: candidate.digest
        )
    }

    private func rows(_ counts: [Tally: Int], _ outcome: (Int32) -> String) -> [RedrivePlan.Count] {
        counts.map {
            RedrivePlan.Count(
                reason: reasons.name(of: $0.key.reason),
                outcome: outcome($0.key.outcome),
                records: $0.value
            )
        }.sorted { left, right in
            left.records == right.records
                ? (left.reason, left.outcome) < (right.reason, right.outcome) : left.records > right.records
        }
    }
}

/// Numbers for names, in the order in which they are met.
private struct NameTable {
    private var names: [String] = []
    private var numbers: [String: Int32] = [:]

    mutating func number(of name: String) -> Int32 {
        if let number = numbers[name] { return number }
        let number = Int32(names.count)
        names.append(name)
        numbers[name] = number
        return number
    }

    func name(of number: Int32) -> String { names[Int(number)] }
    func contains(_ name: String) -> Bool { numbers[name] != nil }
}
