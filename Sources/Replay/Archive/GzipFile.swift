import CZlib

/// A file of lines in gzip's format, which `zcat` reads: written or read from the beginning to the end, in flat memory.
///
/// `gzclose` is called when it goes at the latest. Belongs to one thread.
final class GzipFile {
    enum Mode: String {
        case read = "rb"
        case write = "wb6"
    }

    private var file: gzFile?
    private let path: String
    private var buffer: [UInt8] = []
    private var position = 0
    private static let pieceBytes = 1 << 18
    /// Longer than any record that a log takes, as base64.
    static let lineBytesMax = 256 << 20

    init(path: String, _ mode: Mode) throws(ReplayRefusal) {
        self.path = path
        guard let file = gzopen(path, mode.rawValue) else {
            throw ReplayRefusal(
                .wrongArchive,
                "The file \(path) cannot be \(mode == .read ? "read" : "written")",
                remedy: "Check that it is there, and who may use it."
            )
        }
        self.file = file
    }

    deinit { if let file { gzclose(file) } }

    func write(_ bytes: [UInt8]) throws(ReplayRefusal) {
        guard let file, !bytes.isEmpty else { return }
        let written = bytes.withUnsafeBytes { gzwrite(file, $0.baseAddress, UInt32($0.count)) }
        guard Int(written) == bytes.count else { throw cannotWrite() }
    }

    /// Writes what is left and ends.
    func close() throws(ReplayRefusal) {
        guard let file else { return }
        self.file = nil
        guard gzclose(file) == Z_OK else { throw cannotWrite() }
    }

    private func cannotWrite() -> ReplayRefusal {
        ReplayRefusal(.wrongArchive, "The file \(path) cannot be written to its end", remedy: "Is the disk full?")
    }

    /// The next line without its line feed; `nil`: the file has ended.
    /// - Parameter bytesMax: a line that is longer is damage.
    func line(bytesMax: Int = lineBytesMax) throws(ReplayRefusal) -> [UInt8]? {
        var line: [UInt8] = []
        while true {
            let end = buffer[position...].firstIndex(of: UInt8(ascii: "\n"))
            line.append(contentsOf: buffer[position..<(end ?? buffer.endIndex)])
            guard line.count <= bytesMax else {
                throw Self.damaged(path, "a line is longer than the \(bytesMax) bytes that it may have")
            }
            if let end {
                position = end + 1
                return line
            }
            guard try fill() else {
                guard line.isEmpty else { throw Self.damaged(path, "its last line is cut short") }
                return nil
            }
        }
    }

    private func fill() throws(ReplayRefusal) -> Bool {
        guard let file else { return false }
        buffer = Array(repeating: 0, count: Self.pieceBytes)
        position = 0
        let count = buffer.withUnsafeMutableBytes { gzread(file, $0.baseAddress, UInt32($0.count)) }
        // Less than nothing: what stands there is no gzip, or its checksum is wrong.
        guard count >= 0 else { throw Self.damaged(path, "it does not unpack") }
        if count == 0 {
            // The end of the file is not the end of what was packed: something is missing.
            var code: Int32 = 0
            gzerror(file, &code)
            guard code != Z_BUF_ERROR else { throw Self.damaged(path, "it is cut short") }
        }
        buffer.removeLast(buffer.count - Int(count))
        return count > 0
    }

    static func damaged(_ path: String, _ what: String) -> ReplayRefusal {
        ReplayRefusal(
            .wrongArchive,
            "The archive \(path) is damaged or none: \(what)",
            remedy: "Export it again, or copy it again."
        )
    }
}
