public import DeskStreams
public import EventLog
import GreenChannelModel
import Streams

/// Reads the records of a selection, as they stood when the scan was made: what is written meanwhile is not seen.
///
/// Time is exact on each record's own stamp: senders set it, so that no index could be trusted, and every record of the
/// partitions in question is looked at. A partition that has nothing in the window gives nothing. Belongs to one thread.
public struct SelectionScan {
    /// How much was looked at.
    public struct Counts: Sendable, Equatable {
        /// Records in the partitions.
        public var read = 0
        /// Records in the window.
        public var window = 0
        /// Records for which everything holds.
        public var selected = 0
        /// Records in the window that are left alone.
        public var untouched: Int { window - selected }

        public init() {}
    }

    public let selection: RecordSelection
    public let topic: TopicName
    /// What is read of each partition, up to the high-water mark at the start.
    public let spans: [(partition: TopicPartition, offsets: Range<Offset>)]
    private let reader: any LogReader
    private let filter: RecordFilter?
    private let keys: [[UInt8]]
    private let headers: [(name: [UInt8], value: [UInt8])]

    public init(_ selection: RecordSelection, _ log: any EventLog, _ topology: ChannelTopology) throws {
        try selection.validate()
        self.selection = selection
        reader = try log.reader()
        let found = try Self.find(selection.topic, try log.topics(), topology)
        topic = found.name
        if let partition = selection.partition, !(0..<found.partitionCount).contains(partition) {
            throw ReplayRefusal(
                .wrongSelection,
                "Topic \(found.name) has no partition \(partition): it has \(found.partitionCount)",
                remedy: "Name one from 0 to \(found.partitionCount - 1), or leave --partition out."
            )
        }
        filter = try selection.filter.map { text throws(ReplayRefusal) in try RecordFilter(text) }
        keys = selection.keys.map { Array($0.utf8) }
        headers = try selection.headers.map { text throws(ReplayRefusal) in
            guard let sign = text.firstIndex(of: "=") else {
                throw ReplayRefusal(
                    .wrongSelection,
                    "--header '\(text)' has no value",
                    remedy: "Write NAME=VALUE, as in ce_source=greenchannel/submit."
                )
            }
            return (Array(text[..<sign].utf8), Array(text[text.index(after: sign)...].utf8))
        }
        var spans: [(partition: TopicPartition, offsets: Range<Offset>)] = []
        for number in 0..<found.partitionCount where selection.partition == nil || selection.partition == number {
            let partition = TopicPartition(found.name, Partition(number))
            let bounds = try reader.bounds(of: partition)
            let first = max(bounds.lowerBound, Offset(selection.fromOffset ?? 0))
            let end = min(bounds.upperBound, Offset(selection.toOffset ?? .max))
            spans.append((partition, first..<max(first, end)))
        }
        self.spans = spans
    }

    /// The topic of a name: the channel's own first.
    static func find(
        _ name: String,
        _ topics: [TopicSettings],
        _ topology: ChannelTopology
    ) throws(ReplayRefusal) -> TopicSettings {
        let readable = topics.filter { if case .compact = $0.cleanup { false } else { true } }
        for candidate in ["\(topology.prefix).\(name)", name] {
            if let found = readable.first(where: { $0.name.rawValue == candidate }) { return found }
        }
        throw ReplayRefusal(
            .unknownTopic,
            "The log has no topic '\(name)'",
            remedy: "Topics are: " + readable.map { $0.name.rawValue }.joined(separator: " ")
        )
    }

    /// Visits what is selected, partition by partition, in order.
    /// - Parameter progress: told now and then how many records were read.
    @discardableResult
    public func forEach(
        progress: (Int) -> Void = { _ in },
        _ visit: (SelectedRecord) throws -> Void
    ) throws -> Counts {
        var counts = Counts()
        for (partition, offsets) in spans {
            try reader.forEachRecord(of: partition, in: offsets) { record in
                counts.read += 1
                if counts.read % 65_536 == 0 { progress(counts.read) }
                guard selection.contains(record.timestamp) else { return }
                counts.window += 1
                guard matchesPlainly(record) else { return }
                let selected = SelectedRecord(source: partition, record: record)
                guard matches(selected) else { return }
                counts.selected += 1
                try visit(selected)
            }
        }
        return counts
    }

    private func matchesPlainly(_ record: Record) -> Bool {
        if keys.isEmpty { return true }
        guard let key = record.key else { return false }
        return keys.contains { key.elementsEqual($0) }
    }

    private func matches(_ record: SelectedRecord) -> Bool {
        if !selection.reasons.isEmpty {
            guard let reason = record.envelope?.reason, selection.reasons.contains(reason) else { return false }
        }
        for header in headers {
            var isFound = false
            record.record.headers.forEach { name, value in
                if name.elementsEqual(header.name), value?.elementsEqual(header.value) ?? false { isFound = true }
            }
            if !isFound { return false }
        }
        return filter?.matches(record) ?? true
    }

    /// One record by where it stands; `nil`: there is none (any more).
    public static func record(
        at place: (partition: TopicPartition, offset: Offset),
        _ reader: any LogReader
    ) throws -> SelectedRecord? {
        let batch = try reader.read(place.partition, from: place.offset, bytesMax: 1)
        guard let record = batch.records.first, record.offset == place.offset else { return nil }
        return SelectedRecord(source: place.partition, record: record)
    }
}

extension LogReader {
    /// Visits every committed record of a range of offsets.
    func forEachRecord(
        of partition: TopicPartition,
        in offsets: Range<Offset>,
        _ visit: (Record) throws -> Void
    ) throws {
        var position = offsets.lowerBound
        while position < offsets.upperBound {
            let batch = try read(partition, from: position, bytesMax: 1 << 20)
            guard let last = batch.records.last else { return }
            for record in batch.records where record.offset < offsets.upperBound { try visit(record) }
            position = last.offset.next
        }
    }
}
