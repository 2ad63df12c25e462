import Foundation

/// A file without a name, for what does not fit into memory: nobody else can open it, and it is gone with whoever holds it,
/// after a crash, too.
///
/// First it is written, then read at any place. Belongs to one thread while it is written.
final class TemporaryFile {
    private let descriptor: Int32
    private let folder: String
    private var buffer: [UInt8] = []
    private var writtenBytes = 0

    private static let bufferBytes = 1 << 16

    /// In the folder for such files (`$TMPDIR`).
    init() throws(ReplayRefusal) {
        folder = FileManager.default.temporaryDirectory.path
        var name = Array("\(folder)/greenchannel-XXXXXX".utf8CString)
        descriptor = mkstemp(&name)
        guard descriptor >= 0 else { throw Self.failure(folder) }
        unlink(name)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }

    deinit { close(descriptor) }

    /// How much was appended.
    var count: Int { writtenBytes + buffer.count }

    func append(_ bytes: some Collection<UInt8>) throws(ReplayRefusal) {
        buffer.append(contentsOf: bytes)
        if buffer.count >= Self.bufferBytes { try flush() }
    }

    /// Must be called between the last `append` and the first `read`.
    func flush() throws(ReplayRefusal) {
        var start = 0
        while start < buffer.count {
            let count = buffer.withUnsafeBytes { write(descriptor, $0.baseAddress! + start, $0.count - start) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Self.failure(folder) }
            start += count
        }
        writtenBytes += buffer.count
        buffer.removeAll(keepingCapacity: true)
    }

    /// - Returns: how many bytes were read: fewer than asked for only at the end.
    func read(at place: Int, into target: UnsafeMutableRawBufferPointer) throws(ReplayRefusal) -> Int {
        var done = 0
        while done < target.count {
            let count = pread(descriptor, target.baseAddress! + done, target.count - done, off_t(place + done))
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Self.failure(folder) }
            if count == 0 { break }
            done += count
        }
        return done
    }

    /// Hands over everything, piece by piece.
    func forEachPiece(_ visit: (UnsafeRawBufferPointer) throws -> Void) throws {
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 8)
        defer { piece.deallocate() }
        var place = 0
        while true {
            let count = try read(at: place, into: piece)
            if count == 0 { return }
            try visit(UnsafeRawBufferPointer(rebasing: piece[..<count]))
            place += count
        }
    }

    private static func failure(_ folder: String) -> ReplayRefusal {
        ReplayRefusal(
            .noRoom,
            "A temporary file in \(folder) cannot be used: \(String(cString: strerror(errno)))",
            remedy: "Make room there, or name another folder with TMPDIR."
        )
    }
}
