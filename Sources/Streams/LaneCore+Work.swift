import EventLog

/// The work of a lane that has its seat: polling, restoring, processing, timers, committing.
extension LaneCore {
    /// Restoring tells its progress every so many entries.
    static let restoreReportInterval = 100_000
    /// The most timers posted in one step, so that no poll is late.
    static let timersPerStepMax = 1_000

    func work(now: Timestamp, waitMilliseconds: Int64) throws -> Step {
        guard let session else { preconditionFailure("a lane without a session is away") }
        if let index = seats.firstIndex(where: { $0.task == nil }) {
            // Reading a ledger may take long: what is open must not wait for it.
            try commit()
            try restore(index, session)
        }
        if isToGather {
            // From when the commit was through, which took its time.
            isToGather = false
            gathersUntil = now.advanced(byMilliseconds: settings.gatherMilliseconds)
        }
        // A clock that was set back holds nobody up.
        let gathersAtMostUntil = now.advanced(byMilliseconds: settings.gatherMilliseconds)
        if transaction == nil, now < gathersUntil, gathersUntil <= gathersAtMostUntil {
            return .waiting(until: gathersUntil)
        }
        let hasTimers = try postDueTimers(now: now, session)
        if let transaction, now >= transaction.commitBy { try commit() }

        let nextTimer = firstTimerDue()
        let isBusy = hasTimers || seats.contains { $0.task == nil }
        let isPending = isBusy || transaction != nil
        let timeout = isPending ? 0 : pollTimeout(waitMilliseconds, now: now, until: nextTimer)
        activity = .polling
        let event = try session.poll(timeoutMilliseconds: timeout)
        switch event {
        case .batch(let batch):
            try process(batch, now: now, session)
            return .worked
        case .idle:
            if transaction != nil {
                try commit()
                isToGather = settings.gatherMilliseconds > 0
                return .worked
            }
            if isBusy { return .worked }
            course.wentWell()
            return .idle(until: nextTimer)
        case .assigned(let positions):
            assign(positions, session)
            return .worked
        case .revoked(let partitions):
            // Given back by the next poll, whether or not the commit succeeds.
            defer { giveBack(partitions) }
            try commit()
            return .worked
        case .lost(let partitions):
            dropTasks()
            seats.removeAll { partitions.contains($0.inbox) }
            course.lostPartitions()
            report(.lost(partitions))
            return .worked
        }
    }

    private func pollTimeout(_ waitMilliseconds: Int64, now: Timestamp, until end: Timestamp) -> Int {
        let (left, overflow) = end.milliseconds.subtractingReportingOverflow(now.milliseconds)
        let wait = max(0, min(waitMilliseconds, settings.pollMillisecondsMax))
        return Int(overflow ? wait : max(0, min(wait, left)))
    }

    private func firstTimerDue() -> Timestamp {
        var first = Timestamp.distantFuture
        for index in seats.indices {
            if let due = seats[index].task?.timers.firstDue, due < first { first = due }
        }
        return first
    }

    // MARK: Partitions

    private func assign(_ positions: [TopicPartition: Offset], _ session: any GroupSession) {
        seats.removeAll { positions[$0.inbox] != nil }
        seats += positions.map { Seat(inbox: $0.key, committed: $0.value, task: nil) }
        seats.sort { $0.inbox < $1.inbox }
        session.pause(Set(positions.keys))
        report(.assigned(Set(positions.keys)))
    }

    private func giveBack(_ partitions: Set<TopicPartition>) {
        seats.removeAll { partitions.contains($0.inbox) }
        report(.revoked(partitions))
    }

    private func restore(_ index: Int, _ session: any GroupSession) throws {
        activity = .restoring
        let seat = seats[index]
        if settings.ledgers == .unkept, seat.committed > .zero {
            throw LogError(
                .stop,
                "A task cannot go on at position \(seat.committed): this worker keeps no ledgers to restore it from",
                remedy: "Begin anew on an empty log, or keep ledgers.",
                partition: seat.inbox
            )
        }
        let task = StreamTask(
            inbox: seat.inbox,
            position: seat.committed,
            processor: application.makeProcessor(seat.inbox),
            ledger: settings.ledgers
        )
        var entries = 0
        report(.restoring(seat.inbox, entries: 0))
        try session.restoreLedger(of: seat.inbox) { key, value in
            try task.restore(key: key, value: value)
            entries += 1
            if entries % Self.restoreReportInterval == 0 { report(.restoring(seat.inbox, entries: entries)) }
        }
        seats[index].task = task
        standingsDue = .distantPast
        session.resume([seat.inbox])
        report(.restored(seat.inbox, entries: entries, clock: task.clock))
    }

