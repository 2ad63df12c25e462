import Crypto
public import DeskStreams
public import EventLog
import Foundation

/// Records in one compressed file, with what they are and their digest: a bug report that can be run again.
///
/// Lines of JSON in gzip: the manifest; of a whole channel the entries of its ledgers; a record a line, topic by topic and
/// partition by partition in the order of offsets; and the end with the count and the SHA-256 of what stands before it. Memory
/// stays flat, however much there is.
public enum RecordArchive {
    /// How an export or import went.
    public struct Counts: Sendable, Equatable {
        public var records = 0
        /// Records whose value was left out.
        public var withheld = 0

        public init(records: Int = 0, withheld: Int = 0) {
            self.records = records
            self.withheld = withheld
        }
    }

    public enum Privacy: Sendable {
        /// Telephone numbers are masked, and values that do not decode are left out.
        case masked
        /// Everything as it stands there.
        case whole
    }

    /// What stands on a line.
    public enum Item {
        /// - Parameter isMasked: it is not byte for byte what was recorded.
        case record(Record, isMasked: Bool)
        case entry(key: Bytes, value: Bytes)
    }

    // MARK: Reading

    /// What the archive says of itself. Nothing else is looked at.
    public static func manifest(of path: String) throws -> ArchiveManifest {
        let file = try GzipFile(path: path, .read)
        guard let line = try file.line(bytesMax: ArchiveManifest.bytesMax) else {
            throw GzipFile.damaged(path, "it is empty")
        }
        return try manifest(line, path)
    }

    private static func manifest(_ line: [UInt8], _ path: String) throws(ReplayRefusal) -> ArchiveManifest {
        struct Format: Codable { var format: Int }
        let decoder = JSONDecoder()
        guard let format = try? decoder.decode(Format.self, from: Data(line)).format else {
            throw GzipFile.damaged(path, "its first line is no manifest")
        }
        guard format == ArchiveManifest.formatNow else {
            throw GzipFile.damaged(path, "it has format \(format), and this program reads \(ArchiveManifest.formatNow)")
        }
        guard let manifest = try? decoder.decode(ArchiveManifest.self, from: Data(line)) else {
            throw GzipFile.damaged(path, "its first line is no manifest")
        }
        if let fault = manifest.fault { throw GzipFile.damaged(path, fault) }
        return manifest
    }

    /// Visits everything. Only when it returns is it certain that the archive is whole.
    public static func read(
        _ path: String,
        _ visit: (ArchiveManifest, TopicPartition, Item) throws -> Void
    ) throws -> Counts {
        let file = try GzipFile(path: path, .read)
        var hash = SHA256()
        guard let first = try file.line(bytesMax: ArchiveManifest.bytesMax) else {
            throw GzipFile.damaged(path, "it is empty")
        }
        let manifest = try manifest(first, path)
        hash.update(data: first + [UInt8(ascii: "\n")])
        let decoder = JSONDecoder()
        var counts = Counts()
        var number = 1
        func place(_ topic: Int, _ partition: Int32, isLedger: Bool) throws(ReplayRefusal) -> TopicPartition {
            guard let place = manifest.place(topic, partition), manifest.topics[topic].isLedger == isLedger else {
                throw GzipFile.damaged(path, "line \(number) is of a partition that its first line does not name")
            }
            return place
        }
        while let line = try file.line() {
            number += 1
            if let archived = try? decoder.decode(ArchivedRecord.self, from: Data(line)) {
                hash.update(data: line + [UInt8(ascii: "\n")])
                counts.records += 1
                let isWithheld = archived.isWithheld ?? false
                if isWithheld { counts.withheld += 1 }
                let place = try place(archived.topic, archived.partition, isLedger: false)
                try visit(manifest, place, .record(archived.record, isMasked: isWithheld || archived.isMasked ?? false))
                continue
            }
            if let entry = try? decoder.decode(ArchivedEntry.self, from: Data(line)) {
                hash.update(data: line + [UInt8(ascii: "\n")])
                let place = try place(entry.ledger, entry.partition, isLedger: true)
                try visit(manifest, place, .entry(key: Array(entry.key)[...], value: Array(entry.value)[...]))
                continue
            }
            let digest = ArchiveWriter.hex(hash)
            guard let end = try? decoder.decode(ArchiveEnd.self, from: Data(line)) else {
                throw GzipFile.damaged(path, "line \(number) is no record")
            }
            guard end == ArchiveEnd(records: counts.records, withheld: counts.withheld, sha256: digest) else {
                throw GzipFile.damaged(path, "its digest is not that of its records")
            }
            guard try file.line() == nil else { throw GzipFile.damaged(path, "something stands behind its end") }
            return counts
        }
        throw GzipFile.damaged(path, "it is cut short")
    }

    // MARK: Import

    /// Puts an archive's records into topics that have none yet, each in its partition and in order. Offsets begin anew, so
    /// that ledgers and positions, which speak of them, stay behind.
    ///
    /// The archive is read whole before anything is written.
    public static func restore(
        _ path: String,
        to log: any EventLog,
        _ topology: ChannelTopology,
        progress: (Int) -> Void = { _ in }
    ) throws -> Counts {
        let manifest = try manifest(of: path)
        func target(_ name: String) -> TopicName {
            TopicName(topology.prefix + name.dropFirst(manifest.prefix.count))
        }
        for topic in manifest.topics where !topic.isLedger { try checkEmpty(target(topic.name), log, topic) }
        _ = try read(path) { _, _, _ in }
        var posts: [Post] = []
        var written = 0
        func flush() throws {
            guard !posts.isEmpty else { return }
            try log.append(posts)
            written += posts.count
            posts.removeAll(keepingCapacity: true)
            progress(written)
        }
        let counts = try read(path) { _, place, item in
            guard case .record(let record, _) = item else { return }
            posts.append(
                Post(
                    topic: target(place.topic.rawValue),
                    partition: place.partition,
                    timestamp: record.timestamp,
                    key: record.key,
                    value: record.value,
                    headers: record.headers
                )
            )
            if posts.count == 500 { try flush() }
        }
        try flush()
        return counts
    }

    private static func checkEmpty(_ topic: TopicName, _ log: any EventLog, _ archived: ArchiveManifest.Topic) throws {
        guard let found = try log.topics().first(where: { $0.name == topic }) else {
            throw ReplayRefusal(
                .unknownTopic,
                "The log has no topic \(topic)",
                remedy: "Make the channel's topics first."
            )
        }
        guard found.partitionCount == archived.partitionCount else {
            throw ReplayRefusal(
                .wrongTarget,
                "\(topic) has \(found.partitionCount) partitions, and the archive is of \(archived.partitionCount)",
                remedy: "Import into a fresh log with --partitions \(archived.partitionCount)."
            )
        }
        let reader = try log.reader()
        for number in 0..<found.partitionCount {
            let bounds = try reader.bounds(of: TopicPartition(topic, Partition(number)))
            guard bounds.upperBound == bounds.lowerBound else {
                throw ReplayRefusal(
                    .wrongTarget,
                    "\(topic) has records already, and those of the archive would be mixed with them",
                    remedy: "Import into a fresh log or under another --prefix."
                )
            }
        }
    }
}
