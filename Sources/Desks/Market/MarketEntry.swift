import GreenChannelModel

/// An outlet in the ledger of a market desk: a channel or a show, and what bids must know of it.
protocol MarketEntry: WakingEntry, Equatable {
    /// The offer's id, under which the Lot desk knows it, and the key of the desk's inbox that it belongs to.
    var id: String { get }
    var owner: String { get }
    /// When the bids that wait are cleared; 0: none waits.
    var clearsAt: Int64 { get set }
    /// What the Lot desk was told last, and when.
    var announcedGrams: Int64 { get set }
    var announcedAt: Int64 { get set }

    /// Why it takes no bid now; `nil`: it does.
    func refusalOfBids(now: Instant) -> BidDecline?
    /// What would remain if nothing were granted.
    func capacity(now: Instant) -> Int64
    func announcement(remaining: Int64, withdrawn: Bool, now: Instant) -> OfferAnnounced

    /// Whether nothing can happen here any more once the last award is gone.
    func isOver(now: Instant) -> Bool
    /// The first moment after which what this entry says changes, without any record to say so; `nil`: none.
    func nextChange(now: Instant) -> Int64?
    /// When an award whose own time has passed settles after all, because the outlet was put off; `nil`: it is done with.
    var settlesLater: Int64? { get }
    /// Forgets what is over.
    mutating func passTime(_ now: Instant)
    /// Takes back what a grant uses of the outlet, or so much of it.
    mutating func free(_ grams: Int64, of grant: inout BidEntry)
}

extension MarketEntry {
    mutating func passTime(_ now: Instant) {}
}
