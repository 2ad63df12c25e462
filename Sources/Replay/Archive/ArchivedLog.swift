public import DeskStreams
public import Desks
public import EventLog
import Foundation
import GreenChannelModel

/// An archive as a log that can be looked at, verified and rehearsed like the one that it was made of: records stand at the
/// offsets that they had there. Nothing can be written to it.
///
/// The archive is unpacked into a temporary file, whole and checked, before anything is read. Memory holds a place for every
/// 64 KiB of each partition. A small file may unpack into any amount: it takes at most half of what is free in the folder for
/// temporary files, so that neither a disk nor, where the folder is held in it, the memory is filled for others, and larger
/// archives need only a larger folder.
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

        /// Adds a record that stands behind those that are there.
        /// - Parameter place: where it stands in the file.
        mutating func add(_ offset: Offset, at place: Range<Int>) {
            if pieces.last.map({ place.lowerBound - $0.place >= pieceBytes }) ?? true {
                pieces.append((offset, place.lowerBound))
            }
            end = place.upperBound
            last = offset
        }
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

    /// - Parameter unpackedBytesMax: so many bytes it may have unpacked. Default: half of the room that there is.
    /// - Throws: `ReplayRefusal` where the archive is not whole, or too large.
    public init(path: String, unpackedBytesMax: Int? = nil) throws {
        manifest = try RecordArchive.manifest(of: path)
        topology = ChannelTopology(prefix: manifest.prefix, partitionCountDefault: manifest.partitionCount)
        file = try TemporaryFile()
        let bytesMax = try unpackedBytesMax ?? Self.roomForUnpacked()
        var unpacking = ArchiveUnpacking(manifest, topology, file, path, bytesMax: bytesMax)
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

    private static func roomForUnpacked() throws -> Int {
        let folder = FileManager.default.temporaryDirectory.path
        let attributes = try FileManager.default.attributesOfFileSystem(forPath: folder)
        guard let free = attributes[.systemFreeSize] as? NSNumber else {
            throw ReplayRefusal(
                .noRoom,
                "Nobody can tell how much is free in \(folder)",
                remedy: "Name another folder with TMPDIR."
            )
        }
        return Int(clamping: free.uint64Value / 2)
    }

    private static let readOnly = LogError(
        .stop,
        "An archive is only read",
        remedy: "Put its records into a fresh log with `greenchannel replay import`."
    )
}
