public import EventLog
public import Streams

/// A toy desk with every habit of a real one: accounts that post to each other's partitions, holds that end by a timer,
/// announcements to every partition, and records that it must refuse. Text on both sides, so that a failure can be read.
///
/// | record | does |
/// | --- | --- |
/// | `deposit A n` | A has n more |
/// | `transfer A n B` | n go from A to B, which is told by a `credit`; refused where A has less |
/// | `credit B n` | B has n more |
/// | `hold A n t` | n of A are put aside until t, which must lie ahead; one hold at a time |
/// | `close A` | an empty account without a hold is forgotten |
/// | `news` | every partition hears of it: `heard` |
/// | `wake A t` | the hold of A ends, if it is due |
public struct Bank: StreamProcessor {
    public static let inbox = TopicName("bank.accounts")
    public static let journal = TopicName("bank.journal")
    public static let deadLetters = TopicName("bank.dead-letters")
    public static let ledger = TopicName("bank.ledger")
    /// On what comes from outside and on timers.
    public static let inputHeader = "input"

    public struct Account: Equatable, Sendable {
        public var free: Int64 = 0
        public var held: Int64 = 0
        /// 0: there is no hold.
        public var heldUntil: Int64 = 0

        var text: String { "\(free) \(held) \(heldUntil)" }

        public init?(_ text: String) {
            let fields = text.split(separator: " ").compactMap { Int64($0) }
            guard fields.count == 3 else { return nil }
            (free, held, heldUntil) = (fields[0], fields[1], fields[2])
        }

        init() {}
    }

    struct UnreadableEntry: Error {
        var key: String
    }

    private var accounts: [String: Account] = [:]
    private var touched: [String] = []
    private var postCount = 0

    public init() {}

    public mutating func process(_ record: Record, _ output: inout TaskOutput) {
        postCount = 0
        let words = String(decoding: record.value ?? [], as: UTF8.self).split(separator: " ").map(String.init)
        let numbers = words.map { Int64($0) }
        switch (words.first, words.count) {
        case ("deposit", 3), ("credit", 3):
            guard let amount = numbers[2], amount > 0 else {
                return output.refuse(reason: "MALFORMED", detail: "amount")
            }
            change(words[1]) { $0.free += amount }
            journal("\(words[0]) \(words[1]) \(amount)", record, &output)
        case ("transfer", 4):
            guard let amount = numbers[2], amount > 0 else {
                return output.refuse(reason: "MALFORMED", detail: "amount")
            }
            guard (accounts[words[1]]?.free ?? 0) >= amount else {
                return output.refuse(reason: "INSUFFICIENT", detail: "\(words[1]) does not have \(amount)")
            }
            change(words[1]) { $0.free -= amount }
            post(Self.inbox, words[3], "credit \(words[3]) \(amount)", record, &output)
            journal("transfer \(words[1]) \(amount) \(words[3])", record, &output)
        case ("hold", 4):
            guard let amount = numbers[2], amount > 0, let until = numbers[3] else {
                return output.refuse(reason: "MALFORMED", detail: "amount or time")
            }
            guard let account = accounts[words[1]], account.free >= amount, account.heldUntil == 0,
                until > output.clock.milliseconds
            else {
                return output.refuse(reason: "INSUFFICIENT", detail: "\(words[1]) cannot hold \(amount)")
            }
            change(words[1]) {
                $0.free -= amount
                $0.held = amount
                $0.heldUntil = until
            }
        case ("wake", 3):
            guard let account = accounts[words[1]], account.heldUntil != 0,
                account.heldUntil <= output.clock.milliseconds
            else { return }
            change(words[1]) {
                $0.free += $0.held
                $0.held = 0
                $0.heldUntil = 0
            }
            journal("released \(words[1]) \(account.held)", record, &output)
        case ("close", 2):
            if let account = accounts[words[1]], account == Account() {
                accounts[words[1]] = nil
                if !touched.contains(words[1]) { touched.append(words[1]) }
            }
        case ("news", 1):
            output.postToEveryPartition(message(Self.inbox, "", "heard", record, output))
        case ("heard", 1): change("heard") { $0.free += 1 }
        default: output.refuse(reason: "MALFORMED", detail: "'\(words.first ?? "")' is no order")
        }
    }

