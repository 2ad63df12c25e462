/// Why a market desk declines a bid: the reason code of `Declined`.
enum MarketDecline: String, Sendable, CaseIterable {
    /// The desk has no such offer, or it was withdrawn.
    case unknownOffer = "UNKNOWN_OFFER"
    /// The offer takes no more bids: its deadline or its time has passed.
    case offerClosed = "OFFER_CLOSED"
    /// There was no room before this clearing began.
    case capacityFull = "CAPACITY_FULL"
    /// There was room, and better bids took it.
    case outbid = "OUTBID"
    /// The bid offers less than the outlet's minimum lot.
    case belowMinimum = "BELOW_MINIMUM"
    /// It cannot arrive while the outlet is open and the produce can be sold.
    case windowTooShort = "WINDOW_TOO_SHORT"
    case cropNotWanted = "CROP_NOT_WANTED"
    /// The lot holds a position in this show already: one position, one lot.
    case lotAlreadyPlaced = "LOT_ALREADY_PLACED"
    /// The Lot desk took the bid back before it was answered.
    case withdrawn = "WITHDRAWN"
    /// The bid's own numbers make no sense.
    case invalidField = "INVALID_FIELD"
}

/// Why a market desk takes an award back: the reason code of `Released`.
enum MarketRelease: String, Sendable, CaseIterable {
    /// The group buy's deadline passed with too few orders.
    case thresholdMissed = "THRESHOLD_MISSED"
    case withdrawnByChannel = "WITHDRAWN_BY_CHANNEL"
    case slotCancelled = "SLOT_CANCELLED"
    /// The show ended and viewers had not ordered it.
    case unsold = "UNSOLD"
}

/// A ledger entry that no version of this desk wrote.
struct UnknownMarketEntry: Error, CustomStringConvertible {
    var desk: DeskName
    var key: String

    init(desk: DeskName, key: ArraySlice<UInt8>) {
        self.desk = desk
        self.key = String(decoding: key, as: UTF8.self)
    }

    var description: String {
        "the ledger of the \(desk.rawValue) desk holds an entry that is none of its own, key \(key.shown)"
    }
}
