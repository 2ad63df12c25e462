public import GreenChannelModel

/// The Lot desk: what remains of every lot belongs to it, and to it alone.
///
/// A lot's way: opened → its quantity is *held* by bids → awarded or declined → carried, where it must travel →
/// delivered, short, spoiled or released → and what comes back is bid again, down the ladder, until nothing is left.
///
///     unplaced ──bid──► held ──awarded──► awarded ──outcome──► sold | donated | recycled | lost
///        ▲                │ declined          │ released, short
///        └────────────────┴───────────────────┘          unplaced ──► cancelled | expired
public struct LotDesk: Desk {
    public static let name = DeskName.lot

    let settings: LotDeskSettings
    let knowledge: any LotKnowledge

    var lots = Ledger<OpenLot>()
    var offers = Ledger<OfferEntry>()
    var rooms = Ledger<OfferRoom>()
    var emergencies = Ledger<EmergencyEntry>()

    // Derived from the ledger, and rebuilt from it on restore.
    var standing = OfferIndex()
    var distances = DistanceTable()
    var nearDepots = NearDepots()
    var waiting = WaitingLots()

    public init(knowledge: any LotKnowledge, settings: LotDeskSettings = LotDeskSettings()) {
        self.knowledge = knowledge
        self.settings = settings
    }

    /// The first byte of the ledger keys of open lots: for those who count them without a desk.
    public static var lotKeyPrefix: UInt8 { OpenLot.keyPrefix }

    /// Lots that are not at their end yet.
    public var openLots: Int { lots.count }

    public mutating func decide(_ record: InboxRecord, _ outbox: inout Outbox) {
        let clock = LotFieldCheck.clock
        let now = Instant(milliseconds: min(max(record.now.milliseconds, clock.lowerBound), clock.upperBound))
        switch record.body {
        case .lotOpened(let message): open(message, now, &outbox)
        case .lotCorrected(let message): correct(message, now, &outbox)
        case .lotCancelled(let message): cancel(message, now, &outbox)
        case .lotVerified(let message):
            verify(message.lot, .verified, by: message.by, why: message.why, now, &outbox)
        case .lotUnverifiable(let message):
            verify(message.lot, .unverifiable, by: message.by, why: message.why, now, &outbox)
        case .lotMerged(let message): merge(message, now, &outbox)
        case .lotOverridden(let message): override(message, now, &outbox)
        case .emergencyDeclared(let message): declareEmergency(message, now, &outbox)
        case .offerAnnounced(let message): learn(message, now, &outbox)
        case .awarded(let message): award(message, now, &outbox)
        case .declined(let message): decline(message, now, &outbox)
        case .released(let message): release(message, now, &outbox)
        case .outcomeReported(let message): settle(message, now, &outbox)
        case .timerFired(let message): wake(message, now, &outbox)
        case .unsoldAlert, .channelOffered, .channelWithdrawn, .ordersReported, .slotOffered, .slotCancelled,
            .liveOrderPlaced, .vehicleOffered, .vehicleWithdrawn, .bid, .pickupReported, .weighingReported,
            .cratesReturned, .journalEntry, .notice:
            outbox.refuse(.unexpectedType, "\(record.body.kind) does not belong in lots")
        }
    }

    public mutating func restore(entry key: ArraySlice<UInt8>, value: ArraySlice<UInt8>) throws {
        let id = entryID(key)
        switch key.first {
        case OpenLot.keyPrefix: waiting.note(try lots.restore(id, value), knowledge)
        case OfferEntry.keyPrefix:
            putUp(try offers.restore(id, value).offer)
            if let room = rooms[id] { restoreRoom(room, of: id) }
        case OfferRoom.keyPrefix: restoreRoom(try rooms.restore(id, value), of: id)
        case EmergencyEntry.keyPrefix: _ = try emergencies.restore(id, value)
        default: throw UnknownLedgerEntry(desk: Self.name, key: key)
        }
    }

    /// An offer and its room may be restored in either order.
    private mutating func restoreRoom(_ room: OfferRoom, of offer: String) {
        if let handle = standing.handle(of: offer) { standing.setRoom(room, of: handle) }
    }

    public mutating func drainLedgerChanges(_ visit: (LedgerChange) throws -> Void) rethrows {
        try lots.drainChanges(visit)
        try offers.drainChanges(visit)
        try rooms.drainChanges(visit)
        try emergencies.drainChanges(visit)
    }

    public mutating func drainWakeTimes(_ visit: (_ key: [UInt8], _ wakeAt: Instant?) throws -> Void) rethrows {
        try lots.drainWakeTimes(visit)
        try offers.drainWakeTimes(visit)
        try rooms.drainWakeTimes(visit)
        try emergencies.drainWakeTimes(visit)
    }

    public func wakeTime(ofEntry key: ArraySlice<UInt8>) -> Instant? {
        let id = entryID(key)
        return switch key.first {
        case OpenLot.keyPrefix: lots[id]?.wakeTime
        case EmergencyEntry.keyPrefix: emergencies[id]?.wakeTime
        default: nil
        }
    }

    private mutating func wake(_ timer: TimerFired, _ now: Instant, _ outbox: inout Outbox) {
        let id = String(timer.entry.dropFirst())
        switch timer.entry.utf8.first {
        case OpenLot.keyPrefix: wakeLot(id, now, &outbox)
        case EmergencyEntry.keyPrefix: endEmergency(id, now, &outbox)
        default: outbox.refuse(.invalidField, "no entry is named \(LotFieldCheck.shown(timer.entry))")
        }
    }
}
