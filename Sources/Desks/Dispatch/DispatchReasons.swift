import RoutePlanning

/// Why the Dispatch desk declines a bid: the reason code of `Declined`.
enum DispatchDecline: String, Sendable, CaseIterable {
    /// The desk has no such depot, or its last vehicle was withdrawn.
    case unknownOffer = "UNKNOWN_OFFER"
    /// No vehicle can be planned any more: all have left, or are about to.
    case noVehicle = "NO_VEHICLE"
    case noColdChain = "NO_COLD_CHAIN"
    /// No road is known between the places.
    case unknownPlace = "UNKNOWN_PLACE"
    /// Beyond the vehicles' reach, or too long a trip for what is left of their shifts.
    case tooFar = "TOO_FAR"
    /// It would arrive too late, or the bid's deadline has passed.
    case tooLate = "TOO_LATE"
    /// An empty vehicle could do it, but none is.
    case capacityFull = "CAPACITY_FULL"
    /// The Lot desk took the bid back before it was answered.
    case withdrawn = "WITHDRAWN"
    /// The bid's own numbers make no sense.
    case invalidField = "INVALID_FIELD"

    init(_ obstacle: Obstacle) {
        switch obstacle {
        case .noVehicle: self = .noVehicle
        case .coldChain: self = .noColdChain
        case .unknownRoad: self = .unknownPlace
        case .reach, .shift: self = .tooFar
        case .lateness: self = .tooLate
        case .full: self = .capacityFull
        }
    }
}

/// Why the Dispatch desk gives a load back: the reason code of `Released`.
enum DispatchRelease: String, Sendable, CaseIterable {
    case vehicleWithdrawn = "VEHICLE_WITHDRAWN"
    /// The vehicle took less than planned.
    case partialPickup = "PARTIAL_PICKUP"
    /// The vehicle took nothing.
    case noShow = "NO_SHOW"
}
