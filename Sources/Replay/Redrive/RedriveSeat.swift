import DeskStreams
import EventLog
import GreenChannelModel

/// The seat of a run while it has it: its session, what the ledger says, and how far it has come.
final class RedriveSeat {
    let run: RedriveRun
    private var session: (any GroupSession)?
    /// Where the inbox of audit entries is read up to; committed with everything else, as that is what fences.
    private var position = Offset.zero
    private var lock: ReplayLedger.Lock?
    private var progress: ReplayLedger.Progress?
    /// What the ledger says of the plan's records.
    private var sendings: RowSorter?
    private var beatDue = Timestamp.distantPast
    private var beats = 0
    private var audits = 0
    /// What runs before this one had sent; `nil`: not known yet.
    private(set) var sentBefore: Int?

    init(_ run: RedriveRun, sentBefore: Int?) {
        self.run = run
        self.sentBefore = sentBefore
    }

    var next: Int { progress?.next ?? 0 }
    private var now: Timestamp { run.around.now() }
    private var count: Int { run.plan.count }

    // MARK: The seat

    func take() throws {
        let session = try run.log.join(run.group)
        self.session = session
        let deadline = now.advanced(byMilliseconds: 2 * RedriveRun.sessionTimeoutMilliseconds)
        waiting: while true {
            switch try session.poll(timeoutMilliseconds: 0) {
            case .assigned(let positions):
                position = positions[run.inbox] ?? .zero
                break waiting
            case .batch, .idle, .revoked, .lost: break
            }
            guard now < deadline, run.around.command() != .stop else {
                throw Self.notSeated
            }
            run.around.sleep(50)
        }
        var contents = ReplayLedger.Contents(run: run.digest)
        let sendings = RowSorter(rowBytes: Self.sendingsRowBytes, bufferBytes: 1 << 20)
        var row = RowBytes()
        try session.restoreLedger(of: run.inbox) { key, value in
            try contents.take(key: key, value: value) { identity, said in
                guard run.plan.identities.mayContain(identity) else { return }
                row.removeAll()
                row.append(identity)
                // Of what several runs have sent, what the last one says comes first.
                row.append(~Int64(said.count))
                row.append(UInt8(said.isParked ? 1 : 0))
                try sendings.add(row.bytes)
            }
        }
        self.sendings = sendings
        lock = contents.lock
        progress = contents.progress
        if sentBefore == nil { sentBefore = progress.map { $0.sent + $0.parked } ?? 0 }
    }

    private static let sendingsRowBytes = 16 + 8 + 1

    private static let notSeated = ReplayRefusal(
        .alreadyRunning,
        "The log has not given this replay its seat: another one is starting or running, or one that was killed is not "
            + "forgotten yet",
        remedy: "Try again in a minute; what is left is sent then. If nobody replays, look whether the group is stuck."
    )

    func leave() {
        session?.leave()
        session = nil
    }

    /// Shows that it lives, and hears whether it still has the seat.
    private func poll() throws {
        guard let session else { throw LogError(.rejoin, "The seat was given up") }
        switch try session.poll(timeoutMilliseconds: 0) {
        case .idle, .assigned: break
        case .batch(let batch): if let last = batch.records.last { position = last.offset.next }
        case .revoked, .lost: throw LogError(.rejoin, "The group gave the seat of replays to someone else")
        }
    }

    // MARK: Work

    func send() throws -> RedriveRun.Outcome {
        let isNew = progress == nil
        switch progress?.status {
        case .cancelled:
            throw ReplayRefusal(
                .cancelled,
                "The plan \(run.mark)… was cancelled",
                remedy: "Make a new plan; it leaves out what this one has sent."
            )
        case .done: return try finish(.done)
        case nil, .interrupted, .running: break
        }
        do {
            try PlanCheck(run: run, next: next).check(sendings: visitSendings) { [self] in
                try poll()
                if run.around.command() == .stop { throw Stopped() }
            }
        } catch is Stopped {
            return try finish(.interrupted)
        }
        try commit(audit: isNew ? .started : .resumed, status: .running) { _ in }
        return try sendAll()
    }

    private func visitSendings(_ visit: (Digest, ReplayLedger.Sendings) throws -> Void) throws {
        try sendings?.forEach { row in
            var fields = RowCursor(row)
            try visit(
                fields.digest(),
                .init(count: Int(~fields.next(Int64.self)), isParked: fields.next(UInt8.self) == 1)
            )
        }
        sendings = nil
    }

    /// Asked to end before anything was sent.
    private struct Stopped: Error {}

    func cancel() throws -> RedriveRun.Outcome {
        guard progress?.status != .done else {
            throw ReplayRefusal(
                .cancelled,
                "The plan \(run.mark)… is done: all of it was sent",
                remedy: "There is nothing left to cancel."
            )
        }
        return try finish(.cancelled)
    }

    private func sendAll() throws -> RedriveRun.Outcome {
        var pace = RedrivePace(run.plan.head.request, start: now)
        var posts = try PlanPosts(run)
        var entries = try run.plan.entries(from: next)
        while next < count {
            try poll()
            switch run.around.command() {
            case .stop: return try finish(.interrupted)
            case .pause:
                try pause(&pace)
                continue
            case .go: break
            }
            let rest = try entries.upcoming(RedriveRun.recordsPerTransactionMax)
            let allowed = pace.allowance(rest, at: now, most: rest.count)
            guard allowed > 0 else {
                if now >= beatDue { try commit(status: .running) { _ in } }
                run.around.sleep(pace.wait(for: rest.first, at: now, most: 100))
                continue
            }
            let before = next
            try send(rest.prefix(allowed), &posts)
            entries.drop(next - before)
            pace.sent(next - before)
            tell(pace)
        }
        return try finish(.done)
    }

