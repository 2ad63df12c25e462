import SwiftProtobuf
import Testing

@testable import GreenChannelModel

/// The wire coders of this module against SwiftProtobuf's own, over messages made by chance from the `.proto` package.
@Suite struct WireTests {
    private static let rounds = 300

    @Test func `every message reads and writes as with SwiftProtobuf`() throws {
        let schema = try WireSchema()
        #expect(schema.messages.count == Self.checks.count)
        for (number, check) in Self.checks.enumerated() {
            var random = SplitMix(state: UInt64(number))
            for _ in 0..<Self.rounds { try check(schema, &random) }
        }
    }

    private typealias Check = (WireSchema, inout SplitMix) throws -> Void

    private static var checks: [Check] {
        [
            agrees(UnsoldAlert.self), agrees(LotOpened.self), agrees(LotCorrected.self), agrees(LotCancelled.self),
            agrees(LotVerified.self), agrees(LotUnverifiable.self), agrees(LotMerged.self), agrees(LotOverridden.self),
            agrees(EmergencyDeclared.self), agrees(OutcomeReported.self), agrees(CropPrice.self),
            agrees(OfferAnnounced.self), agrees(ChannelOffered.self), agrees(ChannelWithdrawn.self),
            agrees(OrdersReported.self), agrees(SlotOffered.self), agrees(SlotCancelled.self),
            agrees(LiveOrderPlaced.self), agrees(VehicleOffered.self), agrees(VehicleWithdrawn.self), agrees(Bid.self),
            agrees(Journey.self), agrees(Awarded.self), agrees(Trip.self), agrees(Declined.self), agrees(Released.self),
            agrees(PickupReported.self), agrees(WeighingReported.self), agrees(CratesReturned.self),
            agrees(TimerFired.self), agrees(Considered.self), agrees(JournalEntry.self), agrees(LotBalance.self),
            agrees(Notice.self), agrees(SenderEntry.self), agrees(RecentLot.self), agrees(Draft.self),
            agrees(Allocation.self), agrees(Carriage.self), agrees(LotEntry.self), agrees(OfferEntry.self),
            agrees(EmergencyEntry.self), agrees(BidEntry.self), agrees(DayUse.self), agrees(ChannelEntry.self),
            agrees(SlotEntry.self), agrees(LiveOrderEntry.self), agrees(VehicleEntry.self), agrees(RouteStop.self),
            agrees(DepotEntry.self), agrees(WorkerReport.self), agrees(TaskReport.self),
        ]
    }

    private static func agrees<M: Message & Equatable>(_ type: M.Type) -> Check {
        { schema, random in
            let name = M.protoMessageName.split(separator: ".").last.map(String.init) ?? ""
            let bytes = schema.message(name, &random)
            let expected = try M(serializedBytes: bytes)
            let context: Comment = "\(name): \(bytes)"
            // Not by way of SwiftProtobuf: what is regular is read and written here.
            #expect(WireDecoder.message(of: bytes[...]) == expected, context)
            #expect(WireEncoder.bytes(of: expected) == (try expected.serializedBytes()), context)
            try agreesOnDamaged(type, bytes, &random)
        }
    }

    /// Whatever the bytes: the same message, unknown fields included, or none.
    private static func agreesOnDamaged<M: Message & Equatable>(
        _ type: M.Type,
        _ sound: [UInt8],
        _ random: inout SplitMix
    ) throws {
        var bytes = sound
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes = Array(bytes.prefix(.random(in: 0...bytes.count, using: &random)))
        case 1: bytes += [0xA0, 0x06, 0x07]  // field 100, a varint
        case 2: bytes += [0x0B, 0x0C]  // a group in the place of field 1
        default:
            for _ in 0..<3 where !bytes.isEmpty {
                bytes[.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
            }
        }
        let expected = try? M(serializedBytes: bytes)
        let found = try? M(encoded: bytes[...])
        #expect(found == expected, "\(M.protoMessageName): \(bytes)")
        guard let expected else { return }
        #expect(expected.encoded() == (try expected.serializedBytes()), "\(M.protoMessageName): \(bytes)")
    }
}
