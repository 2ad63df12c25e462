import DeskStreams
import Desks
import EventLog
import GreenChannelModel
import Streams

/// Makes the post of one selected record, the same way when it is planned and when it is sent.
struct RedrivePosting {
    /// A record as it will be sent, but for the replay's mark, which names the plan itself.
    struct Prepared {
        var post: Post
        /// Where the record belongs.
        var home: TopicName
        /// Where the record stood in the topic that it goes to; `nil`: nowhere, or nobody knows.
        var homeOffset: Offset?
        /// How often it was sent again before, as far as the record itself tells.
        var attempts: Int
        var changes: [RecordEdits.Change]
    }

    /// What a plan promises of a record.
    struct Proof {
        /// Who the record is: its original event id, and where it goes.
        var identity: Digest
        /// Of the record as it stands there and of the post.
        var digest: Digest
    }

    enum Outcome {
        case prepared(Prepared)
        case skipped(RedriveSkip)
        /// An edit that cannot be made: the whole plan is refused.
        case invalid(String)
    }

    let request: RedriveRequest
    let topology: ChannelTopology
    let edits: RecordEdits
    private let topics: [TopicName: TopicSettings]
    private let fixedTarget: TopicName?
    private let desk: DeskName?
    private let now: Timestamp
    /// What was parked has had the attempt that was refused to it.
    private let attemptsOfSource: Int

    /// - Parameter now: decides which records are too old for their target.
    init(_ request: RedriveRequest, _ topics: [TopicSettings], _ topology: ChannelTopology, now: Timestamp) throws {
        self.request = request
        self.topology = topology
        self.now = now
        self.topics = Dictionary(topics.map { ($0.name, $0) }) { first, _ in first }
        edits = try RecordEdits(sets: request.sets, cropMaps: request.cropMaps)
        try request.headerPolicy.validate()
        desk = try request.desk.map { name throws(ReplayRefusal) in
            guard let desk = DeskName(rawValue: name) else {
                throw ReplayRefusal(
                    .wrongSelection,
                    "There is no desk '\(name)'",
                    remedy: "Desks are: " + DeskName.allCases.map(\.rawValue).joined(separator: " ")
                )
            }
            return desk
        }
        let source = try SelectionScan.find(request.selection.topic, topics, topology).name
        attemptsOfSource = topology.topic(named: source) == .parked ? 1 : 0
        fixedTarget = try Self.checkTarget(request, source, topics, topology)
    }

    /// Refuses what would write where desks are reading without having been told to.
    private static func checkTarget(
        _ request: RedriveRequest,
        _ source: TopicName,
        _ topics: [TopicSettings],
        _ topology: ChannelTopology
    ) throws(ReplayRefusal) -> TopicName? {
        switch request.target {
        case .original:
            if topology.topic(named: source) != .deadLetters, topology.topic(named: source) != .parked,
                !request.allowsLiveTopic
            {
                throw ReplayRefusal(
                    .liveTopic,
                    "Records of \(source) would go into \(source) itself, where they stand already",
                    remedy: "Send them elsewhere with --to-topic or --sandbox, or add --live to have them taken again."
                )
            }
            return nil
        case .topic(let name):
            let target = try SelectionScan.find(name, topics, topology).name
            if topology.topic(named: target) != nil, !request.allowsLiveTopic {
                throw ReplayRefusal(
                    .liveTopic,
                    "\(target) is a live topic of the channel",
                    remedy: "Name another topic or a --sandbox, or add --live if the channel is to take them."
                )
            }
            return target
        case .sandbox(let prefix):
            guard prefix != topology.prefix else {
                throw ReplayRefusal(
                    .liveTopic,
                    "The prefix \(prefix) is the channel's own",
                    remedy: "Name another prefix for the sandbox."
                )
            }
            guard topics.contains(where: { $0.name.rawValue.hasPrefix(prefix + ".") }) else {
                throw ReplayRefusal(
                    .wrongTarget,
                    "The log has no topics of the prefix '\(prefix)'",
                    remedy: "Make them first: `greenchannel topics create --prefix \(prefix)` on Kafka, "
                        + "`greenchannel offers - --prefix \(prefix) </dev/null` on a file."
                )
            }
            return nil
        }
    }

