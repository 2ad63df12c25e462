import DeskStreams
import Desks
import EventLog

/// The lines of an archive on their way into the file.
struct ArchiveUnpacking {
    private let manifest: ArchiveManifest
    private let topology: ChannelTopology
    private let file: TemporaryFile
    private let path: String
    private let bytesMax: Int
    private var current: TopicPartition?
    private var row = RowBytes()
    private(set) var stretches: [TopicPartition: ArchivedLog.Stretch] = [:]
    private(set) var ledgers: [TopicPartition: Range<Int>] = [:]
    private(set) var maskedCount = 0
    private(set) var taintedDesks: Set<DeskName> = []

    init(_ manifest: ArchiveManifest, _ topology: ChannelTopology, _ file: TemporaryFile, _ path: String, bytesMax: Int)
    {
        self.manifest = manifest
        self.topology = topology
        self.file = file
        self.path = path
        self.bytesMax = bytesMax
        for topic in manifest.topics {
            for number in 0..<topic.partitionCount {
                let place = TopicPartition(TopicName(topic.name), Partition(number))
                let (first, end) = (topic.first[Int(number)], topic.end[Int(number)])
                if topic.isLedger {
                    ledgers[place] = 0..<0
                } else {
                    stretches[place] = ArchivedLog.Stretch(bounds: Offset(first)..<Offset(end))
                }
            }
        }
        for desk in DeskName.allCases
        where !manifest.topics.contains(where: { $0.name == topology.ledgerName(of: desk).rawValue }) {
            taintedDesks.insert(desk)
        }
    }

    mutating func add(_ record: Record, isMasked: Bool, to place: TopicPartition) throws {
        guard let index = stretches.index(forKey: place), isInOrder(record, place, stretches.values[index]) else {
            throw GzipFile.damaged(path, "the record at \(place) offset \(record.offset) is out of order")
        }
        current = place
        let position = file.count
        row.removeAll()
        ArchivedLogReader.append(record, to: &row)
        try writeRow()
        // In place: a copy of the stretch would copy its pieces with each of them.
        stretches.values[index].add(record.offset, at: position..<file.count)
        if isMasked { noteMasked(record, place) }
    }

    private func isInOrder(_ record: Record, _ place: TopicPartition, _ stretch: ArchivedLog.Stretch) -> Bool {
        guard stretch.bounds.contains(record.offset) else { return false }
        guard let last = stretch.last else { return true }
        return last < record.offset && current == place
    }

    private func writeRow() throws {
        guard row.bytes.count <= bytesMax - file.count else {
            throw ReplayRefusal(
                .noRoom,
                "The archive \(path) has more than \(bytesMax) bytes when it is unpacked, which is all that it may take here",
                remedy: "Name a folder with more room with TMPDIR: half of what is free there may be taken."
            )
        }
        try file.append(row.bytes)
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
        try writeRow()
        ledgers[place] = start..<file.count
    }
}
