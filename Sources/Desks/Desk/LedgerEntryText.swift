import GreenChannelModel

/// What stands in a desk's ledger, for people who look at one.
public enum LedgerEntryText {
    /// An entry in JSON, with the telephone numbers in it hidden.
    /// - Throws: on bytes that no version of the desk wrote.
    public static func json(of desk: DeskName, key: ArraySlice<UInt8>, value: ArraySlice<UInt8>) throws -> String {
        Redaction.maskingTelephones(try entry(of: desk, key: key, value: value))
    }

    private static func entry(
        of desk: DeskName,
        key: ArraySlice<UInt8>,
        value: ArraySlice<UInt8>
    ) throws -> String {
        switch (desk, key.first) {
        case (.intake, SenderEntry.keyPrefix): return try SenderEntry(ledgerBytes: value).json()
        case (.lot, OpenLot.keyPrefix): return try LotEntry(ledgerBytes: value).json()
        case (.lot, OfferEntry.keyPrefix): return try OfferEntry(ledgerBytes: value).json()
        case (.lot, EmergencyEntry.keyPrefix): return try EmergencyEntry(ledgerBytes: value).json()
        case (.lot, OfferRoom.keyPrefix):
            let room = try OfferRoom(ledgerBytes: value)
            return "{\"grams\":\"\(room.grams)\",\"opens\":\"\(room.opens)\"}"
        case (.promotion, ChannelEntry.keyPrefix): return try ChannelEntry(ledgerBytes: value).json()
        case (.broadcast, SlotEntry.keyPrefix): return try SlotEntry(ledgerBytes: value).json()
        case (.broadcast, LiveOrderEntry.keyPrefix): return try LiveOrderEntry(ledgerBytes: value).json()
        case (.dispatch, DepotEntry.keyPrefix): return try DepotEntry(ledgerBytes: value).json()
        case (.dispatch, VehicleEntry.keyPrefix): return try VehicleEntry(ledgerBytes: value).json()
        case (.promotion, BidEntry.keyPrefix), (.broadcast, BidEntry.keyPrefix), (.dispatch, BidEntry.keyPrefix):
            return try BidEntry(ledgerBytes: value).json()
        default: throw UnknownLedgerEntry(desk: desk, key: key)
        }
    }

    /// The bid that waits for its answer in an entry of a resource desk's ledger; `nil` for every other entry.
    /// - Throws: on bytes that no version of the desk wrote.
    public static func pendingBid(
        of desk: DeskName,
        key: ArraySlice<UInt8>,
        value: ArraySlice<UInt8>
    ) throws -> String? {
        switch (desk, key.first) {
        case (.promotion, BidEntry.keyPrefix), (.broadcast, BidEntry.keyPrefix), (.dispatch, BidEntry.keyPrefix):
            let entry = try BidEntry(ledgerBytes: value)
            return entry.isPending ? entry.bid.bid : nil
        default: return nil
        }
    }
}
