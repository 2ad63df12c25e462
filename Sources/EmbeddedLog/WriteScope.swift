import EventLog
import Foundation
import GRDB

/// What may be done inside one transaction of the writer. Keeps the view in step with the file.
final class WriteScope {
    let db: Database
    var view: LogView
    /// How many statements have written.
    private(set) var writes = 0

    init(db: Database, view: LogView) {
        self.db = db
        self.view = view
    }

    func execute(_ sql: String, _ arguments: StatementArguments) throws {
        writes += 1
        try db.cachedStatement(sql: sql).execute(arguments: arguments)
    }

    // MARK: Topics

    func create(_ settings: TopicSettings) throws {
        var retentionMilliseconds: Int64?
        var retentionBytes: Int64?
        if case .delete(let milliseconds, let bytes) = settings.cleanup {
            retentionMilliseconds = milliseconds
            retentionBytes = bytes
        }
        try execute(
            """
            INSERT INTO topics
                (name, partition_count, is_compacted, retention_milliseconds, retention_bytes, timestamp_ahead_max)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            ON CONFLICT (name) DO UPDATE
            SET retention_milliseconds = ?4, retention_bytes = ?5, timestamp_ahead_max = ?6
            """,
            [
                settings.name.rawValue, settings.partitionCount, settings.cleanup == .compact, retentionMilliseconds,
                retentionBytes, settings.timestampAheadMillisecondsMax,
            ]
        )
        if let existing = view.topics[settings.name] {
            let topic = LogView.Topic(id: existing.id, settings: settings, firstPartitionID: existing.firstPartitionID)
            return view.add(topic)
        }
        let topicID = db.lastInsertedRowID
        let lastPartitionID = try Row.fetchOne(db, sql: "SELECT max(id) FROM partitions")?.optionalInteger(0) ?? 0
        guard (0...BatchKey.partitionMax - 2 * Int64(LogView.partitionsMax)).contains(lastPartitionID) else {
            throw LogError(.stop, "The log file has no room for the partitions of topic \(settings.name)")
        }
        for number in 0..<settings.partitionCount {
            try execute(
                "INSERT INTO partitions (id, topic_id, number) VALUES (?, ?, ?)",
                [lastPartitionID + 1 + Int64(number), topicID, number]
            )
        }
        view.add(LogView.Topic(id: topicID, settings: settings, firstPartitionID: lastPartitionID + 1))
    }

    // MARK: Records

    /// Appends a body's records to a partition.
    /// - Returns: the offset of the first.
    func append(_ body: inout BatchBody, to place: LogView.Place) throws -> Offset {
        var head = view.head(place.id)
        let base = head.end
        let (end, overflow) = base.rawValue.addingReportingOverflow(Int64(body.count))
        guard !overflow, end < BatchKey.offsetMax else {
            throw LogError(.stop, "This partition is full: it has no more offsets", partition: place.name)
        }
        body.place(at: base)
        writes += 1
        let statement = try db.cachedStatement(
            sql: "INSERT INTO batches (id, record_count, earliest, latest, body) VALUES (?, ?, ?, ?, ?)"
        )
        try body.bytes.withUnsafeBytes { bytes in
            try statement.execute(arguments: [
                BatchKey.key(partition: place.id, base: base), Int64(body.count), body.earliest.milliseconds,
                body.latest.milliseconds, Self.borrow(bytes),
            ])
        }
        head.end = Offset(end)
        head.keptBytes += Int64(body.bytes.count)
        try setHead(head, of: place.id)
        return base
    }

    func setHead(_ head: LogView.Head, of partition: Int64) throws {
        try execute(
            "UPDATE partitions SET first_offset = ?, end_offset = ?, kept_bytes = ? WHERE id = ?",
            [head.first.rawValue, head.end.rawValue, head.keptBytes, partition]
        )
        view.setHead(partition, head)
    }

    // MARK: Ledgers and positions

