import GreenChannelModel
import SwiftProtobuf

/// What every message of a ledger needs to be an entry: its bytes and, where it has one, its wake-up time.
protocol MessageEntry: LedgerEntry, Message {}

extension MessageEntry {
    init(ledgerBytes: ArraySlice<UInt8>) throws { try self.init(serializedBytes: ledgerBytes.span.bytes) }

    func ledgerBytes() -> [UInt8] {
        do {
            return try serializedBytes()
        } catch {
            preconditionFailure("a ledger entry without required fields did not encode: \(error)")
        }
    }
}

/// Entries whose message has a `wake_at`: 0 stands for never.
protocol WakingEntry: MessageEntry {
    var wakeAt: Int64 { get set }
}

extension WakingEntry {
    var wakeTime: Instant? { wakeAt == 0 ? nil : Instant(milliseconds: wakeAt) }
}

extension SenderEntry: WakingEntry { static var keyPrefix: UInt8 { UInt8(ascii: "s") } }
extension EmergencyEntry: WakingEntry { static var keyPrefix: UInt8 { UInt8(ascii: "e") } }
extension DepotEntry: WakingEntry { static var keyPrefix: UInt8 { UInt8(ascii: "d") } }
extension BidEntry: WakingEntry { static var keyPrefix: UInt8 { UInt8(ascii: "b") } }

extension OfferEntry: MessageEntry {
    static var keyPrefix: UInt8 { UInt8(ascii: "o") }
    var wakeTime: Instant? { nil }
}

extension VehicleEntry: MessageEntry {
    static var keyPrefix: UInt8 { UInt8(ascii: "v") }
    var wakeTime: Instant? { nil }
}
