public import DeskStreams
public import EventLog
public import GreenChannelModel
import Streams

/// What reached the desks from outside in a time of a log's history, and what became of the lots of that time.
///
/// Lots count by when they were opened. Offers of earlier days are in it, as they still hold; what earlier lots had used of
/// them is not.
public struct RecordedWindow: Sendable {
    /// In the order of each partition.
    public internal(set) var inputs: [RecordedInput] = []
    /// The lots of the window, by case number, as the journal tells of them.
    public internal(set) var fates: [String: LotFate] = [:]
    /// By bid: whose award it was.
    public internal(set) var awards: [String: String] = [:]
    /// Until when the desks' clocks had come: a rehearsal ends there, too.
    public internal(set) var end = Instant(milliseconds: 0)
    /// When its first lot was opened.
    public internal(set) var start: Instant?
    public let topology: ChannelTopology

    /// Reads a log up to the ends that it has now.
    /// - Parameter time: when lots must have been opened; `nil`: ever.
    public init(_ log: any EventLog, _ topology: ChannelTopology, lotsOpened time: Range<Instant>? = nil) throws {
        self.topology = topology
        let reader = try log.reader()
        var ends: [TopicPartition: Offset] = [:]
        for topic in Self.inboxes + [.journal] {
            for partition in topology.partitions(of: topic) {
                ends[partition] = try reader.bounds(of: partition).upperBound
            }
        }
        var lots: Set<String> = []
        for topic in Self.inboxes {
            for partition in topology.partitions(of: topic) {
                try read(partition, topic, reader, ends[partition], time, &lots)
            }
        }
        if time != nil {
            inputs.removeAll { input in
                switch input.subject {
                case .lot(let lot), .report(let lot, _): !lots.contains(lot)
                case .offer, .other: input.at > end
                }
            }
        }
        for partition in topology.partitions(of: .journal) {
            try reader.forEachRecord(of: partition, until: ends[partition]) { record in
                guard let fact = RecordedFact(record), time == nil || lots.contains(fact.entry.lot) else { return }
                fates[fact.entry.lot, default: LotFate()].add(fact)
                if let award = fact.award { awards[award.bid] = award.offer }
            }
        }
        // A case that only asked back never became a lot.
        fates = fates.filter { $0.value.opened != nil }
    }

    private static let inboxes: [Topic] = [.lots, .promotion, .broadcast, .dispatch]

    private mutating func read(
        _ partition: TopicPartition,
        _ topic: Topic,
        _ reader: any LogReader,
        _ end: Offset?,
        _ time: Range<Instant>?,
        _ lots: inout Set<String>
    ) throws {
        var clock = Instant(milliseconds: 0)
        try reader.forEachRecord(of: partition, until: end) { record in
            // As the desk's own clock: a stamp that cannot be one moves it nowhere.
            if Timestamp.credible.contains(record.timestamp) {
                clock = max(clock, Instant(milliseconds: record.timestamp.milliseconds))
            }
            let origin = RecordOrigin(record.headers)
            // What the other desks and the runtime wrote comes anew.
            if origin.isTimer { return }
            if let cause = origin.cause, cause.place.topic != .alerts { return }
            var body: RecordBody?
            if let kind = origin.kind, let value = record.value { body = try? RecordBody(kind, serialized: value) }
            if case .lotOpened(let lot)? = body, time?.contains(clock) ?? true {
                lots.insert(lot.lot)
                start = min(start ?? clock, clock)
            }
            let post = Post(
                topic: partition.topic,
                partition: partition.partition,
                timestamp: record.timestamp,
                key: record.key,
                value: record.value,
                headers: record.headers
            )
            inputs.append(RecordedInput(at: clock, post: post, body: body, isUnderstood: origin.cause != nil))
        }
        self.end = max(self.end, clock)
    }
}
