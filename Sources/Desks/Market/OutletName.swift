import GreenChannelModel

/// What people call an outlet, a depot or a vehicle, and where it is, as its desk's ledger has it: for whoever tells a story
/// in which only ids stand.
public struct OutletName: Sendable, Equatable {
    /// As facts of the journal name it: an offer's id, or a vehicle's.
    public var id: String
    /// As its owner wrote it, so never trusted; empty for a depot, which is known by its place.
    public var name: String
    public var place: UInt32

    /// The names that one entry of a resource desk's ledger speaks of; none for entries of other kinds.
    /// - Throws: on bytes that the desk never wrote.
    public static func names(
        inLedgerOf desk: DeskName,
        key: ArraySlice<UInt8>,
        value: ArraySlice<UInt8>
    ) throws -> [OutletName] {
        switch (desk, key.first) {
        case (.promotion, ChannelEntry.keyPrefix):
            let offer = try ChannelEntry(ledgerBytes: value).offer
            return [OutletName(id: offer.channel, name: offer.name, place: offer.place)]
        case (.broadcast, SlotEntry.keyPrefix):
            let offer = try SlotEntry(ledgerBytes: value).offer
            return [OutletName(id: offer.slot, name: offer.name, place: offer.place)]
        case (.dispatch, VehicleEntry.keyPrefix):
            let offer = try VehicleEntry(ledgerBytes: value).offer
            return [
                OutletName(id: offer.vehicle, name: offer.name, place: offer.place),
                OutletName(id: DispatchDesk.offerID(ofDepot: offer.depot), name: "", place: offer.place),
            ]
        default: return []
        }
    }
}
