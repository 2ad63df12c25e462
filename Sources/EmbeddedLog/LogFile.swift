import EventLog
import GRDB

/// The file itself: how it is opened, what is in it, and how to know that it is ours.
struct LogFile {
    /// "GCLG", in SQLite's `application_id`.
    static let applicationID: Int64 = 0x4743_4c47
    static let schemaVersion: Int64 = 2
    static let busyTimeoutSeconds: Double = 10

    let path: String

    /// Opens for writing; creates the file where there is none.
    func openWriter(_ turn: WriteTurn) throws(LogError) -> DatabaseQueue {
        defer { turn.stopWaiting() }
        do {
            var configuration = configuration()
            configuration.busyMode = .callback { _ in turn.keepWaiting() }
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.inDatabase { db in
                // One snapshot: another process may be making the file at this moment.
                try db.inTransaction(.deferred) {
                    try checkOwnership(of: db)
                    return .commit
                }
                // Must come before the first table; does nothing to a file that has tables.
                try db.execute(sql: "PRAGMA page_size = 4096")
                try switchToWriteAheadLog(db, turn)
                try db.execute(sql: "PRAGMA synchronous = FULL")
                try db.execute(sql: "PRAGMA wal_autocheckpoint = 16384")
                try db.execute(sql: "PRAGMA journal_size_limit = 134217728")
                try tune(db, cacheKibibytes: 65536)
                try db.inTransaction(.immediate) {
                    try createSchema(in: db)
                    return .commit
                }
            }
            try turn.open(beside: path)
            return queue
        } catch {
            throw LogError(error, .opening, path: path)
        }
    }

    /// Opens a connection that only reads, of a file that a writer has open.
    func openReader() throws(LogError) -> DatabaseQueue {
        do {
            var configuration = configuration()
            configuration.readonly = true
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.inDatabase { try tune($0, cacheKibibytes: 8192) }
            return queue
        } catch {
            throw LogError(error, .opening, path: path)
        }
    }

    private func configuration() -> Configuration {
        var configuration = Configuration()
        configuration.label = "embedded log"
        configuration.busyMode = .timeout(Self.busyTimeoutSeconds)
        configuration.foreignKeysEnabled = false
        // Transactions span several calls of the writer's own.
        configuration.allowsUnsafeTransactions = true
        return configuration
    }

    /// Two processes that make the file at once both ask for this; SQLite then says busy to one of them without asking
    /// the busy handler, https://www.sqlite.org/rescode.html#busy, so it is asked here.
    private func switchToWriteAheadLog(_ db: Database, _ turn: WriteTurn) throws {
        while true {
            do {
                return try db.execute(sql: "PRAGMA journal_mode = WAL")
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
                guard turn.keepWaiting() else { throw error }
            }
        }
    }

    private func tune(_ db: Database, cacheKibibytes: Int) throws {
        try db.execute(sql: "PRAGMA cache_size = -\(cacheKibibytes)")
        try db.execute(sql: "PRAGMA temp_store = MEMORY")
    }

    /// Refuses files that are not ours, before anything in them is changed.
    private func checkOwnership(of db: Database) throws {
        let application = try Int64.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        let version = try Int64.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        let tables = try Int64.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
        if application == 0, version == 0, tables == 0 { return }
        guard application == Self.applicationID else {
            throw LogError(
                .stop,
                "The file \(path) is a SQLite database, but not a log of the green channel",
                remedy: "Name another file; this one was not touched."
            )
        }
        guard version <= Self.schemaVersion else {
            throw LogError(
                .stop,
                "The log file \(path) was written by a newer version (format \(version), this one knows \(Self.schemaVersion))",
                remedy: "Run that version or a later one."
            )
        }
    }

    private func createSchema(in db: Database) throws {
        switch try Int64.fetchOne(db, sql: "PRAGMA user_version") ?? 0 {
        case 0:
            try db.execute(sql: Self.schema)
            try db.execute(sql: "PRAGMA application_id = \(Self.applicationID)")
        case 1: try db.execute(sql: "ALTER TABLE topics ADD COLUMN timestamp_ahead_max INTEGER")
        default: return
        }
        try db.execute(sql: "PRAGMA user_version = \(Self.schemaVersion)")
    }

    /// A batch's `id` is its partition's id and its first offset in one number (`BatchKey`), so that a partition's batches
    /// lie side by side without an index. `bodies` are written by `BatchBody`.
    private static let schema = """
        CREATE TABLE topics (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            partition_count INTEGER NOT NULL,
            is_compacted INTEGER NOT NULL,
            retention_milliseconds INTEGER,
            retention_bytes INTEGER,
            timestamp_ahead_max INTEGER
        );
        CREATE TABLE partitions (
            id INTEGER PRIMARY KEY,
            topic_id INTEGER NOT NULL,
            number INTEGER NOT NULL,
            first_offset INTEGER NOT NULL DEFAULT 0,
            end_offset INTEGER NOT NULL DEFAULT 0,
            kept_bytes INTEGER NOT NULL DEFAULT 0,
            UNIQUE (topic_id, number)
        );
        CREATE TABLE batches (
            id INTEGER PRIMARY KEY,
            record_count INTEGER NOT NULL,
            earliest INTEGER NOT NULL,
            latest INTEGER NOT NULL,
            body BLOB NOT NULL
        );
        CREATE TABLE ledgers (
            partition_id INTEGER NOT NULL,
            key BLOB NOT NULL,
            value BLOB NOT NULL,
            PRIMARY KEY (partition_id, key)
        ) WITHOUT ROWID;
        CREATE TABLE consumer_groups (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            generation INTEGER NOT NULL DEFAULT 0,
            last_epoch INTEGER NOT NULL DEFAULT 0
        );
        CREATE TABLE members (
            group_id INTEGER NOT NULL,
            epoch INTEGER NOT NULL,
            name TEXT NOT NULL,
            last_seen INTEGER NOT NULL,
            session_timeout INTEGER NOT NULL,
            PRIMARY KEY (group_id, epoch)
        ) WITHOUT ROWID;
        CREATE TABLE subscriptions (
            group_id INTEGER NOT NULL,
            epoch INTEGER NOT NULL,
            topic_id INTEGER NOT NULL,
            PRIMARY KEY (group_id, epoch, topic_id)
        ) WITHOUT ROWID;
        CREATE TABLE assignments (
            group_id INTEGER NOT NULL,
            partition_id INTEGER NOT NULL,
            owner INTEGER,
            target INTEGER,
            PRIMARY KEY (group_id, partition_id)
        ) WITHOUT ROWID;
        CREATE TABLE positions (
            group_id INTEGER NOT NULL,
            partition_id INTEGER NOT NULL,
            position INTEGER NOT NULL,
            PRIMARY KEY (group_id, partition_id)
        ) WITHOUT ROWID;
        """
}

/// The key of a batch's row: the id of its partition in the upper bits, the offset of its first record in the lower.
enum BatchKey {
    static let offsetBits: Int64 = 40
    static let offsetMax: Int64 = 1 << offsetBits - 1
    static let partitionMax: Int64 = 1 << 22

    static func key(partition: Int64, base: Offset) -> Int64 {
        partition << offsetBits | min(max(base.rawValue, 0), offsetMax)
    }

    static func base(of key: Int64) -> Offset { Offset(key & offsetMax) }
}
