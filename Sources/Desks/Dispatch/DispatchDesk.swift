public import GreenChannelModel
public import RoutePlanning

/// Plans the trips of depots' vehicles: pickups and deliveries at least cost, within weight, cold chain, hours and shift.
///
/// Key of its inbox: the depot. Transport bids gather for the decision window from the first that waits, and are then
/// taken in one after the other, urgent and tight ones first, each where it adds least to the cost of all trips. What fits
/// no vehicle whole gets the largest part that does.
///
/// A vehicle, for one shift:
///
///     open ──load taken in──► planned ──freeze time before departure, or first pickup──► frozen
///      ▲                                                                                   │
///      └──────────────────── back at the depot, for what is left of the shift ◄────────────┘
///
/// An open or planned vehicle takes more loads, a frozen one only loses some. An award names the hours of pickup and
/// arrival; later loads of the same trip never bring the pickup forward, and put either off only within a stated delay.
public struct DispatchDesk: Desk {
    public static var name: DeskName { .dispatch }

    let windowMilliseconds: Int64
    let freezeMilliseconds: Int64
    let settings: DispatchDeskSettings
    let pacing: AnnouncementPacing
    let roads: any RoadDistances
    let rules: any CarriageRules
    var depots = Ledger<DepotEntry>()
    var vehicles = Ledger<VehicleEntry>()
    var book = BidBook()

    // Derived from the ledger, and rebuilt from it on restore.
    var fleets: [String: Fleet] = [:]
    /// Asked before; what it says never changes.
    var roadTable: RoadTable

    public init(
        settings: DeskSettings = .init(),
        dispatch: DispatchDeskSettings = .init(),
        roads: any RoadDistances,
        rules: any CarriageRules
    ) {
        windowMilliseconds = min(max(1, settings.decisionWindowMilliseconds), Instant.days(1))
        freezeMilliseconds = min(max(0, settings.freezeMilliseconds), Instant.days(1))
        self.settings = dispatch
        pacing = AnnouncementPacing(settings)
        self.roads = roads
        roadTable = RoadTable(roads)
        self.rules = rules
    }

    public mutating func decide(_ record: InboxRecord, _ outbox: inout Outbox) {
        let now = record.now
        switch record.body {
        case .vehicleOffered(let offer): take(offer, key: record.key, now, &outbox)
        case .vehicleWithdrawn(let withdrawal): take(withdrawal, now, &outbox)
        case .bid(let bid): take(bid, now, &outbox)
        case .released(let release): take(release, now, &outbox)
        case .pickupReported(let report): take(report, now, &outbox)
        case .weighingReported(let report): take(report, &outbox)
        case .cratesReturned(let report): take(report, now, &outbox)
        case .timerFired(let timer): wake(timer, now, &outbox)
        case .unsoldAlert, .lotOpened, .lotCorrected, .lotCancelled, .lotVerified, .lotUnverifiable, .lotMerged,
            .lotOverridden, .emergencyDeclared, .outcomeReported, .offerAnnounced, .channelOffered,
            .channelWithdrawn, .ordersReported, .slotOffered, .slotCancelled, .liveOrderPlaced, .awarded, .declined,
            .journalEntry, .notice:
            outbox.refuse(
                .unexpectedType,
                "\(record.body.kind.eventType) has no business in the dispatch inbox; post it to its own topic"
            )
        }
    }

    public mutating func restore(entry key: ArraySlice<UInt8>, value: ArraySlice<UInt8>) throws {
        let id = entryID(key)
        let isOurs: Bool
        switch key.first {
        case DepotEntry.keyPrefix:
            isOurs = try depots.restore(id, value).depot == id
        case VehicleEntry.keyPrefix:
            let entry = try vehicles.restore(id, value)
            isOurs = Self.vehicleKey(depot: entry.offer.depot, vehicle: entry.offer.vehicle) == id
            fleets[entry.offer.depot, default: Fleet()].set(Fleet.Vehicle(entry, id: id))
        case BidEntry.keyPrefix:
            isOurs = try book.restore(id, value).bid.bid == id
        default:
            isOurs = false
        }
        guard isOurs else { throw UnknownLedgerEntry(desk: Self.name, key: key) }
    }

    public mutating func drainLedgerChanges(_ visit: (LedgerChange) throws -> Void) rethrows {
        try depots.drainChanges(visit)
        try vehicles.drainChanges(visit)
        try book.drainChanges(visit)
    }

    public mutating func drainWakeTimes(_ visit: (_ key: [UInt8], _ wakeAt: Instant?) throws -> Void) rethrows {
        try depots.drainWakeTimes(visit)
        try vehicles.drainWakeTimes(visit)
        try book.drainWakeTimes(visit)
    }

    public func wakeTime(ofEntry key: ArraySlice<UInt8>) -> Instant? {
        switch key.first {
        case DepotEntry.keyPrefix: depots[entryID(key)]?.wakeTime
        case BidEntry.keyPrefix: book[entryID(key)]?.wakeTime
        default: nil
        }
    }

    /// Looks up by an id from outside: what is no id finds nothing, even where Unicode would call it equal to one.
    func depot(_ id: String) -> DepotEntry? { id.isIdentifier ? depots[id] : nil }

    /// A vehicle's id is its depot's affair; no id holds a space, so that the two together are unique.
    static func vehicleKey(depot: String, vehicle: String) -> String { depot + " " + vehicle }

    /// The one offer of a depot, under which the Lot desk knows it.
    static func offerID(ofDepot depot: String) -> String { "depot:" + depot }
}
