/// What a member of a `MemoryLog` group is about to write.
final class MemoryLogTransaction: LogTransaction {
    /// A record and where it goes; its offset is given when it is written.
    struct Staged {
        let partition: MemoryPartition
        let record: Record

        init(_ partition: MemoryPartition, _ post: Post) {
            self.partition = partition
            record = Record(
                offset: .zero,
                timestamp: post.timestamp,
                key: post.key,
                value: post.value,
                headers: post.headers
            )
        }
    }

    private enum Phase {
        case open
        /// Partitions that it touched were given away meanwhile.
        case doomed
        case ended
    }

    private let log: MemoryLog
    private let session: MemoryLogSession
    private let settings: GroupSettings
    private let epoch: Int64
    private var phase = Phase.open
    private var posts: [Staged] = []
    private var changes: [(partition: MemoryPartition, key: Bytes, value: Bytes?)] = []
    private var positions: [TopicPartition: Offset] = [:]
    private var touched: Set<TopicPartition> = []
    private var lastTouched: TopicPartition?
    /// The ledger beside it.
    private var lastLedger: MemoryPartition?

    init(log: MemoryLog, session: MemoryLogSession, settings: GroupSettings, epoch: Int64) {
        self.log = log
        self.session = session
        self.settings = settings
        self.epoch = epoch
    }

    func post(_ post: Post) throws(LogError) {
        try step(.post) { () throws(LogError) in posts.append(Staged(try log.partition(for: post), post)) }
    }

    func changeLedger(of inbox: TopicPartition, key: Bytes, value: Bytes?) throws(LogError) {
        try step(.changeLedger) { () throws(LogError) in
            let ledger: MemoryPartition
            if lastTouched == inbox, let lastLedger {
                ledger = lastLedger
            } else {
                ledger = try log.partition(try settings.ledger(of: inbox))
            }
            changes.append((ledger, key, value))
            touch(inbox)
            lastLedger = ledger
        }
    }

    func advance(_ inbox: TopicPartition, to position: Offset) throws(LogError) {
        try step(.advance) { () throws(LogError) in
            _ = try log.partition(inbox)
            positions[inbox] = position
            touch(inbox)
        }
    }

    private func touch(_ inbox: TopicPartition) {
        if lastTouched == inbox { return }
        touched.insert(inbox)
        lastTouched = inbox
        lastLedger = nil
    }

    func commit() throws(LogError) {
        if phase == .ended { throw .transactionEnded(of: settings.member) }
        defer { end() }
        try session.step(.commit) { () throws(LogError) in
            try checkOwnership()
            for staged in posts { staged.partition.append(staged.record) }
            for change in changes { change.partition.changeLedger(key: change.key, value: change.value) }
            guard let group = log.group(named: settings.group) else { return }
            for (partition, position) in positions { group.positions[partition] = position }
            log.finishWriting(to: posts)
        }
    }

    private func checkOwnership() throws(LogError) {
        guard let membership = log.group(named: settings.group)?.membership, phase == .open,
            membership.standing(of: epoch, named: settings.member) == .live
        else {
            throw LogError(.rejoin, "Member \(settings.member) lost partitions of its transaction to someone else")
        }
        for partition in touched.sorted() where !membership.owns(partition, epoch: epoch) {
            throw .notOwned(partition, by: settings.member)
        }
    }

    func abort() {
        guard phase != .ended else { return }
        session.holdBack { () throws(LogError) in try log.faults?.before(.abort, member: settings.member) }
        end()
        session.holdBack { () throws(LogError) in try log.faults?.after(.abort, member: settings.member) }
    }

    /// Makes the commit fail if it touched what was given away, even where it came back later. With the lock held.
    func doom(touching partitions: Set<TopicPartition>) {
        if phase == .open, !touched.isDisjoint(with: partitions) { phase = .doomed }
    }

    private func end() {
        phase = .ended
        posts = []
        changes = []
        positions = [:]
        session.transactionEnded()
    }

    private func step(_ step: LogStep, _ body: () throws(LogError) -> Void) throws(LogError) {
        if phase == .ended { throw .transactionEnded(of: settings.member) }
        try session.step(step, body)
    }
}
