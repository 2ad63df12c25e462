import SwiftProtobuf

/// The records that an offer file may hold, by the name that stands before them.
enum OfferRecordKind: String, CaseIterable {
    case channelOffered
    case channelWithdrawn
    case ordersReported
    case slotOffered
    case slotCancelled
    case liveOrderPlaced
    case vehicleOffered
    case vehicleWithdrawn
    case emergencyDeclared

    /// All of them, for a message to a person.
    static let names = allCases.map(\.rawValue).joined(separator: ", ")

    /// The message's name in `greenchannel.proto`.
    var messageName: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }

    /// The field that becomes the record's key.
    var keyField: String {
        switch self {
        case .channelOffered, .channelWithdrawn, .ordersReported: "channel"
        case .slotOffered, .slotCancelled, .liveOrderPlaced: "studio"
        case .vehicleOffered, .vehicleWithdrawn: "depot"
        case .emergencyDeclared: "place"
        }
    }

    /// Reads the record's proto3 JSON; a field that the message does not have is an error, so that a slip of the pen
    /// in a name cannot silently drop a value.
    func decode(_ json: [UInt8]) throws -> RecordBody {
        switch self {
        case .channelOffered: .channelOffered(try ChannelOffered(jsonUTF8Bytes: json))
        case .channelWithdrawn: .channelWithdrawn(try ChannelWithdrawn(jsonUTF8Bytes: json))
        case .ordersReported: .ordersReported(try OrdersReported(jsonUTF8Bytes: json))
        case .slotOffered: .slotOffered(try SlotOffered(jsonUTF8Bytes: json))
        case .slotCancelled: .slotCancelled(try SlotCancelled(jsonUTF8Bytes: json))
        case .liveOrderPlaced: .liveOrderPlaced(try LiveOrderPlaced(jsonUTF8Bytes: json))
        case .vehicleOffered: .vehicleOffered(try VehicleOffered(jsonUTF8Bytes: json))
        case .vehicleWithdrawn: .vehicleWithdrawn(try VehicleWithdrawn(jsonUTF8Bytes: json))
        case .emergencyDeclared: .emergencyDeclared(try EmergencyDeclared(jsonUTF8Bytes: json))
        }
    }
}
