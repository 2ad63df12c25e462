import CLibrdkafka
import EventLog

/// Writes posts of no group, whole or not at all, and learns their offsets.
///
/// One transaction at a time: whoever else appends waits for it.
///
/// `@unchecked Sendable`: everything is used with the monitor held.
final class KafkaAppender: @unchecked Sendable {
    private let monitor = Monitor()
    private let settings: KafkaSettings
    private let diagnostics: KafkaDiagnostics
    private var producer: TransactionalProducer?
    private var isClosed = false
    /// By the posts' indices: where each stands, or why not.
    private var deliveries: [Result<Offset, KafkaFault>?] = []
    private var deliveredCount = 0

    /// At most this, and less where `transaction.timeout.ms` says so: nothing waits for these records but their readers.
    private static let timeoutMillisecondsMax: Int64 = 30_000

    init(_ settings: KafkaSettings, _ diagnostics: @escaping KafkaDiagnostics) {
        self.settings = settings
        self.diagnostics = diagnostics
    }

    /// Where nothing took effect, tries again for as long as the request time-out: nobody has decided anything meanwhile.
    /// - Parameter partitions: of each post, in order.
    func append(_ posts: [Post], to partitions: [Partition]) throws(LogError) -> [Offset] {
        try monitor.locked { () throws(LogError) in
            let countdown = Countdown(milliseconds: settings.requestTimeoutMilliseconds)
            while true {
                if isClosed { throw .kafkaClosed }
                do throws(LogError) {
                    return try attempt(posts, to: partitions)
                } catch {
                    guard error.code == .retry, countdown.millisecondsLeft > 0 else { throw error }
                    diagnostics(5, "APPEND", "Appending again, as nothing took effect: \(error)")
                    Pause.milliseconds(20)
                }
            }
        }
    }

    private func attempt(_ posts: [Post], to partitions: [Partition]) throws(LogError) -> [Offset] {
        let producer = try preparedProducer()
        deliveries = Array(repeating: nil, count: posts.count)
        deliveredCount = 0
        do throws(LogError) {
            try producer.begin()
            for (index, post) in posts.enumerated() {
                try producer.post(post, to: partitions[index], opaque: UnsafeMutableRawPointer(bitPattern: index + 1))
            }
            try awaitDeliveries(producer)
            try producer.commit()
        } catch {
            producer.abort()
            throw outcome(error)
        }
        return try offsets()
    }

    private func preparedProducer() throws(LogError) -> TransactionalProducer {
        if let producer { return producer }
        var random = SystemRandomNumberGenerator()
        let made = TransactionalProducer(
            // Its own with every process: nobody is to be fenced by it, and nobody goes on with its transactions. Its
            // beginning is that of the topics, so that one rule for a prefix gives a user all rights.
            id: "\(settings.topicPrefix)append/\(String(random.next(), radix: 36))",
            settings: settings,
            timeoutMilliseconds: min(
                try settings.statedTransactionTimeout() ?? Self.timeoutMillisecondsMax,
                Self.timeoutMillisecondsMax
            ),
            onDelivery: { [unowned self] in noteDelivery($0) },
            diagnostics
        )
        producer = made
        return made
    }

    /// On the appending thread, from inside `post` and `flush`.
    private func noteDelivery(_ message: UnsafePointer<rd_kafka_message_t>) {
        let index = Int(bitPattern: message.pointee._private) - 1
        guard deliveries.indices.contains(index), deliveries[index] == nil else { return }
        deliveredCount += 1
        deliveries[index] =
            message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR
            ? .success(Offset(message.pointee.offset)) : .failure(KafkaFault(message.pointee.err))
    }

    private func awaitDeliveries(_ producer: TransactionalProducer) throws(LogError) {
        let countdown = Countdown(milliseconds: Int(Self.timeoutMillisecondsMax))
        while deliveredCount < deliveries.count, countdown.millisecondsLeft > 0 {
            _ = producer.flush(milliseconds: 100)
        }
        for delivery in deliveries {
            if case .failure(let fault)? = delivery {
                throw LogError(fault, "A record could not be appended", .transacting)
            }
        }
    }

    private func offsets() throws(LogError) -> [Offset] {
        var offsets: [Offset] = []
        offsets.reserveCapacity(deliveries.count)
        for delivery in deliveries {
            guard case .success(let offset)? = delivery else {
                throw LogError(.rebuild, "The broker did not say where appended records stand")
            }
            offsets.append(offset)
        }
        return offsets
    }

    /// An append has no state to rewind: nothing took effect, or it is in doubt.
    private func outcome(_ error: LogError) -> LogError {
        var error = error
        switch error.code {
        case .abortAndRewind, .rejoin: error.code = .retry
        case .retry, .rebuild, .stop: break
        }
        return error
    }

    func close() {
        monitor.locked {
            isClosed = true
            producer?.close()
            producer = nil
        }
    }
}
