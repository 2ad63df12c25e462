import EmbeddedLog
import Foundation

/// A log to which nobody else can write for the moment, as if this process were in the middle of a long commit.
///
/// SQLite's writers of one file take turns by a lock on one byte of its shared memory: `WAL_WRITE_LOCK` in
/// https://www.sqlite.org/walformat.html. Here it is taken without writing anything.
final class HeldLog {
    private static let writeLock: off_t = 120

    let folder: TemporaryFolder
    private let log: EmbeddedLog
    private let descriptor: Int32

    init(in folder: TemporaryFolder? = nil) throws {
        let folder = try folder ?? TemporaryFolder()
        self.folder = folder
        let path = folder.path("channel.db")
        // Kept open: closing a file takes all of a process's locks on it away.
        log = try EmbeddedLog(path: path)
        _ = try log.topics()
        descriptor = open(path + "-shm", O_RDWR)
        guard descriptor >= 0 else { throw CommandTestFailure("\(path)-shm does not open: error \(errno)") }
        guard set(Int16(F_WRLCK)) else { throw CommandTestFailure("the lock is not to be had: error \(errno)") }
    }

    deinit {
        log.close()
        close(descriptor)
    }

    func release() { _ = set(Int16(F_UNLCK)) }

    /// Waits where another has the lock.
    private func set(_ type: Int16) -> Bool {
        var lock = flock()
        lock.l_type = type
        lock.l_whence = Int16(SEEK_SET)
        lock.l_start = Self.writeLock
        lock.l_len = 1
        return fcntl(descriptor, F_SETLKW, &lock) == 0
    }
}
