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
                        (SELECT min(partitions.id) FROM partitions WHERE topic_id = topics.id)
                    FROM topics ORDER BY id
                    """
            )
        )
        while let row = try topicRows.next() {
            let isCompacted: Bool = row[3]
            let settings = TopicSettings(
                name: TopicName(row[1]),
                partitionCount: row[2],
                cleanup: isCompacted ? .compact : .delete(retentionMilliseconds: row[4], retentionBytes: row[5])
            )
            guard let firstPartitionID: Int64 = row[6], (1...BatchKey.partitionMax).contains(firstPartitionID),
                Int64(settings.partitionCount) <= BatchKey.partitionMax
            else {
                throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "topic \(settings.name) has no partitions")
            }
            add(Topic(id: row[0], settings: settings, firstPartitionID: firstPartitionID))
        }
        let headRows = try Row.fetchCursor(
            db.cachedStatement(sql: "SELECT id, first_offset, end_offset, kept_bytes FROM partitions")
        )
        while let row = try headRows.next() {
            setHead(row[0], Head(first: Offset(row[1]), end: Offset(row[2]), keptBytes: row[3]))
        }
    }

    private mutating func readGroups(_ db: Database) throws {
        var namesByID: [Int64: String] = [:]
        let groupRows = try Row.fetchCursor(
            db.cachedStatement(sql: "SELECT id, name, generation, last_epoch FROM consumer_groups")
        )
        while let row = try groupRows.next() {
            var membership = GroupMembership()
            membership.generation = row[2]
            membership.lastEpoch = row[3]
            let name: String = row[1]
            namesByID[row[0]] = name
            groups[name] = Group(id: row[0], membership: membership)
        }
        let topicNames = Dictionary(topics.values.map { ($0.id, $0.settings.name) }) { first, _ in first }
        var subscriptions: [[Int64]: Set<TopicName>] = [:]
        let subscriptionRows = try Row.fetchCursor(
            db.cachedStatement(sql: "SELECT group_id, epoch, topic_id FROM subscriptions")
        )
        while let row = try subscriptionRows.next() {
            if let topic = topicNames[row[2]] { subscriptions[[row[0], row[1]], default: []].insert(topic) }
        }
        let memberRows = try Row.fetchCursor(
            db.cachedStatement(
                sql: "SELECT group_id, epoch, name, last_seen, session_timeout FROM members ORDER BY group_id, epoch"
            )
        )
        while let row = try memberRows.next() {
            guard let group = namesByID[row[0]] else { continue }
            let member = GroupMembership.Member(
                name: row[2],
                epoch: row[1],
                topics: subscriptions[[row[0], row[1]]] ?? [],
                lastSeen: Timestamp(milliseconds: row[3]),
                sessionTimeoutMilliseconds: row[4]
            )
            groups[group]?.membership.members.append(member)
        }
        for group in groups.keys { groups[group]?.membership.members.sort { $0.name < $1.name } }
        let assignmentRows = try Row.fetchCursor(
            db.cachedStatement(sql: "SELECT group_id, partition_id, owner, target FROM assignments")
        )
        while let row = try assignmentRows.next() {
            guard let group = namesByID[row[0]], let partition = name(row[1]) else { continue }
            groups[group]?.membership.owners[partition] = row[2]
            groups[group]?.membership.targets[partition] = row[3]
        }
    }
}
