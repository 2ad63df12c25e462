public import DeskStreams
public import EventLog
import GreenChannelModel
import Streams

/// Makes a plan: looks, and produces nothing.
public struct RedrivePlanner {
    /// What a plan is shown with.
    public struct Report: Sendable {
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

    /// A selected record that may be sent.
    private struct Candidate {
        var source: TopicPartition
        var offset: Offset
        var reason: String
        var target: TopicPartition
        /// Where its key belongs among what is parked.
        var parking: Partition
        var identity: Digest
        var digest: Digest
        var homeOffset: Offset?
        var attempts: Int
        var due: Timestamp
        var isEdited: Bool
        var skip: RedriveSkip?
    }

    private let request: RedriveRequest
    private let log: any EventLog
    private let topology: ChannelTopology
    private let topics: [TopicSettings]
    private let now: Timestamp
    private let scan: SelectionScan
    private let posting: RedrivePosting

    private var candidates: [Candidate] = []
    private var skipped: [[String]: Int] = [:]
    private var changes: [(place: String, changes: [RecordEdits.Change])] = []
    private var faults: [String] = []
    private var faultCount = 0
    private var sample: [String] = []

    public init(_ request: RedriveRequest, _ log: any EventLog, _ topology: ChannelTopology, now: Timestamp) throws {
        self.request = request
        self.log = log
        self.topology = topology
        self.now = now
        topics = try log.topics()
        scan = try SelectionScan(request.selection, log, topology)
        posting = try RedrivePosting(request, topics, topology, now: now)
    }

    public mutating func plan(progress: (Int) -> Void = { _ in }) throws -> Report {
        var latest: [TopicPartition: Timestamp] = [:]
        let counts = try scan.forEach(progress: progress) { record in
            let due = max(record.record.timestamp, latest[record.source] ?? .distantPast)
            latest[record.source] = due
            take(record, due)
        }
        let marks = try resolve()
        return report(counts, marks)
    }

    private mutating func take(_ record: SelectedRecord, _ due: Timestamp) {
        let reason = record.envelope?.reason ?? "none"
        switch posting.prepare(record) {
        case .skipped(let skip): skipped[[reason, skip.rawValue], default: 0] += 1
        case .invalid(let fault):
            faultCount += 1
            if faults.count < Self.sampleMax { faults.append(fault) }
        case .prepared(let prepared):
            if !prepared.changes.isEmpty, changes.count < Self.sampleMax {
                changes.append((record.place, prepared.changes))
            }
            candidates.append(
                Candidate(
                    source: record.source,
                    offset: record.record.offset,
                    reason: reason,
                    target: TopicPartition(prepared.post.topic, prepared.post.partition ?? Partition(0)),
                    parking: Partitioner.partition(
                        of: record.record.key,
                        partitionCount: topology.partitionCount(of: .parked)
                    ),
                    identity: prepared.identity,
                    digest: prepared.digest,
                    homeOffset: prepared.homeOffset,
                    attempts: prepared.attempts,
                    due: due,
                    isEdited: !prepared.changes.isEmpty
                )
            )
        }
    }

    /// Finds out what has been sent already: by replays before this one, as the ledger tells, and by anybody, as the
    /// targets themselves tell.
    private mutating func resolve() throws -> [String: [Int64]] {
        var byIdentity: [Digest: [Int]] = [:]
        for (index, candidate) in candidates.enumerated() { byIdentity[candidate.identity, default: []].append(index) }
        // The same event refused several times: its last refusal is the one to go by.
        for indices in byIdentity.values where indices.count > 1 {
            let last = indices.max { order(candidates[$0], candidates[$1]) }
            for index in indices where index != last { candidates[index].skip = .newerRefusal }
        }
        let ledger = try ReplayLedger.read(log, topology, run: nil) { byIdentity[$0] != nil }
        for (identity, sendings) in ledger.sendings {
            for index in byIdentity[identity] ?? [] where candidates[index].skip == nil {
                guard candidates[index].attempts < sendings.count else { continue }
                candidates[index].skip = sendings.isParked ? .alreadyParked : .alreadyRedriven
            }
        }
        var first: [TopicPartition: Offset] = [:]
        for candidate in candidates {
            let offset = candidate.homeOffset?.next ?? .zero
            first[candidate.target] = min(offset, first[candidate.target] ?? offset)
        }
        let targets = Set(candidates.map(\.target.topic))
        return try TargetScan.read(
            topics.filter { targets.contains($0.name) },
            try log.reader(),
            from: { first[$0] ?? Offset(.max) },
            wanted: { byIdentity[$0] != nil }
        ) { occurrence in
            for index in byIdentity[occurrence.identity] ?? [] where candidates[index].skip == nil {
                if let own = candidates[index].homeOffset, occurrence.offset <= own { continue }
                candidates[index].skip = .sentAgainSince
            }
        }
    }

    private func order(_ left: Candidate, _ right: Candidate) -> Bool {
        (left.homeOffset ?? .zero, left.due, left.source, left.offset)
            < (right.homeOffset ?? .zero, right.due, right.source, right.offset)
    }

    // MARK: The plan

    private mutating func report(_ counts: SelectionScan.Counts, _ marks: [String: [Int64]]) -> Report {
        candidates.sort { ($0.due, $0.source, $0.offset) < ($1.due, $1.source, $1.offset) }
        var sent: [[String]: Int] = [:]
        var entries: [RedrivePlan.Entry] = []
        var edited = 0
        for candidate in candidates {
            var skip = candidate.skip
            if skip == nil, let most = request.countMax, entries.count >= most { skip = .beyondMax }
            if let skip {
                skipped[[candidate.reason, skip.rawValue], default: 0] += 1
                continue
            }
            let entry = entry(of: candidate)
            entries.append(entry)
            if candidate.isEdited, entry.action == .send { edited += 1 }
            sent[[candidate.reason, entry.target.topic.rawValue], default: 0] += 1
            if sample.count < Self.sampleMax {
                sample.append("\(candidate.source.topic)/\(candidate.source.partition)/\(candidate.offset)")
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
            send: entries.count { $0.action == .send },
            park: entries.count { $0.action == .park },
            edited: edited,
            sent: Self.rows(sent),
            skipped: Self.rows(skipped)
        )
        return Report(
            plan: RedrivePlan(head: head, entries: entries),
            sample: sample,
            changes: changes,
            faults: faults,
            faultCount: faultCount
        )
    }

    private func entry(of candidate: Candidate) -> RedrivePlan.Entry {
        let isTooOften = candidate.attempts >= request.attemptsMax
        return RedrivePlan.Entry(
            action: isTooOften ? .park : .send,
            partition: candidate.source.partition,
            offset: candidate.offset,
            target: isTooOften
                ? TopicPartition(topology.name(of: .parked), candidate.parking) : candidate.target,
            attempt: candidate.attempts + 1,
            due: candidate.due,
            identity: candidate.identity,
            digest: candidate.digest
        )
    }

    private static func rows(_ counts: [[String]: Int]) -> [RedrivePlan.Count] {
        counts.sorted { $0.value == $1.value ? $0.key.joined() < $1.key.joined() : $0.value > $1.value }
            .map { RedrivePlan.Count(reason: $0.key[0], outcome: $0.key[1], records: $0.value) }
    }
}
