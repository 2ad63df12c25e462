import EventLog

/// Random operations of several sessions against a simple model of what a log must say.
///
/// The model knows what was committed and who was told to own what. It does not foretell who gets a partition or when a
/// silent member is expired; it holds the log to what must be true whatever it chose:
/// - a partition is never owned by two members that have not been told to let go of it;
/// - a commit takes effect whole or fails with `.rejoin` and leaves nothing;
/// - it fails only where the member let go of something, was silent for too long or was fenced;
/// - records, positions and ledgers are those that were committed, whoever reads them.
public final class LogModelCheck {
    private let bench: ConformanceBench
    private let traits: Set<LogTrait>
    private var random: ConformanceRandom
    private var seats: [LogModelSeat] = []
    private let inbox: TopicName
    private let outbox: TopicName
    private let ledgerTopic: TopicName
    private let inboxPartitions: [TopicPartition]
    private let outboxPartitions: [TopicPartition]
    private var committed: [TopicPartition: [Record]] = [:]
    private var positions: [TopicPartition: Offset] = [:]
    private var ledgers: [TopicPartition: [String: String]] = [:]
    private var time: Int64 = 0
    private var written = 0
    private var history: [String] = []
    /// How often each kind of thing happened: a run in which nothing failed or was fenced shows little.
    public private(set) var tally: [String: Int] = [:]

    public init(_ fixture: any LogFixture, seed: UInt64) throws {
        bench = try ConformanceBench(fixture)
        traits = fixture.traits
        random = ConformanceRandom(seed: seed)
        inbox = try bench.createTopic("inbox", partitions: 3)
        outbox = try bench.createTopic("outbox", partitions: 2)
        ledgerTopic = try bench.createLedger("ledger", partitions: 3)
        inboxPartitions = [0, 1, 2].map { [inbox] in TopicPartition(inbox, Partition($0)) }
        outboxPartitions = [0, 1].map { [outbox] in TopicPartition(outbox, Partition($0)) }
    }

    /// - Throws: `ConformanceFailure`, with the last steps before it.
    public func run(steps: Int) throws {
        do {
            for _ in 0..<steps { try step() }
            try checkEverything()
            for seat in seats { seat.session.leave() }
            try checkEverything()
        } catch let failure as ConformanceFailure {
            throw ConformanceFailure("\(failure)\nlast steps:\n" + history.suffix(30).joined(separator: "\n"))
        } catch let error as LogError {
            throw ConformanceFailure("\(error)\nlast steps:\n" + history.suffix(30).joined(separator: "\n"))
        }
    }

    private func note(_ kind: String, _ detail: @autoclosure () -> String = "") {
        tally[kind, default: 0] += 1
        history.append("\(kind) \(detail())")
        if history.count > 200 { history.removeFirst(100) }
    }

    private func step() throws {
        guard !seats.isEmpty else { return try join() }
        let seat = seats[random.below(seats.count)]
        switch random.below(100) {
        case 0..<34: try poll(seat)
        case 34..<48: try stage(seat)
        case 48..<66: try commit(seat)
        case 66..<70: try abort(seat)
        case 70..<80: try append()
        case 80..<83: try restore(seat)
        case 83..<86: try join()
        case 86..<88: try leave(seat)
        case 88..<92: try pause(seat)
        case 92..<95: try letTimePass()
        case 95..<96: try reopenBeside()
        default: try checkEverything()
        }
    }

    // MARK: Members

    private func join() throws {
        let name = "m\(random.below(4))"
        // A session whose name is taken is fenced, whether it knows yet or not.
        for seat in seats where seat.name == name { seat.isDoubtful = true }
        if seats.count > 5 { return }
        let session = try bench.log.join(
            GroupSettings(
                group: bench.fixture.prefix + "group",
                member: name,
                inboxes: [inbox: ledgerTopic],
                sessionTimeoutMilliseconds: bench.fixture.span(milliseconds: 10_000),
                batchBytesMax: 20 + random.below(200)
            )
        )
        let fenced = seats.filter { $0.name == name }
        for seat in fenced { seat.isFenced = true }
        seats.append(LogModelSeat(name: name, number: written, session: session, lastPoll: time))
        written += 1
        note(fenced.isEmpty ? "join" : "join, fencing", name)
    }

    private func leave(_ seat: LogModelSeat) throws {
        seat.session.leave()
        seats.removeAll { $0 === seat }
        note("leave", seat.label)
    }

    private func letTimePass() throws {
        let amount = Int64(random.below(7_000))
        time += amount
        try bench.fixture.letTimePass(milliseconds: amount)
        note("time passes", "\(amount) ms")
        for seat in seats where time - seat.lastPoll > 10_000 { seat.isDoubtful = true }
    }

    private func poll(_ seat: LogModelSeat) throws {
        seat.letGo()
        seat.lastPoll = time
        if seat.isDoubtful { seat.open?.mayFail = true }
        let event: GroupEvent
        do {
            event = try seat.session.poll(timeoutMilliseconds: 0)
        } catch {
            guard error.code == .stop, seat.isFenced || namesakes(of: seat).contains(where: \.isDoubtful) else {
                throw error
            }
            try require(seat.held.isEmpty, "\(seat.label) was not told what it lost")
            seats.removeAll { $0 === seat }
            seat.session.leave()
            return note("fenced", seat.label)
        }
        let mayBeBack = seat.isDoubtful
        try take(event, by: seat)
        if mayBeBack { try comeBack(seat, event) }
    }

