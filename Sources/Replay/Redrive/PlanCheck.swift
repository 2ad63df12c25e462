import DeskStreams
import EventLog
import GreenChannelModel

/// Holds a plan against the log: every record must still be there and become the very post that was planned, and nobody may
/// have sent it meanwhile.
struct PlanCheck {
    let run: RedriveRun
    /// The first entry that is not sent yet.
    let next: Int
    /// What the ledger says of the plan's records.
    let sendings: [Digest: ReplayLedger.Sendings]

    static func posting(_ run: RedriveRun) throws -> RedrivePosting {
        try RedrivePosting(run.plan.head.request, try run.log.topics(), run.topology, now: run.around.now())
    }

    /// - Parameter tick: called now and then, for signs of life.
    func check(_ tick: () throws -> Void) throws {
        let rest = run.plan.entries[next...]
        if rest.isEmpty { return }
        let posting = try Self.posting(run)
        var reading = RedriveReading(TopicName(run.plan.head.source), try run.log.reader())
        for (index, entry) in zip(rest.indices, rest) {
            if index % 256 == 0 {
                try tick()
                run.around.progress(.checking(index - next, of: rest.count))
            }
            _ = try Self.post(of: entry, &reading, posting, run)
            guard (sendings[entry.identity]?.count ?? 0) < entry.attempt else {
                throw Self.stale(run, "\(Self.place(entry, run)) was sent by another replay since")
            }
        }
        try checkTargets(rest, tick)
    }

    private func checkTargets(_ rest: ArraySlice<RedrivePlan.Entry>, _ tick: () throws -> Void) throws {
        let byIdentity = Dictionary(rest.map { ($0.identity, $0) }) { first, _ in first }
        let marks = run.plan.head.marks
        let topics = try run.log.topics().filter { marks[$0.name.rawValue] != nil }
        _ = try TargetScan.read(
            topics,
            try run.log.reader(),
            from: { partition in
                let ends = marks[partition.topic.rawValue] ?? []
                let number = Int(partition.partition.rawValue)
                return Offset(ends.indices.contains(number) ? ends[number] : 0)
            },
            wanted: { byIdentity[$0] != nil },
            tick: tick
        ) { occurrence in
            guard occurrence.mark?.run != run.mark, let entry = byIdentity[occurrence.identity] else { return }
            throw Self.stale(
                run,
                "the event of \(Self.place(entry, run)) stands in \(occurrence.partition) at \(occurrence.offset) since"
            )
        }
    }

    /// The post of an entry, its mark included.
    /// - Throws: `ReplayRefusal` where it is not what was planned.
    static func post(
        of entry: RedrivePlan.Entry,
        _ reading: inout RedriveReading,
        _ posting: RedrivePosting,
        _ run: RedriveRun
    ) throws -> Post {
        guard let record = try reading.record(of: entry) else {
            throw stale(run, "\(place(entry, run)) is not there any more")
        }
        guard case .prepared(let prepared) = posting.prepare(record) else {
            throw stale(run, "\(place(entry, run)) cannot be sent as planned any more")
        }
        guard prepared.digest == entry.digest, prepared.identity == entry.identity,
            prepared.attempts + 1 == entry.attempt
        else {
            throw stale(run, "\(place(entry, run)) is not what it was")
        }
        switch entry.action {
        case .send:
            var post = prepared.post
            guard entry.target == TopicPartition(post.topic, post.partition ?? Partition(0)) else {
                throw stale(run, "\(place(entry, run)) does not belong in \(entry.target)")
            }
            let mark = ReplayMark(run: run.mark, attempt: entry.attempt, notifies: run.plan.head.request.notifies)
            post.headers.append(EventHeader.replay, mark.text)
            return post
        case .park:
            guard entry.target.topic == run.topology.name(of: .parked),
                entry.attempt > run.plan.head.request.attemptsMax
            else {
                throw stale(run, "\(place(entry, run)) is not one to be parked in \(entry.target)")
            }
            // As it stands there, what was said of it included: who takes it up must see why it is here.
            return Post(
                topic: entry.target.topic,
                partition: entry.target.partition,
                timestamp: record.record.timestamp,
                key: record.record.key,
                value: record.record.value,
                headers: record.record.headers
            )
        }
    }

    private static func place(_ entry: RedrivePlan.Entry, _ run: RedriveRun) -> String {
        "\(run.plan.head.source)/\(entry.partition)/\(entry.offset)"
    }

    static func stale(_ run: RedriveRun, _ what: String) -> ReplayRefusal {
        ReplayRefusal(
            .planStale,
            "The log no longer agrees with the plan: \(what)",
            remedy: "Make a new plan; it leaves out what has been sent."
        )
    }
}
