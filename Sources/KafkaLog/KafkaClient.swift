import CLibrdkafka
import EventLog

/// A librdkafka client of one kind, made from the settings, and its end.
///
/// The C handle may be used from any thread; what else is said of a call stands at whoever makes it.
/// `close` is explicit and may be called again; `deinit` only makes sure that it was.
///
/// `@unchecked Sendable`: the handle is thread-safe; `isClosed` is only touched by the owner's thread.
final class KafkaClient: @unchecked Sendable {
    enum Kind {
        /// In a group, and what it is known by.
        case member(GroupSettings)
        /// Writes in transactions under an id of its own.
        case transactional(id: String, timeoutMilliseconds: Int64, tellsDeliveries: Bool)
        /// Reads by position, what was committed, and waits for more.
        case scanner
        /// The same, to the end that is there now: it learns soon that there is no more.
        case restorer
        /// Asks about topics, offsets and members. It sees ends of partitions as they are, open transactions included.
        case inquirer
        /// Asks where what is committed ends, and how far groups have come. It reads nothing: a question would wait behind a
        /// fetch that waits for news.
        case committedInquirer
    }

    let raw: OpaquePointer
    let callbacks: KafkaCallbacks
    private var isClosed = false

    init(_ kind: Kind, _ settings: KafkaSettings, _ diagnostics: @escaping KafkaDiagnostics) throws(LogError) {
        let callbacks = KafkaCallbacks(tellsDetails: settings.properties["debug"] != nil, diagnostics)
        self.callbacks = callbacks
        let configuration = try KafkaConfiguration(kind, settings)
        configuration.install(callbacks)
        raw = try configuration.makeClient(kind)
    }

    /// Idempotent. A group must have been left before.
    func close() {
        if isClosed { return }
        isClosed = true
        rd_kafka_destroy_flags(raw, Int32(RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE))
    }

    /// Has librdkafka look at once whether the queue of a partition has room again: of its own accord it does so only every
    /// second, where nothing else happens on the broker's connection. So it is asked a question that goes there; the answer
    /// means nothing, and is waited for no longer than a moment. Later versions are told how often to look.
    func wakeFetcher(of partition: TopicPartition) {
        if KafkaConfiguration.canSetQueueBackoff { return }
        let list = PartitionList([(key: partition, value: Offset(Int64(RD_KAFKA_OFFSET_END)))])
        _ = list.withRaw { rd_kafka_offsets_for_times(raw, $0, Self.wakeMillisecondsMax) }
    }

    private static let wakeMillisecondsMax: Int32 = 1

    deinit { assert(isClosed, "a Kafka client was dropped without being closed") }

    /// The error that killed this client, if one did.
    var fatalFault: KafkaFault? {
        // Asked at every poll: the text only where there is one.
        if rd_kafka_fatal_error(raw, nil, 0) == RD_KAFKA_RESP_ERR_NO_ERROR { return nil }
        var text = [CChar](repeating: 0, count: 512)
        let code = rd_kafka_fatal_error(raw, &text, text.count)
        var fault = KafkaFault(code, text.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } })
        fault.isFatal = true
        return fault
    }
}

/// Told what librdkafka logs: the level as in syslog (3 error, 4 warning, 6 information), the facility and the text.
/// Called from its threads. It must not block.
public typealias KafkaDiagnostics = @Sendable (_ level: Int32, _ facility: String, _ text: String) -> Void
