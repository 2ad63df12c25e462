/// A record and the moment at which it is posted, with the topic and the key that it is posted under.
public struct TimedRecord: Sendable, Equatable {
    public var at: Instant
    public var topic: Topic
    public var key: String
    public var body: RecordBody

    public init(at: Instant, topic: Topic, key: String, body: RecordBody) {
        self.at = at
        self.topic = topic
        self.key = key
        self.body = body
    }

    /// The same record at another time: when it happens and every time that it states move alike. A time of 0 says that
    /// none is stated, and stays 0.
    public func shifted(byMilliseconds count: Int64) -> TimedRecord {
        var shifted = self
        shifted.at = Instant(milliseconds: at.milliseconds.addingClamped(count))
        shifted.body = body.shiftingOfferTimes(byMilliseconds: count)
        return shifted
    }
}

extension RecordBody {
    /// Where a record of an offer file belongs and under which key; `nil` for records that no offer file holds.
    ///
    /// An emergency goes to every partition of `lots`; its key, the place, only names it.
    var offerAddress: (topic: Topic, key: String)? {
        switch self {
        case .channelOffered(let message): (.promotion, message.channel)
        case .channelWithdrawn(let message): (.promotion, message.channel)
        case .ordersReported(let message): (.promotion, message.channel)
        case .slotOffered(let message): (.broadcast, message.studio)
        case .slotCancelled(let message): (.broadcast, message.studio)
        case .liveOrderPlaced(let message): (.broadcast, message.studio)
        case .vehicleOffered(let message): (.dispatch, message.depot)
        case .vehicleWithdrawn(let message): (.dispatch, message.depot)
        case .emergencyDeclared(let message): (.lots, message.place == 0 ? "" : Adcode(message.place).description)
        case .unsoldAlert, .lotOpened, .lotCorrected, .lotCancelled, .lotVerified, .lotUnverifiable, .lotMerged,
            .lotOverridden, .outcomeReported, .offerAnnounced, .bid, .awarded, .declined, .released, .pickupReported,
            .weighingReported, .cratesReturned, .timerFired, .journalEntry, .notice:
            nil
        }
    }

    /// Moves every time that a record of an offer file states; other records stay as they are.
    func shiftingOfferTimes(byMilliseconds count: Int64) -> RecordBody {
        func moved(_ time: Int64) -> Int64 { time == 0 ? 0 : time.addingClamped(count) }
        switch self {
        case .channelOffered(var message):
            message.opens = moved(message.opens)
            message.closes = moved(message.closes)
            message.deadline = moved(message.deadline)
            return .channelOffered(message)
        case .slotOffered(var message):
            message.starts = moved(message.starts)
            message.ends = moved(message.ends)
            message.shipBy = moved(message.shipBy)
            return .slotOffered(message)
        case .vehicleOffered(var message):
            message.shiftStarts = moved(message.shiftStarts)
            message.shiftEnds = moved(message.shiftEnds)
            return .vehicleOffered(message)
        case .emergencyDeclared(var message):
            message.until = moved(message.until)
            return .emergencyDeclared(message)
        default:
            return self
        }
    }
}

extension Int64 {
    func addingClamped(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }
}