    private func namesakes(of seat: LogModelSeat) -> [LogModelSeat] {
        seats.filter { $0 !== seat && $0.name == seat.name }
    }

    /// A poll that did not fail has made a member of the session again, if it was none any more. One that was fenced may
    /// come back when the one that fenced it is gone.
    private func comeBack(_ seat: LogModelSeat, _ event: GroupEvent) throws {
        if case .lost = event {
            // Whether it is fenced for good, the next poll tells.
            seat.mayBeBack = namesakes(of: seat).allSatisfy(\.isDoubtful)
            if seat.isFenced { return }
        } else {
            try require(seat.lostMeanwhile.isEmpty, "\(seat.label) was not told that it lost \(seat.lostMeanwhile)")
        }
        seat.isDoubtful = false
        if seat.isFenced { try unfence(seat) }
    }

    private func unfence(_ seat: LogModelSeat) throws {
        seat.isFenced = false
        for other in namesakes(of: seat) {
            try require(other.isDoubtful, "\(seat.label) came back while \(other.label) has its name")
            other.isFenced = true
        }
    }

    private func take(_ event: GroupEvent, by seat: LogModelSeat) throws {
        switch event {
        case .assigned(let assigned):
            note("assigned", "\(seat.label) \(assigned)")
            for (partition, position) in assigned {
                for other in seats where other !== seat && other.held.contains(partition) {
                    try require(other.isDoubtful, "\(partition) was given to \(seat.label) while \(other.label) has it")
                    other.lostMeanwhile.insert(partition)
                }
                try requireEqual(position, positions[partition] ?? .zero, "\(seat.label) begins with \(partition)")
                seat.positions[partition] = position
                seat.lostMeanwhile.remove(partition)
            }
        case .revoked(let asked):
            note("revoked", "\(seat.label) \(asked.sorted())")
            try require(asked.isSubset(of: seat.positions.keys), "\(seat.label) was asked for \(asked), not its own")
            for partition in asked { seat.positions[partition] = nil }
            seat.lettingGo = asked
        case .lost(let lost):
            note("lost", "\(seat.label) \(lost.sorted())")
            try require(seat.isDoubtful, "\(seat.label) lost \(lost) without cause")
            try requireEqual(lost, seat.held, "\(seat.label) lost")
            seat.drop()
        case .batch(let batch):
            note("batch", "\(seat.label) \(batch.source) \(batch.records.map(\.offset.rawValue))")
            try receive(batch, by: seat)
        case .idle: note("idle", seat.label)
        }
    }

    private func receive(_ batch: RecordBatch, by seat: LogModelSeat) throws {
        guard let position = seat.positions[batch.source] else {
            throw ConformanceFailure("\(seat.label) received \(batch.source), which it does not own")
        }
        try require(!seat.paused.contains(batch.source), "\(seat.label) received \(batch.source), which is paused")
        let expected = (committed[batch.source] ?? []).drop { $0.offset < position }.prefix(batch.records.count)
        try requireEqual(batch.records.map(\.told), expected.map(\.told), "\(seat.label) received of \(batch.source)")
        guard let last = batch.records.last else { throw ConformanceFailure("\(seat.label) received nothing") }
        seat.positions[batch.source] = last.offset.next
    }

    private func pause(_ seat: LogModelSeat) throws {
        let partition = inboxPartitions[random.below(3)]
        if seat.paused.remove(partition) != nil || seat.positions[partition] == nil {
            seat.session.resume([partition])
            note("resume", "\(seat.label) \(partition)")
        } else {
            seat.session.pause([partition])
            seat.paused.insert(partition)
            note("pause", "\(seat.label) \(partition)")
        }
    }

    // MARK: Writing

    private func stage(_ seat: LogModelSeat) throws {
        let open: LogModelSeat.Open
        if let already = seat.open {
            open = already
        } else {
            open = LogModelSeat.Open(transaction: try seat.session.beginTransaction())
            open.mayFail = seat.isDoubtful
            seat.open = open
        }
        for _ in 0...random.below(3) {
            switch random.below(3) {
            case 0:
                let partition =
                    random.below(3) == 0 ? inboxPartitions[random.below(3)] : outboxPartitions[random.below(2)]
                let post = nextPost(to: partition)
                try open.transaction.post(post)
                open.posts.append((partition, post))
            case 1:
                guard let partition = seat.held.sorted().first else { continue }
                let key = "k\(random.below(12))"
                let value: String? = random.below(4) == 0 ? nil : "v\(written)"
                written += 1
                try open.transaction.changeLedger(of: partition, key: bytes(key), value: value.map(bytes))
                open.changes.append((partition, key, value))
            default:
                let own = seat.positions.keys.sorted()
                guard !own.isEmpty else { continue }
                let partition = own[random.below(own.count)]
                guard let position = seat.positions[partition] else { continue }
                try open.transaction.advance(partition, to: position)
                open.positions[partition] = position
            }
        }
        note("stage", seat.label)
    }