    private func pause(_ pace: inout RedrivePace) throws {
        let start = now
        run.around.progress(.paused(next, of: count))
        while run.around.command() == .pause {
            try poll()
            if now >= beatDue { try commit(status: .running) { _ in } }
            run.around.sleep(100)
        }
        pace.paused(milliseconds: now.milliseconds - start.milliseconds)
    }

    private func tell(_ pace: RedrivePace) {
        let estimate = pace.estimate(left: count - next, lastDue: run.plan.lastDue, at: now)
        run.around.progress(.sending(next, of: count, millisecondsLeft: estimate))
    }

    /// Sends some entries in one transaction.
    private func send(
        _ batch: ArraySlice<RedrivePlan.Entry>,
        _ posts: inout PlanPosts
    ) throws {
        var step = progress ?? ReplayLedger.Progress(status: .running, next: 0, sent: 0, parked: 0, startedAt: 0)
        // Made before the transaction: a record that is not there must not cost one.
        var batchPosts: [Post] = []
        var page: [UInt8] = []
        var bytes = 0
        for entry in batch where bytes < RedriveRun.bytesPerTransactionMax {
            let post = try posts.post(of: entry)
            bytes += (post.key?.count ?? 0) + (post.value?.count ?? 0) + post.headers.encoded.count
            batchPosts.append(post)
            let sendings = ReplayLedger.Sendings(count: entry.attempt, isParked: entry.action == .park)
            ReplayLedger.append(entry.identity, sendings, to: &page)
            step.next += 1
            switch entry.action {
            case .send: step.sent += 1
            case .park: step.parked += 1
            }
        }
        let key = ReplayLedger.pageKey(ofRun: run.digest, from: next)
        try commit(step) { transaction in
            for post in batchPosts { try transaction.post(post) }
            try transaction.changeLedger(of: run.inbox, key: key, value: page[...])
        }
    }

    /// Says how it ended and gives the lock back.
    private func finish(_ event: ReplayAudit.Event) throws -> RedriveRun.Outcome {
        let status: ReplayLedger.Progress.Status =
            switch event {
            case .done: .done
            case .cancelled: .cancelled
            case .interrupted, .started, .resumed: .interrupted
            }
        try commit(audit: event, status: status) { _ in }
        let (sent, parked) = (progress?.sent ?? 0, progress?.parked ?? 0)
        return RedriveRun.Outcome(
            status: event,
            sent: sent + parked - (sentBefore ?? 0),
            parked: parked,
            sentBefore: sentBefore ?? 0,
            left: count - next
        )
    }

    // MARK: Transactions

    private func commit(
        audit: ReplayAudit.Event? = nil,
        status: ReplayLedger.Progress.Status,
        _ fill: (any LogTransaction) throws -> Void
    ) throws {
        var step =
            progress
            ?? ReplayLedger.Progress(status: status, next: 0, sent: 0, parked: 0, startedAt: now.milliseconds)
        step.status = status
        try commit(step, audit: audit, fill)
    }

    /// One transaction: what is sent, how far that is, the lock, and that the seat is still ours.
    private func commit(
        _ step: ReplayLedger.Progress,
        audit: ReplayAudit.Event? = nil,
        _ fill: (any LogTransaction) throws -> Void
    ) throws {
        guard let session else { throw LogError(.rejoin, "The seat was given up") }
        let transaction = try session.beginTransaction()
        do {
            try fill(transaction)
            try transaction.changeLedger(
                of: run.inbox,
                key: ReplayLedger.progressKey(ofRun: run.digest),
                value: try ReplayLedger.encoded(step)
            )
            beats += 1
            let lock = ReplayLedger.Lock(run: run.digest, by: run.by, member: run.member, beat: beats)
            try transaction.changeLedger(
                of: run.inbox,
                key: ReplayLedger.lockKey,
                value: step.status == .running ? try ReplayLedger.encoded(lock) : nil
            )
            if let audit {
                audits += 1
                try transaction.post(try entry(audit, step).post(to: run.topology, number: audits))
            }
            try transaction.advance(run.inbox, to: position)
        } catch {
            transaction.abort()
            throw error
        }
        try transaction.commit()
        progress = step
        beatDue = now.advanced(byMilliseconds: RedriveRun.beatMilliseconds)
    }

    private func entry(_ event: ReplayAudit.Event, _ step: ReplayLedger.Progress) -> ReplayAudit {
        let head = run.plan.head
        return ReplayAudit(
            event: event,
            plan: run.digest,
            by: run.by,
            why: run.why,
            at: now.milliseconds,
            selection: head.request.selection.summary,
            target: head.request.targetSummary,
            edits: head.request.editSummary,
            notifies: head.request.notifies,
            planned: count,
            sent: step.sent,
            parked: step.parked,
            left: count - step.next,
            skipped: run.plan.skippedCount
        )
    }
}
