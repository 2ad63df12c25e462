import GreenChannelModel

/// What a channel's entry says about time and room.
///
///     open ──deadline, enough ordered──► settled ──closes──► withdrawn ──last award gone──► (no entry)
///      │ └──closes─────────────────────────────────────────────▲ ▲
///      └────deadline missed, withdrawn by its operator───────────┘
///
/// A channel that is no group buy has no deadline and stays open until it closes.
extension ChannelEntry: MarketEntry {
    static var keyPrefix: UInt8 { UInt8(ascii: "c") }

    var id: String { offer.channel }
    var owner: String { offer.channel }

    /// How many days' room an announcement looks at: produce in need seldom waits longer than a week.
    static let announcedDaysMax = 7

    func refusalOfBids(now: Instant) -> BidDecline? { refusalOfBids(offer, now: now) }

    private func refusalOfBids(_ offer: ChannelOffered, now: Instant) -> BidDecline? {
        if offer.isPastDeadline(now) || now.milliseconds > offer.closes { return .offerClosed }
        if withdrawn { return .unknownOffer }
        return settled ? .offerClosed : nil
    }

    /// What buyers have ordered of a group buy and nobody supplies yet; unbounded for other channels.
    var openOrders: Int64 {
        let offer = offer
        guard offer.isGroupBuy else { return .max }
        return max(0, orderedUnits.saturatingMultiply(offer.unitGrams).saturatingSubtract(grantedGrams))
    }

    /// What can still be had now: all that is free in the announced days, so that lots compete for the first of them. A grant
    /// lies on one day, so days with room for less than the least that the channel takes do not count: in a glut lots would
    /// ask for them in vain again and again.
    func remaining(now: Instant) -> Int64 {
        guard refusalOfBids(now: now) == nil else { return 0 }
        let least = max(1, offer.minimumGrams)
        let room = DayRoom(of: self, now: now, daysMax: Self.announcedDaysMax)
        let grams = min(room.total(ofDaysWithRoomFor: least), openOrders)
        return grams < least ? 0 : grams
    }

    /// The earliest that more can arrive: the first day with room for the least that the channel takes.
    func opens(now: Instant) -> Int64 {
        let room = DayRoom(of: self, now: now, daysMax: Self.announcedDaysMax)
        let last = ChinaDay(containing: Instant(milliseconds: offer.closes))
        guard let day = room.firstDay(from: room.firstDay, through: last, withRoomFor: max(1, offer.minimumGrams)),
            day > room.firstDay
        else { return offer.opens }
        return max(offer.opens, day.start.milliseconds)
    }

    func capacity(now: Instant) -> Int64 {
        let offer = offer
        let days = DayRoom(of: self, now: now, daysMax: Self.announcedDaysMax).capacity
        return offer.isGroupBuy ? min(days, orderedUnits.saturatingMultiply(offer.unitGrams)) : days
    }

    func isOver(now: Instant) -> Bool { withdrawn && now.milliseconds > offer.closes }

    /// It closes; a group buy is judged; a day ends.
    func nextChange(now: Instant) -> Int64? {
        let offer = offer
        var next = Int64.max
        let closed = offer.closes.saturatingAdd(1)
        if !withdrawn || closed > now.milliseconds { next = closed }
        if offer.isGroupBuy, !settled, !withdrawn { next = min(next, offer.deadline) }
        if let change = nextChangeOfDays(now: now) { next = min(next, change.milliseconds) }
        return next == .max ? nil : next
    }

    /// When a day that ends changes what remains; `nil`: none can.
    private func nextChangeOfDays(now: Instant) -> Instant? {
        guard refusalOfBids(now: now) == nil else { return nil }
        let today = ChinaDay(containing: now)
        if !used.isEmpty { return today.next.start }
        // With nothing granted all days are alike, until the last one comes in sight.
        let last = ChinaDay(containing: Instant(milliseconds: offer.closes))
        let inSight = ChinaDay(last.rawValue.saturatingAdd(1 - Int64(Self.announcedDaysMax)))
        return max(today, inSight).next.start
    }

    /// Books a grant on a day.
    mutating func use(_ grams: Int64, on day: ChinaDay) {
        let index = used.firstIndex { $0.day >= day.rawValue } ?? used.endIndex
        if index < used.endIndex, used[index].day == day.rawValue {
            used[index].grams = used[index].grams.saturatingAdd(grams)
        } else {
            var use = DayUse()
            use.day = day.rawValue
            use.grams = grams
            used.insert(use, at: index)
        }
        grantedGrams = grantedGrams.saturatingAdd(grams)
    }

    mutating func free(_ grams: Int64, of grant: inout BidEntry) {
        free(grams, on: ChinaDay(grant.day))
        grant.grantedGrams -= grams
    }

    /// A group buy whose deadline was put off: its awards stay provisional until then.
    var settlesLater: Int64? { offer.isGroupBuy && !settled && !withdrawn ? offer.deadline : nil }

    private mutating func free(_ grams: Int64, on day: ChinaDay) {
        if let index = used.firstIndex(where: { $0.day == day.rawValue }) {
            used[index].grams = max(0, used[index].grams.saturatingSubtract(grams))
            if used[index].grams == 0 { used.remove(at: index) }
        }
        grantedGrams = max(0, grantedGrams.saturatingSubtract(grams))
    }

    /// Forgets days that are over.
    mutating func passTime(_ now: Instant) {
        let today = ChinaDay(containing: now).rawValue
        if let first = used.first, first.day < today { used.removeAll { $0.day < today } }
    }

    func announcement(remaining: Int64, withdrawn: Bool, now: Instant) -> OfferAnnounced {
        let offer = offer
        var announced = OfferAnnounced()
        announced.offer = offer.channel
        announced.owner = offer.channel
        announced.kind = offer.kind
        announced.place = offer.place
        announced.prices = offer.prices
        announced.reachMetres = offer.reachMetres
        announced.minimumGrams = offer.minimumGrams
        announced.remainingGrams = remaining
        announced.opens = opens(now: now)
        announced.closes = offer.closes
        announced.handling = offer.handling
        announced.needsTransport = offer.needsTransport
        announced.saleDelayMilliseconds = offer.saleDelayMilliseconds
        announced.withdrawn = withdrawn
        return announced
    }
}
