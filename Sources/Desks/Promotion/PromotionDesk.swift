public import GreenChannelModel

/// Clears bids for promotion channels: divisible capacity per day, minimum lots, group buys with threshold and deadline.
///
/// Key of its inbox: the channel. Bids for a channel gather for the decision window from the first that waits, and are
/// then answered together: urgent first, then by value, then by id; each gets the first day with room between the moment
/// it can arrive and the moment it must be sold. A grant lies on one day, so that a lot travels once.
///
/// A group buy never grants more than buyers have ordered. What it grants is provisional until its deadline: with fewer
/// units ordered than its threshold everything is released again.
public struct PromotionDesk: MarketDesk {
    public static var name: DeskName { .promotion }

    let windowMilliseconds: Int64
    let pacing: AnnouncementPacing
    var outlets = Ledger<ChannelEntry>()
    var book = BidBook()

    public init(settings: DeskSettings = .init()) {
        windowMilliseconds = max(1, settings.decisionWindowMilliseconds)
        pacing = AnnouncementPacing(settings)
    }

    public mutating func decide(_ record: InboxRecord, _ outbox: inout Outbox) {
        let now = record.now
        switch record.body {
        case .channelOffered(let offer): take(offer, key: record.key, now, &outbox)
        case .channelWithdrawn(let withdrawal): take(withdrawal, now, &outbox)
        case .ordersReported(let report): take(report, now, &outbox)
        case .bid(let bid): take(bid, now, &outbox)
        case .released(let release): take(release, now, &outbox)
        case .timerFired(let timer): wake(timer, now, &outbox)
        case .unsoldAlert, .lotOpened, .lotCorrected, .lotCancelled, .lotVerified, .lotUnverifiable, .lotMerged,
            .lotOverridden, .emergencyDeclared, .outcomeReported, .offerAnnounced, .slotOffered, .slotCancelled,
            .liveOrderPlaced, .vehicleOffered, .vehicleWithdrawn, .awarded, .declined, .pickupReported,
            .weighingReported, .cratesReturned, .journalEntry, .notice:
            outbox.refuse(
                .unexpectedType,
                "\(record.body.kind.eventType) has no business in the promotion inbox; post it to its own topic"
            )
        }
    }

    public mutating func drainLedgerChanges(_ visit: (LedgerChange) throws -> Void) rethrows {
        try outlets.drainChanges(visit)
        try book.drainChanges(visit)
    }

    public mutating func drainWakeTimes(_ visit: (_ key: [UInt8], _ wakeAt: Instant?) throws -> Void) rethrows {
        try outlets.drainWakeTimes(visit)
        try book.drainWakeTimes(visit)
    }
}
