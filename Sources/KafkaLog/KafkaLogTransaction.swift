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
    /// By ledger, in the order in which they came.
    private var changes: [LedgerChanges] = []
    private var positions: [TopicPartition: Offset] = [:]
    private var touched: Set<TopicPartition> = []

    private struct LedgerChanges {
        let inbox: TopicPartition
        let ledger: TopicPartition
        var entries: [(key: Bytes, value: Bytes?)] = []
    }

    init(session: KafkaLogSession) { self.session = session }

    private var member: String { session.settings.member }

    func post(_ post: Post) throws(LogError) {
        try checkOpen()
        let partition = try session.destinations.partition(for: post)
        do throws(LogError) {
            try session.producer.post(post, to: partition)
        } catch {
            throw noting(error)
        }
    }

    func changeLedger(of inbox: TopicPartition, key: Bytes, value: Bytes?) throws(LogError) {
        try checkOpen()
        if let index = changes.firstIndex(where: { $0.inbox == inbox }) {
            changes[index].entries.append((key, value))
            return
        }
        let ledger = try session.settings.ledger(of: inbox)
        changes.append(LedgerChanges(inbox: inbox, ledger: ledger, entries: [(key, value)]))
        touched.insert(inbox)
    }

    func advance(_ inbox: TopicPartition, to position: Offset) throws(LogError) {
        try checkOpen()
        try session.log.catalogue.check(inbox)
        positions[inbox] = position
        touched.insert(inbox)
    }

    func commit() throws(LogError) {
        if phase == .ended { throw .transactionEnded(of: member) }
        do throws(LogError) {
            try checkOwnership()
            do throws(LogError) {
                try stageLedgers()
                try session.commit(positions)
            } catch {
                throw noting(error)
            }
        } catch {
            end()
            session.producer.abort()
            throw error
        }
        end()
    }

    private func stageLedgers() throws(LogError) {
        for change in changes {
            for entry in change.entries {
                try session.producer.change(change.ledger, key: entry.key, value: entry.value)
            }
        }
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

    /// What failed may have been refused because someone else has this member's name.
    private func noting(_ error: LogError) -> LogError {
        if session.producer.wasFenced { session.producerWasFenced() }
        return error
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
