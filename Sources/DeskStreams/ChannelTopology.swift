public import Desks
public import EventLog
public import GreenChannelModel

/// The channel's topics, ledgers and group under one prefix: names, partition counts and retention.
public struct ChannelTopology: Sendable, Hashable {
    public static let defaultPrefix = "greenchannel"
    public static let defaultPartitionCount: Int32 = 4

    /// What every name begins with, without the dot.
    public let prefix: String
    /// How far the clock of whoever posts may be ahead of the log's: an hour, as clocks and time zones go wrong.
    public static let timestampAheadMillisecondsMax = Instant.hours(1)
    /// Topics that are not named here have `partitionCountDefault` partitions.
    public let partitionCounts: [Topic: Int32]
    public let partitionCountDefault: Int32

    public init(
        prefix: String = defaultPrefix,
        partitionCountDefault: Int32 = defaultPartitionCount,
        partitionCounts: [Topic: Int32] = [:]
    ) {
        self.prefix = prefix
        self.partitionCountDefault = partitionCountDefault
        self.partitionCounts = partitionCounts
    }

    /// Replays have one partition, whatever the others have: who owns it is the only one who replays.
    public func partitionCount(of topic: Topic) -> Int32 {
        topic == .replays ? 1 : partitionCounts[topic] ?? partitionCountDefault
    }

    /// The full name of a topic, the prefix included.
    public func name(of topic: Topic) -> TopicName { TopicName("\(prefix).\(topic.rawValue)") }

    /// The compacted topic that holds a desk's ledger.
    public func ledgerName(of desk: DeskName) -> TopicName { TopicName("\(prefix).\(desk.rawValue).ledger") }

    /// The compacted topic that holds how far each replay has come, and how often each record was sent again.
    public var replayLedgerName: TopicName { TopicName("\(name(of: .replays)).ledger") }

    /// The topic of a name under this prefix; `nil` for ledgers and names of others.
    public func topic(named name: TopicName) -> Topic? {
        guard name.rawValue.hasPrefix(prefix), name.rawValue.dropFirst(prefix.count).first == "." else { return nil }
        return Topic(rawValue: String(name.rawValue.dropFirst(prefix.count + 1)))
    }

    /// The desk whose inbox a topic is.
    public func desk(ofInbox name: TopicName) -> DeskName? {
        guard let topic = topic(named: name) else { return nil }
        return DeskName.allCases.first { $0.inbox == topic }
    }

    /// The consumer group of all desks: one, so that one set of positions says how far the channel has come.
    public var groupName: String { "\(prefix).desks" }

    /// The inboxes of some desks, and the ledger beside each.
    public func inboxes(of desks: [DeskName]) -> [TopicName: TopicName] {
        Dictionary(desks.map { (name(of: $0.inbox), ledgerName(of: $0)) }) { first, _ in first }
    }

    /// Every topic and ledger, to be created before the first use, in the order of their declaration.
    public var topicSettings: [TopicSettings] {
        Topic.allCases.map { topic in
            TopicSettings(
                name: name(of: topic),
                partitionCount: partitionCount(of: topic),
                cleanup: .delete(retentionMilliseconds: topic.retentionDays.map(Instant.days), retentionBytes: nil),
                timestampAheadMillisecondsMax: Self.timestampAheadMillisecondsMax
            )
        }
            + DeskName.allCases.map { desk in
                TopicSettings(
                    name: ledgerName(of: desk),
                    partitionCount: partitionCount(of: desk.inbox),
                    cleanup: .compact
                )
            }
            + [
                TopicSettings(
                    name: replayLedgerName,
                    partitionCount: partitionCount(of: .replays),
                    cleanup: .compact
                )
            ]
    }

    /// What keeps a prefix from being a valid beginning of topic names on every log.
    public func validate() throws(ChannelTopologyError) {
        let allowed = prefix.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        guard allowed, !prefix.isEmpty, prefix.utf8.count <= 200 else {
            throw ChannelTopologyError(
                "The topic prefix '\(prefix)' is not 1 to 200 letters, digits, dots and hyphens of ASCII"
            )
        }
        for topic in Topic.allCases where !(1...10_000).contains(partitionCount(of: topic)) {
            throw ChannelTopologyError(
                "Topic \(name(of: topic)) cannot have \(partitionCount(of: topic)) partitions: state 1 to 10000"
            )
        }
    }
}

/// A topology that no log could hold.
public struct ChannelTopologyError: Error, Hashable, Sendable, CustomStringConvertible {
    public var description: String

    init(_ description: String) { self.description = description }
}

extension Topic {
    /// How long records are kept; `nil` is for ever. Inboxes are kept so that a season can be replayed and verified.
    public var retentionDays: Int64? {
        switch self {
        case .alerts, .lots, .promotion, .broadcast, .dispatch: 180
        // History that nobody can rewrite.
        case .journal: nil
        case .notices: 30
        case .deadLetters: 180
        // Only the last report of each worker is looked at.
        case .workers: 1
        case .parked: 180
        // Every replay stays listed.
        case .replays: nil
        }
    }
}
