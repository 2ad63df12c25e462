package import EventLog
package import Streams

/// Takes one inbox partition through its processor once more, without writing anything: what it posts and keeps is handed
/// over as it would have been written.
///
/// Timers and what came from outside are input here, as they are to the processor. Belongs to one thread.
package struct TaskFold {
    /// A record that must be in the log.
    package struct ExpectedPost: Sendable {
        package var place: TopicPartition
        package var post: Post
        /// Counts the posts of one inbox record from 0; `RecordOrigin.Cause.refusal` for its copy in the dead letters.
        package var number: Int
    }

    package let inbox: TopicPartition
    private let task: StreamTask
    private let deadLetters: TopicName
    private let partitionCounts: [TopicName: Int32]
    private var output: TaskOutput

    /// - Parameter partitionCounts: of every topic that is posted to.
    package init(_ application: StreamApplication, _ inbox: TopicPartition, partitionCounts: [TopicName: Int32]) {
        self.inbox = inbox
        self.partitionCounts = partitionCounts
        deadLetters = application.deadLetters
        task = StreamTask(inbox: inbox, position: .zero, processor: application.makeProcessor(inbox))
        output = TaskOutput(source: inbox)
    }

    /// The task's clock: the largest timestamp so far.
    package var clock: Timestamp { task.clock }

    /// Begins with a ledger instead of with nothing. Only before the first record.
    /// - Throws: on bytes that no version of the processor wrote.
    package func restore(key: Bytes, value: Bytes) throws { try task.restore(key: key, value: value) }

    /// Takes the next record and hands over what it makes the processor post, in order.
    package mutating func fold(_ record: Record, _ visit: (ExpectedPost) throws -> Void) rethrows {
        task.process(record, &output)
        try output.forEachPost(partitionCounts: partitionCounts) { post, number in
            try visit(ExpectedPost(place: place(of: post), post: post, number: number))
        }
        guard let refusal = output.refusal else { return }
        let letter = DeadLetter.post(record, refusal, from: inbox, clock: task.clock, to: deadLetters)
        try visit(ExpectedPost(place: place(of: letter), post: letter, number: RecordOrigin.Cause.refusal))
    }

    private func place(of post: Post) -> TopicPartition {
        TopicPartition(
            post.topic,
            post.partition
                ?? Partitioner.partition(of: post.key, partitionCount: partitionCounts[post.topic] ?? 1)
        )
    }

    /// Hands over every entry of the ledger that was touched since the last call, the clock included.
    package func drainLedgerChanges(_ visit: (_ key: Bytes, _ value: Bytes?) throws -> Void) throws {
        _ = try task.drainLedgerChanges(visit)
    }

    /// The record that wakes an entry, as the runtime would write it.
    package func timerRecord(forEntry key: Bytes, due: Timestamp) -> TimerRecord {
        task.processor.timerRecord(forEntry: key, due: due)
    }
}
