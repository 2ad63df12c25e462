import GreenChannelModel

/// A message of a ledger as an entry of it.
protocol MessageEntry: LedgerEntry, LedgerMessage {}

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
