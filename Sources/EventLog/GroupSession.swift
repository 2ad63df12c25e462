/// A member's seat in a group: it is handed partitions, reads them in order and gives them back.
///
/// Belongs to one thread. Every event must be answered by the next call to `poll` (or `leave`): polling again says that
/// revoked and lost partitions have been let go of.
public protocol GroupSession: AnyObject {
    /// Waits at most so long for something to happen. Counts as a sign of life.
    func poll(timeoutMilliseconds: Int) throws(LogError) -> GroupEvent

    /// One transaction at a time; the one before must have been committed or aborted.
    func beginTransaction() throws(LogError) -> any LogTransaction

    /// Reads the ledger beside an assigned inbox partition, up to its end at the time of the call, each key's last value
    /// once, in no stated order.
    func restoreLedger(
        of inbox: TopicPartition,
        _ visit: (_ key: Bytes, _ value: Bytes) throws -> Void
    ) throws

    /// Goes back to the committed positions of every assigned partition and drops all that was fetched: after an abort.
    func rewind() throws(LogError)

    /// Stops and starts fetching from assigned partitions, which stay assigned.
    func pause(_ partitions: Set<TopicPartition>)
    func resume(_ partitions: Set<TopicPartition>)

    /// Says that the member is about to leave: from now on its calls wait for others no longer than so long, all together.
    /// What is not certain by then is left to whoever has its partitions next.
    func limitWaits(milliseconds: Int)

    /// Gives the partitions back and ends the session. An open transaction is aborted. Idempotent.
    func leave()
}

extension GroupSession {
    /// For logs that wait for nobody.
    public func limitWaits(milliseconds: Int) {}
}

/// What a poll tells its member.
public enum GroupEvent: Sendable {
    /// These partitions are ours from now on, each with its committed position.
    case assigned([TopicPartition: Offset])
    /// These are asked back. What is open may still be committed before the next `poll`.
    case revoked(Set<TopicPartition>)
    /// These belong to someone else already. What is open must be aborted.
    case lost(Set<TopicPartition>)
    case batch(RecordBatch)
    /// Nothing happened within the time-out.
    case idle
}
