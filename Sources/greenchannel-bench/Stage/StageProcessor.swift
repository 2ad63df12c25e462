import EventLog
import Streams

/// What the stage does with the alerts of one partition.
struct StageProcessor: StreamProcessor {
    private let topics: StageTopics
    private let firstRead: FirstRead
    private var isFirst = true
    private var indexes: [Bytes: Int] = [:]
    private var senders: [StageSender] = []
    private var touched: [Int] = []

    init(topics: StageTopics, firstRead: FirstRead) {
        self.topics = topics
        self.firstRead = firstRead
    }

    mutating func process(_ record: Record, _ output: inout TaskOutput) {
        if isFirst {
            firstRead.note()
            isFirst = false
        }
        guard let value = record.value, let sender = record.key, let alert = StageAlert(value) else {
            output.refuse(
                reason: "MALFORMED",
                detail: "not a JSON object with an id of 1 to 255 bytes, keyed by its sender"
            )
            return
        }
        let index = index(of: sender)
        if !senders[index].isTouched {
            senders[index].isTouched = true
            touched.append(index)
        }
        guard senders[index].take(value[alert.id]) else { return }
        let sent = senders[index]
        post(value, alert, to: topics.journal, record, &output) {
            $0.append(contentsOf: #","fact":"LOT_OPENED","n":"#.utf8)
            Self.append(sent.lots, to: &$0)
        }
        post(value, alert, to: topics.lots, record, &output) {
            $0.append(contentsOf: #","n":"#.utf8)
            Self.append(sent.lots, to: &$0)
            $0.append(contentsOf: #","repeats":"#.utf8)
            Self.append(sent.repeats, to: &$0)
        }
    }

    /// Posts the alert as it came, with something put in before its last brace.
    private func post(
        _ value: Bytes,
        _ alert: StageAlert,
        to topic: TopicName,
        _ record: Record,
        _ output: inout TaskOutput,
        _ appendFields: (inout [UInt8]) -> Void
    ) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(value.count + 64)
        bytes.append(contentsOf: value[..<alert.end])
        appendFields(&bytes)
        bytes.append(UInt8(ascii: "}"))
        output.post(Post(topic: topic, timestamp: record.timestamp, key: value[alert.id], value: bytes[...]))
    }

    private static func append(_ number: UInt32, to bytes: inout [UInt8]) {
        let start = bytes.count
        var rest = number
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }

    private mutating func index(of sender: Bytes) -> Int {
        if let index = indexes[sender] { return index }
        // A copy: a slice would keep its whole batch in memory.
        let name = Array(sender)[...]
        indexes[name] = senders.count
        senders.append(StageSender(name: name))
        return senders.count - 1
    }

    mutating func restore(key: Bytes, value: Bytes) throws -> Timestamp? {
        let index = index(of: key)
        senders[index] = try StageSender(name: senders[index].name, ledgerBytes: value)
        return nil
    }

    mutating func drainLedgerChanges(_ visit: (LedgerEntryChange) throws -> Void) rethrows {
        for index in touched {
            try visit(LedgerEntryChange(key: senders[index].name, value: senders[index].ledgerBytes))
            senders[index].isTouched = false
        }
        touched.removeAll(keepingCapacity: true)
    }

    /// No entry of this stage wants to be woken.
    func timerRecord(forEntry key: Bytes, due: Timestamp) -> TimerRecord {
        TimerRecord(key: key, value: nil, headers: Headers())
    }
}
