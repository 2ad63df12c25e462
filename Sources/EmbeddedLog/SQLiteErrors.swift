import EventLog
import GRDB

/// What the caller must do about an error of SQLite: the one table. A code that is not in it stops.
extension LogError {
    /// When an error came up.
    enum SQLiteMoment: CaseIterable {
        case opening
        case working
        /// While the changes of a transaction were written, before its commit.
        case writing
        /// In the commit itself.
        case committing
    }

    init(_ error: any Error, _ moment: SQLiteMoment, path: String) {
        if let already = error as? LogError {
            self = already
            return
        }
        guard let database = error as? DatabaseError else {
            self.init(.stop, "The log file \(path) failed: \(error)")
            return
        }
        self.init(
            sqliteCode: database.resultCode.rawValue,
            database.message.map { ": \($0)" } ?? "",
            moment,
            path: path
        )
    }

    /// - Parameter detail: what SQLite says, after a colon, or nothing.
    init(sqliteCode code: Int32, _ detail: String, _ moment: SQLiteMoment, path: String) {
        switch ResultCode(rawValue: code) {
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            let holder = LockHolder.processID(ofLogAt: path)
            self.init(
                moment == .writing || moment == .committing ? .abortAndRewind : .retry,
                "\(holder.map { "Process \($0)" } ?? "Another process") has held the log file \(path) for too long\(detail)",
                remedy: holder.map {
                    "It is stopped, or its disk hangs: let it go on (kill -CONT \($0)) or end it (kill -9 \($0)). What it had "
                        + "not committed takes no effect."
                } ?? "Let it go on, or end it."
            )
        case .SQLITE_FULL:
            self.init(.stop, "The disk of the log file \(path) is full", remedy: "Free space on it, then start again.")
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
            self.init(
                .stop,
                "The log file \(path) may not be written\(detail)",
                remedy: "Give this user the right to write the file and its directory."
            )
        case .SQLITE_CANTOPEN:
            self.init(
                .stop,
                "The log file \(path) cannot be opened\(detail)",
                remedy: "Check that its directory exists and may be written by this user."
            )
        case .SQLITE_NOTADB:
            self.init(
                .stop,
                "The file \(path) is not a log of the green channel",
                remedy: "Name another file; this one was not touched."
            )
        case .SQLITE_CORRUPT:
            self.init(
                .stop,
                "The log file \(path) is damaged\(detail)",
                remedy: "Keep a copy of it, restore a backup, then start again."
            )
        case .SQLITE_IOERR:
            // A commit that could not be forced to disk may still be found there after a restart.
            self.init(
                moment == .committing ? .rebuild : .stop,
                "The disk of the log file \(path) failed\(detail)",
                remedy: "Check the disk and the system's log, then start again."
            )
        case .SQLITE_NOMEM:
            self.init(
                .stop,
                "There is no memory left for the log file \(path)",
                remedy: "Free memory, then start again."
            )
        default:
            self.init(.stop, "The log file \(path) failed with SQLite's code \(code)\(detail)")
        }
    }

    static func closed(_ path: String) -> LogError { LogError(.stop, "The log file \(path) is closed") }
}
