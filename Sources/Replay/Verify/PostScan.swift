import DeskStreams
import EventLog
import GreenChannelModel

/// One pass over everything that desks posted: what each task put where, as tallies, and what stands out of order or comes
/// from beyond the committed positions.
///
/// Memory grows with tasks times partitions, not with records.
struct PostScan {
    /// A record of a task that stands where it should not.
    struct Stray {
        var place: TopicPartition
        var record: Record
        var cause: RecordOrigin.Cause
    }

    /// What one task posted.
    struct OfTask {
        /// By the partition that it stands in; only of records that follow from inbox records in question.
        var tallies: [TopicPartition: PostTally] = [:]
        /// The first that does not come after all before it.
        var disorder: Stray?
        /// The first that follows from an inbox record at or after the committed position.
        var beyond: Stray?
    }

    /// Which inbox records of a task are in question.
    struct Bounds {
        /// From this position on: where the fold begins.
        var from: Offset
        /// Up to this position, as it was committed when the verification began.
        var until: Offset
        /// What was committed when the ends were known: nothing beyond it can be in the log.
        var ceiling: Offset
    }

    private(set) var tasks: [TopicPartition: OfTask] = [:]
    private(set) var records = 0
    /// Partitions whose first records are no longer kept.
    private(set) var shortened: Set<TopicPartition> = []

    /// The topics that desks post to.
    static let outputs: [Topic] = [.lots, .promotion, .broadcast, .dispatch, .journal, .notices, .deadLetters]

    /// - Parameters:
    ///   - ends: where reading stops.
    ///   - progress: called now and then with the records read so far.
    mutating func read(
        _ reader: any LogReader,
        _ topology: ChannelTopology,
        tasks bounds: [TopicPartition: Bounds],
        ends: [TopicPartition: Offset],
        progress: (Int) -> Void
    ) throws {
        for topic in Self.outputs {
            for partition in topology.partitions(of: topic) {
                if try reader.bounds(of: partition).lowerBound > .zero { shortened.insert(partition) }
                try read(partition, topic, reader, topology, bounds, ends[partition], progress)
            }
        }
    }

    private mutating func read(
        _ partition: TopicPartition,
        _ topic: Topic,
        _ reader: any LogReader,
        _ topology: ChannelTopology,
        _ bounds: [TopicPartition: Bounds],
        _ end: Offset?,
        _ progress: (Int) -> Void
    ) throws {
        // Looked up once for each task, not for each record.
        var inboxes: [Topic: [(inbox: TopicPartition, bounds: Bounds, tally: PostTally)?]] = [:]
        for (inbox, bounds) in bounds {
            guard let name = topology.topic(named: inbox.topic) else { continue }
            let count = Int(topology.partitionCount(of: name))
            inboxes[name, default: Array(repeating: nil, count: count)][Int(inbox.partition.rawValue)] =
                (inbox, bounds, PostTally())
        }
        try reader.forEachRecord(of: partition, until: end) { record in
            records += 1
            if records % 50_000 == 0 { progress(records) }
            let origin = RecordOrigin(record, in: topic, topology)
            guard !origin.isTimer, let cause = origin.cause,
                let siblings = inboxes[cause.place.topic], siblings.indices.contains(Int(cause.place.partition)),
                let task = siblings[Int(cause.place.partition)]
            else { return }
            let index = Int(cause.place.partition)
            if cause.place.offset >= task.bounds.ceiling.rawValue, !origin.isReplayed,
                tasks[task.inbox]?.beyond == nil
            {
                tasks[task.inbox, default: OfTask()].beyond = Stray(place: partition, record: record, cause: cause)
            }
            guard cause.place.offset >= task.bounds.from.rawValue, cause.place.offset < task.bounds.until.rawValue
            else { return }
            let isInOrder = inboxes[cause.place.topic]?[index]?.tally
                .add(
                    cause,
                    timestamp: record.timestamp,
                    key: record.key,
                    value: record.value,
                    headers: record.headers
                )
            if isInOrder == false, !origin.isReplayed, tasks[task.inbox]?.disorder == nil {
                tasks[task.inbox, default: OfTask()].disorder = Stray(place: partition, record: record, cause: cause)
            }
        }
        for task in inboxes.values.joined() {
            guard let task, task.tally.count > 0 else { continue }
            tasks[task.inbox, default: OfTask()].tallies[partition] = task.tally
        }
    }
}