    /// GRDB binds no bytes as NULL, hence the `coalesce`.
    func changeLedger(_ partition: Int64, key: Bytes, value: Bytes?) throws {
        writes += 1
        try key.withUnsafeBytes { key in
            guard let value else {
                let statement = try db.cachedStatement(
                    sql: "DELETE FROM ledgers WHERE partition_id = ? AND key = coalesce(?, x'')"
                )
                return try statement.execute(arguments: [partition, Self.borrow(key)])
            }
            try value.withUnsafeBytes { value in
                let statement = try db.cachedStatement(
                    sql: """
                        INSERT INTO ledgers (partition_id, key, value) VALUES (?, coalesce(?, x''), coalesce(?, x''))
                        ON CONFLICT (partition_id, key) DO UPDATE SET value = excluded.value
                        """
                )
                try statement.execute(arguments: [partition, Self.borrow(key), Self.borrow(value)])
            }
        }
    }

    func setPosition(_ position: Offset, of partition: Int64, group: Int64) throws {
        try execute(
            """
            INSERT INTO positions (group_id, partition_id, position) VALUES (?, ?, ?)
            ON CONFLICT (group_id, partition_id) DO UPDATE SET position = excluded.position
            """,
            [group, partition, position.rawValue]
        )
    }

    func position(of partition: Int64, group: Int64) throws -> Offset? {
        let statement = try db.cachedStatement(
            sql: "SELECT position FROM positions WHERE group_id = ? AND partition_id = ?"
        )
        return try Row.fetchOne(statement, arguments: [group, partition]).map { Offset(try $0.integer(0)) }
    }

    /// Bytes that SQLite reads where they are; only for the time of one `execute`.
    private static func borrow(_ bytes: UnsafeRawBufferPointer) -> Data? {
        guard let start = bytes.baseAddress, !bytes.isEmpty else { return nil }
        return Data(bytesNoCopy: UnsafeMutableRawPointer(mutating: start), count: bytes.count, deallocator: .none)
    }

    // MARK: Groups

    func createGroup(_ name: String) throws -> LogView.Group {
        if let group = view.groups[name] { return group }
        try execute("INSERT INTO consumer_groups (name) VALUES (?)", [name])
        let group = LogView.Group(id: db.lastInsertedRowID, membership: GroupMembership())
        view.setGroup(name, group)
        return group
    }

    /// Writes down what became of a group. Groups change seldom and are small, so they are written whole, unless it was
    /// only a sign of life.
    func store(_ membership: GroupMembership, ofGroup name: String) throws {
        guard var group = view.groups[name], group.membership != membership else { return }
        let before = group.membership
        group.membership = membership
        view.setGroup(name, group)
        let seenBefore = Dictionary(before.members.map { ($0.epoch, $0.lastSeen) }) { first, _ in first }
        for member in membership.members where seenBefore[member.epoch].map({ $0 != member.lastSeen }) ?? false {
            try execute(
                "UPDATE members SET last_seen = ? WHERE group_id = ? AND epoch = ?",
                [member.lastSeen.milliseconds, group.id, member.epoch]
            )
        }
        guard before.generation != membership.generation || before.owners != membership.owners else { return }
        try execute(
            "UPDATE consumer_groups SET generation = ?, last_epoch = ? WHERE id = ?",
            [membership.generation, membership.lastEpoch, group.id]
        )
        for table in ["members", "subscriptions", "assignments"] {
            try execute("DELETE FROM \(table) WHERE group_id = ?", [group.id])
        }
        for member in membership.members {
            try execute(
                "INSERT INTO members (group_id, epoch, name, last_seen, session_timeout) VALUES (?, ?, ?, ?, ?)",
                [group.id, member.epoch, member.name, member.lastSeen.milliseconds, member.sessionTimeoutMilliseconds]
            )
            for topic in member.topics.sorted() {
                try execute(
                    "INSERT INTO subscriptions (group_id, epoch, topic_id) VALUES (?, ?, ?)",
                    [group.id, member.epoch, try view.topic(topic).id]
                )
            }
        }
        for partition in Set(membership.owners.keys).union(membership.targets.keys).sorted() {
            try execute(
                "INSERT INTO assignments (group_id, partition_id, owner, target) VALUES (?, ?, ?, ?)",
                [group.id, try view.place(partition).id, membership.owners[partition], membership.targets[partition]]
            )
        }
    }
}
