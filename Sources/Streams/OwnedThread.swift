#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A thread that belongs to one lane: calls into a log block, and blocking the shared pool would stall everybody else.
enum OwnedThread {
    /// Holds the body for the new thread to take.
    private final class Start {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// Runs the body on a new, detached thread: whoever started it learns of its end from the body itself.
    /// - Returns: whether there was a thread to be had.
    static func run(_ body: @escaping @Sendable () -> Void) -> Bool {
        let start = Unmanaged.passRetained(Start(body))
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        #if canImport(Darwin)
            var thread: pthread_t?
            let result = pthread_create(&thread, &attributes, { Self.main($0) }, start.toOpaque())
        #else
            var thread = pthread_t()
            let result = pthread_create(&thread, &attributes, { $0.flatMap(Self.main) }, start.toOpaque())
        #endif
        if result != 0 { start.release() }
        return result == 0
    }

    private static func main(_ start: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
        Unmanaged<Start>.fromOpaque(start).takeRetainedValue().body()
        return nil
    }

    /// Milliseconds since 1970, now.
    static func currentMilliseconds() -> Int64 {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000
    }

    /// Milliseconds of a clock that only runs forward.
    static func monotonicMilliseconds() -> Int64 { monotonicNanoseconds() / 1_000_000 }

    static func monotonicNanoseconds() -> Int64 {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
    }
}
