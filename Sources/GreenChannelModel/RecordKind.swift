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
    public init?(eventType bytes: ArraySlice<UInt8>) {
        guard Self.byLength.indices.contains(bytes.count) else { return nil }
        for (kind, type) in Self.byLength[bytes.count] where type == bytes {
            self = kind
            return
        }
        return nil
    }

    private static let eventTypes: [String] = allCases.map { kind in
        let name = "\(kind)"
        return "greenchannel.v1." + name.prefix(1).uppercased() + name.dropFirst()
    }
    /// The types of so many bytes: few share a length.
    private static let byLength: [[(RecordKind, ArraySlice<UInt8>)]] = {
        let types = allCases.map { ($0, Array(eventTypes[Int($0.rawValue)].utf8)[...]) }
        let longest = types.reduce(0) { max($0, $1.1.count) }
        return (0...longest).map { length in types.filter { $0.1.count == length } }
    }()
}
