import EventLog

/// What a member of a Kafka group is about to write.
///
/// Ledger changes wait for the commit, so that a key that changes often costs little and the ledger's end is never ahead of
/// what was decided for long. Posts wait for it, too, as long as there are few; of many, the later ones go to the broker as
/// they come.
///
/// What waited goes out with the first record of each partition before all others. A partition becomes part of a transaction
/// by a question to the broker of its own, and librdkafka asks it for whatever partitions it has seen so far, then waits for
/// the answer and another millisecond: so all of them had better be seen at once.
final class KafkaLogTransaction: LogTransaction {
    private enum Phase {
        case open
        /// Partitions that it touched were given away meanwhile.
        case doomed
        case ended
    }

    private let session: KafkaLogSession
    private var phase = Phase.open
    /// `nil`: there were many, and they have gone out.
    private var waiting: [Waiting]? = []
    /// By ledger, in the order in which they came.
    private var changes: [LedgerChanges] = []
    private var positions: [TopicPartition: Offset] = [:]
    private var touched: Set<TopicPartition> = []

    private struct Waiting {
        let post: Post
        let partition: Partition
    }

    /// So many posts wait.
    private static let waitingMax = 256

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
        if let count = waiting?.count, count < Self.waitingMax {
            waiting?.append(Waiting(post: post, partition: partition))
            return
        }
        do throws(LogError) {
            try sendWaiting()
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
                for change in changes { try send(change.entries.prefix(1), to: change.ledger) }
                try sendWaiting()
                for change in changes { try send(change.entries.dropFirst(), to: change.ledger) }
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

    private func sendWaiting() throws(LogError) {
        guard let posts = waiting else { return }
        waiting = nil
        var seen: Set<TopicPartition> = []
        var later: [Waiting] = []
        for next in posts {
            if seen.insert(TopicPartition(next.post.topic, next.partition)).inserted {
                try session.producer.post(next.post, to: next.partition)
            } else {
                later.append(next)
            }
        }
        for next in later { try session.producer.post(next.post, to: next.partition) }
    }

    private func send(
        _ entries: ArraySlice<(key: Bytes, value: Bytes?)>,
        to ledger: TopicPartition
    ) throws(LogError) {
        for entry in entries { try session.producer.change(ledger, key: entry.key, value: entry.value) }
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
        waiting = nil
        changes = []
        positions = [:]
        session.transactionEnded()
    }

    private func checkOpen() throws(LogError) {
        if phase == .ended { throw .transactionEnded(of: member) }
    }
}
