import DeskStreams
import EventLog
import GreenChannelModel

/// Holds a plan against the log: every record must still be there and become the very post that was planned, and nobody may
/// have sent it meanwhile. Memory does not grow with the plan.
struct PlanCheck {
    let run: RedriveRun
    /// The first entry that is not sent yet.
    let next: Int

    /// - Parameters:
    ///   - sendings: visits what the ledger says of the plan's records.
    ///   - tick: called now and then, for signs of life.
    func check(
        sendings: (_ visit: (Digest, ReplayLedger.Sendings) throws -> Void) throws -> Void,
        _ tick: @escaping () throws -> Void
    ) throws {
        guard next < run.plan.count else { return }
        var rest = try PlanRest(run.plan, from: next, tick)
        try checkRecords(&rest, tick)
        var sent = PlanMatches<Int>(rest) { [run] entry, count in
            if count >= entry.attempt {
                throw Self.stale(run, "\(Self.place(entry, run)) was sent by another replay since")
            }
        }
        var count = 0
        try sendings { identity, sendings in
            count += 1
            if count % PlanEntries.linesPerTick == 0 { try tick() }
            try sent.add(identity, sendings.count, tick)
        }
        try sent.finish(tick)
        try checkTargets(rest, tick)
    }

    private func checkRecords(_ rest: inout PlanRest, _ tick: () throws -> Void) throws {
        var posts = try PlanPosts(run)
        var entries = rest.entries
        var count = 0
        while let entry = try entries.next() {
            if count % 256 == 0 {
                try tick()
                run.around.progress(.checking(count, of: run.plan.count - next))
            }
            try posts.check(entry)
            rest.insert(entry)
            count += 1
        }
    }

    private func checkTargets(_ rest: PlanRest, _ tick: () throws -> Void) throws {
        let marks = run.plan.head.marks
        let topics = try run.log.topics().filter { marks[$0.name.rawValue] != nil }
        var since = PlanMatches<String>(rest) { [run] entry, place in
            throw Self.stale(run, "the event of \(Self.place(entry, run)) stands in \(place) since")
        }
        _ = try TargetScan.read(
            topics,
            try run.log.reader(),
            from: { partition in
                let ends = marks[partition.topic.rawValue] ?? []
                let number = Int(partition.partition.rawValue)
                return Offset(ends.indices.contains(number) ? ends[number] : 0)
            },
            wanted: { rest.identities.mayContain($0) },
            tick: tick
        ) { occurrence in
            guard occurrence.mark?.run != run.mark else { return }
            try since.add(occurrence.identity, "\(occurrence.partition) at \(occurrence.offset)", tick)
        }
        try since.finish(tick)
    }

    static func place(_ entry: RedrivePlan.Entry, _ run: RedriveRun) -> String {
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
