/// Why a resource desk declines a bid: the reason code of `Declined`.
enum BidDecline: String, Error, CaseIterable {
    // Of any resource desk.

    /// The desk has no such offer, or it was withdrawn.
    case unknownOffer = "UNKNOWN_OFFER"
    /// There was no room before this clearing began.
    case capacityFull = "CAPACITY_FULL"
    /// The Lot desk took the bid back before it was answered.
    case withdrawn = "WITHDRAWN"
    /// The bid's own numbers make no sense.
    case invalidField = "INVALID_FIELD"

    // Of channels and shows.

    /// The offer takes no more bids: its deadline or its time has passed.
    case offerClosed = "OFFER_CLOSED"
    /// There was room, and better bids took it.
    case outbid = "OUTBID"
    /// The bid offers less than the outlet's minimum lot.
    case belowMinimum = "BELOW_MINIMUM"
    /// It cannot arrive while the outlet is open and the produce can be sold.
    case windowTooShort = "WINDOW_TOO_SHORT"
    case cropNotWanted = "CROP_NOT_WANTED"
    /// The lot holds a position in this show already: one position, one lot.
    case lotAlreadyPlaced = "LOT_ALREADY_PLACED"

    // Of depots.

    /// No vehicle can be planned any more: all have left, or are about to.
    case noVehicle = "NO_VEHICLE"
    case noColdChain = "NO_COLD_CHAIN"
    /// No road is known between the places.
    case unknownPlace = "UNKNOWN_PLACE"
    /// Beyond the vehicles' reach, or too long a trip for what is left of their shifts.
    case tooFar = "TOO_FAR"
    /// It would arrive too late, or the bid's deadline has passed.
    case tooLate = "TOO_LATE"
}

/// Why a resource desk takes an award back, or a part of it: the reason code of `Released`.
enum BidRelease: String, Sendable, CaseIterable {
    /// The group buy's deadline passed with too few orders.
    case thresholdMissed = "THRESHOLD_MISSED"
    case withdrawnByChannel = "WITHDRAWN_BY_CHANNEL"
    case slotCancelled = "SLOT_CANCELLED"
    /// The show ended and viewers had not ordered it.
    case unsold = "UNSOLD"
    case vehicleWithdrawn = "VEHICLE_WITHDRAWN"
    /// The vehicle took less than planned.
    case partialPickup = "PARTIAL_PICKUP"
    /// The vehicle took nothing.
    case noShow = "NO_SHOW"
}
