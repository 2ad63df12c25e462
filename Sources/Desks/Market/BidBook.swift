import GreenChannelModel

/// The bids of a resource desk: those that wait and those that were granted, found by offer.
///
/// An offer's entry does not list its bids: ten thousand of them may wait for one channel, and the entry would be written
/// anew for each. The index here is rebuilt from the bids themselves and says the same whatever their order.
struct BidBook: Sendable {
    private struct OfOffer: Sendable {
        var pending: Set<String> = []
        var granted: Set<String> = []
        var isEmpty: Bool { pending.isEmpty && granted.isEmpty }
    }

    private var ledger = Ledger<BidEntry>()
    private var byOffer: [String: OfOffer] = [:]

    /// Looks up by an id from outside: what is no id finds nothing, even where Unicode would call it equal to one.
    subscript(bid: String) -> BidEntry? { bid.isIdentifier ? ledger[bid] : nil }

    func contains(_ bid: String) -> Bool { bid.isIdentifier && ledger.contains(bid) }

    func isEmpty(offer: String) -> Bool { byOffer[offer] == nil }
    func pendingCount(offer: String) -> Int { byOffer[offer]?.pending.count ?? 0 }
    func grantedCount(offer: String) -> Int { byOffer[offer]?.granted.count ?? 0 }

    /// The bids that wait for an offer, best first: urgent ones, then by value, then by id.
    func pendingRanked(offer: String) -> [BidEntry] {
        let entries = pending(offer: offer)
        var order = entries.indices.map { (rank: BidRank(entries[$0].bid), index: $0) }
        order.sort { $0.rank < $1.rank }
        return order.map { entries[$0.index] }
    }

    /// The bids that wait for an offer, by id.
    func pendingByID(offer: String) -> [BidEntry] {
        var entries = pending(offer: offer)
        entries.sort { $0.bid.bid < $1.bid.bid }
        return entries
    }

    /// The granted bids of an offer, by id.
    func grantedByID(offer: String) -> [BidEntry] {
        guard let bids = byOffer[offer] else { return [] }
        return bids.granted.sorted().compactMap { ledger[$0] }
    }

    /// In no stated order: to be sorted.
    private func pending(offer: String) -> [BidEntry] {
        guard let bids = byOffer[offer] else { return [] }
        return bids.pending.compactMap { ledger[$0] }
    }

    /// How many wait, and since when. The order in which they are looked at changes nothing.
    var outstanding: OutstandingWork {
        var outstanding = OutstandingWork(pendingBids: 0)
        for bids in byOffer.values {
            for id in bids.pending {
                if let entry = ledger[id] { outstanding.add(pendingSince: entry.arrived) }
            }
        }
        return outstanding
    }

    /// Adds a bid or changes what is kept of it.
    mutating func put(_ entry: BidEntry) {
        ledger.set(entry.bid.bid, entry)
        index(entry)
    }

    mutating func remove(_ entry: BidEntry) {
        let bid = entry.bid.bid
        let offer = entry.bid.offer
        ledger.set(bid, nil)
        byOffer[offer]?.pending.remove(bid)
        byOffer[offer]?.granted.remove(bid)
        if byOffer[offer]?.isEmpty == true { byOffer[offer] = nil }
    }

    mutating func restore(_ id: String, _ bytes: ArraySlice<UInt8>) throws -> BidEntry {
        let entry = try ledger.restore(id, bytes)
        index(entry)
        return entry
    }

    mutating func drainChanges(_ visit: (LedgerChange) throws -> Void) rethrows {
        try ledger.drainChanges(visit)
    }

    mutating func drainWakeTimes(_ visit: (_ key: [UInt8], _ wakeAt: Instant?) throws -> Void) rethrows {
        try ledger.drainWakeTimes(visit)
    }

    private mutating func index(_ entry: BidEntry) {
        if entry.isPending {
            byOffer[entry.bid.offer, default: OfOffer()].pending.insert(entry.bid.bid)
        } else {
            byOffer[entry.bid.offer, default: OfOffer()].pending.remove(entry.bid.bid)
            byOffer[entry.bid.offer, default: OfOffer()].granted.insert(entry.bid.bid)
        }
    }
}

/// The order in which bids are served: urgent ones, then by value, then by id.
struct BidRank: Comparable {
    var urgent: Bool
    var value: Int64
    var bid: String

    init(_ bid: Bid) {
        urgent = bid.urgent
        value = bid.value
        self.bid = bid.bid
    }

    static func < (left: BidRank, right: BidRank) -> Bool {
        if left.urgent != right.urgent { return left.urgent }
        if left.value != right.value { return left.value > right.value }
        return left.bid < right.bid
    }
}

extension BidEntry {
    /// A bid that waits to be cleared.
    init(waiting bid: Bid, since now: Instant) {
        self.init()
        self.bid = bid
        state = .pending
        arrived = now.milliseconds
    }
}

extension Bid {
    /// How far a resource desk can work with a bid.
    enum Soundness {
        case sound
        /// It can be told apart and answered, but its numbers make no sense.
        case answerable
        /// Nobody could be told.
        case nameless
    }

    var soundness: Soundness {
        guard bid.isIdentifier, lot.isIdentifier, offer.utf8.count <= OfferFieldCheck.textBytesMax else {
            return .nameless
        }
        let isSound =
            (1...OfferFieldCheck.gramsMax).contains(grams) && (0...grams).contains(minimumGrams)
            && (-OfferFieldCheck.priceMax...OfferFieldCheck.priceMax).contains(value)
            && crop.utf8.count <= OfferFieldCheck.textBytesMax && owner.utf8.count <= OfferFieldCheck.textBytesMax
        return isSound ? .sound : .answerable
    }
}
