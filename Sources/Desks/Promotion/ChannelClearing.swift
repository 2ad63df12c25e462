import GreenChannelModel

/// One clearing of a channel: takes the bids best first, and gives each the first day with room.
struct ChannelClearing {
    struct Grant {
        var grams: Int64
        /// Fen per kilogram.
        var price: Int64
        var day: ChinaDay
        var arrival: Instant
    }

    enum Decision {
        case granted(Grant)
        case declined(BidDecline)
    }

    private let offer: ChannelOffered
    private let now: Instant
    private let roomBefore: DayRoom
    private let ordersBefore: Int64
    private var room: DayRoom
    private var openOrders: Int64
    /// The value of the last bid that got in, fen per kilogram; 0 while none did.
    private(set) var cleared: Int64 = 0

    init(_ entry: ChannelEntry, now: Instant) {
        offer = entry.offer
        self.now = now
        roomBefore = DayRoom(of: entry, now: now)
        room = roomBefore
        ordersBefore = entry.openOrders
        openOrders = ordersBefore
    }

    mutating func decide(_ bid: Bid) -> Decision {
        let terms: ChannelOffered.Terms
        // Checked again: the offer may have been corrected since the bid came, and time has passed.
        switch offer.fit(of: bid, now: now) {
        case .fails(let reason): return .declined(reason)
        case .fits(let found): terms = found
        }
        let least = max(1, bid.minimumGrams, offer.minimumGrams)
        let first = ChinaDay(containing: terms.earliestArrival)
        let last = ChinaDay(containing: terms.latestArrival)
        guard openOrders >= least, let day = room.firstDay(from: first, through: last, withRoomFor: least) else {
            let hadRoom =
                ordersBefore >= least && roomBefore.firstDay(from: first, through: last, withRoomFor: least) != nil
            return .declined(hadRoom ? .outbid : .capacityFull)
        }
        let grams = min(bid.grams, room.room(on: day), openOrders)
        room.take(grams, on: day)
        if offer.isGroupBuy { openOrders -= grams }
        cleared = bid.value
        let arrival = day == first ? terms.earliestArrival : max(terms.earliestArrival, day.start)
        return .granted(Grant(grams: grams, price: terms.price, day: day, arrival: arrival))
    }
}
