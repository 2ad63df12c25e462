package import EventLog

/// Where a lane stands with its group, and what it does next after something went wrong.
///
///     away ──joined──► seated ◄──rewound── rewinding
///      ▲ │               │ │                  ▲ │
///      │ └──failed: wait─┘ └──aborted─────────┘ │
///      └──────────left (rejoin, rebuild)────────┘
///     any ──stop──► ended
///
/// A failure of the same kind in a row waits twice as long each time; a commit, or a poll that finds nothing to do, ends
/// the row.
package struct LaneCourse {
    package enum State: Equatable {
        /// No session: join.
        case away
        /// A session, but what was fetched and decided since the last commit is void: go back to committed positions.
        case rewinding
        /// A session with its partitions: poll and process.
        case seated
        case ended(LogError?)
    }

    /// What was being done when something failed.
    package enum Activity {
        case joining, rewinding, polling, restoring
        /// Anything that belongs to an open transaction, its beginning included.
        case transacting
    }

    /// What the lane must do about a failure, before it waits.
    package enum Remedy: Equatable {
        /// Nothing is lost: the same again later.
        case tryAgain
        /// Abort and drop every task.
        case dropTasks
        /// Abort, drop every task, leave the group.
        case leave
    }

    package private(set) var state = State.away
    /// Not before this time is the next step to be taken.
    package private(set) var waitsUntil = Timestamp.distantPast
    private var failuresInARow = 0
    private let backoffMillisecondsMin: Int64
    private let backoffMillisecondsMax: Int64

    package init(backoffMillisecondsMin: Int64, backoffMillisecondsMax: Int64) {
        self.backoffMillisecondsMin = backoffMillisecondsMin
        self.backoffMillisecondsMax = backoffMillisecondsMax
    }

    package mutating func joined() {
        switch state {
        case .away: state = .seated
        case .rewinding, .seated, .ended: preconditionFailure("a lane joined while \(state)")
        }
    }

    package mutating func rewound() {
        switch state {
        case .rewinding: state = .seated
        case .away, .seated, .ended: preconditionFailure("a lane rewound while \(state)")
        }
    }

    /// Partitions were lost to someone else, and with them the open transaction.
    package mutating func lostPartitions() {
        switch state {
        case .seated: state = .rewinding
        case .away, .rewinding, .ended: preconditionFailure("a lane lost partitions while \(state)")
        }
    }

    /// A transaction was committed, or there was nothing to do.
    @inline(__always)
    package mutating func wentWell() {
        if failuresInARow != 0 { failuresInARow = 0 }
    }

    package mutating func failed(_ error: LogError, while activity: Activity, at now: Timestamp) -> Remedy {
        let remedy: Remedy
        switch error.code {
        case .retry:
            switch activity {
            case .joining, .rewinding, .polling, .restoring: remedy = .tryAgain
            // Posts may be half given and decisions are not repeatable from memory: the log is.
            case .transacting: remedy = .dropTasks
            }
        case .abortAndRewind: remedy = .dropTasks
        case .rejoin, .rebuild: remedy = .leave
        case .stop:
            state = .ended(error)
            return .leave
        }
        switch (remedy, state) {
        case (_, .ended), (.tryAgain, _), (_, .away): break
        case (.dropTasks, .rewinding), (.dropTasks, .seated): state = .rewinding
        case (.leave, .rewinding), (.leave, .seated): state = .away
        }
        let doublings = Int64(min(failuresInARow, 20))
        let wait = min(backoffMillisecondsMin << doublings, backoffMillisecondsMax)
        failuresInARow += 1
        waitsUntil = now.advanced(byMilliseconds: wait)
        return remedy
    }

    /// Asked to end; with `nil` it did what it was asked.
    package mutating func ended(_ error: LogError?) {
        switch state {
        case .away, .rewinding, .seated: state = .ended(error)
        case .ended: break
        }
    }
}
