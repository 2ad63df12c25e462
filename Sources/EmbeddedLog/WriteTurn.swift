import EventLog

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Lets processes that share a log file write by turns.
///
/// SQLite's write lock goes to whoever asks at the right moment, so a busy process would starve the others. One that has
/// to wait therefore shows it, by a lock on a small file beside the log, and the others let it go first. The lock is
/// advisory and goes with its process; without it, writing is as safe, but less fair.
///
/// `@unchecked Sendable`: used by whoever has the writer's turn only.
final class WriteTurn: @unchecked Sendable {
    private static let timeout = Duration.seconds(10)
    private static let retryMicroseconds: UInt32 = 300
    private static let politeMicroseconds: UInt32 = 1500

    private var descriptor: Int32 = -1
    private var isShown = false
    private var waitingSince: ContinuousClock.Instant?

    func open(beside path: String) throws(LogError) {
        let file = path + "-turn"
        #if canImport(Darwin)
            descriptor = Darwin.open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        #else
            descriptor = Glibc.open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        #endif
        guard descriptor >= 0 else {
            throw LogError(
                .stop,
                "The file \(file) cannot be opened: \(String(cString: strerror(errno)))",
                remedy: "Give this user the right to write it."
            )
        }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// To be called before asking for the write lock.
    func letOthersGoFirst() {
        guard descriptor >= 0 else { return }
        if flock(descriptor, LOCK_SH | LOCK_NB) == 0 {
            flock(descriptor, LOCK_UN)
        } else {
            // Other processes cannot signal this one; the caller is a thread of its own, never the shared pool.
            usleep(Self.politeMicroseconds)
        }
    }

    /// Called by SQLite while another has the lock.
    /// - Returns: whether to try again.
    func keepWaiting() -> Bool {
        if !isShown, descriptor >= 0 { isShown = flock(descriptor, LOCK_EX | LOCK_NB) == 0 }
        let now = ContinuousClock.now
        let start = waitingSince ?? now
        waitingSince = start
        guard now - start < Self.timeout else { return false }
        // As above: only time tells when another process lets go.
        usleep(Self.retryMicroseconds)
        return true
    }

    /// To be called when the lock was had, or given up.
    func stopWaiting() {
        waitingSince = nil
        guard isShown else { return }
        flock(descriptor, LOCK_UN)
        isShown = false
    }
}
