public import GreenChannelModel

/// Clears bids for the item positions of live-broadcast shows, and counts what viewers order.
///
/// Key of its inbox: the studio. A position takes one lot, up to its stock; what a lot offers beyond that may be kept back
/// for restocking during the show, within the slot's restock limit. An award covers both, so that whatever viewers order
/// is there; what they have not ordered at the end is released. If no order was ever reported for a show, its stock
/// counts as sold.
///
/// A host is in one place: within a studio, a slot that overlaps another of the same host is refused.
public struct BroadcastDesk: MarketDesk {
    public static var name: DeskName { .broadcast }

    let windowMilliseconds: Int64
    let pacing: AnnouncementPacing
    var outlets = Ledger<SlotEntry>()
    var book = BidBook()
    var orders = Ledger<LiveOrderEntry>()

    // Indexes, rebuilt from the entries.
    /// The slots of a studio.
    var slotsOfStudio: [String: Set<String>] = [:]
    /// The ids of the orders of a slot, in the ledger's form.
    var ordersOfSlot: [String: Set<String>] = [:]
    /// Slot, then lot, to the bid that holds a position.
    var placed: [String: [String: String]] = [:]

    public init(settings: DeskSettings = .init()) {
        windowMilliseconds = max(1, settings.decisionWindowMilliseconds)
        pacing = AnnouncementPacing(settings)
    }

    public mutating func decide(_ record: InboxRecord, _ outbox: inout Outbox) {
        let now = record.now
        switch record.body {
        case .slotOffered(let offer): take(offer, key: record.key, now, &outbox)
        case .slotCancelled(let cancellation): take(cancellation, now, &outbox)
        case .liveOrderPlaced(let order): take(order, now, &outbox)
        case .bid(let bid): take(bid, now, &outbox)
        case .released(let release): take(release, now, &outbox)
        case .timerFired(let timer): wake(timer, now, &outbox)
        case .unsoldAlert, .lotOpened, .lotCorrected, .lotCancelled, .lotVerified, .lotUnverifiable, .lotMerged,
            .lotOverridden, .emergencyDeclared, .outcomeReported, .offerAnnounced, .channelOffered, .channelWithdrawn,
            .ordersReported, .vehicleOffered, .vehicleWithdrawn, .awarded, .declined, .pickupReported,
            .weighingReported, .cratesReturned, .journalEntry, .notice:
            outbox.refuse(
                .unexpectedType,
                "\(record.body.kind.eventType) has no business in the broadcast inbox; post it to its own topic"
            )
        }
    }

    public mutating func restore(entry key: ArraySlice<UInt8>, value: ArraySlice<UInt8>) throws {
        guard key.first == LiveOrderEntry.keyPrefix else { return try restoreMarket(entry: key, value: value) }
        let id = entryID(key)
        let entry = try orders.restore(id, value)
        guard LiveOrderEntry.id(slot: entry.slot, order: entry.order) == id else {
            throw UnknownLedgerEntry(desk: Self.name, key: key)
        }
        ordersOfSlot[entry.slot, default: []].insert(id)
    }

    public mutating func drainLedgerChanges(_ visit: (LedgerChange) throws -> Void) rethrows {
        try outlets.drainChanges(visit)
        try book.drainChanges(visit)
        try orders.drainChanges(visit)
    }

    public mutating func drainWakeTimes(_ visit: (_ key: [UInt8], _ wakeAt: Instant?) throws -> Void) rethrows {
        try outlets.drainWakeTimes(visit)
        try book.drainWakeTimes(visit)
        try orders.drainWakeTimes(visit)
    }

    mutating func index(_ entry: SlotEntry) { slotsOfStudio[entry.offer.studio, default: []].insert(entry.offer.slot) }

    mutating func index(_ bid: BidEntry) {
        if bid.state == .granted { placed[bid.bid.offer, default: [:]][bid.bid.lot] = bid.bid.bid }
    }

    mutating func forget(_ entry: SlotEntry) {
        outlets.set(entry.offer.slot, nil)
        slotsOfStudio[entry.offer.studio]?.remove(entry.offer.slot)
        if slotsOfStudio[entry.offer.studio]?.isEmpty == true { slotsOfStudio[entry.offer.studio] = nil }
    }

    /// Forgets a bid and frees the position that it holds.
    mutating func forget(_ bid: BidEntry) {
        book.remove(bid)
        let slot = bid.bid.offer
        guard placed[slot]?[bid.bid.lot] == bid.bid.bid else { return }
        placed[slot]?[bid.bid.lot] = nil
        if placed[slot]?.isEmpty == true { placed[slot] = nil }
    }
}
