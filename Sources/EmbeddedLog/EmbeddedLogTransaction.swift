import EventLog

/// What a member of an `EmbeddedLog` group is about to write. Nothing is written before the commit.
final class EmbeddedLogTransaction: LogTransaction {
    private enum Phase {
        case open
        /// Partitions that it touched were given away meanwhile.
        case doomed
        case ended
    }

    private let log: EmbeddedLog
    private let session: EmbeddedLogSession
    private let settings: GroupSettings
    private let epoch: Int64
    private var phase = Phase.open
    private var records = StagedRecords()
    private var changes = StagedChanges()
    private var positions: [TopicPartition: (id: Int64, position: Offset)] = [:]
    private var touched: Set<TopicPartition> = []
    private var lastTouched: (inbox: TopicPartition, ledger: Int64)?

    init(log: EmbeddedLog, session: EmbeddedLogSession, settings: GroupSettings, epoch: Int64) {
        self.log = log
        self.session = session
        self.settings = settings
        self.epoch = epoch
    }

    func post(_ post: Post) throws(LogError) {
        try step(.post) { () throws(LogError) in try records.add(post, find: log.topic) }
    }

    func changeLedger(of inbox: TopicPartition, key: Bytes, value: Bytes?) throws(LogError) {
        try step(.changeLedger) { () throws(LogError) in
            if let lastTouched, lastTouched.inbox == inbox {
                return changes.add(lastTouched.ledger, key: key, value: value)
            }
            let ledger = try log.view().view.place(try settings.ledger(of: inbox)).id
            changes.add(ledger, key: key, value: value)
            touched.insert(inbox)
            lastTouched = (inbox, ledger)
        }
    }

    func advance(_ inbox: TopicPartition, to position: Offset) throws(LogError) {
        try step(.advance) { () throws(LogError) in
            positions[inbox] = (try log.view().view.place(inbox).id, position)
            touched.insert(inbox)
        }
    }

    func commit() throws(LogError) {
        if phase == .ended { throw .transactionEnded(of: settings.member) }
        defer { end() }
        try session.step(.commit) { () throws(LogError) in
            guard phase == .open else {
                throw LogError(.rejoin, "Member \(settings.member) gave partitions of its transaction away")
            }
            records.seal()
            changes.seal()
            let (settings, epoch, records, changes) = (settings, epoch, records, changes)
            let positions = positions.values.sorted { $0.id < $1.id }
            let touched = touched.sorted()
            try log.write { scope in
                let group = try Self.checkOwnership(of: touched, settings, epoch, scope)
                _ = try records.write(in: scope)
                try changes.write(in: scope)
                for (id, position) in positions { try scope.setPosition(position, of: id, group: group) }
            }
        }
    }

    /// Within the SQLite transaction, so that what it finds holds until the end of it.
    /// - Returns: the id of the group.
    private static func checkOwnership(
        of partitions: [TopicPartition],
        _ settings: GroupSettings,
        _ epoch: Int64,
        _ scope: WriteScope
    ) throws(LogError) -> Int64 {
        guard let group = scope.view.groups[settings.group],
            group.membership.standing(of: epoch, named: settings.member) == .live
        else {
            throw LogError(.rejoin, "Member \(settings.member) lost partitions of its transaction to someone else")
        }
        for partition in partitions where !group.membership.owns(partition, epoch: epoch) {
            throw .notOwned(partition, by: settings.member)
        }
        return group.id
    }

    func abort() {
        guard phase != .ended else { return }
        session.holdBack { () throws(LogError) in try log.faults?.before(.abort, member: settings.member) }
        end()
        session.holdBack { () throws(LogError) in try log.faults?.after(.abort, member: settings.member) }
    }

    /// Makes the commit fail if it touched what was given away, even where it came back later.
    func doom(touching partitions: Set<TopicPartition>) {
        if phase == .open, !touched.isDisjoint(with: partitions) { phase = .doomed }
    }

    private func end() {
        phase = .ended
        records = StagedRecords()
        changes = StagedChanges()
        positions = [:]
        session.transactionEnded()
    }

    private func step<Result>(_ step: LogStep, _ body: () throws(LogError) -> Result) throws(LogError) {
        if phase == .ended { throw .transactionEnded(of: settings.member) }
        _ = try session.step(step, body)
    }
}
