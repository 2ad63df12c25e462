import Crypto
public import DeskStreams
public import EventLog
import Foundation
import GreenChannelModel

/// A selection of records in one compressed file, with what it is and its digest: a bug report that can be run again.
///
/// Lines of JSON in gzip: the manifest, a record a line in the order of partitions and offsets, and the end with the count
/// and the SHA-256 of what stands before it. Memory stays flat, however large the selection is.
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

    // MARK: Export

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
        let scan = try SelectionScan(selection, log, topology)
        let settings = try log.topics().first { $0.name == scan.topic }
        let manifest = ArchiveManifest(
            format: ArchiveManifest.formatNow,
            prefix: topology.prefix,
            topic: scan.topic.rawValue,
            partitionCount: settings?.partitionCount ?? 1,
            selection: selection,
            summary: selection.summary,
            madeAt: now.milliseconds,
            isMasked: privacy == .masked
        )
        let draft = path + ".part"
        // What a crash leaves is not the archive; the next export begins it anew.
        var writer = try ArchiveWriter(path: draft)
        try writer.write(manifest)
        var counts = Counts()
        try scan.forEach(progress: progress) { selected in
            let (record, isWithheld) = privacy == .masked ? RecordMask.masked(selected) : (selected.record, false)
            try writer.write(
                ArchivedRecord(record, partition: selected.source.partition, isWithheld: isWithheld)
            )
            counts.records += 1
            if isWithheld { counts.withheld += 1 }
        }
        try writer.finish(counts)
        guard rename(draft, path) == 0 else {
            throw ReplayRefusal(
                .wrongArchive,
                "The archive cannot be named \(path): \(String(cString: strerror(errno)))",
                remedy: "Name another file."
            )
        }
        return counts
    }

    // MARK: Reading

    /// What the archive says of itself. Its records are not looked at.
    public static func manifest(of path: String) throws -> ArchiveManifest {
        let file = try GzipFile(path: path, .read)
        guard let line = try file.line() else { throw GzipFile.damaged(path, "it is empty") }
        return try manifest(line, path)
    }

    private static func manifest(_ line: [UInt8], _ path: String) throws(ReplayRefusal) -> ArchiveManifest {
        guard let manifest = try? JSONDecoder().decode(ArchiveManifest.self, from: Data(line)) else {
            throw GzipFile.damaged(path, "its first line is no manifest")
        }
        guard manifest.format == ArchiveManifest.formatNow else {
            throw GzipFile.damaged(path, "it has format \(manifest.format), and this program reads 1")
        }
        return manifest
    }

    /// Visits every record. Only when it returns is it certain that the archive is whole.
    public static func read(
        _ path: String,
        _ visit: (ArchiveManifest, Partition, Record) throws -> Void
    ) throws -> Counts {
        let file = try GzipFile(path: path, .read)
        var hash = SHA256()
        guard let first = try file.line() else { throw GzipFile.damaged(path, "it is empty") }
        let manifest = try manifest(first, path)
        hash.update(data: first + [UInt8(ascii: "\n")])
        let decoder = JSONDecoder()
        var counts = Counts()
        while let line = try file.line() {
            if let archived = try? decoder.decode(ArchivedRecord.self, from: Data(line)) {
                hash.update(data: line + [UInt8(ascii: "\n")])
                counts.records += 1
                if archived.isWithheld ?? false { counts.withheld += 1 }
                try visit(manifest, Partition(archived.partition), archived.record)
                continue
            }
            let digest = ArchiveWriter.hex(hash)
            guard let end = try? decoder.decode(ArchiveEnd.self, from: Data(line)) else {
                throw GzipFile.damaged(path, "line \(counts.records + 2) is no record")
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

    /// Puts an archive's records into a topic that has none yet, each in its partition and in order. Offsets begin anew.
    ///
    /// The archive is read whole before anything is written.
    public static func restore(
        _ path: String,
        to log: any EventLog,
        _ topology: ChannelTopology,
        progress: (Int) -> Void = { _ in }
    ) throws -> Counts {
        let manifest = try manifest(of: path)
        guard manifest.topic.hasPrefix(manifest.prefix + ".") else {
            throw GzipFile.damaged(path, "its topic \(manifest.topic) is not of its prefix \(manifest.prefix)")
        }
        let topic = TopicName(topology.prefix + manifest.topic.dropFirst(manifest.prefix.count))
        try checkEmpty(topic, log, manifest)
        _ = try read(path) { _, partition, _ in
            guard (0..<manifest.partitionCount).contains(partition.rawValue) else {
                throw GzipFile.damaged(path, "it names partition \(partition) of \(manifest.partitionCount)")
            }
        }
        var posts: [Post] = []
        var written = 0
        func flush() throws {
            guard !posts.isEmpty else { return }
            try log.append(posts)
            written += posts.count
            posts.removeAll(keepingCapacity: true)
            progress(written)
        }
        let counts = try read(path) { _, partition, record in
            posts.append(
                Post(
                    topic: topic,
                    partition: partition,
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

    private static func checkEmpty(_ topic: TopicName, _ log: any EventLog, _ manifest: ArchiveManifest) throws {
        guard let found = try log.topics().first(where: { $0.name == topic }) else {
            throw ReplayRefusal(
                .unknownTopic,
                "The log has no topic \(topic)",
                remedy: "Make the channel's topics first."
            )
        }
        guard found.partitionCount == manifest.partitionCount else {
            throw ReplayRefusal(
                .wrongTarget,
                "\(topic) has \(found.partitionCount) partitions, and the archive is of \(manifest.partitionCount)",
                remedy: "Import into a fresh log with --partitions \(manifest.partitionCount)."
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
