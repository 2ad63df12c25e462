public import EventLog

/// How the Kafka log reaches its cluster, and how its clients behave. The one place where all of it is stated.
///
/// | key | what it does | default |
/// | --- | --- | --- |
/// | `bootstrap` | brokers to begin with, `host:port` with commas between | none: required |
/// | `properties` | any setting of librdkafka by its own name, passed through | none |
/// | `topicPrefix` | only topics whose names begin so are looked at | every topic |
/// | `membership` | whether a member that restarts keeps its partitions for a session time-out | `dynamic` |
/// | `replicationFactor`, `minInsyncReplicas` | of topics that this log creates | the broker's |
/// | `requestTimeoutMilliseconds` | the longest wait for an answer to one question, opening included | 8,000 |
///
/// Secrets come as a property named `NAME.file` or `NAME.env` and are never printed: see `KafkaProperties`.
public struct KafkaSettings: Sendable, Hashable {
    public enum Membership: String, CaseIterable, Sendable, Hashable {
        /// Who leaves gives its partitions to the others at once.
        case dynamic
        /// Members are known by name (`group.instance.id`): who restarts within the session time-out has its partitions
        /// back without a rebalance, and a member of the same name is fenced at once; but who leaves for good is missed
        /// only after that time.
        case `static`
    }

    public var bootstrap: String
    public var properties: KafkaProperties
    public var topicPrefix = ""
    public var membership = Membership.dynamic
    public var replicationFactor: Int32?
    public var minInsyncReplicas: Int32?
    public var requestTimeoutMilliseconds = 8_000
    /// Positions say which member they are from since this version of the request, which came with Kafka 2.5; before, a
    /// broker takes them from a member that has lost its partitions, too, and nothing is exactly once. Lower in tests only.
    var transactionOffsetsVersionMin = 3

    /// - Throws: `.stop` where a setting is unknown, malformed or contradicts another.
    public init(bootstrap: String, properties: KafkaProperties = KafkaProperties()) throws(LogError) {
        self.bootstrap = bootstrap
        self.properties = properties
        try takeOwnKeys()
        try validate()
    }

    /// What this log sets itself, as exactly-once depends on it, and how the same is asked for otherwise.
    static let reserved: [String: String] = [
        "bootstrap.servers": "name the brokers in --log kafka://HOST:PORT,HOST:PORT",
        "enable.auto.commit": "positions are committed with what they led to",
        "enable.auto.offset.store": "positions are committed with what they led to",
        "enable.idempotence": "it is always on",
        "isolation.level": "only what was committed is read",
        "group.id": "it follows from the topic prefix",
        "group.instance.id": "set greenchannel.membership=static: each lane gets a name of its own",
        "transactional.id": "it follows from the worker's name",
        "session.timeout.ms": "set the worker's session time-out",
        "max.poll.interval.ms": "set the worker's session time-out",
        "enable.partition.eof": "it is set where it is needed",
        "client.id": "it follows from the worker's name",
        "auto.offset.reset": "a group that never committed begins with the first record kept",
    ]

    /// Settings that are this log's own, not librdkafka's.
    private mutating func takeOwnKeys() throws(LogError) {
        for (name, value) in properties.takeOwn() {
            switch name {
            case "greenchannel.membership":
                guard let choice = Membership(rawValue: value) else {
                    throw .badSetting(name, value, "dynamic or static")
                }
                membership = choice
            case "greenchannel.replication.factor":
                replicationFactor = Int32(try Self.number(name, value, in: 1...32_767))
            case "greenchannel.min.insync.replicas":
                minInsyncReplicas = Int32(try Self.number(name, value, in: 1...32_767))
            case "greenchannel.request.timeout.ms":
                requestTimeoutMilliseconds = Int(try Self.number(name, value, in: 100...600_000))
            default:
                throw LogError(
                    .stop,
                    "There is no setting \(name)",
                    remedy:
                        "Those of this log are greenchannel.membership, .replication.factor, .min.insync.replicas and "
                        + ".request.timeout.ms."
                )
            }
        }
    }

    private func validate() throws(LogError) {
        guard !bootstrap.isEmpty else {
            throw LogError(.stop, "No Kafka broker is named", remedy: "Name one as --log kafka://HOST:PORT.")
        }
        for (name, _) in properties.entries {
            if let instead = Self.reserved[name] {
                throw LogError(.stop, "The Kafka property \(name) cannot be set", remedy: "Instead: \(instead).")
            }
        }
        if let factor = replicationFactor, let insync = minInsyncReplicas, insync > factor {
            throw LogError(
                .stop,
                "greenchannel.min.insync.replicas \(insync) is more than greenchannel.replication.factor \(factor)",
                remedy: "With three replicas, two in sync are usual."
            )
        }
        if properties["transaction.timeout.ms"] != nil { _ = try statedTransactionTimeout() }
    }

    /// What to warn of: the cooperative assignor may hang at the end of a membership before librdkafka 2.4 (its changelog,
    /// 2.3.0 and 2.4.0).
    /// - Parameter libraryVersion: as `0x020400ff`: major, minor, revision, candidate.
    func assignorWarning(libraryVersion: Int32) -> String? {
        guard let strategy = properties["partition.assignment.strategy"], strategy.contains("cooperative"),
            libraryVersion < 0x0204_0000
        else { return nil }
        return
            "partition.assignment.strategy=\(strategy) may hang at the end with librdkafka before 2.4: use a later one, "
            + "or leave it at roundrobin"
    }

    /// - Throws: `.stop` where the transaction time-out does not fit the session.
    func transactionTimeoutMilliseconds(sessionTimeoutMilliseconds session: Int64) throws(LogError) -> Int64 {
        // A transaction that outlived the session could never be committed, and would hold up every reader meanwhile.
        let stated = try statedTransactionTimeout() ?? max(session * 3 / 4, 1_000)
        guard stated < session else {
            throw LogError(
                .stop,
                "The transaction time-out of \(stated) ms is not below the session time-out of \(session) ms",
                remedy: "Lower transaction.timeout.ms or leave it out, or raise the worker's session time-out."
            )
        }
        return stated
    }

    func statedTransactionTimeout() throws(LogError) -> Int64? {
        guard let value = properties["transaction.timeout.ms"] else { return nil }
        return try Self.number("transaction.timeout.ms", value, in: 1_000...2_147_483_647)
    }

    private static func number(
        _ name: String,
        _ value: String,
        in range: ClosedRange<Int64>
    ) throws(LogError) -> Int64 {
        guard let number = Int64(value), range.contains(number) else {
            throw .badSetting(name, value, "a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// The settings in effect, one `key: value` each, as they may be printed: secrets are hidden.
    public var effective: [(key: String, value: String)] {
        [
            ("bootstrap", bootstrap),
            ("topicPrefix", topicPrefix),
            ("greenchannel.membership", membership.rawValue),
            ("greenchannel.replication.factor", replicationFactor.map { "\($0)" } ?? "the broker's"),
            ("greenchannel.min.insync.replicas", minInsyncReplicas.map { "\($0)" } ?? "the broker's"),
            ("greenchannel.request.timeout.ms", "\(requestTimeoutMilliseconds)"),
        ] + properties.printable
    }
}

extension LogError {
    static func badSetting(_ name: String, _ value: String, _ wanted: String) -> LogError {
        LogError(.stop, "\(name)=\(value) is not understood", remedy: "It must be \(wanted).")
    }
}
