import EventLog
import GRDB

/// What is known of the log file as of some commit: topics, ends of partitions, groups. Small, copied for nothing.
struct LogView: Sendable {
    struct Topic: Sendable {
        let id: Int64
        let settings: TopicSettings
        /// The id of partition 0; the others follow it.
        let firstPartitionID: Int64
    }

    /// How far a partition reaches.
    struct Head: Sendable {
        var first = Offset.zero
        var end = Offset.zero
        var keptBytes: Int64 = 0
    }

    struct Group: Sendable {
        let id: Int64
        var membership: GroupMembership
    }

    /// A partition and its id.
    struct Place: Hashable, Sendable {
        let name: TopicPartition
        let id: Int64
    }

    private(set) var topics: [TopicName: Topic] = [:]
    /// By the partition's id.
    private var heads: [Head] = []
    private var names: [TopicPartition?] = []
    private(set) var groups: [String: Group] = [:]

    func topic(_ name: TopicName) throws(LogError) -> Topic {
        guard let topic = topics[name] else { throw .noSuchTopic(name) }
        return topic
    }

    func place(_ partition: TopicPartition) throws(LogError) -> Place {
        let topic = try topic(partition.topic)
        guard (0..<topic.settings.partitionCount).contains(partition.partition.rawValue) else {
            throw .noSuchPartition(partition, count: topic.settings.partitionCount)
        }
        return Place(name: partition, id: topic.firstPartitionID + Int64(partition.partition.rawValue))
    }

    func partitionCount(_ topic: TopicName) -> Int32 { topics[topic]?.settings.partitionCount ?? 0 }

    @inline(__always)
    func head(_ id: Int64) -> Head { heads.indices.contains(Int(id)) ? heads[Int(id)] : Head() }

    func name(_ id: Int64) -> TopicPartition? { names.indices.contains(Int(id)) ? names[Int(id)] : nil }

    /// The most partitions of one topic.
    static let partitionsMax: Int32 = 1 << 16

    mutating func setHead(_ id: Int64, _ head: Head) {
        if heads.indices.contains(Int(id)) { heads[Int(id)] = head }
    }

    mutating func setGroup(_ name: String, _ group: Group) { groups[name] = group }

    mutating func add(_ topic: Topic) {
        topics[topic.settings.name] = topic
        let end = Int(topic.firstPartitionID) + Int(topic.settings.partitionCount)
        while heads.count < end {
            heads.append(Head())
            names.append(nil)
        }
        for number in 0..<topic.settings.partitionCount {
            let name = TopicPartition(topic.settings.name, Partition(number))
            names[Int(topic.firstPartitionID) + Int(number)] = name
        }
    }
}

extension LogView {
    /// Reads the whole view. To be called inside a transaction.
    init(reading db: Database) throws {
        self.init()
        try readTopics(db)
        try readGroups(db)
    }

    private mutating func readTopics(_ db: Database) throws {
        let topicRows = try Row.fetchCursor(
            db.cachedStatement(
                sql: """
                    SELECT id, name, partition_count, is_compacted, retention_milliseconds, retention_bytes,
                        (SELECT min(partitions.id) FROM partitions WHERE topic_id = topics.id), timestamp_ahead_max
                    FROM topics ORDER BY id
                    """
            )
        )
        while let row = try topicRows.next() {
            guard let partitionCount = Int32(exactly: try row.integer(2)),
                (1...Self.partitionsMax).contains(partitionCount),
                let firstPartitionID = try row.optionalInteger(6),
                (1...BatchKey.partitionMax - Int64(Self.partitionsMax)).contains(firstPartitionID)
            else { throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "the partitions of a topic are wrong") }
            let cleanup: TopicSettings.Cleanup =
                try row.integer(3) != 0
                ? .compact
                : .delete(
                    retentionMilliseconds: try row.optionalInteger(4),
                    retentionBytes: try row.optionalInteger(5)
                )
            let settings = TopicSettings(
                name: TopicName(try row.text(1)),
                partitionCount: partitionCount,
                cleanup: cleanup,
                timestampAheadMillisecondsMax: try row.optionalInteger(7)
            )
            add(Topic(id: try row.integer(0), settings: settings, firstPartitionID: firstPartitionID))
        }
        let headRows = try Row.fetchCursor(
            db.cachedStatement(sql: "SELECT id, first_offset, end_offset, kept_bytes FROM partitions")
        )
        while let row = try headRows.next() {
            let head = Head(
                first: Offset(try row.integer(1)),
                end: Offset(try row.integer(2)),
                keptBytes: try row.integer(3)
            )
            guard Offset.zero <= head.first, head.first <= head.end, head.end.rawValue <= BatchKey.offsetMax,
                head.keptBytes >= 0
            else { throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "the ends of a partition are wrong") }
            setHead(try row.integer(0), head)
        }
    }

    private mutating func readGroups(_ db: Database) throws {
        var namesByID: [Int64: String] = [:]
        let groupRows = try Row.fetchCursor(
            db.cachedStatement(sql: "SELECT id, name, generation, last_epoch FROM consumer_groups")
        )
        while let row = try groupRows.next() {
            var membership = GroupMembership()
            membership.generation = try row.integer(2)
            membership.lastEpoch = try row.integer(3)
            let id = try row.integer(0)
            let name = try row.text(1)
            namesByID[id] = name
            groups[name] = Group(id: id, membership: membership)
        }
        let topicNames = Dictionary(topics.values.map { ($0.id, $0.settings.name) }) { first, _ in first }
        var subscriptions: [[Int64]: Set<TopicName>] = [:]
        let subscriptionRows = try Row.fetchCursor(
            db.cachedStatement(sql: "SELECT group_id, epoch, topic_id FROM subscriptions")
        )
        while let row = try subscriptionRows.next() {
            guard let topic = topicNames[try row.integer(2)] else { continue }
            subscriptions[[try row.integer(0), try row.integer(1)], default: []].insert(topic)
        }
        let memberRows = try Row.fetchCursor(
            db.cachedStatement(
                sql: "SELECT group_id, epoch, name, last_seen, session_timeout FROM members ORDER BY group_id, epoch"
            )
        )
        while let row = try memberRows.next() {
            guard let group = namesByID[try row.integer(0)] else { continue }
            let epoch = try row.integer(1)
            let member = GroupMembership.Member(
                name: try row.text(2),
                epoch: epoch,
                topics: subscriptions[[try row.integer(0), epoch]] ?? [],
                lastSeen: Timestamp(milliseconds: try row.integer(3)),
                sessionTimeoutMilliseconds: try row.integer(4)
            )
            groups[group]?.membership.members.append(member)
        }
        for group in groups.keys { groups[group]?.membership.members.sort { $0.name < $1.name } }
        let assignmentRows = try Row.fetchCursor(
            db.cachedStatement(sql: "SELECT group_id, partition_id, owner, target FROM assignments")
        )
        while let row = try assignmentRows.next() {
            guard let group = namesByID[try row.integer(0)], let partition = name(try row.integer(1)) else { continue }
            groups[group]?.membership.owners[partition] = try row.optionalInteger(2)
            groups[group]?.membership.targets[partition] = try row.optionalInteger(3)
        }
    }
}
