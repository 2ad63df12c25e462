import EventLog

/// Stands between one process and the log, so that a crashed process cannot do anything any more: neither abort nor
/// leave, which a process that is gone does not do either.
///
/// `@unchecked Sendable`: a simulation runs in one thread.
final class SimulationLink: EventLog, @unchecked Sendable {
    private(set) var isCut = false
    private let log: MemoryLog

    init(_ log: MemoryLog) { self.log = log }

    func cut() { isCut = true }

    func check() throws(LogError) {
        if isCut { throw LogError(.stop, "This process has crashed") }
    }

    func join(_ settings: GroupSettings) throws(LogError) -> any GroupSession {
        try check()
        return SimulationLinkSession(self, try log.join(settings))
    }

    func createTopics(_ topics: [TopicSettings]) throws(LogError) { try log.createTopics(topics) }
    func topics() throws(LogError) -> [TopicSettings] { try log.topics() }
    func reader() throws(LogError) -> any LogReader { try log.reader() }
    func append(_ posts: [Post]) throws(LogError) -> [(TopicPartition, Offset)] { try log.append(posts) }
    func close() {}
}

private final class SimulationLinkSession: GroupSession {
    private let link: SimulationLink
    private let session: any GroupSession

    init(_ link: SimulationLink, _ session: any GroupSession) {
        self.link = link
        self.session = session
    }

    func poll(timeoutMilliseconds: Int) throws(LogError) -> GroupEvent {
        try link.check()
        return try session.poll(timeoutMilliseconds: 0)
    }

    func beginTransaction() throws(LogError) -> any LogTransaction {
        try link.check()
        return SimulationLinkTransaction(link, try session.beginTransaction())
    }

    func restoreLedger(of inbox: TopicPartition, _ visit: (_ key: Bytes, _ value: Bytes) throws -> Void) throws {
        try link.check()
        try session.restoreLedger(of: inbox, visit)
    }

    func rewind() throws(LogError) {
        try link.check()
        try session.rewind()
    }

    func pause(_ partitions: Set<TopicPartition>) { if !link.isCut { session.pause(partitions) } }
    func resume(_ partitions: Set<TopicPartition>) { if !link.isCut { session.resume(partitions) } }
    func leave() { if !link.isCut { session.leave() } }
}

private final class SimulationLinkTransaction: LogTransaction {
    private let link: SimulationLink
    private let transaction: any LogTransaction

    init(_ link: SimulationLink, _ transaction: any LogTransaction) {
        self.link = link
        self.transaction = transaction
    }

    func post(_ post: Post) throws(LogError) {
        try link.check()
        try transaction.post(post)
    }

    func changeLedger(of inbox: TopicPartition, key: Bytes, value: Bytes?) throws(LogError) {
        try link.check()
        try transaction.changeLedger(of: inbox, key: key, value: value)
    }

    func advance(_ inbox: TopicPartition, to position: Offset) throws(LogError) {
        try link.check()
        try transaction.advance(inbox, to: position)
    }

    func commit() throws(LogError) {
        try link.check()
        try transaction.commit()
    }

    func abort() { if !link.isCut { transaction.abort() } }
}
