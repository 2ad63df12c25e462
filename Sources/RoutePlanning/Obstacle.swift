import GreenChannelModel

/// Why no vehicle can take a load, by how near it came: a plan's answer is the farthest that any vehicle got.
public enum Obstacle: Int, Comparable, Sendable {
    /// There is no vehicle.
    case noVehicle
    /// No vehicle is refrigerated.
    case coldChain
    /// A place that no road leads to as far as is known.
    case unknownRoad
    /// The pickup is beyond every vehicle's reach.
    case reach
    /// The trip does not fit into any shift.
    case shift
    /// The load would arrive too late even on a vehicle of its own.
    case lateness
    /// An empty vehicle could do it, but none is.
    case full

    public static func < (left: Obstacle, right: Obstacle) -> Bool { left.rawValue < right.rawValue }
}

extension RoutePlan {
    /// Says why a load found no place.
    public mutating func obstacle(to load: Load) -> Obstacle {
        var farthest = Obstacle.noVehicle
        for route in routes { farthest = max(farthest, obstacle(to: load, for: route.vehicle)) }
        return farthest
    }

    private mutating func obstacle(to load: Load, for vehicle: RouteVehicle) -> Obstacle {
        guard vehicle.isRefrigerated || !load.needsColdChain else { return .coldChain }
        guard let out = metres(from: vehicle.depot, to: load.pickup.place),
            let loaded = metres(from: load.pickup.place, to: load.delivery.place),
            let home = metres(from: load.delivery.place, to: vehicle.depot)
        else { return .unknownRoad }
        guard vehicle.reachMetres == 0 || out <= vehicle.reachMetres else { return .reach }
        let atPickup = vehicle.earliestDeparture.milliseconds + vehicle.drivingMilliseconds(out)
        let loading = load.pickup.serviceMilliseconds + vehicle.stopMilliseconds
        let unloading = load.delivery.serviceMilliseconds + vehicle.stopMilliseconds
        let picked = max(load.pickup.opens.milliseconds, atPickup) + loading
        let atDelivery = picked + vehicle.drivingMilliseconds(loaded)
        let delivered = max(load.delivery.opens.milliseconds, atDelivery) + unloading
        guard delivered + vehicle.drivingMilliseconds(home) <= vehicle.latestReturn.milliseconds else { return .shift }
        guard atPickup <= load.pickup.closes.milliseconds, atDelivery <= load.delivery.closes.milliseconds
        else { return .lateness }
        return .full
    }
}
