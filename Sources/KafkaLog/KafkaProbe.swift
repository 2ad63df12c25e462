import CLibrdkafka
import EventLog

/// Finds out at the start whether the cluster can be reached and used, and if not, why.
struct KafkaProbe {
    let client: KafkaClient
    let settings: KafkaSettings

    /// - Throws: `.stop` with what is wrong, within the request time-out.
    func run() throws(LogError) {
        let countdown = Countdown(milliseconds: settings.requestTimeoutMilliseconds)
        var cause: KafkaFault?
        while true {
            var metadata: UnsafePointer<rd_kafka_metadata>?
            let code = rd_kafka_metadata(client.raw, 0, nil, &metadata, 500)
            if let metadata { rd_kafka_metadata_destroy(metadata) }
            if code == RD_KAFKA_RESP_ERR_NO_ERROR { return try checkVersion() }
            // Errors of connections are told through the callback, inside this call.
            rd_kafka_poll(client.raw, 0)
            if let error = client.callbacks.takeLastError(),
                error.code != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN || cause == nil
            {
                cause = error
            }
            if let cause, cause.verdict == .stop { throw failure(cause) }
            if countdown.millisecondsLeft == 0 { throw failure(cause ?? KafkaFault(code)) }
        }
    }

    private func checkVersion() throws(LogError) {
        let least = settings.transactionOffsetsVersionMin
        guard let newest = client.callbacks.transactionOffsetsVersion, newest < least else { return }
        throw LogError(
            .stop,
            "The broker at \(settings.bootstrap) is too old: it takes positions into a transaction up to version \(newest) "
                + "of that request (TxnOffsetCommit), and \(least) is needed",
            remedy: "Use a broker of Apache Kafka 2.5 or later."
        )
    }

    private func failure(_ cause: KafkaFault) -> LogError {
        var cause = cause
        if cause.verdict != .stop, let logged = client.callbacks.lastConnectionFailure { cause.text = logged }
        let remedy =
            cause.verdict == .stop
            ? KafkaVerdict.row(of: cause.code).remedy
            : "Check that the brokers run, that their names and ports are right, and security.protocol."
        return LogError(
            .stop,
            "No Kafka broker can be used at \(settings.bootstrap): \(cause.text) (\(cause.name))",
            remedy: remedy
        )
    }
}
