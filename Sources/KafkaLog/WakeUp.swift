import CLibrdkafka
import EventLog

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Wakes a poll when one of its queues gets something: a client has many queues, and can be waited for in one only.
///
/// `@unchecked Sendable`: the flag is guarded by the monitor. librdkafka calls `ring` from its threads.
final class WakeUp: @unchecked Sendable {
    private let monitor = Monitor()
    private var isRung = false

    /// Rings whenever the queue was empty and is not any more. To be undone before this object goes.
    func watch(_ queue: OpaquePointer) {
        rd_kafka_queue_cb_event_enable(
            queue,
            { _, opaque in
                guard let opaque else { return }
                Unmanaged<WakeUp>.fromOpaque(opaque).takeUnretainedValue().ring()
            },
            Unmanaged.passUnretained(self).toOpaque()
        )
    }

    static func unwatch(_ queue: OpaquePointer) { rd_kafka_queue_cb_event_enable(queue, nil, nil) }

    func ring() {
        monitor.locked {
            isRung = true
            monitor.wakeAll()
        }
    }

    /// Waits until it was rung since the last wait, or so long.
    func wait(milliseconds: Int) {
        monitor.locked {
            if !isRung { monitor.wait(milliseconds: milliseconds) }
            isRung = false
        }
    }
}

/// A short sleep between two questions to a broker that has nothing to wait on.
enum Pause {
    static func milliseconds(_ count: Int) { usleep(UInt32(clamping: count * 1000)) }
}