    func prepare(_ record: SelectedRecord) -> Outcome {
        guard let home = record.home else { return .skipped(.noOrigin) }
        if let desk, topology.desk(ofInbox: home) != desk { return .skipped(.otherDesk) }
        guard let name = target(home), let settings = topics[name] else { return .skipped(.unknownTarget) }
        if case .delete(let age?, _) = settings.cleanup,
            record.timestamp < Timestamp(milliseconds: now.milliseconds.subtractingReportingOverflow(age).partialValue)
        {
            return .skipped(.tooOld)
        }
        let edited: RecordEdits.Edited
        do {
            edited = try edits.applied(to: record)
        } catch {
            return .invalid("\(record.place): \(error)")
        }
        let isMarked = EventNames(record.headers).isMarked
        // What a replay has put there and nobody has refused needs no other.
        if isMarked, record.envelope == nil, name == home, attemptsOfSource == 0 { return .skipped(.alreadyRedriven) }
        var post = Post(
            topic: name,
            timestamp: record.timestamp,
            key: record.record.key,
            value: edited.value,
            headers: request.headerPolicy.applied(
                to: isMarked ? ReplayMark.removed(from: edited.headers) : edited.headers
            )
        )
        post.partition = partition(of: record, home, settings)
        return .prepared(
            Prepared(
                post: post,
                home: home,
                homeOffset: name == home
                    ? (record.envelope == nil ? record.record.offset : record.envelope?.offset) : nil,
                attempts: (isMarked ? ReplayMark(record.headers)?.attempt ?? 0 : 0) + attemptsOfSource,
                changes: edited.changes
            )
        )
    }

    /// - Parameter builder: lends its storage.
    func proof(of prepared: Prepared, _ record: SelectedRecord, _ builder: inout DigestBuilder) -> Proof {
        let post = prepared.post
        builder.add(record.record)
        builder.add(post.topic.rawValue)
        builder.add(Int64(post.partition?.rawValue ?? -1))
        builder.add(
            Record(offset: .zero, timestamp: post.timestamp, key: post.key, value: post.value, headers: post.headers)
        )
        let digest = builder.digest()
        let identity = Self.identity(
            of: record.headers,
            place: "\(prepared.home)/\(record.envelope?.offset ?? record.record.offset)",
            topic: post.topic,
            partition: post.partition ?? Partition(0),
            &builder
        )
        return Proof(identity: identity, digest: digest)
    }

    /// Who a record is wherever it stands: its source and event id where it has one, and where it goes.
    ///
    /// - Parameter place: stands in for the id of a record that has none.
    static func identity(
        of headers: Headers,
        place: @autoclosure () -> String,
        topic: TopicName,
        partition: Partition,
        _ builder: inout DigestBuilder
    ) -> Digest {
        let names = EventNames(headers)
        if let id = names.id {
            builder.add(names.source)
            builder.add(id)
        } else {
            builder.add(place())
        }
        builder.add(topic.rawValue)
        builder.add(Int64(partition.rawValue))
        return builder.digest()
    }

    private func target(_ home: TopicName) -> TopicName? {
        switch request.target {
        case .original: return home
        case .topic: return fixedTarget
        case .sandbox(let prefix):
            guard home.rawValue.hasPrefix(topology.prefix + ".") else { return nil }
            return TopicName(prefix + home.rawValue.dropFirst(topology.prefix.count))
        }
    }

    /// The partition that it came from, so that what went to every partition does so again; where counts differ, its key's.
    private func partition(of record: SelectedRecord, _ home: TopicName, _ target: TopicSettings) -> Partition {
        let own = record.envelope == nil ? record.source.partition : record.envelope?.partition
        if let own, own.rawValue < target.partitionCount, own.rawValue >= 0,
            home == target.name || topics[home]?.partitionCount == target.partitionCount
        {
            return own
        }
        return Partitioner.partition(of: record.record.key, partitionCount: target.partitionCount)
    }
}

/// Why a selected record is not sent.
public enum RedriveSkip: String, Codable, Sendable, CaseIterable {
    case sentAgainSince = "SENT_AGAIN_SINCE"
    case alreadyRedriven = "ALREADY_REDRIVEN"
    case alreadyParked = "ALREADY_PARKED"
    case newerRefusal = "NEWER_REFUSAL"
    case noOrigin = "NO_ORIGIN"
    case unknownTarget = "UNKNOWN_TARGET"
    case otherDesk = "OTHER_DESK"
    case tooOld = "TOO_OLD"
    case beyondMax = "BEYOND_MAX"

    /// In words, for people.
    public var words: String {
        switch self {
        case .sentAgainSince: "the same event stands in its topic again since"
        case .alreadyRedriven: "an earlier replay has sent it"
        case .alreadyParked: "it is parked"
        case .newerRefusal: "the same event is selected once more, of a later time, and that one is taken"
        case .noOrigin: "it does not say which topic it came from"
        case .unknownTarget: "the topic that it belongs to is not on this log"
        case .otherDesk: "it belongs to another desk"
        case .tooOld: "its topic does not keep records of its age"
        case .beyondMax: "the maximum is reached before it"
        }
    }
}