    // MARK: Processing

    private func process(_ batch: RecordBatch, now: Timestamp, _ session: any GroupSession) throws {
        guard let index = seats.firstIndex(where: { $0.inbox == batch.source }) else {
            // Not ours (any more): whoever owns it reads it again.
            return
        }
        // A log may hand out what it had fetched before it was paused.
        if seats[index].task == nil { try restore(index, session) }
        guard let task = seats[index].task else { preconditionFailure("restoring made no task") }
        var rest = batch.records[...]
        while !rest.isEmpty {
            let open = try openTransaction(now: now, session)
            let count = try process(rest.span, of: task, in: open)
            rest = rest.dropFirst(count)
            if isFull(open.content) { try commit() }
        }
    }

    /// Processes records until the transaction is full.
    ///
    /// The hot path: what it works on is borrowed, not copied, as copies of records cost more than all else that it does.
    /// - Returns: how many records it took.
    private func process(_ records: Span<Record>, of task: StreamTask, in open: OpenTransaction) throws -> Int {
        let handle = open.handle
        var content = open.content
        var output = TaskOutput(source: task.inbox)
        var index = 0
        while index < records.count {
            // Handed out before a failure, and again after it.
            if records[index].offset >= task.position {
                task.process(records[index], &output)
                content.records += 1
                try send(output, to: handle, counting: &content)
                for reason in output.postedRefusals { content.countDeadLetter(reason) }
                if let refusal = output.refusal {
                    content.countDeadLetter(refusal.reason)
                    try send(
                        DeadLetter.post(
                            records[index],
                            refusal,
                            from: task.inbox,
                            clock: task.clock,
                            to: application.deadLetters
                        ),
                        to: handle,
                        counting: &content
                    )
                }
            }
            index += 1
            if isFull(content) { break }
        }
        open.content = content
        return index
    }

    private func isFull(_ content: LaneCommit) -> Bool {
        content.records + content.timers >= settings.recordsPerTransactionMax
            || content.postBytes >= settings.bytesPerTransactionMax
    }

    private func openTransaction(now: Timestamp, _ session: any GroupSession) throws -> OpenTransaction {
        activity = .transacting
        if let transaction { return transaction }
        let open = OpenTransaction(
            handle: try session.beginTransaction(),
            commitBy: now.advanced(byMilliseconds: settings.commitIntervalMilliseconds)
        )
        transaction = open
        return open
    }

    @inline(__always)
    private func send(
        _ output: borrowing TaskOutput,
        to handle: any LogTransaction,
        counting content: inout LaneCommit
    ) throws {
        let posts = output.posts.span
        for index in posts.indices {
            switch posts[index].target {
            case .one: try send(posts[index].post, to: handle, counting: &content)
            case .every:
                for number in 0..<(application.partitionCounts[posts[index].post.topic] ?? 0) {
                    try send(posts[index].post.addressed(to: Partition(number)), to: handle, counting: &content)
                }
            }
        }
    }

    @inline(__always)
    private func send(_ post: Post, to handle: any LogTransaction, counting content: inout LaneCommit) throws {
        content.posts += 1
        content.postBytes += (post.key?.count ?? 0) + (post.value?.count ?? 0) + post.headers.encoded.count
        try handle.post(post)
    }

    /// - Returns: whether there were any.
    private func postDueTimers(now: Timestamp, _ session: any GroupSession) throws -> Bool {
        var budget = Self.timersPerStepMax
        for index in seats.indices {
            guard let task = seats[index].task else { continue }
            while budget > 0, let due = task.timers.firstDue, due <= now {
                let open = try openTransaction(now: now, session)
                guard let post = task.popTimer(dueBy: now) else { break }
                budget -= 1
                open.content.timers += 1
                try send(post, to: open.handle, counting: &open.content)
                if isFull(open.content) { try commit() }
            }
        }
        return budget < Self.timersPerStepMax
    }

    // MARK: Committing

    /// Commits what is open. What is staged here is what `restore` gives back.
    func commit() throws {
        guard let open = transaction else { return }
        activity = .transacting
        report(.committing)
        var content = open.content
        for index in seats.indices {
            guard let task = seats[index].task, task.isTouched else { continue }
            content.ledgerChanges += try task.stage(open.handle)
            content.partitions += 1
        }
        try open.handle.commit()
        transaction = nil
        for index in seats.indices {
            if let task = seats[index].task { seats[index].committed = task.position }
        }
        course.wentWell()
        report(.committed(content))
    }
}
