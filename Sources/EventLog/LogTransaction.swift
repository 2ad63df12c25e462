/// Posts, ledger changes and positions that take effect together or not at all.
///
/// Belongs to the thread of its session. After `commit` or `abort`, in whatever way they end, it must not be used again.
public protocol LogTransaction: AnyObject {
    func post(_ post: Post) throws(LogError)

    /// Puts a key of the ledger beside an inbox partition; `nil` removes it. The last change of a key wins.
    func changeLedger(of inbox: TopicPartition, key: Bytes, value: Bytes?) throws(LogError)

    /// The next record to read of an assigned partition, once this is committed.
    func advance(_ inbox: TopicPartition, to position: Offset) throws(LogError)

    /// Makes everything durable at once.
    ///
    /// Fails with `.rejoin` when a partition that was advanced or changed belongs to someone else now (nothing took
    /// effect), with `.rebuild` when it is in doubt whether it took effect.
    func commit() throws(LogError)

    /// Drops everything. The caller must `rewind` its session and its own state.
    func abort()
}
