import DeskStreams
import EventLog
import GreenChannelModel

/// Holds what a task posts, record by record, against what stands in the log, and finds the first difference.
struct PostComparison {
    /// Where the two part.
    struct Difference {
        var kind: VerificationFinding.Kind
        var what: String
        var place: String
        var parts: [String] = []
        var expected: RecordDescription?
        var found: RecordDescription?
        /// Of a record that should not be there: the inbox record that it names as its cause.
        var claimedOffset: Offset?
    }

    private var trails: [TopicPartition: PostTrail] = [:]
    /// What stands in a partition whose first records are gone begins after these causes.
    private let shortened: [TopicPartition: RecordOrigin.Cause?]
    private let makeTrail: (TopicPartition) -> PostTrail?
    private var last: [TopicPartition: RecordOrigin.Cause] = [:]
    private let inbox: Topic
    private let partition: Int32
    /// How long a record that is not there yet is waited for: others may keep it from being seen.
    private let wait: () -> Bool
    /// Records that a replay sent once more.
    private(set) var replayed = 0
    /// Posts whose records are no longer kept.
    private(set) var removed = 0

    /// - Parameters:
    ///   - shortened: the partitions whose first records are no longer kept, and the cause of the first of this task's
    ///     that is.
    ///   - wait: waits a little and says whether to look again.
    init(
        of task: TopicPartition,
        _ inbox: Topic,
        _ bounds: PostScan.Bounds,
        shortened: [TopicPartition: RecordOrigin.Cause?],
        _ reader: any LogReader,
        _ topology: ChannelTopology,
        wait: @escaping () -> Bool
    ) {
        self.inbox = inbox
        partition = task.partition.rawValue
        self.shortened = shortened
        self.wait = wait
        makeTrail = { place in
            topology.topic(named: place.topic).map { PostTrail(place, $0, of: task, inbox, bounds, reader, topology) }
        }
    }

    private func cause(_ offset: Offset, _ number: Int) -> RecordOrigin.Cause {
        RecordOrigin.Cause(
            place: RecordPlace(topic: inbox, partition: partition, offset: offset.rawValue),
            number: number
        )
    }

    /// Compares the next post of the task with the next record of it in its partition.
    /// - Parameter offset: of the inbox record that led to it.
    mutating func compare(_ expected: TaskFold.ExpectedPost, of offset: Offset) throws -> Difference? {
        let cause = cause(offset, expected.number)
        let place = expected.place
        if let first = shortened[place], first.map({ cause.precedes($0) }) ?? true {
            removed += 1
            return nil
        }
        guard var trail = trails[place] ?? makeTrail(place) else {
            preconditionFailure("a desk posts to a topic that is not the channel's")
        }
        defer { trails[place] = trail }
        while true {
            guard let found = try trail.peek() else {
                if wait() { continue }
                return missing(expected, cause, "the partition has no further record of this task")
            }
            let parts = Self.parts(expected.post, found.record)
            if parts.isEmpty, found.cause == cause {
                last[place] = cause
                trail.skip()
                return nil
            }
            if found.isReplayed {
                replayed += 1
                trail.skip()
                continue
            }
            return try difference(expected, cause, found, parts, trail)
        }
    }

    private func difference(
        _ expected: TaskFold.ExpectedPost,
        _ cause: RecordOrigin.Cause,
        _ found: PostTrail.Found,
        _ parts: [String],
        _ trail: PostTrail
    ) throws -> Difference {
        if found.cause == cause {
            return Difference(
                kind: .postChanged,
                what:
                    "the record of \(cause.place), post \(Self.number(cause)), differs in \(parts.joined(separator: ", "))",
                place: Self.place(found, trail),
                parts: parts,
                expected: RecordDescription(expected),
                found: RecordDescription(found.record, in: trail.partition)
            )
        }
        if found.cause.precedes(cause) { return surplus(found, trail) }
        if let later = try trail.laterRecord(of: cause) {
            return Difference(
                kind: .postOutOfOrder,
                what:
                    "the record of \(cause.place), post \(Self.number(cause)), stands at offset \(later.record.offset), "
                    + "behind one of \(found.cause.place)",
                place: Self.place(later, trail),
                expected: RecordDescription(expected),
                found: RecordDescription(later.record, in: trail.partition)
            )
        }
        return missing(expected, cause, "it should stand before offset \(found.record.offset)")
    }

    /// A record that the fold does not post, or not any more.
    private func surplus(_ found: PostTrail.Found, _ trail: PostTrail) -> Difference {
        let isDoubled = last[trail.partition].map { !$0.precedes(found.cause) } ?? false
        return Difference(
            kind: isDoubled ? .postDoubled : .postForged,
            what: isDoubled
                ? "a record of \(found.cause.place), post \(Self.number(found.cause)), stands behind later ones: once more, or forged"
                : "the record says that \(found.cause.place) led to it, which posts nothing of the kind",
            place: Self.place(found, trail),
            found: RecordDescription(found.record, in: trail.partition),
            claimedOffset: Offset(found.cause.place.offset)
        )
    }

    private func missing(
        _ expected: TaskFold.ExpectedPost,
        _ cause: RecordOrigin.Cause,
        _ where: String
    ) -> Difference {
        Difference(
            kind: .postMissing,
            what: "post \(Self.number(cause)) of \(cause.place) is not there: \(`where`)",
            place: "\(expected.place)",
            expected: RecordDescription(expected)
        )
    }

    /// Looks for records that nothing in the inbox led to, once all of it was folded.
    /// - Parameter partitions: where records of the task stand.
    mutating func finish(_ partitions: some Sequence<TopicPartition>) throws -> Difference? {
        for place in partitions {
            guard var trail = trails[place] ?? makeTrail(place) else { continue }
            while let found = try trail.peek() {
                guard found.isReplayed else { return surplus(found, trail) }
                replayed += 1
                trail.skip()
            }
        }
        return nil
    }

    private static func place(_ found: PostTrail.Found, _ trail: PostTrail) -> String {
        "\(trail.partition) offset \(found.record.offset)"
    }

    private static func number(_ cause: RecordOrigin.Cause) -> String {
        cause.number == RecordOrigin.Cause.refusal ? "to dead letters" : "\(cause.number)"
    }

    private static func parts(_ post: Post, _ record: Record) -> [String] {
        var parts: [String] = []
        if post.timestamp != record.timestamp { parts.append("timestamp") }
        if post.key != record.key { parts.append("key") }
        if post.value != record.value { parts.append("value") }
        if post.headers.encoded != record.headers.encoded { parts.append("headers") }
        return parts
    }
}
