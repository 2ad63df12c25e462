public import GreenChannelModel

/// What is open at a desk, for those who watch. Nothing is decided by it.
public struct OutstandingWork: Sendable, Equatable {
    /// Lots that are not at their end; `nil` at desks that keep none.
    public var openLots: Int?
    /// Bids that wait for an answer; `nil` at desks that answer none.
    public var pendingBids: Int?
    /// When the oldest of them arrived, by the desk's clock.
    public var oldestPendingBid: Instant?

    public init(openLots: Int? = nil, pendingBids: Int? = nil, oldestPendingBid: Instant? = nil) {
        self.openLots = openLots
        self.pendingBids = pendingBids
        self.oldestPendingBid = oldestPendingBid
    }
}

extension Desk {
    public var outstanding: OutstandingWork { OutstandingWork() }
}

extension LotDesk {
    public var outstanding: OutstandingWork { OutstandingWork(openLots: openLots) }
}

extension PromotionDesk {
    public var outstanding: OutstandingWork { book.outstanding }
}

extension BroadcastDesk {
    public var outstanding: OutstandingWork { book.outstanding }
}

extension DispatchDesk {
    public var outstanding: OutstandingWork { book.outstanding }
}

extension OutstandingWork {
    /// Adds one live entry of a desk's ledger: for those who look at a ledger without running its desk.
    /// - Throws: on bytes that no version of the desk wrote.
    public mutating func add(entry key: ArraySlice<UInt8>, value: ArraySlice<UInt8>, of desk: DeskName) throws {
        switch desk {
        case .intake: break
        case .lot:
            if key.first == LotDesk.lotKeyPrefix { openLots = (openLots ?? 0) + 1 }
        case .promotion, .broadcast, .dispatch:
            guard key.first == BidEntry.keyPrefix else { return }
            let entry = try BidEntry(ledgerBytes: value)
            if entry.isPending { add(pendingSince: entry.arrived) }
        }
    }

    mutating func add(pendingSince arrived: Int64) {
        pendingBids = (pendingBids ?? 0) + 1
        let arrived = Instant(milliseconds: arrived)
        oldestPendingBid = min(oldestPendingBid ?? arrived, arrived)
    }
}

extension BidEntry {
    /// Whether it waits for its answer.
    var isPending: Bool {
        switch state {
        case .granted: false
        case .pending, .UNRECOGNIZED: true
        }
    }
}
