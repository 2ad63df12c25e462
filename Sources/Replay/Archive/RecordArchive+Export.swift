public import DeskStreams
import Desks
public import EventLog
import Foundation
import GreenChannelModel

extension RecordArchive {
    /// Writes a selection to a file, which appears under its name when it is whole.
    public static func export(
        _ selection: RecordSelection,
        from log: any EventLog,
        _ topology: ChannelTopology,
        to path: String,
        _ privacy: Privacy,
        now: Timestamp,
        progress: (Int) -> Void = { _ in }
    ) throws -> Counts {
        try checkSource(log)
        let scan = try SelectionScan(selection, log, topology)
        let topic = try topicNow(scan.topic, log.topics(), log.reader())
        let manifest = ArchiveManifest(
            format: ArchiveManifest.formatNow,
            prefix: topology.prefix,
            topics: [topic],
            selection: selection,
            summary: selection.summary,
            madeAt: now.milliseconds,
            isMasked: privacy == .masked,
            positions: [:]
        )
        // What a crash leaves is not the archive; the next export begins it anew.
        var writer = try ArchiveWriter(path: path + ".part")
        try writer.begin(manifest)
        var counts = Counts()
        try scan.forEach(progress: progress) { selected in
            try write(selected, of: 0, privacy, &writer, &counts)
        }
        try finish(&writer, counts, path)
        return counts
    }

    /// What a channel's desks took in and made of it; how operators replayed and who worked is not in it.
    private static let channelTopics: [Topic] = [
        .alerts, .lots, .promotion, .broadcast, .dispatch, .journal, .notices, .deadLetters, .parked,
    ]

    /// Writes everything that the log keeps of a channel to a file: records, ledgers and positions, as they were at one moment.
    ///
    /// Masked, the ledger of the Intake desk stays at home: it is the one place where telephone numbers stand.
    ///
    /// Only what is committed is read. On Kafka an open transaction of a worker that was killed hides what stands behind it,
    /// committed or not, until the broker gives it up (`transaction.timeout.ms`): an archive that is made within that time may
    /// lack posts, which verifying it shows.
    /// - Parameter pause: waits a little, where workers went on meanwhile.
    public static func exportChannel(
        from log: any EventLog,
        _ topology: ChannelTopology,
        to path: String,
        _ privacy: Privacy,
        now: Timestamp,
        pause: () -> Void = {},
        progress: (Int) -> Void = { _ in }
    ) throws -> Counts {
        try checkSource(log)
        let topics = try log.topics()
        let reader = try log.reader()
        let desks = DeskName.allCases.filter { privacy == .whole || $0 != .intake }
        let names = channelTopics.map { topology.name(of: $0) }.filter { name in topics.contains { $0.name == name } }
        for _ in 0..<attemptsMax {
            let positions = try reader.positions(ofGroup: topology.groupName)
            var manifest = ArchiveManifest(
                format: ArchiveManifest.formatNow,
                prefix: topology.prefix,
                topics: try names.map { try topicNow($0, topics, reader) },
                selection: nil,
                summary: "the whole channel \(topology.prefix)",
                madeAt: now.milliseconds,
                isMasked: privacy == .masked,
                positions: [:]
            )
            for desk in DeskName.allCases {
                manifest.positions[topology.name(of: desk.inbox).rawValue] = topology.partitions(of: desk.inbox).map {
                    (positions[$0] ?? .zero).rawValue
                }
            }
            manifest.topics += desks.map { desk in
                let zeros = Array(repeating: Int64(0), count: Int(topology.partitionCount(of: desk.inbox)))
                return .init(name: topology.ledgerName(of: desk).rawValue, isLedger: true, first: zeros, end: zeros)
            }
            var writer = try ArchiveWriter(path: path + ".part")
            try writer.begin(manifest)
            try writeLedgers(manifest, reader, &writer)
            // Whoever writes a ledger moves a position in the same transaction.
            guard try reader.positions(ofGroup: topology.groupName) == positions else {
                pause()
                continue
            }
            var counts = Counts()
            try writeRecords(manifest, reader, privacy, &writer, &counts, progress)
            try finish(&writer, counts, path)
            return counts
        }
        throw ReplayRefusal(
            .wrongArchive,
            "The channel went on each of the \(attemptsMax) times that its ledgers were read",
            remedy: "Stop the workers meanwhile, or try again when less is going on."
        )
    }

