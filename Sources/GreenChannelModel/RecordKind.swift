/// The kind of a record: what its CloudEvents type names.
public enum RecordKind: UInt8, Sendable, CaseIterable {
    case unsoldAlert
    case lotOpened
    case lotCorrected
    case lotCancelled
    case lotVerified
    case lotUnverifiable
    case lotMerged
    case lotOverridden
    case emergencyDeclared
    case outcomeReported
    case offerAnnounced
    case channelOffered
    case channelWithdrawn
    case ordersReported
    case slotOffered
    case slotCancelled
    case liveOrderPlaced
    case vehicleOffered
    case vehicleWithdrawn
    case bid
    case awarded
    case declined
    case released
    case pickupReported
    case weighingReported
    case cratesReturned
    case timerFired
    case journalEntry
    case notice

    /// The CloudEvents type: the full name of the message in `greenchannel.proto`.
    public var eventType: String { Self.eventTypes[Int(rawValue)] }

    /// The kind that a type names, or `nil` for a type of someone else.
    public init?(eventType bytes: some Collection<UInt8>) {

        guard let kind = Self.byEventType[String(decoding: bytes, as: UTF8.self)] else { return nil }
        self = kind
    }

    private static let eventTypes: [String] = allCases.map { kind in
        let name = "\(kind)"
        return "greenchannel.v1." + name.prefix(1).uppercased() + name.dropFirst()
    }
    private static let byEventType: [String: RecordKind] = Dictionary(
        uniqueKeysWithValues: allCases.map { (eventTypes[Int($0.rawValue)], $0) }
    )
}
