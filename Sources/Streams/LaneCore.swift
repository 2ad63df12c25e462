public import EventLog

/// A lane without its thread: one seat in the group, its partitions' tasks, and one transaction at a time over all of them.
///
/// It has no clock of its own: `step` does a bounded piece of work at the time that it is told, so that a simulation can
/// drive many lanes in one thread. Belongs to one thread. Within one transaction stand the posts, the ledger changes
/// (once per touched key), the timers and the positions of all that was processed in it: all or nothing takes effect.
///
/// After anything but a commit, the tasks are dropped and restored: there is no undo.
public final class LaneCore {
    /// What a step came to.
    public enum Step: Equatable, Sendable {
        /// Something was done: step again.
        case worked
        /// There is nothing to do before this time, unless records arrive.
        case idle(until: Timestamp)
        /// Nothing will be done before this time: after a failure, or while records gather for the next transaction.
        case waiting(until: Timestamp)
        /// Done for good; with an error, a person must change something first.
        case ended(LogError?)
    }

    public let lane: Int
    let log: any EventLog
    let application: StreamApplication
    let settings: WorkerSettings
    let observer: (any LaneObserver)?
    var course: LaneCourse
    var activity = LaneCourse.Activity.joining
    var session: (any GroupSession)?
    /// In the order of their partitions.
    var seats: [Seat] = []
    var transaction: OpenTransaction?
    /// Whether the last transaction was committed for want of more to read, so that records are to gather for the next.
    var isToGather = false
    /// No transaction is begun before this time.
    var gathersUntil = Timestamp.distantPast
    /// When those who watch are told next what is open.
    var standingsDue = Timestamp.distantPast

    /// An assigned partition.
    struct Seat {
        let inbox: TopicPartition
        /// The position that a task begins with after a restore.
        var committed: Offset
        /// `nil`: its ledger is still to be read; until then the partition is paused.
        var task: StreamTask?
    }

    /// A transaction and what it holds so far.
    final class OpenTransaction {
        let handle: any LogTransaction
        let commitBy: Timestamp
        var content = LaneCommit()

        init(handle: any LogTransaction, commitBy: Timestamp) {
            self.handle = handle
            self.commitBy = commitBy
        }
    }

    /// - Parameter lane: counted from 0; with the worker's name it makes the member's name in the group.
    public init(
        lane: Int,
        log: any EventLog,
        application: StreamApplication,
        settings: WorkerSettings,
        observer: (any LaneObserver)? = nil
    ) {
        self.lane = lane
        self.log = log
        self.application = application
        self.settings = settings
        self.observer = observer
        course = LaneCourse(
            backoffMillisecondsMin: settings.backoffMillisecondsMin,
            backoffMillisecondsMax: settings.backoffMillisecondsMax
        )
    }

    /// Does the next bounded piece of work: joins, restores one partition, processes one batch, commits, or finds nothing.
    /// - Parameter waitMilliseconds: how long it may block when there is nothing to do.
    public func step(now: Timestamp, waitMilliseconds: Int64 = 0) -> Step {
        do {
            switch course.state {
            case .ended(let error): return .ended(error)
            case .away:
                if now < course.waitsUntil { return .waiting(until: course.waitsUntil) }
                try join()
                return .worked
            case .rewinding:
                if now < course.waitsUntil { return .waiting(until: course.waitsUntil) }
                try rewind()
                return .worked
            case .seated:
                if now < course.waitsUntil { return .waiting(until: course.waitsUntil) }
                let step = try work(now: now, waitMilliseconds: waitMilliseconds)
                if now >= standingsDue { reportStandings(now: now) }
                return step
            }
        } catch {
            return recover(from: logError(error), now: now)
        }
    }

    /// Commits what is open, gives the partitions back and ends. Idempotent.
    ///
    /// Where the commit is refused for a moment, as in a rebalance, the work is left to whoever has the partitions next:
    /// nothing is lost by that, and it is no failure.
    /// - Parameter waitMilliseconds: how long it may wait for the log in all.
    /// - Returns: the error that the lane ended with, such as one that leaves in doubt whether the last commit took effect.
    @discardableResult
    public func finish(now: Timestamp, waitMilliseconds: Int = .max) -> LogError? {
        session?.limitWaits(milliseconds: waitMilliseconds)
        do {
            try commit()
        } catch {
            let error = logError(error)
            switch error.code {
            case .retry, .abortAndRewind, .rejoin: _ = recover(from: error, now: now)
            case .rebuild, .stop: end(error)
            }
        }
        end(nil)
        guard case .ended(let error) = course.state else { return nil }
        return error
    }

    /// Drops what is open, gives the partitions back and ends. Idempotent.
    /// - Parameter waitMilliseconds: how long it may wait for the log in all.
    public func abandon(waitMilliseconds: Int = .max) {
        session?.limitWaits(milliseconds: waitMilliseconds)
        end(nil)
    }

    /// The partitions that are at work, restored and running.
    public var runningPartitions: [TopicPartition] { seats.filter { $0.task != nil }.map(\.inbox) }

    func report(_ event: LaneEvent) { observer?.lane(lane, event) }

    private func reportStandings(now: Timestamp) {
        guard let observer else { return }
        standingsDue = now.advanced(byMilliseconds: settings.standingsIntervalMilliseconds)
        var standings: [TopicPartition: TaskStanding] = [:]
        for seat in seats {
            if let task = seat.task { standings[seat.inbox] = task.processor.standing }
        }
        observer.lane(lane, .standings(standings))
    }

    private func join() throws {
        activity = .joining
        session = try log.join(settings.group(application, lane: lane))
        course.joined()
        report(.joined)
    }

    private func rewind() throws {
        activity = .rewinding
        guard let session else { preconditionFailure("a lane without a session is away") }
        try session.rewind()
        // Their records wait until the ledgers have been read again.
        session.pause(Set(seats.map(\.inbox)))
        course.rewound()
    }

    private func end(_ error: LogError?) {
        if case .ended = course.state { return }
        leave()
        course.ended(error)
        report(.ended(error))
    }

    /// The one place where failures are handled.
    private func recover(from error: LogError, now: Timestamp) -> Step {
        let remedy = course.failed(error, while: activity, at: now)
        switch remedy {
        case .tryAgain: break
        case .dropTasks: dropTasks()
        case .leave: leave()
        }
        if case .ended(let error) = course.state {
            report(.ended(error))
            return .ended(error)
        }
        report(.recovering(error, retryAt: course.waitsUntil, keepsTasks: remedy == .tryAgain))
        return .waiting(until: course.waitsUntil)
    }

    func dropTasks() {
        if let transaction {
            self.transaction = nil
            transaction.handle.abort()
            report(.aborted(transaction.content))
        }
        for index in seats.indices { seats[index].task = nil }
    }

    private func leave() {
        dropTasks()
        seats = []
        session?.leave()
        session = nil
    }

    /// A processor's own error, from restoring, is as final as a log's: a person must look.
    private func logError(_ error: any Error) -> LogError {
        if let error = error as? LogError { return error }
        return LogError(
            .stop,
            "A ledger entry does not read: \(error)",
            remedy: "Run the version that wrote it, or a newer one.",
            partition: seats.first { $0.task == nil }?.inbox
        )
    }
}
