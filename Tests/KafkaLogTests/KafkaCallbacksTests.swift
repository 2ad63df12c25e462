import Synchronization
import Testing

@testable import KafkaLog

/// What is taken from the lines that librdkafka logs.
struct KafkaCallbacksTests {
    @Test func theVersionOfARequestIsLearnt() {
        let callbacks = KafkaCallbacks(tellsDetails: false) { _, _, _ in }
        #expect(callbacks.transactionOffsetsVersion == nil)
        callbacks.noteLog(7, "APIVERSION", "[thrd:b/1]: b/1:   ApiKey OffsetFetch (9) Versions 0..7")
        #expect(callbacks.transactionOffsetsVersion == nil)
        callbacks.noteLog(7, "APIVERSION", "[thrd:b/1]: b/1:   ApiKey TxnOffsetCommit (28) Versions 0..2")
        #expect(callbacks.transactionOffsetsVersion == 2)
        callbacks.noteLog(7, "APIVERSION", "ApiKey TxnOffsetCommit (28) Versions unknown")
        #expect(callbacks.transactionOffsetsVersion == 2)
    }

    @Test func theFailureThatHelpsMostIsKept() {
        let callbacks = KafkaCallbacks(tellsDetails: false) { _, _, _ in }
        callbacks.noteLog(3, "FAIL", "[thrd:b/bootstrap]: b/bootstrap: Send failed: Broken pipe")
        #expect(callbacks.lastConnectionFailure == "b/bootstrap: Send failed: Broken pipe")
        callbacks.noteLog(
            4,
            "FAIL",
            "[thrd:b/bootstrap]: b/bootstrap: Disconnected: verify that security.protocol is correct"
        )
        callbacks.noteLog(3, "FAIL", "[thrd:b/bootstrap]: b/bootstrap: Send failed: Broken pipe")
        #expect(callbacks.lastConnectionFailure?.contains("security.protocol") == true)
    }

    @Test(arguments: [false, true])
    func detailsAreToldToWhoAskedForThem(tellsDetails: Bool) {
        let told = Mutex<[String]>([])
        let callbacks = KafkaCallbacks(tellsDetails: tellsDetails) { _, facility, _ in
            told.withLock { $0.append(facility) }
        }
        callbacks.noteLog(7, "FEATURE", "Feature MsgVer2 supported by broker")
        callbacks.noteLog(4, "CONFWARN", "Configuration property linger.ms is a producer property")
        callbacks.noteLog(3, "FAIL", "Connection refused")
        #expect(told.withLock { $0 } == (tellsDetails ? ["FEATURE", "FAIL"] : ["FAIL"]))
    }
}
