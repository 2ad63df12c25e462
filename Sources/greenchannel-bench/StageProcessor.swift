import EventLog
import Foundation
import Streams
import Synchronization

/// The intake stage that peers are measured by, as the logic of one inbox partition: an alert opens a lot and a journal entry,
/// unless the sender has sent its id a short while ago; what is no JSON goes to dead letters.
struct StageProcessor: StreamProcessor {
    private let lots: TopicName
    private let journal: TopicName
    private let clock: FirstRead
    private var indices: [Bytes: Int] = [:]
    /// Not tuples: those are copied whole to look at a part.
    private var keys: [Bytes] = []
    private var senders: [StageSender] = []
    /// In the order in which they were first touched.
    private var touched: [Int] = []

    init(lots: TopicName, journal: TopicName, clock: FirstRead) {
        self.lots = lots
        self.journal = journal
        self.clock = clock
    }

    mutating func process(_ record: Record, _ output: inout TaskOutput) {
        clock.note()
        guard let value = record.value, let alert = StageAlert(value), alert.id.count <= StageSender.idBytesMax else {
            return output.refuse(reason: "MALFORMED", detail: "this is no JSON object with an id")
        }
        let id = value[alert.id]
        let index = index(of: record.key ?? [])
        if !senders[index].isTouched {
            senders[index].isTouched = true
            touched.append(index)
        }
        guard senders[index].take(id) else { return }
        let lot = Self.lot(value[..<alert.end], lots: senders[index].lots, repeats: senders[index].repeats)
        output.post(Post(topic: lots, timestamp: output.clock, key: id, value: lot))
        // The same eight fields: as they came.
        output.post(Post(topic: journal, timestamp: output.clock, key: id, value: value))
    }

    private mutating func index(of sender: Bytes) -> Int {
        if let index = indices[sender] { return index }
        // Copied, so that it does not keep the batch that it came with.
        let key = Array(sender)[...]
        indices[key] = senders.count
        keys.append(key)
        senders.append(StageSender())
        return senders.count - 1
    }

    private static let lotsField = Array(#","n":"#.utf8)
    private static let repeatsField = Array(#","repeats":"#.utf8)

    /// The alert, without its last brace, and what the sender's state adds to it.
    private static func lot(_ alert: Bytes, lots: UInt64, repeats: UInt64) -> Bytes {
        Bytes(
            [UInt8](unsafeUninitializedCapacity: alert.count + 64) { buffer, count in
                count = append(alert, to: buffer, at: 0)
                count = append(lotsField[...], to: buffer, at: count)
                count = append(lots, to: buffer, at: count)
                count = append(repeatsField[...], to: buffer, at: count)
                count = append(repeats, to: buffer, at: count)
                buffer[count] = UInt8(ascii: "}")
                count += 1
            }
        )
    }

    private static func append(_ bytes: Bytes, to buffer: UnsafeMutableBufferPointer<UInt8>, at place: Int) -> Int {
        _ = UnsafeMutableBufferPointer(rebasing: buffer[place...]).update(fromContentsOf: bytes)
        return place + bytes.count
    }

    private static func append(_ number: UInt64, to buffer: UnsafeMutableBufferPointer<UInt8>, at place: Int) -> Int {
        var end = place
        var rest = number
        repeat {
            end += 1
            rest /= 10
        } while rest > 0
        rest = number
        for index in (place..<end).reversed() {
            buffer[index] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        }
        return end
    }

    // MARK: The ledger

    mutating func restore(key: Bytes, value: Bytes) throws -> Timestamp? {
        let index = index(of: key)
        senders[index] = try StageSender(ledgerValue: value)
        return nil
    }

    mutating func drainLedgerChanges(_ visit: (LedgerEntryChange) throws -> Void) rethrows {
        for index in touched {
            senders[index].isTouched = false
            try visit(LedgerEntryChange(key: keys[index], value: senders[index].ledgerValue))
        }
        touched.removeAll(keepingCapacity: true)
    }

    /// Nothing here wakes up.
    func timerRecord(forEntry key: Bytes, due: Timestamp) -> TimerRecord {
        TimerRecord(key: key, value: nil, headers: Headers())
    }
}

/// Tells when the first record was read, as the harness wants to know: once, on standard output.
final class FirstRead: Sendable {
    private let isNoted = Atomic<Bool>(false)

    func note() {
        if isNoted.load(ordering: .relaxed) || isNoted.exchange(true, ordering: .relaxed) { return }
        let line = String(format: "first-read %.3f\n", Date().timeIntervalSince1970)
        FileHandle.standardOutput.write(Data(line.utf8))
    }
}
