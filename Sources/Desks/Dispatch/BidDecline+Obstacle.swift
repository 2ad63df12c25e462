import RoutePlanning

extension BidDecline {
    /// What stood in a load's way, as the Lot desk is told.
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
