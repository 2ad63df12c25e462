import Desks
import GreenChannelModel

/// The least desk that shows what the runtime does for one: it keeps lots by name, answers each with a journal entry, and
/// announces every verification.
struct ToyDesk: Desk {
    static let name = DeskName.lot
    private var lots: [String: Int64] = [:]
    private var touched: [String] = []

    struct Unreadable: Error {}

    mutating func decide(_ record: InboxRecord, _ outbox: inout Outbox) {
        switch record.body {
        case .lotOpened(let message):
            lots[message.lot] = record.now.milliseconds + 60_000
            touched.append(message.lot)
            var entry = JournalEntry()
            entry.lot = message.lot
            entry.event = "opened by \(record.key) at \(record.partition)/\(record.offset)"
            outbox.journal(entry)
            outbox.post(.promotion, key: "channel", .lotOpened(message))
        case .lotVerified(let message):
            outbox.announce(.lotVerified(message), key: message.lot)
        case .timerFired(let message):
            let lot = String(message.entry.dropFirst())
            lots[lot] = nil
            touched.append(lot)
        default: outbox.refuse(.unexpectedType, "\(record.body.kind) has no business here")
        }
    }

    mutating func restore(entry key: ArraySlice<UInt8>, value: ArraySlice<UInt8>) throws {
        guard let wakeAt = Int64(String(decoding: value, as: UTF8.self)) else { throw Unreadable() }
        lots[String(decoding: key.dropFirst(), as: UTF8.self)] = wakeAt
    }

    mutating func drainLedgerChanges(_ visit: (LedgerChange) throws -> Void) rethrows {
        for lot in touched {
            let wakeAt = lots[lot]
            try visit(
                LedgerChange(
                    key: Array("l\(lot)".utf8),
                    value: wakeAt.map { Array("\($0)".utf8) },
                    wakeAt: wakeAt.map { Instant(milliseconds: $0) }
                )
            )
        }
        touched = []
    }

    func wakeTime(ofEntry key: ArraySlice<UInt8>) -> Instant? {
        lots[String(decoding: key.dropFirst(), as: UTF8.self)].map { Instant(milliseconds: $0) }
    }
}

/// Answers every alert with a notice of its text.
struct ToyIntake: Desk {
    static let name = DeskName.intake

    mutating func decide(_ record: InboxRecord, _ outbox: inout Outbox) {
        guard case .unsoldAlert(let alert) = record.body else {
            outbox.refuse(.unexpectedType, "\(record.body.kind)")
            return
        }
        var notice = Notice()
        notice.sender = record.key
        notice.text = alert.text
        outbox.post(.notices, key: record.key, .notice(notice))
    }

    mutating func restore(entry key: ArraySlice<UInt8>, value: ArraySlice<UInt8>) throws {}
    mutating func drainLedgerChanges(_ visit: (LedgerChange) throws -> Void) rethrows {}
    func wakeTime(ofEntry key: ArraySlice<UInt8>) -> Instant? { nil }
}
