/// What every log refuses, in the same words.
extension LogError {
    package static func noSuchTopic(_ topic: TopicName) -> LogError {
        LogError(.stop, "There is no topic \(topic)", remedy: "Create it first, or check the topic prefix.")
    }

    package static func noSuchPartition(_ partition: TopicPartition, count: Int32) -> LogError {
        LogError(
            .stop,
            "Topic \(partition.topic) has \(count) partitions, so there is none of number \(partition.partition)",
            remedy: "Check the partition count that the sender was told.",
            partition: partition
        )
    }

    package static func notOwned(_ partition: TopicPartition, by member: String) -> LogError {
        LogError(.rejoin, "Member \(member) does not own this partition now", partition: partition)
    }

    package static func transactionEnded(of member: String) -> LogError {
        LogError(.stop, "Member \(member) used a transaction that had ended already")
    }

    package static func sessionLeft(by member: String) -> LogError {
        LogError(.stop, "Member \(member) used its session after leaving")
    }

    package static func fenced(_ settings: GroupSettings) -> LogError {
        LogError(
            .stop,
            "Another session has joined group \(settings.group) under the name \(settings.member)",
            remedy: "Give every worker its own name."
        )
    }

    package static func noLedger(beside inbox: TopicPartition) -> LogError {
        LogError(.stop, "Inbox \(inbox.topic) was joined without a ledger beside it", partition: inbox)
    }

    package static func notCompacted(_ topic: TopicName) -> LogError {
        LogError(.stop, "Topic \(topic) holds records, not a ledger", remedy: "Read it by position.")
    }

    package static func compacted(_ topic: TopicName) -> LogError {
        LogError(
            .stop,
            "Topic \(topic) is compacted: it holds a ledger, not records",
            remedy: "Change it through a transaction, read it as a ledger."
        )
    }
}

extension TopicSettings {
    package func validate() throws(LogError) {
        guard partitionCount > 0 else {
            throw LogError(
                .stop,
                "Topic \(name) cannot have \(partitionCount) partitions",
                remedy: "State at least one."
            )
        }
    }

    /// Fails when a topic that exists is not what is asked for. How long it keeps records may differ.
    package func check(against asked: TopicSettings) throws(LogError) {
        guard partitionCount == asked.partitionCount else {
            throw LogError(
                .stop,
                "Topic \(name) has \(partitionCount) partitions, \(asked.partitionCount) were asked for",
                remedy: "Ask for \(partitionCount), or begin a new topic prefix and migrate by replay."
            )
        }
        guard cleanup.isCompact == asked.cleanup.isCompact else {
            throw LogError(
                .stop,
                "Topic \(name) is \(cleanup.words), but was asked for as \(asked.cleanup.words)",
                remedy: "Begin a new topic prefix and migrate by replay."
            )
        }
    }

    /// The partition that a post goes to. Does not look whether a stated partition exists.
    package func partition(for post: Post) throws(LogError) -> Partition {
        if cleanup.isCompact { throw .compacted(name) }
        return post.partition ?? Partitioner.partition(of: post.key, partitionCount: partitionCount)
    }
}

extension TopicSettings {
    /// Refuses what is stamped too far ahead: see `timestampAheadMillisecondsMax`.
    package func checkTimestamp(of post: Post, at now: Timestamp) throws(LogError) {
        guard let most = timestampAheadMillisecondsMax, post.timestamp > now.advanced(byMilliseconds: most) else {
            return
        }
        throw LogError(
            .stop,
            "A record for topic \(name) is stamped \(post.timestamp.milliseconds) ms, but the log's clock shows "
                + "\(now.milliseconds) ms, and it may be ahead by \(most) ms at the most",
            remedy: "Stamp records with the time of sending, and set the sender's clock right."
        )
    }
}

extension TopicSettings.Cleanup {
    package var isCompact: Bool {
        switch self {
        case .compact: true
        case .delete: false
        }
    }

    var words: String { isCompact ? "compacted" : "dropped by age or size" }
}

extension GroupSettings {
    /// Fails when the inboxes do not exist or their ledgers do not fit beside them.
    package func validate(_ find: (TopicName) -> TopicSettings?) throws(LogError) {
        for (inbox, ledger) in inboxes.sorted(by: { $0.key < $1.key }) {
            guard let inboxTopic = find(inbox) else { throw .noSuchTopic(inbox) }
            if inboxTopic.cleanup.isCompact { throw .compacted(inbox) }
            guard let ledger else { continue }
            guard let ledgerTopic = find(ledger) else { throw .noSuchTopic(ledger) }
            guard ledgerTopic.cleanup.isCompact else { throw .notCompacted(ledger) }
            guard ledgerTopic.partitionCount == inboxTopic.partitionCount else {
                throw LogError(
                    .stop,
                    "Ledger \(ledger) has \(ledgerTopic.partitionCount) partitions, but its inbox \(inbox) has "
                        + "\(inboxTopic.partitionCount)",
                    remedy: "Create both with the same number."
                )
            }
        }
    }

    package func ledger(of inbox: TopicPartition) throws(LogError) -> TopicPartition {
        guard let ledger = inboxes[inbox.topic] ?? nil else { throw .noLedger(beside: inbox) }
        return TopicPartition(ledger, inbox.partition)
    }
}

extension Timestamp {
    /// Stops at the ends of time.
    package func advanced(byMilliseconds amount: Int64) -> Timestamp {
        let (sum, overflow) = milliseconds.addingReportingOverflow(amount)
        if overflow { return amount < 0 ? .distantPast : .distantFuture }
        return Timestamp(milliseconds: sum)
    }
}
