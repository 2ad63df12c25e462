import EventLog
import Foundation
import GRDB

/// The connections of a process that read, each used by one thread at a time.
///
/// `@unchecked Sendable`: everything mutable is guarded by `monitor`.
final class LogReaders: @unchecked Sendable {
    private let file: LogFile
    private let monitor = Monitor()
    private var idle: [DatabaseQueue] = []
    private var isClosed = false

    init(file: LogFile) { self.file = file }

    /// Lends a connection. There are as many as were ever wanted at once.
    func read<Result>(_ body: (Database) throws -> Result) throws -> Result {
        let lent = try monitor.locked { () throws(LogError) in
            if isClosed { throw .closed(file.path) }
            return idle.popLast()
        }
        let queue = try lent ?? file.openReader()
        defer { giveBack(queue) }
        return try queue.inDatabase(body)
    }

    private func giveBack(_ queue: DatabaseQueue) {
        // One that comes back after closing is closed as it goes out of use.
        monitor.locked { if !isClosed { idle.append(queue) } }
    }

    func close() throws {
        let queues = monitor.locked {
            isClosed = true
            defer { idle = [] }
            return idle
        }
        for queue in queues { try queue.close() }
    }
}

extension LogReaders {
    /// Reads records of a partition from a position on, up to about so many bytes, out of as many batches as it takes.
    ///
    /// A batch is taken whole, so that it is decoded once: the caller cuts what it gets to size.
    func records(_ place: LogView.Place, from position: Offset, bytesMax: Int, path: String) throws(LogError)
        -> [LogRecord]
    {
        do {
            return try read { db in
                let low = BatchKey.key(partition: place.id, base: .zero)
                let statement = try db.cachedStatement(
                    sql: """
                        SELECT id, body FROM batches
                        WHERE id >= coalesce((SELECT max(id) FROM batches WHERE id BETWEEN ?1 AND ?2), ?1) AND id <= ?3
                        ORDER BY id
                        """
                )
                let rows = try Row.fetchCursor(
                    statement,
                    arguments: [
                        low, BatchKey.key(partition: place.id, base: position),
                        BatchKey.key(partition: place.id, base: Offset(BatchKey.offsetMax)),
                    ]
                )
                var records: [LogRecord] = []
                var bytes = 0
                while bytes < bytesMax, let row = try rows.next() {
                    let base = BatchKey.base(of: row[0])
                    let body = try row.withUnsafeData(atIndex: 1) { data in
                        data.map { [UInt8]($0) } ?? []
                    }
                    do {
                        try BatchBody.read(body, base: base, from: position, into: &records)
                    } catch let damage as BatchBody.Damage {
                        throw LogError(
                            .stop,
                            "The batch at offset \(base) in the log file \(path) is damaged: \(damage.description)",
                            remedy: "Keep a copy of the file, restore a backup, then start again.",
                            partition: place.name
                        )
                    }
                    if !records.isEmpty { bytes += body.count }
                }
                return records
            }
        } catch {
            throw LogError(error, .working, path: path)
        }
    }

    /// Visits the live entries of a ledger, in the order of their keys, as they are now.
    func ledger(
        _ partition: Int64,
        path: String,
        _ visit: (_ key: Bytes, _ value: Bytes) throws -> Void
    ) throws {
        var visitorsError: (any Error)?
        do {
            try read { db in
                let statement = try db.cachedStatement(sql: "SELECT key, value FROM ledgers WHERE partition_id = ?")
                let rows = try Row.fetchCursor(statement, arguments: [partition])
                while let row = try rows.next() {
                    let (key, value) = try Self.entry(row)
                    do { try visit(key, value) } catch {
                        visitorsError = error
                        return
                    }
                }
            }
        } catch {
            throw LogError(error, .working, path: path)
        }
        if let visitorsError { throw visitorsError }
    }

    /// Key and value as slices of one buffer.
    private static func entry(_ row: Row) throws -> (key: Bytes, value: Bytes) {
        try row.withUnsafeData(atIndex: 0) { key in
            try row.withUnsafeData(atIndex: 1) { value in
                let (keyCount, valueCount) = (key?.count ?? 0, value?.count ?? 0)
                var both: [UInt8] = []
                both.reserveCapacity(keyCount + valueCount)
                key?.withUnsafeBytes { both.append(contentsOf: $0) }
                value?.withUnsafeBytes { both.append(contentsOf: $0) }
                return (both[..<keyCount], both[keyCount...])
            }
        }
    }

    func positions(ofGroup group: Int64, path: String) throws(LogError) -> [(partition: Int64, position: Offset)] {
        do {
            return try read { db in
                let statement = try db.cachedStatement(
                    sql: "SELECT partition_id, position FROM positions WHERE group_id = ?"
                )
                let rows = try Row.fetchCursor(statement, arguments: [group])
                var positions: [(partition: Int64, position: Offset)] = []
                while let row = try rows.next() { positions.append((row[0], Offset(row[1]))) }
                return positions
            }
        } catch {
            throw LogError(error, .working, path: path)
        }
    }
}
