import EventLog
import GRDB

/// The one connection of a process that writes. What threads bring at the same time is committed together, with one
/// sync of the disk for all.
///
/// A thread that finds nobody at work does the work of all who wait; the others wait for it. What fails with others is
/// done again by itself, so that nobody suffers for another's error.
///
/// `@unchecked Sendable`: `waiting` and `isBusy` are guarded by `turn`; the rest belongs to whoever set `isBusy`.
final class LogWriter: @unchecked Sendable {
    /// A piece of work, done on whatever thread has the turn while its own thread waits.
    private final class Work {
        let body: (WriteScope) throws -> Void
        var isPending = true
        var failure: LogError?

        init(_ body: @escaping (WriteScope) throws -> Void) { self.body = body }
    }

    private let path: String
    private let queue: DatabaseQueue
    private let retention: Retention
    private let publish: (LogView) -> Void
    private let turn = Monitor()
    private let writeTurn = WriteTurn()
    private var waiting: [Work] = []
    private var isBusy = false
    private var view = LogView()
    /// Changes when another connection has committed; `nil` where the view must be read anew.
    private var dataVersion: Int64?

    /// - Parameter publish: takes what the log is after each commit, this process's or another's.
    init(file: LogFile, retention: Retention, publish: @escaping (LogView) -> Void) throws(LogError) {
        path = file.path
        self.retention = retention
        self.publish = publish
        queue = try file.openWriter(writeTurn)
    }

    /// Runs in a transaction and commits it, durably.
    ///
    /// The body may run more than once and on another thread, while this one waits. Where it throws a `LogError` before
    /// it wrote anything, only its caller is told; it must not throw one later.
    func perform<Result>(_ body: @escaping (WriteScope) throws -> Result) throws(LogError) -> Result {
        var result: Result?
        let work = Work { scope in result = try body(scope) }
        let batch: [Work]? = turn.locked {
            waiting.append(work)
            while work.isPending, isBusy { turn.wait(milliseconds: 1000) }
            guard work.isPending else { return nil }
            isBusy = true
            defer { waiting = [] }
            return waiting
        }
        if let batch {
            queue.inDatabase { db in
                if !run(batch, db) { for work in batch { _ = run([work], db) } }
            }
            endTurn(of: batch)
        }
        if let failure = work.failure { throw failure }
        guard let result else { throw LogError(.stop, "The log file \(path) lost a piece of work") }
        return result
    }

    enum Observation {
        /// A thread of this process that is at work looks anyway; what it sees is known a little later.
        case unlessSomebodyIsAtWork
        case afterWhoIsAtWork
    }

    /// Looks whether another process has committed.
    func observe(_ observation: Observation = .unlessSomebodyIsAtWork) throws(LogError) {
        let mayWork = turn.locked {
            while isBusy, observation == .afterWhoIsAtWork { turn.wait(milliseconds: 1000) }
            if isBusy { return false }
            isBusy = true
            return true
        }
        guard mayWork else { return }
        defer { endTurn(of: []) }
        do {
            try queue.inDatabase { db in
                if dataVersion != nil, dataVersion == (try Self.currentDataVersion(db)) { return }
                try db.inTransaction(.deferred) {
                    try refresh(db)
                    return .commit
                }
                publish(view)
            }
        } catch {
            dataVersion = nil
            throw LogError(error, .working, path: path)
        }
    }

    func close() throws(LogError) {
        do { try queue.close() } catch { throw LogError(error, .working, path: path) }
    }

    private func endTurn(of batch: [Work]) {
        turn.locked {
            for work in batch { work.isPending = false }
            isBusy = false
            turn.wakeAll()
        }
    }

    /// - Returns: `false` where nothing took effect and each must be tried by itself.
    private func run(_ works: [Work], _ db: Database) -> Bool {
        for work in works { work.failure = nil }
        defer { writeTurn.stopWaiting() }
        do {
            writeTurn.letOthersGoFirst()
            try db.beginTransaction(.immediate)
            writeTurn.stopWaiting()
            try refresh(db)
        } catch {
            return fail(works, error, .writing, db)
        }
        let scope = WriteScope(db: db, view: view)
        for work in works {
            let before = scope.view
            let writesBefore = scope.writes
            do {
                try work.body(scope)
            } catch let error as LogError where scope.writes == writesBefore {
                work.failure = error
                scope.view = before
            } catch {
                return fail(works, error, .writing, db)
            }
        }
        do {
            try retention.runIfDue(scope)
        } catch {
            return fail(works, error, .writing, db)
        }
        do {
            if scope.writes > 0 { try db.commit() } else { try db.rollback() }
        } catch {
            return fail(works, error, .committing, db)
        }
        view = scope.view
        publish(view)
        return true
    }

    private func fail(_ works: [Work], _ error: any Error, _ moment: LogError.SQLiteMoment, _ db: Database) -> Bool {
        dataVersion = nil
        var failure = LogError(error, moment, path: path)
        if db.isInsideTransaction {
            do { try db.rollback() } catch { failure.message += "; rolling back failed as well: \(error)" }
        }
        // What is in doubt must not be tried again.
        if works.count > 1, failure.code != .rebuild { return false }
        for work in works { work.failure = failure }
        return true
    }

    /// Inside a transaction: makes the view what the file says.
    private func refresh(_ db: Database) throws {
        let current = try Self.currentDataVersion(db)
        if dataVersion == current { return }
        view = try LogView(reading: db)
        dataVersion = current
    }

    private static func currentDataVersion(_ db: Database) throws -> Int64? {
        try Int64.fetchOne(db.cachedStatement(sql: "PRAGMA data_version"))
    }
}
