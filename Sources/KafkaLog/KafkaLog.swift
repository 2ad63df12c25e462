import CLibrdkafka
public import EventLog

/// The log on a cluster of Apache Kafka 2.5 or later, or of what speaks its protocol.
///
/// - Inboxes and outputs are topics, ledgers compacted topics beside them, groups consumer groups.
/// - A member is a consumer and a transactional producer of one name: what it posts, its ledger changes and its positions
///   are one Kafka transaction, which the broker refuses once the partitions belong to someone else.
/// - Calls block the thread that makes them, in slices of at most 100 ms where they wait for records.
/// - Everything is closed explicitly: sessions by `leave`, the rest by `close`.
///
/// `@unchecked Sendable`: what is mutable is guarded by the monitor; the rest guards itself.
public final class KafkaLog: EventLog, @unchecked Sendable {
    let settings: KafkaSettings
    let diagnostics: KafkaDiagnostics
    let admin: KafkaAdmin
    let catalogue: TopicCatalogue
    let scanners: ScannerPool
    let committedInquirers: ScannerPool
    private let restorers: ScannerPool
    private let appender: KafkaAppender
    private let inquirer: KafkaClient
    private let monitor = Monitor()
    private var isClosed = false
    /// Members of this process whose names others have taken, as it seems, and until when that is not sure.
    private var fenced: [FencedMember: Countdown] = [:]

    private struct FencedMember: Hashable {
        let group: String
        let member: String

        init(_ settings: GroupSettings) {
            group = settings.group
            member = settings.member
        }
    }

    /// The version of the C library in use.
    public static var libraryVersion: String { String(cString: rd_kafka_version_str()) }

    /// Reaches the cluster, or fails within the request time-out.
    /// - Parameter diagnostics: what librdkafka logs.
    /// - Throws: `.stop` where the settings cannot work, or no broker answers.
    public init(
        _ settings: KafkaSettings,
        diagnostics: @escaping KafkaDiagnostics = { _, _, _ in }
    ) throws(LogError) {
        self.settings = settings
        self.diagnostics = diagnostics
        if let warning = settings.assignorWarning(libraryVersion: rd_kafka_version()) {
            diagnostics(4, "ASSIGNOR", warning)
        }
        inquirer = try KafkaClient(.inquirer, settings, diagnostics)
        admin = KafkaAdmin(client: inquirer, timeoutMilliseconds: settings.requestTimeoutMilliseconds)
        catalogue = TopicCatalogue(admin: admin, prefix: settings.topicPrefix)
        scanners = ScannerPool(.scanner, settings, diagnostics)
        restorers = ScannerPool(.restorer, settings, diagnostics)
        committedInquirers = ScannerPool(.committedInquirer, settings, diagnostics)
        appender = KafkaAppender(settings, diagnostics)
        do {
            try KafkaProbe(client: inquirer, settings: settings).run()
        } catch {
            inquirer.close()
            throw error
        }
    }

    public func createTopics(_ topics: [TopicSettings]) throws(LogError) {
        try checkOpen()
        try TopicCreation(admin: admin, catalogue: catalogue, settings: settings, diagnostics: diagnostics).create(
            topics
        )
    }

    public func topics() throws(LogError) -> [TopicSettings] {
        try checkOpen()
        return try catalogue.refresh().values.sorted { $0.name < $1.name }
    }

    public func join(_ settings: GroupSettings) throws(LogError) -> any GroupSession {
        try checkOpen()
        var found: [TopicName: TopicSettings] = [:]
        for topic in settings.inboxes.flatMap({ [$0.key] + ($0.value.map { [$0] } ?? []) }).sorted() {
            found[topic] = try catalogue.settings(of: topic)
        }
        try settings.validate { found[$0] }
        try checkNotFenced(settings)
        return try KafkaLogSession(log: self, settings: settings)
    }

    public func reader() throws(LogError) -> any LogReader {
        try checkOpen()
        return KafkaLogReader(log: self)
    }

    @discardableResult
    public func append(_ posts: [Post]) throws(LogError) -> [(TopicPartition, Offset)] {
        try checkOpen()
        var partitions: [Partition] = []
        partitions.reserveCapacity(posts.count)
        let now = Self.now()
        for post in posts {
            partitions.append(try catalogue.partition(for: post))
            try catalogue.settings(of: post.topic).checkTimestamp(of: post, at: now)
        }
        if posts.isEmpty { return [] }
        let offsets = try appender.append(posts, to: partitions)
        return posts.indices.map { (TopicPartition(posts[$0].topic, partitions[$0]), offsets[$0]) }
    }

    public func close() {
        let wasClosed = monitor.locked {
            defer { isClosed = true }
            return isClosed
        }
        if wasClosed { return }
        appender.close()
        scanners.close()
        restorers.close()
        committedInquirers.close()
        inquirer.close()
    }

    deinit { close() }

    /// The settings in effect, one `key: value` each, as they may be printed: secrets are hidden.
    public var effectiveSettings: [(key: String, value: String)] {
        [("librdkafka", Self.libraryVersion)] + settings.effective
    }
}

extension KafkaLog {
    private static func now() -> Timestamp { Timestamp(milliseconds: green_channel_time_milliseconds()) }

    var ledgers: LedgerScan { LedgerScan(pool: restorers, admin: admin) }

    func checkOpen() throws(LogError) {
        if monitor.locked({ isClosed }) { throw .kafkaClosed }
    }

    /// Whether someone else is in the group under this member's name. Where that cannot be learnt, it is not believed: a
    /// member that joins again then fences whoever it is, and hears of it.
    /// - Parameter own: asked for afterwards, as librdkafka may be joining again meanwhile, under another id.
    func hasNamesake(_ settings: GroupSettings, besides own: () -> Set<String>) -> Bool {
        do {
            let ids = try admin.memberIDs(ofGroup: settings.group, clientID: settings.member)
            let own = own()
            return ids.contains { !own.contains($0) }
        } catch {
            diagnostics(4, "FENCE", "It could not be learnt who has the name \(settings.member): \(error)")
            return false
        }
    }

    func noteFenced(_ settings: GroupSettings) {
        let countdown = Countdown(milliseconds: Self.sessionsOfAGhost * Int(settings.sessionTimeoutMilliseconds))
        monitor.locked {
            let member = FencedMember(settings)
            if fenced[member] == nil { fenced[member] = countdown }
        }
    }

    /// Who was fenced comes back only when the one that fenced it is gone: else they would fence each other for ever.
    ///
    /// That one may be itself: where a coordinator goes before it has answered a member that joins, the next one remembers a
    /// member that nobody is, for a session time-out after it has begun.
    private func checkNotFenced(_ settings: GroupSettings) throws(LogError) {
        let member = FencedMember(settings)
        guard let doubt = monitor.locked({ fenced[member] }) else { return }
        if hasNamesake(settings, besides: { [] }) {
            throw doubt.millisecondsLeft > 0 ? .seemsFenced(settings, .retry) : .fenced(settings)
        }
        monitor.locked { fenced[member] = nil }
    }

    /// Longer than a ghost is remembered, be there another coordinator meanwhile.
    private static let sessionsOfAGhost = 2
}

extension LogError {
    static var kafkaClosed: LogError { LogError(.stop, "The log on Kafka is closed") }

    /// Whether it is so, joining again tells.
    static func seemsFenced(_ settings: GroupSettings, _ code: Code) -> LogError {
        LogError(code, "Another session seems to be in group \(settings.group) under the name \(settings.member)")
    }
}
