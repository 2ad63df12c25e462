/// Every message that can stand in an inbox or an output topic, told apart by the CloudEvents type in its header.
///
/// This is the one table of record types: a new one is a case here and a line in `RecordKind`.
public enum RecordBody: Sendable, Equatable {
    case unsoldAlert(UnsoldAlert)
    case lotOpened(LotOpened)
    case lotCorrected(LotCorrected)
    case lotCancelled(LotCancelled)
    case lotVerified(LotVerified)
    case lotUnverifiable(LotUnverifiable)
    case lotMerged(LotMerged)
    case lotOverridden(LotOverridden)
    case emergencyDeclared(EmergencyDeclared)
    case outcomeReported(OutcomeReported)
    case offerAnnounced(OfferAnnounced)
    case channelOffered(ChannelOffered)
    case channelWithdrawn(ChannelWithdrawn)
    case ordersReported(OrdersReported)
    case slotOffered(SlotOffered)
    case slotCancelled(SlotCancelled)
    case liveOrderPlaced(LiveOrderPlaced)
    case vehicleOffered(VehicleOffered)
    case vehicleWithdrawn(VehicleWithdrawn)
    case bid(Bid)
    case awarded(Awarded)
    case declined(Declined)
    case released(Released)
    case pickupReported(PickupReported)
    case weighingReported(WeighingReported)
    case cratesReturned(CratesReturned)
    case timerFired(TimerFired)
    case journalEntry(JournalEntry)
    case notice(Notice)
}

extension RecordBody {
    public var kind: RecordKind {
        switch self {
        case .unsoldAlert: .unsoldAlert
        case .lotOpened: .lotOpened
        case .lotCorrected: .lotCorrected
        case .lotCancelled: .lotCancelled
        case .lotVerified: .lotVerified
        case .lotUnverifiable: .lotUnverifiable
        case .lotMerged: .lotMerged
        case .lotOverridden: .lotOverridden
        case .emergencyDeclared: .emergencyDeclared
        case .outcomeReported: .outcomeReported
        case .offerAnnounced: .offerAnnounced
        case .channelOffered: .channelOffered
        case .channelWithdrawn: .channelWithdrawn
        case .ordersReported: .ordersReported
        case .slotOffered: .slotOffered
        case .slotCancelled: .slotCancelled
        case .liveOrderPlaced: .liveOrderPlaced
        case .vehicleOffered: .vehicleOffered
        case .vehicleWithdrawn: .vehicleWithdrawn
        case .bid: .bid
        case .awarded: .awarded
        case .declined: .declined
        case .released: .released
        case .pickupReported: .pickupReported
        case .weighingReported: .weighingReported
        case .cratesReturned: .cratesReturned
        case .timerFired: .timerFired
        case .journalEntry: .journalEntry
        case .notice: .notice
        }
    }

    /// The message's bytes. Messages here hold no required fields and no `Any`, so that encoding cannot fail.
    public func serialized() -> [UInt8] {
        switch self {
        case .unsoldAlert(let message): message.encoded()
        case .lotOpened(let message): message.encoded()
        case .lotCorrected(let message): message.encoded()
        case .lotCancelled(let message): message.encoded()
        case .lotVerified(let message): message.encoded()
        case .lotUnverifiable(let message): message.encoded()
        case .lotMerged(let message): message.encoded()
        case .lotOverridden(let message): message.encoded()
        case .emergencyDeclared(let message): message.encoded()
        case .outcomeReported(let message): message.encoded()
        case .offerAnnounced(let message): message.encoded()
        case .channelOffered(let message): message.encoded()
        case .channelWithdrawn(let message): message.encoded()
        case .ordersReported(let message): message.encoded()
        case .slotOffered(let message): message.encoded()
        case .slotCancelled(let message): message.encoded()
        case .liveOrderPlaced(let message): message.encoded()
        case .vehicleOffered(let message): message.encoded()
        case .vehicleWithdrawn(let message): message.encoded()
        case .bid(let message): message.encoded()
        case .awarded(let message): message.encoded()
        case .declined(let message): message.encoded()
        case .released(let message): message.encoded()
        case .pickupReported(let message): message.encoded()
        case .weighingReported(let message): message.encoded()
        case .cratesReturned(let message): message.encoded()
        case .timerFired(let message): message.encoded()
        case .journalEntry(let message): message.encoded()
        case .notice(let message): message.encoded()
        }
    }

    /// Reads a message of a known kind.
    public init(_ kind: RecordKind, serialized bytes: ArraySlice<UInt8>) throws {
        switch kind {
        case .unsoldAlert: self = .unsoldAlert(try UnsoldAlert(encoded: bytes))
        case .lotOpened: self = .lotOpened(try LotOpened(encoded: bytes))
        case .lotCorrected: self = .lotCorrected(try LotCorrected(encoded: bytes))
        case .lotCancelled: self = .lotCancelled(try LotCancelled(encoded: bytes))
        case .lotVerified: self = .lotVerified(try LotVerified(encoded: bytes))
        case .lotUnverifiable: self = .lotUnverifiable(try LotUnverifiable(encoded: bytes))
        case .lotMerged: self = .lotMerged(try LotMerged(encoded: bytes))
        case .lotOverridden: self = .lotOverridden(try LotOverridden(encoded: bytes))
        case .emergencyDeclared: self = .emergencyDeclared(try EmergencyDeclared(encoded: bytes))
        case .outcomeReported: self = .outcomeReported(try OutcomeReported(encoded: bytes))
        case .offerAnnounced: self = .offerAnnounced(try OfferAnnounced(encoded: bytes))
        case .channelOffered: self = .channelOffered(try ChannelOffered(encoded: bytes))
        case .channelWithdrawn: self = .channelWithdrawn(try ChannelWithdrawn(encoded: bytes))
        case .ordersReported: self = .ordersReported(try OrdersReported(encoded: bytes))
        case .slotOffered: self = .slotOffered(try SlotOffered(encoded: bytes))
        case .slotCancelled: self = .slotCancelled(try SlotCancelled(encoded: bytes))
        case .liveOrderPlaced: self = .liveOrderPlaced(try LiveOrderPlaced(encoded: bytes))
        case .vehicleOffered: self = .vehicleOffered(try VehicleOffered(encoded: bytes))
        case .vehicleWithdrawn: self = .vehicleWithdrawn(try VehicleWithdrawn(encoded: bytes))
        case .bid: self = .bid(try Bid(encoded: bytes))
        case .awarded: self = .awarded(try Awarded(encoded: bytes))
        case .declined: self = .declined(try Declined(encoded: bytes))
        case .released: self = .released(try Released(encoded: bytes))
        case .pickupReported: self = .pickupReported(try PickupReported(encoded: bytes))
        case .weighingReported: self = .weighingReported(try WeighingReported(encoded: bytes))
        case .cratesReturned: self = .cratesReturned(try CratesReturned(encoded: bytes))
        case .timerFired: self = .timerFired(try TimerFired(encoded: bytes))
        case .journalEntry: self = .journalEntry(try JournalEntry(encoded: bytes))
        case .notice: self = .notice(try Notice(encoded: bytes))
        }
    }
}