    private static let attemptsMax = 20

    /// An archive of an archive would say of masked records that they are what was recorded.
    private static func checkSource(_ log: any EventLog) throws(ReplayRefusal) {
        guard log is ArchivedLog else { return }
        throw ReplayRefusal(
            .wrongArchive,
            "This is an export already, and which of its records are masked would be forgotten in another",
            remedy: "Copy its file as it is, or export from the log that it was made of."
        )
    }

    private static func topicNow(
        _ name: TopicName,
        _ topics: [TopicSettings],
        _ reader: any LogReader
    ) throws -> ArchiveManifest.Topic {
        let count = topics.first { $0.name == name }?.partitionCount ?? 1
        let bounds = try (0..<count).map { try reader.bounds(of: TopicPartition(name, Partition($0))) }
        return ArchiveManifest.Topic(
            name: name.rawValue,
            isLedger: false,
            first: bounds.map(\.lowerBound.rawValue),
            end: bounds.map(\.upperBound.rawValue)
        )
    }

    private static func writeLedgers(
        _ manifest: ArchiveManifest,
        _ reader: any LogReader,
        _ writer: inout ArchiveWriter
    ) throws {
        for (index, topic) in manifest.topics.enumerated() where topic.isLedger {
            for number in 0..<topic.partitionCount {
                try reader.ledger(TopicPartition(TopicName(topic.name), Partition(number))) { key, value in
                    try writer.write(
                        ArchivedEntry(ledger: index, partition: number, key: Data(key), value: Data(value))
                    )
                }
            }
        }
    }

    private static func writeRecords(
        _ manifest: ArchiveManifest,
        _ reader: any LogReader,
        _ privacy: Privacy,
        _ writer: inout ArchiveWriter,
        _ counts: inout Counts,
        _ progress: (Int) -> Void
    ) throws {
        for (index, topic) in manifest.topics.enumerated() where !topic.isLedger {
            for number in 0..<topic.partitionCount {
                let place = TopicPartition(TopicName(topic.name), Partition(number))
                let offsets = Offset(topic.first[Int(number)])..<Offset(topic.end[Int(number)])
                try reader.forEachRecord(of: place, in: offsets) { record in
                    try write(SelectedRecord(source: place, record: record), of: index, privacy, &writer, &counts)
                    if counts.records % 65_536 == 0 { progress(counts.records) }
                }
            }
        }
    }

    private static func write(
        _ selected: SelectedRecord,
        of topic: Int,
        _ privacy: Privacy,
        _ writer: inout ArchiveWriter,
        _ counts: inout Counts
    ) throws {
        let (record, isWithheld) = privacy == .masked ? RecordMask.masked(selected) : (selected.record, false)
        let before = selected.record
        let isMasked =
            record.key != before.key || record.value != before.value || record.headers.encoded != before.headers.encoded
        try writer.write(
            ArchivedRecord(
                record,
                topic: topic,
                partition: selected.source.partition,
                isWithheld: isWithheld,
                isMasked: isMasked
            )
        )
        counts.records += 1
        if isWithheld { counts.withheld += 1 }
    }

    private static func finish(_ writer: inout ArchiveWriter, _ counts: Counts, _ path: String) throws {
        try writer.finish(counts)
        guard rename(path + ".part", path) == 0 else {
            throw ReplayRefusal(
                .wrongArchive,
                "The archive cannot be named \(path): \(String(cString: strerror(errno)))",
                remedy: "Name another file."
            )
        }
    }
}
