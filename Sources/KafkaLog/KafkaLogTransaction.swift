import EventLog

/// What a member of a Kafka group is about to write.
///
/// Posts go to the broker as they come; ledger changes wait for the commit, so that a key that changes often costs little
/// and the ledger's end is never ahead of what was decided for long.
final class KafkaLogTransaction: LogTransaction {
    private enum Phase {
        case open
        /// Partitions that it touched were given away meanwhile.
        case doomed
        case ended
    }

    private let session: KafkaLogSession
    private var phase = Phase.open
    private var changes: [(ledger: TopicPartition, key: Bytes, value: Bytes?)] = []
    private var positions: [TopicPartition: Offset] = [:]
    private var touched: Set<TopicPartition> = []
    private var lastTouched: (inbox: TopicPartition, ledger: TopicPartition)?

    init(session: KafkaLogSession) { self.session = session }

    private var member: String { session.settings.member }

    func post(_ post: Post) throws(LogError) {
        try checkOpen()
        let partition = try session.log.catalogue.partition(for: post)
        try attempt { () throws(LogError) in try session.producer.post(post, to: partition) }
    }

    func changeLedger(of inbox: TopicPartition, key: Bytes, value: Bytes?) throws(LogError) {
        try checkOpen()
        if let lastTouched, lastTouched.inbox == inbox {
            changes.append((lastTouched.ledger, key, value))
            return
        }
        let ledger = try session.settings.ledger(of: inbox)
        changes.append((ledger, key, value))
        touched.insert(inbox)
        lastTouched = (inbox, ledger)
    }

    func advance(_ inbox: TopicPartition, to position: Offset) throws(LogError) {
        try checkOpen()
        try session.log.catalogue.check(inbox)
        positions[inbox] = position
        touched.insert(inbox)
    }

    func commit() throws(LogError) {
        if phase == .ended { throw .transactionEnded(of: member) }
        do {
            try checkOwnership()
            try attempt { () throws(LogError) in
                for change in changes {
                    try session.producer.change(change.ledger, key: change.key, value: change.value)
                }
                if !positions.isEmpty { try session.send(positions) }
                try session.producer.commit()
            }
        } catch {
            end()
            session.producer.abort()
            throw error
        }
        end()
    }

    private func checkOwnership() throws(LogError) {
        guard phase == .open else {
            throw LogError(.rejoin, "Member \(member) gave partitions of its transaction away")
        }
        for partition in touched.sorted() where !session.holds(partition) { throw .notOwned(partition, by: member) }
    }

    func abort() {
        guard phase != .ended else { return }
        end()
        session.producer.abort()
    }

    /// Makes the commit fail if it touched what was given away, even where it came back later.
    func doom(touching partitions: Set<TopicPartition>) {
        if phase == .open, !touched.isDisjoint(with: partitions) { phase = .doomed }
    }

    private func attempt(_ body: () throws(LogError) -> Void) throws(LogError) {
        do {
            try body()
        } catch {
            if session.producer.wasFenced { session.producerWasFenced() }
            throw error
        }
    }

    private func end() {
        phase = .ended
        changes = []
        positions = [:]
        session.transactionEnded()
    }

    private func checkOpen() throws(LogError) {
        if phase == .ended { throw .transactionEnded(of: member) }
    }
}
