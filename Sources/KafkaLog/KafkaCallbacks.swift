import CLibrdkafka
import EventLog

/// What librdkafka calls back, found again through the client's opaque pointer.
///
/// `@unchecked Sendable`: `rebalances` and `onDelivery` are only touched by the thread that polls the client, which is the
/// one that librdkafka calls them on; what was noted of errors and logs is guarded by the monitor.
final class KafkaCallbacks: @unchecked Sendable {
    enum Rebalance {
        case assigned([TopicPartition])
        case revoked([TopicPartition], lost: Bool)
        /// The group could not be joined; nothing is held.
        case failed(rd_kafka_resp_err_t)
    }

    private let diagnostics: KafkaDiagnostics
    /// Whether the user wants to see what librdkafka logs only to find faults.
    private let tellsDetails: Bool
    var rebalances: [Rebalance] = []
    /// A client that is being closed gives everything back by itself.
    var isClosing = false
    var onDelivery: ((UnsafePointer<rd_kafka_message_t>) -> Void)?
    private let monitor = Monitor()
    private var lastError: KafkaFault?
    private var connectionFailure: String?
    private var newestTransactionOffsets: Int?

    init(tellsDetails: Bool, _ diagnostics: @escaping KafkaDiagnostics) {
        self.tellsDetails = tellsDetails
        self.diagnostics = diagnostics
    }

    static func of(_ client: OpaquePointer?) -> KafkaCallbacks? {
        client.flatMap { rd_kafka_opaque($0) }.map { Unmanaged<KafkaCallbacks>.fromOpaque($0).takeUnretainedValue() }
    }

    func noteError(_ fault: KafkaFault) { monitor.locked { lastError = fault } }

    /// The last error of a connection: why nothing answers.
    func takeLastError() -> KafkaFault? {
        monitor.locked {
            defer { lastError = nil }
            return lastError
        }
    }

    // MARK: Logs

    private static let detailLevel: Int32 = 7

    /// On any of librdkafka's threads.
    func noteLog(_ level: Int32, _ facility: String, _ text: String) {
        switch facility {
        // That a consumer does not use a producer's setting is so by design: all clients get the same properties.
        case "CONFWARN": return
        case "FAIL": noteConnectionFailure(text)
        case "APIVERSION": noteVersions(text)
        default: break
        }
        if level < Self.detailLevel || tellsDetails { diagnostics(level, facility, text) }
    }

    /// Some ends of connections are only logged, such as those of who speaks plainly to a listener with TLS. One that says
    /// what may be set wrong is worth more than those after it.
    private func noteConnectionFailure(_ text: String) {
        let told = text.hasPrefix("[thrd:") ? text.split(separator: "]: ", maxSplits: 1).last.map(String.init) : nil
        monitor.locked {
            if connectionFailure?.contains("security.protocol") != true { connectionFailure = told ?? text }
        }
    }

    /// librdkafka says nowhere else which versions of requests a broker knows: `ApiKey TxnOffsetCommit (28) Versions 0..3`.
    private func noteVersions(_ text: String) {
        guard text.contains("ApiKey TxnOffsetCommit "), let range = text.split(separator: " ").last,
            let newest = range.split(separator: ".").last.flatMap({ Int($0) })
        else { return }
        monitor.locked { newestTransactionOffsets = newest }
    }

    /// What was logged last of a connection that failed, or what helps most.
    var lastConnectionFailure: String? { monitor.locked { connectionFailure } }

    /// The newest version in which a broker takes positions into a transaction; `nil` where it was not learnt.
    var transactionOffsetsVersion: Int? { monitor.locked { newestTransactionOffsets } }
}
