import GreenChannelModel

/// How vehicles move through a shift.
extension DispatchDesk {
    /// Whether a vehicle can take a load that is not planned yet.
    func isOpen(_ vehicle: VehicleEntry, _ now: Instant) -> Bool {
        !vehicle.frozen && now.later(byMilliseconds: freezeMilliseconds).milliseconds < vehicle.offer.shiftEnds
    }

    /// Freezes, brings back and retires vehicles whose time has come.
    mutating func passTime(_ entry: inout DepotEntry, _ now: Instant) {
        for name in entry.vehicles {
            let id = Self.vehicleKey(depot: entry.depot, vehicle: name)
            guard let before = vehicles[id] else { continue }
            var vehicle = before
            if !vehicle.frozen, !vehicle.stops.isEmpty, freezes(vehicle) <= now.milliseconds { vehicle.frozen = true }
            if vehicle.frozen, vehicle.returns <= now.milliseconds {
                vehicle.frozen = false
                vehicle.availableFrom = vehicle.returns
                vehicle.clearTrip()
            }
            if vehicle.stops.isEmpty, !vehicle.frozen, vehicle.offer.shiftEnds <= now.milliseconds {
                vehicles.set(id, nil)
            } else if vehicle != before {
                vehicles.set(id, vehicle)
            }
        }
        let depot = entry.depot
        entry.vehicles.removeAll { vehicles[Self.vehicleKey(depot: depot, vehicle: $0)] == nil }
    }

    /// When next something happens to a vehicle by itself. After `passTime` later than now.
    func nextChange(of vehicle: VehicleEntry, _ now: Instant) -> Int64 {
        if vehicle.frozen { return vehicle.returns }
        let closes = vehicle.offer.shiftEnds.saturatingSubtract(freezeMilliseconds)
        let ends = closes > now.milliseconds ? closes : vehicle.offer.shiftEnds
        if vehicle.stops.isEmpty { return ends }
        return closes > now.milliseconds ? min(closes, freezes(vehicle)) : freezes(vehicle)
    }

    private func freezes(_ vehicle: VehicleEntry) -> Int64 { vehicle.departs.saturatingSubtract(freezeMilliseconds) }

    /// Takes a load, or what it has become smaller by, off its vehicle's trip.
    mutating func unload(_ load: BidEntry, _ now: Instant) {
        let id = Self.vehicleKey(depot: load.bid.owner, vehicle: load.vehicle)
        guard var vehicle = vehicles[id], vehicle.stops.contains(where: { $0.bid == load.bid.bid }) else { return }
        if load.grantedGrams == 0 {
            vehicle.stops.removeAll { $0.bid == load.bid.bid }
        } else {
            for index in vehicle.stops.indices where vehicle.stops[index].bid == load.bid.bid {
                vehicle.stops[index].grams = load.grantedGrams
            }
        }
        if vehicle.stops.isEmpty {
            // One that has left comes back when it was to; one that has not need not leave.
            if !vehicle.frozen || now.milliseconds < vehicle.departs {
                vehicle.frozen = false
                vehicle.clearTrip()
            }
        } else if !vehicle.frozen {
            var plan = emptyPlan(now)
            plan.add(vehicle) { book[$0] }
            // Where roads are odd, less to do may take longer: then the old hours stand.
            if let replanned = plan.replanned(0) { vehicle = replanned }
        }
        vehicles.set(id, vehicle)
    }

    /// A vehicle that has loaded something is on its way: its plan can no longer change.
    mutating func freezeVehicle(of load: BidEntry) {
        let id = Self.vehicleKey(depot: load.bid.owner, vehicle: load.vehicle)
        guard let vehicle = vehicles[id], !vehicle.frozen, vehicle.stops.contains(where: { $0.bid == load.bid.bid })
        else { return }
        vehicles.update(id) { $0?.frozen = true }
    }
}

extension VehicleEntry {
    fileprivate mutating func clearTrip() {
        stops = []
        departs = 0
        returns = 0
        fen = 0
    }

    /// The most that a load not planned yet could weigh, were it on board all the way.
    var freeGrams: Int64 {
        var aboard: Int64 = 0
        var peak: Int64 = 0
        for stop in stops {
            aboard = stop.delivery ? aboard.saturatingSubtract(stop.grams) : aboard.saturatingAdd(stop.grams)
            peak = max(peak, aboard)
        }
        return max(0, offer.ratedGrams.saturatingSubtract(peak))
    }
}
