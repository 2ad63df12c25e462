public import EventLog
public import GreenChannelModel

/// A record that reached the desks from outside (alerts as intake had understood them, offers, operators' decisions,
/// reports), for them to be told once more.
public struct RecordedInput: Sendable {
    /// What a record speaks of: what a change of the rehearsal must know of it.
    public enum Subject: Sendable, Equatable {
        /// An outlet's offer, or what became of it. A vehicle's with its depot and id.
        case offer(depot: String, vehicle: String)
        /// What a sender or an operator says of a lot.
        case lot(String)
        /// What became of an award.
        case report(lot: String, bid: String)
        /// An emergency, or what nobody can read.
        case other
    }

    /// When it reached its desk: no earlier than what stood before it.
    public var at: Instant
    public var post: Post
    public var body: RecordBody?
    public var subject: Subject
    /// Whether it came by way of the Intake desk: it reached its desk when the Intake desk had decided, a step after what
    /// was due at that moment.
    var isUnderstood: Bool

    init(at: Instant, post: Post, body: RecordBody?, isUnderstood: Bool = false) {
        self.at = at
        self.post = post
        self.body = body
        self.isUnderstood = isUnderstood
        subject = body.map { Subject($0) } ?? .other
    }
}

extension RecordedInput.Subject {
    init(_ body: RecordBody) {
        switch body {
        case .vehicleOffered(let message): self = .offer(depot: message.depot, vehicle: message.vehicle)
        case .vehicleWithdrawn(let message): self = .offer(depot: message.depot, vehicle: message.vehicle)
        case .channelOffered, .channelWithdrawn, .ordersReported, .slotOffered, .slotCancelled, .liveOrderPlaced:
            self = .offer(depot: "", vehicle: "")
        case .lotOpened(let message): self = .lot(message.lot)
        case .lotCorrected(let message): self = .lot(message.lot)
        case .lotCancelled(let message): self = .lot(message.lot)
        case .lotVerified(let message): self = .lot(message.lot)
        case .lotUnverifiable(let message): self = .lot(message.lot)
        case .lotMerged(let message): self = .lot(message.lot)
        case .lotOverridden(let message): self = .lot(message.lot)
        case .outcomeReported(let message): self = .report(lot: message.lot, bid: message.bid)
        case .pickupReported(let message): self = .report(lot: message.lot, bid: message.bid)
        case .weighingReported(let message): self = .report(lot: message.lot, bid: message.bid)
        case .cratesReturned(let message): self = .report(lot: message.lot, bid: message.bid)
        case .unsoldAlert, .emergencyDeclared, .offerAnnounced, .bid, .awarded, .declined, .released, .timerFired,
            .journalEntry, .notice:
            self = .other
        }
    }
}