    private mutating func change(_ name: String, _ change: (inout Account) -> Void) {
        change(&accounts[name, default: Account()])
        if !touched.contains(name) { touched.append(name) }
    }

    private mutating func journal(_ text: String, _ record: Record, _ output: inout TaskOutput) {
        post(Self.journal, text, text, record, &output)
    }

    private mutating func post(
        _ topic: TopicName,
        _ key: String,
        _ text: String,
        _ record: Record,
        _ output: inout TaskOutput
    ) {
        output.post(message(topic, key, text, record, output))
        postCount += 1
    }

    private func message(
        _ topic: TopicName,
        _ key: String,
        _ text: String,
        _ record: Record,
        _ output: TaskOutput
    ) -> Post {
        var headers = Headers()
        headers.append("id", "\(output.source)/\(record.offset)/\(postCount)")
        return Post(
            topic: topic,
            timestamp: output.clock,
            key: Array(key.utf8)[...],
            value: Array(text.utf8)[...],
            headers: headers
        )
    }

    public mutating func restore(key: Bytes, value: Bytes) throws -> Timestamp? {
        let name = String(decoding: key, as: UTF8.self)
        guard let account = Account(String(decoding: value, as: UTF8.self)) else { throw UnreadableEntry(key: name) }
        accounts[name] = account
        return account.heldUntil == 0 ? nil : Timestamp(milliseconds: account.heldUntil)
    }

    public mutating func drainLedgerChanges(_ visit: (LedgerEntryChange) throws -> Void) rethrows {
        for name in touched {
            let account = accounts[name]
            let wakeAt = account.flatMap { $0.heldUntil == 0 ? nil : Timestamp(milliseconds: $0.heldUntil) }
            let value = account.map { Array($0.text.utf8)[...] }
            try visit(LedgerEntryChange(key: Array(name.utf8)[...], value: value, wakeAt: wakeAt))
        }
        touched.removeAll()
    }

    public func timerRecord(forEntry key: Bytes, due: Timestamp) -> TimerRecord {
        var headers = Headers()
        headers.append(Self.inputHeader, "timer")
        let text = "wake \(String(decoding: key, as: UTF8.self)) \(due.milliseconds)"
        return TimerRecord(key: key, value: Array(text.utf8)[...], headers: headers)
    }
}

extension Bank {
    public static func topics(partitions: Int32) -> [TopicSettings] {
        let kept = TopicSettings.Cleanup.delete(retentionMilliseconds: nil, retentionBytes: nil)
        return [
            TopicSettings(name: inbox, partitionCount: partitions, cleanup: kept),
            TopicSettings(name: journal, partitionCount: 2, cleanup: kept),
            TopicSettings(name: deadLetters, partitionCount: 1, cleanup: kept),
            TopicSettings(name: ledger, partitionCount: partitions, cleanup: .compact),
        ]
    }

    public static func application(partitions: Int32) -> StreamApplication {
        StreamApplication(
            group: "bank",
            inboxes: [inbox: ledger],
            deadLetters: deadLetters,
            partitionCounts: [inbox: partitions],
            makeProcessor: { _ in Bank() }
        )
    }

    /// An order from outside.
    public static func order(_ account: String, _ text: String, at time: Timestamp) -> Post {
        var headers = Headers()
        headers.append(inputHeader, "order")
        return Post(
            topic: inbox,
            timestamp: time,
            key: Array(account.utf8)[...],
            value: Array(text.utf8)[...],
            headers: headers
        )
    }

    /// Whether a record came from outside or is a timer. Dead letters keep the headers of what they were.
    public static func isInput(_ record: Record) -> Bool {
        record.headers[inputHeader] != nil && record.headers[DeadLetter.Header.reason] == nil
    }
}
