#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A lock with a condition to wait on: what the pollers of a log sleep on.
///
/// `@unchecked Sendable`: the pthread objects are made for sharing; `waiting` is guarded by the mutex.
package final class Monitor: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private var waiting = 0

    package init() {
        mutex = .allocate(capacity: 1)
        condition = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        condition.initialize(to: pthread_cond_t())
        pthread_mutex_init(mutex, nil)
        #if canImport(Darwin)
            pthread_cond_init(condition, nil)
        #else
            var attributes = pthread_condattr_t()
            pthread_condattr_init(&attributes)
            pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
            pthread_cond_init(condition, &attributes)
            pthread_condattr_destroy(&attributes)
        #endif
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    @inline(__always)
    package func locked<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body()
    }

    /// Lets go of the lock until woken or until so much time has passed. Only inside `locked`. May wake for no reason.
    package func wait(milliseconds: Int) {
        waiting += 1
        defer { waiting -= 1 }
        let bounded = min(max(milliseconds, 0), 3_600_000)
        #if canImport(Darwin)
            var span = timespec(tv_sec: bounded / 1000, tv_nsec: bounded % 1000 * 1_000_000)
            pthread_cond_timedwait_relative_np(condition, mutex, &span)
        #else
            var deadline = timespec()
            clock_gettime(CLOCK_MONOTONIC, &deadline)
            deadline.tv_sec += bounded / 1000
            deadline.tv_nsec += bounded % 1000 * 1_000_000
            if deadline.tv_nsec >= 1_000_000_000 {
                deadline.tv_sec += 1
                deadline.tv_nsec -= 1_000_000_000
            }
            pthread_cond_timedwait(condition, mutex, &deadline)
        #endif
    }

    /// Wakes all who wait. Only inside `locked`.
    @inline(__always)
    package func wakeAll() {
        if waiting > 0 { pthread_cond_broadcast(condition) }
    }
}

/// How much of a poll's time-out is left. Decides only how long a call blocks, never what it returns.
package struct Countdown {
    private let end: ContinuousClock.Instant?

    /// No clock is read where there is nothing to wait for.
    package init(milliseconds: Int) {
        end = milliseconds > 0 ? ContinuousClock.now + .milliseconds(milliseconds) : nil
    }

    package var millisecondsLeft: Int {
        guard let end else { return 0 }
        let left = ContinuousClock.now.duration(to: end)
        let (seconds, attoseconds) = left.components
        let milliseconds = seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        return Int(max(milliseconds, 0))
    }
}
