import EventLog

/// A log on a fixture with topics, and what cases do with it again and again.
final class ConformanceBench {
    let fixture: any LogFixture
    private(set) var log: any EventLog

    init(_ fixture: any LogFixture) throws {
        self.fixture = fixture
        log = try fixture.open()
    }

    func reopen() throws {
        log.close()
        log = try fixture.open()
    }

    func topic(_ name: String) -> TopicName { TopicName("\(fixture.prefix)\(name)") }

    @discardableResult
    func createTopic(
        _ name: String,
        partitions: Int32,
        retentionMilliseconds: Int64? = nil,
        retentionBytes: Int64? = nil
    ) throws -> TopicName {
        let cleanup = TopicSettings.Cleanup.delete(
            retentionMilliseconds: retentionMilliseconds,
            retentionBytes: retentionBytes
        )
        try log.createTopics([TopicSettings(name: topic(name), partitionCount: partitions, cleanup: cleanup)])
        return topic(name)
    }

    @discardableResult
    func createLedger(_ name: String, partitions: Int32) throws -> TopicName {
        try log.createTopics([TopicSettings(name: topic(name), partitionCount: partitions, cleanup: .compact)])
        return topic(name)
    }

    func partition(_ topic: TopicName, _ number: Int32 = 0) -> TopicPartition {
        TopicPartition(topic, Partition(number))
    }

    /// A post to the partition that its key hashes to.
    func post(_ topic: TopicName, key: String? = nil, _ value: String, at time: Int64 = 0) -> Post {
        Post(topic: topic, timestamp: Timestamp(milliseconds: time), key: key.map(bytes), value: bytes(value))
    }

    /// A post to a stated partition.
    func post(_ topic: TopicName, _ number: Int32, key: String? = nil, _ value: String, at time: Int64 = 0) -> Post {
        var post = post(topic, key: key, value, at: time)
        post.partition = Partition(number)
        return post
    }

    func join(
        _ member: String,
        group: String = "group",
        _ inboxes: [TopicName: TopicName?],
        timeout: Int64 = 10_000,
        batchBytesMax: Int = 1 << 20
    ) throws -> ConformanceMember {
        try join(member, group: group, inboxes, timeout: timeout, batchBytesMax: batchBytesMax, through: log)
    }

    func join(
        _ member: String,
        group: String = "group",
        _ inboxes: [TopicName: TopicName?],
        timeout: Int64 = 10_000,
        batchBytesMax: Int = 1 << 20,
        through log: any EventLog
    ) throws -> ConformanceMember {
        let settings = GroupSettings(
            group: fixture.prefix + group,
            member: fixture.prefix + member,
            inboxes: inboxes,
            sessionTimeoutMilliseconds: fixture.span(milliseconds: timeout),
            batchBytesMax: batchBytesMax
        )
        return ConformanceMember(name: member, session: try log.join(settings))
    }

    /// Polls all by turns until they own these partitions between them, each one once, and have nothing to give back.
    func settle(_ members: [ConformanceMember], on partitions: Set<TopicPartition>) throws {
        let countdown = ConformanceCountdown(milliseconds: fixture.patienceMilliseconds)
        var calmRounds = 0
        var calm = ConformanceCountdown(milliseconds: fixture.calmMilliseconds)
        while calmRounds < 2 || !calm.isOver {
            var isCalm = true
            for member in members {
                switch try member.poll(timeoutMilliseconds: 1) {
                case .assigned, .revoked, .lost: isCalm = false
                case .batch, .idle: break
                }
            }
            let owned = members.flatMap { $0.positions.keys }
            let isUnique = owned.count == Set(owned).count
            // Where time passes by itself, one that was not polled in time hears only later what others have by then.
            try require(isUnique || fixture.calmMilliseconds > 0, "a partition has two owners: \(owned.sorted())")
            calmRounds = isCalm && isUnique && Set(owned) == partitions ? calmRounds + 1 : 0
            if calmRounds == 0 { calm = ConformanceCountdown(milliseconds: fixture.calmMilliseconds) }
            if countdown.isOver {
                throw ConformanceFailure(
                    "after a long time only \(owned.sorted()) have owners, not \(partitions.sorted())"
                )
            }
        }
    }

    /// Asks again, for as long as a log may take to show what was committed, until the answer is as it must become.
    func answer<Value>(of ask: () throws -> Value, once holds: (Value) -> Bool) throws -> Value {
        let countdown = ConformanceCountdown(milliseconds: fixture.visibilityMilliseconds)
        while true {
            let value = try ask()
            if holds(value) || countdown.isOver { return value }
        }
    }

    /// The group's positions must become these.
    func requirePositions(_ expected: [TopicPartition: Offset], _ what: String) throws {
        try requireEqual(try answer(of: { try positions() }, once: { $0 == expected }), expected, what)
    }

