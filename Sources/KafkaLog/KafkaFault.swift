import CLibrdkafka
import EventLog

/// An error of librdkafka with its flags, taken out of the C object, which is destroyed.
struct KafkaFault: Error, Sendable {
    let code: rd_kafka_resp_err_t
    var text: String
    var isFatal = false
    var isRetriable = false
    var requiresAbort = false

    init(_ code: rd_kafka_resp_err_t, _ text: String? = nil) {
        self.code = code
        self.text = text ?? String(cString: rd_kafka_err2str(code))
    }

    /// Takes over a C error object: its flags are read before it is destroyed.
    /// - Returns: `nil` for no error.
    init?(taking error: OpaquePointer?) {
        guard let error else { return nil }
        code = rd_kafka_error_code(error)
        text = String(cString: rd_kafka_error_string(error))
        isFatal = rd_kafka_error_is_fatal(error) != 0
        isRetriable = rd_kafka_error_is_retriable(error) != 0
        requiresAbort = rd_kafka_error_txn_requires_abort(error) != 0
        rd_kafka_error_destroy(error)
    }

    var name: String { String(cString: rd_kafka_err2name(code)) }

    /// What the table and the flags say together.
    ///
    /// Order: fatal, requires abort, retriable, the table. A fatal error kills a producer, not the process; but one that the
    /// table does not know stops.
    var verdict: KafkaVerdict {
        let row = KafkaVerdict.row(of: code)
        if isFatal {
            switch row.verdict {
            case .retry, .abort, .rejoin, .rebuild: return .rebuild
            case .fenced, .stop: return row.verdict
            }
        }
        if requiresAbort {
            switch row.verdict {
            case .retry, .abort: return .abort
            case .rejoin, .fenced, .rebuild, .stop: return row.verdict
            }
        }
        return isRetriable ? .retry : row.verdict
    }
}

/// What was being done when librdkafka failed.
enum KafkaMoment: CaseIterable, Sendable {
    /// Nothing is open: joining, polling, reading, administration.
    case calm
    /// In a transaction, before it is asked to commit.
    case transacting
    /// In the commit itself, where no answer does not mean no effect.
    case committing
}

extension LogError {
    init(_ fault: KafkaFault, _ what: String, _ moment: KafkaMoment = .calm, partition: TopicPartition? = nil) {
        let code: Code
        switch (fault.verdict, moment) {
        case (.retry, .calm): code = .retry
        case (.retry, .transacting), (.abort, .transacting), (.rebuild, .transacting): code = .abortAndRewind
        // librdkafka says so only where the broker has refused, not where it is silent.
        case (.abort, .committing): code = .abortAndRewind
        case (.retry, .committing), (.rebuild, .committing), (.fenced, .committing): code = .rebuild
        case (.abort, .calm), (.rebuild, .calm), (.rejoin, _), (.fenced, .calm), (.fenced, .transacting):
            code = .rejoin
        case (.stop, _): code = .stop
        }
        self.init(
            code,
            "\(what): \(fault.text) (\(fault.name))",
            remedy: code == .stop ? KafkaVerdict.row(of: fault.code).remedy : "",
            partition: partition
        )
    }
}
