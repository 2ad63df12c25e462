public import DeskStreams
public import Desks
public import EventLog
import GreenChannelModel

/// An archive as a log that can be looked at, verified and rehearsed like the one that it was made of: records stand at the
/// offsets that they had there. Nothing can be written to it.
///
/// The archive is unpacked into a temporary file, whole and checked, before anything is read. Memory holds a place for every
/// 64 KiB of each partition.
///
/// `@unchecked Sendable`: nothing changes once it is made, and its file is read at stated places only.
public final class ArchivedLog: EventLog, @unchecked Sendable {
    /// A partition's records in the file, one behind the other.
    struct Stretch {
        var bounds: Range<Offset>
        /// The first offset of a piece, and where it begins.
        var pieces: [(first: Offset, place: Int)] = []
        var end = 0
        var last: Offset?
    }

    public let manifest: ArchiveManifest
    public let topology: ChannelTopology
    /// Records that are not byte for byte what was recorded.
    public let maskedCount: Int
    /// The desks that took in or posted such a record, or whose ledger is not in the archive.
    private let taintedDesks: Set<DeskName>
    let file: TemporaryFile
    let stretches: [TopicPartition: Stretch]
    let ledgers: [TopicPartition: Range<Int>]

    static let pieceBytes = 1 << 16

    /// - Throws: `ReplayRefusal` where the archive is not whole.
    public init(path: String) throws {
        manifest = try RecordArchive.manifest(of: path)
        topology = ChannelTopology(prefix: manifest.prefix, partitionCountDefault: manifest.partitionCount)
        file = try TemporaryFile()
        var unpacking = Unpacking(manifest, topology, file, path)
        _ = try RecordArchive.read(path) { _, place, item in
            switch item {
            case .record(let record, let isMasked): try unpacking.add(record, isMasked: isMasked, to: place)
            case .entry(let key, let value): try unpacking.add(key, value, to: place)
            }
        }
        try file.flush()
        (stretches, ledgers) = (unpacking.stretches, unpacking.ledgers)
        (maskedCount, taintedDesks) = (unpacking.maskedCount, unpacking.taintedDesks)
    }

    /// The desks whose decisions the archive can prove: all that they took in, posted and keep stands in it, byte for byte.
    ///
    /// None, where it is a selection: what led to its records is not in it.
    public var provableDesks: [DeskName] {
        manifest.selection == nil ? DeskName.allCases.filter { !taintedDesks.contains($0) } : []
    }

    // MARK: The log

    public func topics() throws(LogError) -> [TopicSettings] {
        manifest.topics.map { topic in
            TopicSettings(
                name: TopicName(topic.name),
                partitionCount: topic.partitionCount,
                cleanup: topic.isLedger ? .compact : .delete(retentionMilliseconds: nil, retentionBytes: nil)
            )
        }.sorted { $0.name < $1.name }
    }

    public func reader() throws(LogError) -> any LogReader { ArchivedLogReader(self) }

    public func createTopics(_: [TopicSettings]) throws(LogError) { throw Self.readOnly }
    public func join(_: GroupSettings) throws(LogError) -> any GroupSession { throw Self.readOnly }
    public func append(_: [Post]) throws(LogError) -> [(TopicPartition, Offset)] { throw Self.readOnly }
    public func close() {}

    private static let readOnly = LogError(
        .stop,
        "An archive is only read",
        remedy: "Put its records into a fresh log with `greenchannel replay import`."
    )
}

/// The lines of an archive on their way into the file.
private struct Unpacking {
    private let manifest: ArchiveManifest
    private let topology: ChannelTopology
    private let file: TemporaryFile
    private let path: String
    private var current: TopicPartition?
    private var row = RowBytes()
    private(set) var stretches: [TopicPartition: ArchivedLog.Stretch] = [:]
    private(set) var ledgers: [TopicPartition: Range<Int>] = [:]
    private(set) var maskedCount = 0
    private(set) var taintedDesks: Set<DeskName> = []

    init(_ manifest: ArchiveManifest, _ topology: ChannelTopology, _ file: TemporaryFile, _ path: String) {
        self.manifest = manifest
        self.topology = topology
        self.file = file
        self.path = path
        for topic in manifest.topics {
            for number in 0..<topic.partitionCount {
                let place = TopicPartition(TopicName(topic.name), Partition(number))
                let (first, end) = (topic.first[Int(number)], topic.end[Int(number)])
                if topic.isLedger {
                    ledgers[place] = 0..<0
                } else {
                    stretches[place] = ArchivedLog.Stretch(bounds: Offset(first)..<Offset(max(first, end)))
                }
            }
        }
        for desk in DeskName.allCases
        where !manifest.topics.contains(where: { $0.name == topology.ledgerName(of: desk).rawValue }) {
            taintedDesks.insert(desk)
        }
    }

    mutating func add(_ record: Record, isMasked: Bool, to place: TopicPartition) throws {
        guard var stretch = stretches[place], stretch.bounds.contains(record.offset),
            stretch.last.map({ $0 < record.offset }) ?? true, current == place || stretch.last == nil
        else { throw GzipFile.damaged(path, "the record at \(place) offset \(record.offset) is out of order") }
        current = place
        let position = file.count
        if stretch.pieces.last.map({ position - $0.place >= ArchivedLog.pieceBytes }) ?? true {
            stretch.pieces.append((record.offset, position))
        }
        row.removeAll()
        ArchivedLogReader.append(record, to: &row)
        try file.append(row.bytes)
        stretch.end = file.count
        stretch.last = record.offset
        stretches[place] = stretch
        if isMasked { noteMasked(record, place) }
    }

    private mutating func noteMasked(_ record: Record, _ place: TopicPartition) {
        maskedCount += 1
        if let desk = topology.desk(ofInbox: place.topic) { taintedDesks.insert(desk) }
        guard let topic = topology.topic(named: place.topic),
            let cause = RecordOrigin(record, in: topic, topology).cause,
            let desk = DeskName.allCases.first(where: { $0.inbox == cause.place.topic })
        else { return }
        taintedDesks.insert(desk)
    }

    mutating func add(_ key: Bytes, _ value: Bytes, to place: TopicPartition) throws {
        guard let range = ledgers[place], range.isEmpty || current == place else {
            throw GzipFile.damaged(path, "an entry of \(place) is out of order")
        }
        current = place
        let start = range.isEmpty ? file.count : range.lowerBound
        row.removeAll()
        ArchivedLogReader.append(key, value, to: &row)
        try file.append(row.bytes)
        ledgers[place] = start..<file.count
    }
}
