/// A log in memory, for tests, simulation and rehearsal: nothing of it outlives the process.
///
/// Deterministic: the same calls in the same order give the same records, offsets and assignments. Time is what `now`
/// says and decides only session time-outs and retention by age; a poll with a time-out waits in real time, one without
/// never waits.
///
/// `@unchecked Sendable`: everything mutable is guarded by `monitor`.
public final class MemoryLog: EventLog, @unchecked Sendable {
    /// Whether a transaction leaves an offset unused behind it, as Kafka's control records do.
    public enum Gaps: Sendable {
        case none
        case afterEachTransaction
    }

    final class Topic {
        var settings: TopicSettings
        let partitions: [MemoryPartition]

        init(_ settings: TopicSettings) {
            self.settings = settings
            partitions = (0..<settings.partitionCount).map {
                MemoryPartition(name: TopicPartition(settings.name, Partition($0)))
            }
        }

        func partition(_ partition: Partition) throws(LogError) -> MemoryPartition {
            let number = Int(partition.rawValue)
            guard partitions.indices.contains(number) else {
                throw .noSuchPartition(TopicPartition(settings.name, partition), count: settings.partitionCount)
            }
            return partitions[number]
        }
    }

    final class Group {
        var membership = GroupMembership()
        var positions: [TopicPartition: Offset] = [:]
    }

    let monitor = Monitor()
    private let clock: (@Sendable () -> Timestamp)?
    let faults: (any FaultInjector)?
    let gaps: Gaps
    private var topicsByName: [TopicName: Topic] = [:]
    private var groups: [String: Group] = [:]
    private var isClosed = false

    /// - Parameters:
    ///   - gaps: whether offsets have holes.
    ///   - faults: asked before and after every step.
    ///   - now: the clock of session time-outs, of retention by age and of how far ahead a record may be stamped. Without
    ///     one time stands still: nothing is ever too old, too silent or too far ahead.
    public init(
        gaps: Gaps = .none,
        faults: (any FaultInjector)? = nil,
        now: (@Sendable () -> Timestamp)? = nil
    ) {
        self.gaps = gaps
        self.faults = faults
        clock = now
    }

    public func createTopics(_ topics: [TopicSettings]) throws(LogError) {
        try locked { () throws(LogError) in
            for settings in topics {
                try settings.validate()
                if let existing = topicsByName[settings.name] { try existing.settings.check(against: settings) }
            }
            for settings in topics {
                let topic = topicsByName[settings.name] ?? Topic(settings)
                topic.settings = settings
                topicsByName[settings.name] = topic
            }
        }
    }

    public func topics() throws(LogError) -> [TopicSettings] {
        try locked { () throws(LogError) in topicsByName.values.map(\.settings).sorted { $0.name < $1.name } }
    }

    public func join(_ settings: GroupSettings) throws(LogError) -> any GroupSession {
        try faults?.before(.join, member: settings.member)
        let session = try locked { () throws(LogError) in
            try settings.validate { topicsByName[$0]?.settings }
            let group = groups[settings.group] ?? Group()
            groups[settings.group] = group
            let epoch = group.membership.join(settings, at: now(), partitionCount: partitionCount)
            monitor.wakeAll()
            return MemoryLogSession(log: self, group: group, settings: settings, epoch: epoch)
        }
        try faults?.after(.join, member: settings.member)
        return session
    }

    public func reader() throws(LogError) -> any LogReader { MemoryLogReader(log: self) }

    @discardableResult
    public func append(_ posts: [Post]) throws(LogError) -> [(TopicPartition, Offset)] {
        try faults?.before(.append, member: nil)
        let places = try locked { () throws(LogError) in
            var staged: [MemoryLogTransaction.Staged] = []
            staged.reserveCapacity(posts.count)
            for post in posts {
                staged.append(.init(try partition(for: post), post))
                if let clock { try topic(post.topic).settings.checkTimestamp(of: post, at: clock()) }
            }
            return write(staged)
        }
        try faults?.after(.append, member: nil)
        return places
    }

    public func close() {
        monitor.locked {
            isClosed = true
            monitor.wakeAll()
        }
    }
}

/// Called with the lock held, unless stated otherwise.
extension MemoryLog {
    /// Takes the lock. Fails when the log was closed.
    @inline(__always)
    func locked<Result>(_ body: () throws(LogError) -> Result) throws(LogError) -> Result {
        try monitor.locked { () throws(LogError) in
            try checkOpen()
            return try body()
        }
    }

    func now() -> Timestamp { clock?() ?? Timestamp(milliseconds: 0) }

    func checkOpen() throws(LogError) {
        if isClosed { throw LogError(.stop, "The log in memory is closed") }
    }

    func partitionCount(_ topic: TopicName) -> Int32 { topicsByName[topic]?.settings.partitionCount ?? 0 }

    func group(named name: String) -> Group? { groups[name] }

    func topic(_ name: TopicName) throws(LogError) -> Topic {
        guard let topic = topicsByName[name] else { throw .noSuchTopic(name) }
        return topic
    }

    func partition(_ name: TopicPartition) throws(LogError) -> MemoryPartition {
        try topic(name.topic).partition(name.partition)
    }

    func partition(for post: Post) throws(LogError) -> MemoryPartition {
        let topic = try topic(post.topic)
        return try topic.partition(try topic.settings.partition(for: post))
    }

    /// Cannot fail, so that what it writes is written whole.
    func write(_ staged: [MemoryLogTransaction.Staged]) -> [(TopicPartition, Offset)] {
        var places: [(TopicPartition, Offset)] = []
        places.reserveCapacity(staged.count)
        for (partition, record) in staged.lazy.map({ ($0.partition, $0.record) }) {
            places.append((partition.name, partition.append(record)))
        }
        finishWriting(to: staged)
        return places
    }

    func finishWriting(to staged: [MemoryLogTransaction.Staged]) {
        var touched: [MemoryPartition] = []
        var seen: Set<ObjectIdentifier> = []
        var last: MemoryPartition?
        for entry in staged where entry.partition !== last {
            last = entry.partition
            if seen.insert(ObjectIdentifier(entry.partition)).inserted { touched.append(entry.partition) }
        }
        for partition in touched {
            if gaps == .afterEachTransaction { partition.leaveGap() }
            enforceRetention(of: partition)
        }
        monitor.wakeAll()
    }

    private func enforceRetention(of partition: MemoryPartition) {
        guard case .delete(let age, let bytes)? = topicsByName[partition.name.topic]?.settings.cleanup else { return }
        guard age != nil || bytes != nil else { return }
        let limit = age.map { now().advanced(byMilliseconds: -max($0, 0)) }
        partition.enforceRetention(olderThan: limit, bytesMax: bytes)
    }

    /// Drops what topics keep no longer, as the clock stands now. Takes the lock.
    public func enforceRetention() throws(LogError) {
        try locked { () throws(LogError) in
            for topic in topicsByName.values { topic.partitions.forEach(enforceRetention) }
        }
    }
}
