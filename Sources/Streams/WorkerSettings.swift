import EventLog

/// Whether the ledgers of tasks are written.
public enum LedgerKeeping: Sendable, Hashable {
    case kept
    /// Nothing survives a restart, a lost partition or an abort: for a run in one process on a log of its own that is never
    /// gone back to, as a rehearsal is.
    case unkept
}

/// How a worker runs its lanes. None of it decides what is posted, only when and in how large portions.
public struct WorkerSettings: Sendable, Hashable {
    /// Stable and unique for this worker: it names the members of the group.
    public var name: String
    /// Owned threads, each with its own partitions and transactions.
    public var lanes: Int
    /// An open transaction is committed after so long at the latest, and sooner when there is nothing more to read.
    public var commitIntervalMilliseconds: Int64
    /// After a commit for want of more to read, records gather for so long before the next transaction begins: for logs whose
    /// commits cost much, however little stands in them. Who comes after a pause is not held up.
    public var gatherMilliseconds: Int64
    /// A transaction is committed once it holds so many inbox records and timers.
    public var recordsPerTransactionMax: Int
    /// A transaction is committed once its posts hold so many bytes.
    public var bytesPerTransactionMax: Int
    /// The most bytes of records read at once.
    public var batchBytesMax: Int
    /// A lane that has not polled for so long loses its partitions.
    public var sessionTimeoutMilliseconds: Int64
    /// The longest that a lane waits in one poll; how soon it sees that it should stop.
    public var pollMillisecondsMax: Int64
    /// The wait after the first failure in a row; doubled with each further one.
    public var backoffMillisecondsMin: Int64
    public var backoffMillisecondsMax: Int64
    /// Time for lanes to finish their batch, commit and leave after they were asked to stop. After that they are told to
    /// abort and leave, for which they have as long again.
    public var shutdownDeadlineMilliseconds: Int64
    /// How often those who watch are told what is open in the tasks.
    public var standingsIntervalMilliseconds: Int64
    public var ledgers: LedgerKeeping

    public init(
        name: String,
        lanes: Int = 1,
        commitIntervalMilliseconds: Int64 = 50,
        gatherMilliseconds: Int64 = 0,
        recordsPerTransactionMax: Int = 10_000,
        bytesPerTransactionMax: Int = 8 << 20,
        batchBytesMax: Int = 1 << 20,
        sessionTimeoutMilliseconds: Int64 = 10_000,
        pollMillisecondsMax: Int64 = 100,
        backoffMillisecondsMin: Int64 = 50,
        backoffMillisecondsMax: Int64 = 5_000,
        shutdownDeadlineMilliseconds: Int64 = 10_000,
        standingsIntervalMilliseconds: Int64 = 5_000,
        ledgers: LedgerKeeping = .kept
    ) {
        self.name = name
        self.lanes = lanes
        self.commitIntervalMilliseconds = commitIntervalMilliseconds
        self.gatherMilliseconds = gatherMilliseconds
        self.recordsPerTransactionMax = recordsPerTransactionMax
        self.bytesPerTransactionMax = bytesPerTransactionMax
        self.batchBytesMax = batchBytesMax
        self.sessionTimeoutMilliseconds = sessionTimeoutMilliseconds
        self.pollMillisecondsMax = pollMillisecondsMax
        self.backoffMillisecondsMin = backoffMillisecondsMin
        self.backoffMillisecondsMax = backoffMillisecondsMax
        self.shutdownDeadlineMilliseconds = shutdownDeadlineMilliseconds
        self.standingsIntervalMilliseconds = standingsIntervalMilliseconds
        self.ledgers = ledgers
    }

    /// Fails with what is wrong, with which value, and what would be right.
    public func validate() throws(WorkerSettingsError) {
        if name.isEmpty { throw WorkerSettingsError("A worker needs a name that is its own in the group") }
        try check("lanes", Int64(lanes), in: 1...1024)
        try check("commitIntervalMilliseconds", commitIntervalMilliseconds, in: 0...60_000)
        try check("gatherMilliseconds", gatherMilliseconds, in: 0...commitIntervalMilliseconds)
        try check("recordsPerTransactionMax", Int64(recordsPerTransactionMax), in: 1...10_000_000)
        try check("bytesPerTransactionMax", Int64(bytesPerTransactionMax), in: 1...(1 << 30))
        try check("batchBytesMax", Int64(batchBytesMax), in: 1...(1 << 30))
        try check("sessionTimeoutMilliseconds", sessionTimeoutMilliseconds, in: 100...3_600_000)
        try check("pollMillisecondsMax", pollMillisecondsMax, in: 1...10_000)
        try check("backoffMillisecondsMin", backoffMillisecondsMin, in: 1...60_000)
        try check("backoffMillisecondsMax", backoffMillisecondsMax, in: backoffMillisecondsMin...3_600_000)
        try check("shutdownDeadlineMilliseconds", shutdownDeadlineMilliseconds, in: 1...3_600_000)
        try check("standingsIntervalMilliseconds", standingsIntervalMilliseconds, in: 100...3_600_000)
        // A transaction that outlives the session could never be committed.
        guard commitIntervalMilliseconds + pollMillisecondsMax <= sessionTimeoutMilliseconds / 2 else {
            throw WorkerSettingsError(
                "commitIntervalMilliseconds \(commitIntervalMilliseconds) and pollMillisecondsMax \(pollMillisecondsMax) "
                    + "together must be at most half of sessionTimeoutMilliseconds \(sessionTimeoutMilliseconds)"
            )
        }
    }

    private func check(_ key: String, _ value: Int64, in range: ClosedRange<Int64>) throws(WorkerSettingsError) {
        guard range.contains(value) else {
            throw WorkerSettingsError("\(key) is \(value); it must be from \(range.lowerBound) to \(range.upperBound)")
        }
    }

    /// The settings in effect, one `key: value` each, as they are printed at the start.
    public var effective: [(key: String, value: String)] {
        [
            ("name", name),
            ("lanes", String(lanes)),
            ("commitIntervalMilliseconds", String(commitIntervalMilliseconds)),
            ("gatherMilliseconds", String(gatherMilliseconds)),
            ("recordsPerTransactionMax", String(recordsPerTransactionMax)),
            ("bytesPerTransactionMax", String(bytesPerTransactionMax)),
            ("batchBytesMax", String(batchBytesMax)),
            ("sessionTimeoutMilliseconds", String(sessionTimeoutMilliseconds)),
            ("pollMillisecondsMax", String(pollMillisecondsMax)),
            ("backoffMillisecondsMin", String(backoffMillisecondsMin)),
            ("backoffMillisecondsMax", String(backoffMillisecondsMax)),
            ("shutdownDeadlineMilliseconds", String(shutdownDeadlineMilliseconds)),
            ("standingsIntervalMilliseconds", String(standingsIntervalMilliseconds)),
            ("ledgers", String(describing: ledgers)),
        ]
    }

    /// The name of one lane's member in the group.
    public func member(ofLane lane: Int) -> String { "\(name)-\(lane)" }

    func group(_ application: StreamApplication, lane: Int) -> GroupSettings {
        GroupSettings(
            group: application.group,
            member: member(ofLane: lane),
            inboxes: application.inboxes.mapValues { $0 },
            sessionTimeoutMilliseconds: sessionTimeoutMilliseconds,
            batchBytesMax: batchBytesMax
        )
    }
}

/// A setting that cannot work.
public struct WorkerSettingsError: Error, Hashable, Sendable, CustomStringConvertible {
    public var description: String

    init(_ description: String) { self.description = description }
}
