public import EventLog

/// The state of every task at a position up to which a verification found nothing wrong, for a later one to begin there.
public struct VerificationCheckpoint: Sendable {
    /// One inbox partition.
    public struct Task: Sendable {
        public var inbox: TopicPartition
        /// The next inbox record to fold.
        public var position: Offset
        /// Its desk's ledger before that.
        public var ledger: [Bytes: Bytes]

        public init(inbox: TopicPartition, position: Offset, ledger: [Bytes: Bytes]) {
            self.inbox = inbox
            self.position = position
            self.ledger = ledger
        }
    }

    public var tasks: [TopicPartition: Task]

    public init(tasks: [TopicPartition: Task] = [:]) { self.tasks = tasks }
}
