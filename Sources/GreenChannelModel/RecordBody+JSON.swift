internal import SwiftProtobuf

extension RecordBody {
    /// The message in proto3 JSON, on one line: for people who look at a record.
    public func json() throws -> String {
        switch self {
        case .unsoldAlert(let message): try message.jsonString()
        case .lotOpened(let message): try message.jsonString()
        case .lotCorrected(let message): try message.jsonString()
        case .lotCancelled(let message): try message.jsonString()
        case .lotVerified(let message): try message.jsonString()
        case .lotUnverifiable(let message): try message.jsonString()
        case .lotMerged(let message): try message.jsonString()
        case .lotOverridden(let message): try message.jsonString()
        case .emergencyDeclared(let message): try message.jsonString()
        case .outcomeReported(let message): try message.jsonString()
        case .offerAnnounced(let message): try message.jsonString()
        case .channelOffered(let message): try message.jsonString()
        case .channelWithdrawn(let message): try message.jsonString()
        case .ordersReported(let message): try message.jsonString()
        case .slotOffered(let message): try message.jsonString()
        case .slotCancelled(let message): try message.jsonString()
        case .liveOrderPlaced(let message): try message.jsonString()
        case .vehicleOffered(let message): try message.jsonString()
        case .vehicleWithdrawn(let message): try message.jsonString()
        case .bid(let message): try message.jsonString()
        case .awarded(let message): try message.jsonString()
        case .declined(let message): try message.jsonString()
        case .released(let message): try message.jsonString()
        case .pickupReported(let message): try message.jsonString()
        case .weighingReported(let message): try message.jsonString()
        case .cratesReturned(let message): try message.jsonString()
        case .timerFired(let message): try message.jsonString()
        case .journalEntry(let message): try message.jsonString()
        case .notice(let message): try message.jsonString()
        }
    }
}

extension LedgerMessage {
    /// The entry in proto3 JSON, on one line: for people who look at a ledger.
    public func json() throws -> String { try jsonString() }
}
