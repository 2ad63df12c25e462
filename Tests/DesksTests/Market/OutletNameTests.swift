import GreenChannelModel
import Testing

@testable import Desks

/// What the ledgers of resource desks say people call an outlet.
struct OutletNameTests {
    private func names(_ desk: DeskName, _ entry: some LedgerEntry) throws -> [OutletName] {
        let key = [type(of: entry).keyPrefix] + Array("whatever".utf8)
        return try OutletName.names(inLedgerOf: desk, key: key[...], value: entry.ledgerBytes()[...])
    }

    @Test func channelsSlotsVehiclesAndDepotsHaveNames() throws {
        var channel = ChannelEntry()
        channel.offer.channel = "canteen-1"
        channel.offer.name = "食堂"
        channel.offer.place = 230_102
        #expect(try names(.promotion, channel) == [OutletName(id: "canteen-1", name: "食堂", place: 230_102)])

        var slot = SlotEntry()
        slot.offer.studio = "studio"
        slot.offer.slot = "studio-3"
        slot.offer.name = "第3场"
        #expect(try names(.broadcast, slot) == [OutletName(id: "studio-3", name: "第3场", place: 0)])

        var vehicle = VehicleEntry()
        vehicle.offer.depot = "depot-1"
        vehicle.offer.vehicle = "truck-1"
        vehicle.offer.name = "冷藏车"
        vehicle.offer.place = 231_202
        let expected = [
            OutletName(id: "truck-1", name: "冷藏车", place: 231_202),
            OutletName(id: DispatchDesk.offerID(ofDepot: "depot-1"), name: "", place: 231_202),
        ]
        #expect(try names(.dispatch, vehicle) == expected)
    }

    @Test func otherEntriesHaveNoneAndBadBytesAreAnError() throws {
        #expect(try names(.promotion, BidEntry()) == [])
        #expect(try names(.lot, ChannelEntry()) == [])
        #expect(try OutletName.names(inLedgerOf: .promotion, key: [], value: []) == [])
        let key = [ChannelEntry.keyPrefix]
        #expect(throws: (any Error).self) {
            try OutletName.names(inLedgerOf: .promotion, key: key[...], value: [0xFF, 0xFF][...])
        }
    }
}