    /// Polls until so many records were received in all since the member joined or forgot what it had received.
    func receive(_ count: Int, by member: ConformanceMember) throws {
        let countdown = ConformanceCountdown(milliseconds: fixture.patienceMilliseconds)
        while member.receivedCount < count {
            _ = try member.poll(timeoutMilliseconds: 5)
            if countdown.isOver {
                throw ConformanceFailure("\(member.name) received \(member.receivedCount) records, not \(count)")
            }
        }
        try requireEqual(member.receivedCount, count, "records received by \(member.name)")
    }

    /// All committed records of a partition, read in batches of about so many bytes.
    func records(_ partition: TopicPartition, from start: Offset = .zero, bytesMax: Int = 1 << 16) throws -> [Record] {
        let reader = try log.reader()
        var records: [Record] = []
        var position = start
        while true {
            let batch = try reader.read(partition, from: position, bytesMax: bytesMax)
            try requireEqual(batch.source, partition, "source of a batch")
            guard let last = batch.records.last else { return records }
            for record in batch.records {
                try require(
                    record.offset >= position,
                    "offset \(record.offset) of \(partition) comes after \(position)"
                )
                position = record.offset.next
            }
            try requireEqual(position, last.offset.next, "position after a batch")
            records += batch.records
        }
    }

    func values(_ partition: TopicPartition) throws -> [String] { try records(partition).map(\.text) }

    /// A ledger partition as a reader without a group sees it.
    func ledger(_ partition: TopicPartition) throws -> [String: String] {
        try collectLedger { visit in try log.reader().ledger(partition, visit) }
    }

    func positions(group: String = "group") throws -> [TopicPartition: Offset] {
        try log.reader().positions(ofGroup: fixture.prefix + group)
    }
}

/// A member of a group as a well-behaved worker would be: it keeps what it was told.
final class ConformanceMember {
    let name: String
    let session: any GroupSession
    /// What it owns and has not been asked to give back: the next record that must come.
    private(set) var positions: [TopicPartition: Offset] = [:]
    /// Asked back; let go of by the next poll.
    private(set) var lettingGo: Set<TopicPartition> = []
    private(set) var received: [TopicPartition: [Record]] = [:]

    init(name: String, session: any GroupSession) {
        self.name = name
        self.session = session
    }

    var receivedCount: Int { received.values.reduce(0) { $0 + $1.count } }

    func forgetReceived() { received = [:] }

    /// One poll, checked against what the member knows.
    func poll(timeoutMilliseconds: Int) throws -> GroupEvent {
        lettingGo = []
        let event = try session.poll(timeoutMilliseconds: timeoutMilliseconds)
        switch event {
        case .assigned(let assigned):
            for (partition, position) in assigned {
                try require(positions[partition] == nil, "\(name) was assigned \(partition) twice")
                positions[partition] = position
            }
        case .revoked(let revoked):
            try giveUp(revoked)
            lettingGo = revoked
        case .lost(let lost): try giveUp(lost)
        case .batch(let batch):
            guard let position = positions[batch.source] else {
                throw ConformanceFailure("\(name) received records of \(batch.source), which it does not own")
            }
            guard let first = batch.records.first, let last = batch.records.last else {
                throw ConformanceFailure("\(name) received an empty batch of \(batch.source)")
            }
            try require(
                first.offset >= position,
                "\(name) received \(batch.source) from \(first.offset), not \(position)"
            )
            positions[batch.source] = last.offset.next
            received[batch.source, default: []] += batch.records
        case .idle: break
        }
        return event
    }

    private func giveUp(_ partitions: Set<TopicPartition>) throws {
        for partition in partitions {
            try require(
                positions.removeValue(forKey: partition) != nil,
                "\(name) was asked for \(partition), not its own"
            )
        }
    }

    /// Goes back to these positions, as after an abort.
    func rewind(to committed: [TopicPartition: Offset]) throws {
        try session.rewind()
        for partition in positions.keys { positions[partition] = committed[partition] ?? .zero }
    }

    func restore(_ inbox: TopicPartition) throws -> [String: String] {
        try collectLedger { visit in try session.restoreLedger(of: inbox, visit) }
    }

    /// Commits one transaction of what the closure stages.
    func commit(_ stage: (any LogTransaction) throws -> Void) throws {
        let transaction = try session.beginTransaction()
        try stage(transaction)
        try transaction.commit()
    }
}

/// How long a case still waits for what must happen.
struct ConformanceCountdown {
    private let end: ContinuousClock.Instant

    init(milliseconds: Int) { end = ContinuousClock.now + .milliseconds(milliseconds) }

    var isOver: Bool { ContinuousClock.now >= end }
}

func bytes(_ text: String) -> Bytes { Bytes(text.utf8) }

func text(_ bytes: Bytes) -> String { String(decoding: bytes, as: UTF8.self) }

/// Fails when a key is visited twice.
func collectLedger(
    _ read: ((_ key: Bytes, _ value: Bytes) throws -> Void) throws -> Void
) throws -> [String: String] {
    var entries: [String: String] = [:]
    try read { key, value in
        let previous = entries.updateValue(text(value), forKey: text(key))
        try require(previous == nil, "key \(text(key)) of a ledger was visited twice")
    }
    return entries
}

extension Record {
    var text: String { value.map { String(decoding: $0, as: UTF8.self) } ?? "null" }
}
