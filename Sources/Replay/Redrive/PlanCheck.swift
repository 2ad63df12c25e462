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
        _ tick: () throws -> Void
    ) throws {
        guard next < run.plan.count else { return }
        try checkRecords(tick)
        var sent = PlanMatches<Int>(run.plan, from: next) { [run] entry, count in
            if count >= entry.attempt {
                throw Self.stale(run, "\(Self.place(entry, run)) was sent by another replay since")
            }
        }
        try sendings { identity, sendings in try sent.add(identity, sendings.count) }
        try sent.finish()
        try checkTargets(tick)
    }

    private func checkRecords(_ tick: () throws -> Void) throws {
        var posts = try PlanPosts(run)
        var entries = try run.plan.entries(from: next)
        var count = 0
        while let entry = try entries.next() {
            if count % 256 == 0 {
                try tick()
                run.around.progress(.checking(count, of: run.plan.count - next))
            }
            try posts.check(entry)
            count += 1
        }
    }

    private func checkTargets(_ tick: () throws -> Void) throws {
        let marks = run.plan.head.marks
        let topics = try run.log.topics().filter { marks[$0.name.rawValue] != nil }
        var since = PlanMatches<String>(run.plan, from: next) { [run] entry, place in
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
            wanted: { run.plan.identities.mayContain($0) },
            tick: tick
        ) { occurrence in
            guard occurrence.mark?.run != run.mark else { return }
            try since.add(occurrence.identity, "\(occurrence.partition) at \(occurrence.offset)")
        }
        try since.finish()
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
