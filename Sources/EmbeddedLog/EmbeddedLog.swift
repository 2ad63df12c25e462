public import EventLog

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The durable log of a single machine: one SQLite file, for any number of threads and processes at once.
///
/// - What was committed survives a crash of the process and of the machine (`synchronous = FULL`).
/// - Each transaction is a few rows: its records of one partition are one row (`BatchBody`).
/// - Commits that come together share one sync of the disk (`LogWriter`).
/// - Processes that open the same file share topics and groups. A commit checks within its own SQLite transaction that
///   the member still owns what it touches. They write by turns (`WriteTurn`).
/// - Beside `PATH` there are `PATH-wal` and `PATH-shm`, which belong to it while it is open and after a crash, and
///   `PATH-turn`, which is empty.
///
/// Everything runs on the caller's thread and may block it.
///
/// `@unchecked Sendable`: the view is guarded by `monitor`; the rest is immutable or guards itself.
public final class EmbeddedLog: EventLog, @unchecked Sendable {
    /// How often a poll looks for what other processes wrote.
    private static let observeInterval = Duration.milliseconds(3)

    let path: String
    let now: @Sendable () -> Timestamp
    let faults: (any FaultInjector)?
    let readers: LogReaders
    let monitor: Monitor
    private let published: Published
    private let writer: LogWriter
    private let retention: Retention
    private var isClosed = false
    private var nextObservation: ContinuousClock.Instant

    /// The view as of the last commit that is known of. Guarded by the monitor of its log.
    private final class Published {
        var view = LogView()
        /// Grows with every publication, so that a poll can tell that nothing came meanwhile.
        var version: UInt64 = 0
    }

    /// Opens the log file, or creates it.
    /// - Parameters:
    ///   - faults: asked before and after every step.
    ///   - now: the clock of session time-outs and of retention by age. Processes that share a file must agree on it.
    /// - Throws: `.stop` where the file is not ours, is newer than this version, or cannot be written.
    public init(
        path: String,
        faults: (any FaultInjector)? = nil,
        now: @escaping @Sendable () -> Timestamp = EmbeddedLog.wallClock
    ) throws(LogError) {
        self.path = path
        self.now = now
        self.faults = faults
        let file = LogFile(path: path)
        let monitor = Monitor()
        let published = Published()
        self.monitor = monitor
        self.published = published
        retention = Retention(now: now)
        writer = try LogWriter(file: file, retention: retention) { view in
            monitor.locked {
                published.view = view
                published.version &+= 1
                monitor.wakeAll()
            }
        }
        readers = LogReaders(file: file)
        nextObservation = ContinuousClock.now
        try writer.observe()
    }

    /// The machine's time of day.
    public static let wallClock: @Sendable () -> Timestamp = {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    public func createTopics(_ topics: [TopicSettings]) throws(LogError) {
        try write { scope in
            for settings in topics {
                try settings.validate()
                guard settings.partitionCount <= LogView.partitionsMax else {
                    throw LogError(
                        .stop,
                        "Topic \(settings.name) cannot have \(settings.partitionCount) partitions in a log file",
                        remedy: "State at most \(LogView.partitionsMax)."
                    )
                }
                try scope.view.topics[settings.name]?.settings.check(against: settings)
            }
            for settings in topics where scope.view.topics[settings.name]?.settings != settings {
                try scope.create(settings)
            }
        }
    }

    public func topics() throws(LogError) -> [TopicSettings] {
        try observedView().topics.values.map(\.settings).sorted { $0.name < $1.name }
    }

    public func join(_ settings: GroupSettings) throws(LogError) -> any GroupSession {
        try faults?.before(.join, member: settings.member)
        let now = now
        let epoch = try write { scope in
            try settings.validate { scope.view.topics[$0]?.settings }
            var membership = try scope.createGroup(settings.group).membership
            let epoch = membership.join(settings, at: now(), partitionCount: scope.view.partitionCount)
            try scope.store(membership, ofGroup: settings.group)
            return epoch
        }
        let session = EmbeddedLogSession(log: self, settings: settings, epoch: epoch)
        try faults?.after(.join, member: settings.member)
        return session
    }

    public func reader() throws(LogError) -> any LogReader { EmbeddedLogReader(log: self) }

    @discardableResult
    public func append(_ posts: [Post]) throws(LogError) -> [(TopicPartition, Offset)] {
        try faults?.before(.append, member: nil)
        var staged = StagedRecords()
        let time = now()
        var places: [StagedRecords.Placing] = []
        places.reserveCapacity(posts.count)
        for post in posts {
            try topic(post.topic).settings.checkTimestamp(of: post, at: time)
            places.append(try staged.add(post, find: topic))
        }
        staged.seal()
        let stagedRecords = staged
        let bases = posts.isEmpty ? [] : try write { scope in try stagedRecords.write(in: scope) }
        try faults?.after(.append, member: nil)
        return places.map { place in
            (place.partition, Offset(bases[place.body].rawValue + Int64(place.index)))
        }
    }

    /// Closes the file. What is still polling fails with `.stop`.
    public func close() {
        let wasClosed = monitor.locked {
            defer { isClosed = true }
            monitor.wakeAll()
            return isClosed
        }
        if wasClosed { return }
        // A connection that cannot be closed now is closed with the process; what was committed is safe either way.
        try? readers.close()
        try? writer.close()
    }

    /// Drops what topics keep no longer, as the clock stands now. The log does so by itself now and then.
    public func enforceRetention() throws(LogError) {
        let retention = retention
        while try write({ scope in try retention.run(scope) }) {}
    }
}

extension EmbeddedLog {
    func write<Result>(_ body: @escaping (WriteScope) throws -> Result) throws(LogError) -> Result {
        try checkOpen()
        return try writer.perform(body)
    }

    private func checkOpen() throws(LogError) {
        if monitor.locked({ isClosed }) { throw .closed(path) }
    }

    /// The view as of the last commit that is known of, and its version.
    func view() throws(LogError) -> (view: LogView, version: UInt64) {
        try monitor.locked { () throws(LogError) in
            if isClosed { throw .closed(path) }
            return (published.view, published.version)
        }
    }

    /// A topic that this process does not know yet may be there all the same: another may just have created it.
    func topic(_ name: TopicName) throws(LogError) -> LogView.Topic {
        if let known = try view().view.topics[name] { return known }
        try writer.observe(.afterWhoIsAtWork)
        return try view().view.topic(name)
    }

    /// The view after looking for what other processes wrote.
    func observedView() throws(LogError) -> LogView {
        try checkOpen()
        try writer.observe()
        return try view().view
    }

    /// Looks for what other processes wrote, if the last look is a while ago.
    func observeIfDue() throws(LogError) {
        let time = ContinuousClock.now
        let isDue = monitor.locked {
            if isClosed || time < nextObservation { return false }
            nextObservation = time + Self.observeInterval
            return true
        }
        if isDue { try writer.observe() }
    }

    /// Waits until something is committed or so much time has passed.
    func waitForCommit(after version: UInt64, milliseconds: Int) {
        monitor.locked {
            if published.version == version, !isClosed { monitor.wait(milliseconds: milliseconds) }
        }
    }
}