    private func nextPost(to partition: TopicPartition) -> Post {
        written += 1
        var headers = Headers()
        if random.below(2) == 0 { headers.append("n", "\(written)") }
        return Post(
            topic: partition.topic,
            partition: partition.partition,
            timestamp: Timestamp(milliseconds: Int64(random.below(1 << 40))),
            key: random.below(4) == 0 ? nil : bytes("key \(random.below(9))"),
            value: random.below(8) == 0
                ? nil : bytes("value \(written)" + String(repeating: "x", count: random.below(40))),
            headers: headers
        )
    }

    private func commit(_ seat: LogModelSeat) throws {
        guard let open = seat.open else { return }
        seat.open = nil
        do {
            try open.transaction.commit()
        } catch {
            note("commit failed", "\(seat.label) \(error)")
            try requireEqual(error.code, .rejoin, "code of \"\(error)\"")
            let hadCause =
                seat.isDoubtful || open.mayFail || open.spansRelease || !open.touched.isSubset(of: seat.held)
            try require(hadCause, "\(seat.label) could not commit: \(error)")
            return try checkEverything()
        }
        note("commit", "\(seat.label) \(open.posts.count) posts, touches \(open.touched.sorted())")
        try require(!seat.isFenced || seat.mayBeBack, "\(seat.label) is fenced, but committed")
        if seat.isFenced { try unfence(seat) }
        try require(!open.spansRelease, "\(seat.label) committed for partitions that it had let go of")
        try require(open.touched.isSubset(of: seat.held), "\(seat.label) committed for what it does not own")
        try require(
            open.touched.isDisjoint(with: seat.lostMeanwhile),
            "\(seat.label) committed for another's partition"
        )
        for (partition, key, value) in open.changes { ledgers[partition, default: [:]][key] = value }
        for (partition, position) in open.positions { positions[partition] = position }
        try learn(open.posts)
    }

    private func abort(_ seat: LogModelSeat) throws {
        guard let open = seat.open else { return }
        seat.open = nil
        open.transaction.abort()
        try seat.session.rewind()
        note("abort", seat.label)
        // Who lost its partitions without knowing goes back to what the new owner committed.
        for partition in seat.positions.keys { seat.positions[partition] = positions[partition] ?? .zero }
    }

    private func append() throws {
        var posts: [(TopicPartition, Post)] = []
        for _ in 0...random.below(6) {
            let partition = random.below(3) > 0 ? inboxPartitions[random.below(3)] : outboxPartitions[random.below(2)]
            posts.append((partition, nextPost(to: partition)))
        }
        let places = try bench.log.append(posts.map(\.1))
        note("append", "\(places)")
        try requireEqual(places.map(\.0), posts.map(\.0), "partitions of an append")
        try learn(posts)
    }

    /// Reads what was just written, to learn its offsets.
    private func learn(_ posts: [(TopicPartition, Post)]) throws {
        for partition in Set(posts.map(\.0)).sorted() {
            let known = committed[partition] ?? []
            let fresh = try bench.records(partition, from: known.last?.offset.next ?? .zero)
            let expected = posts.filter { $0.0 == partition }.map(\.1.told)
            try requireEqual(fresh.map(\.told.withoutOffset), expected, "what was written to \(partition)")
            committed[partition] = known + fresh
        }
    }

    // MARK: Reading

    private func restore(_ seat: LogModelSeat) throws {
        guard let partition = seat.positions.keys.sorted().first else { return }
        let found: [String: String]
        do {
            found = try collectLedger { visit in try seat.session.restoreLedger(of: partition, visit) }
        } catch let error as LogError where error.code == .rejoin {
            note("restore failed", seat.label)
            return try require(seat.isDoubtful, "\(seat.label) could not restore: \(error)")
        }
        note("restore", seat.label)
        try requireEqual(found, ledgers[partition] ?? [:], "ledger restored by \(seat.label)")
    }

    /// A second log on the same store says the same.
    private func reopenBeside() throws {
        guard traits.contains(.durable) else { return }
        let other = try bench.fixture.open()
        note("reopen")
        let reader = try other.reader()
        for partition in inboxPartitions + outboxPartitions {
            let end = committed[partition]?.last?.offset.next ?? .zero
            try require(try reader.bounds(of: partition).upperBound >= end, "\(partition) lacks records, opened again")
        }
        other.close()
    }

    private func checkEverything() throws {
        note("check")
        for partition in inboxPartitions + outboxPartitions {
            let records = try bench.records(partition, bytesMax: 50 + random.below(5000))
            try requireEqual(records.map(\.told), (committed[partition] ?? []).map(\.told), "records of \(partition)")
        }
        try requireEqual(try bench.positions(), positions, "positions")
        for partition in inboxPartitions {
            let ledger = try bench.ledger(TopicPartition(ledgerTopic, partition.partition))
            try requireEqual(ledger, ledgers[partition] ?? [:], "ledger beside \(partition)")
        }
    }
}
