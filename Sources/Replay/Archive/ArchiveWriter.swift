import Crypto
import Foundation

/// Writes the lines of an archive and adds up their digest.
struct ArchiveWriter {
    private let file: GzipFile
    private let encoder = JSONEncoder()
    private var hash = SHA256()

    init(path: String) throws(ReplayRefusal) {
        file = try GzipFile(path: path, .write)
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    }

    /// The first line.
    /// - Throws: `ReplayRefusal` where nobody could read the archive afterwards.
    mutating func begin(_ manifest: ArchiveManifest) throws {
        let bytes = try encoder.encode(manifest).count
        let fault = manifest.fault ?? (bytes > ArchiveManifest.bytesMax ? "its manifest has \(bytes) bytes" : nil)
        if let fault {
            throw ReplayRefusal(
                .wrongArchive,
                "The archive could not be read again: \(fault)",
                remedy: "Export selections, which are of one topic each, instead of the whole channel."
            )
        }
        try write(manifest)
    }

    mutating func write(_ value: some Encodable) throws {
        var line = Array(try encoder.encode(value))
        line.append(UInt8(ascii: "\n"))
        hash.update(data: line)
        try file.write(line)
    }

    mutating func finish(_ counts: RecordArchive.Counts) throws {
        let end = ArchiveEnd(records: counts.records, withheld: counts.withheld, sha256: Self.hex(hash))
        try write(end)
        try file.close()
    }

    static func hex(_ hash: SHA256) -> String {
        hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
