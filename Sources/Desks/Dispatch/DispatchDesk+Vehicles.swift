import GreenChannelModel

/// How vehicles move through a shift.
extension DispatchDesk {
    /// Keeps a vehicle's entry. Every change of a vehicle comes through here or `removeVehicle`, which keep the fleet in step.
    mutating func setVehicle(_ id: String, _ entry: VehicleEntry) {
        fleets[entry.offer.depot, default: Fleet()].set(Fleet.Vehicle(entry, id: id))
        vehicles.set(id, entry)
    }

    mutating func removeVehicle(_ name: String, ofDepot depot: String) {
        fleets[depot]?.remove(name)
        if fleets[depot]?.isEmpty == true { fleets[depot] = nil }
        vehicles.set(Self.vehicleKey(depot: depot, vehicle: name), nil)
    }

    /// Freezes, brings back and retires vehicles whose time has come.
    mutating func passTime(_ entry: inout DepotEntry, _ now: Instant) {
        guard let fleet = fleets[entry.depot] else { return }
        let freezeMilliseconds = freezeMilliseconds
        for known in fleet.vehicles where known.isDue(now, freezeMilliseconds: freezeMilliseconds) {
            guard var vehicle = vehicles[known.id] else { continue }
            // Due with stops and not frozen: the time before its departure has begun.
            if !vehicle.frozen, !vehicle.stops.isEmpty { vehicle.frozen = true }
            if vehicle.frozen, vehicle.returns <= now.milliseconds {
                vehicle.frozen = false
                vehicle.availableFrom = vehicle.returns
                vehicle.clearTrip()
            }
            if vehicle.stops.isEmpty, !vehicle.frozen, vehicle.offer.shiftEnds <= now.milliseconds {
                removeVehicle(known.name, ofDepot: entry.depot)
                entry.vehicles.removeAll { $0 == known.name }
            } else {
                setVehicle(known.id, vehicle)
            }
        }
    }

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
            var plan = emptyPlan(roadTable, now)
            plan.add(vehicle) { book[$0] }
            // Where roads are odd, less to do may take longer: then the old hours stand.
            if let replanned = plan.replanned(0) { vehicle = replanned }
        }
        setVehicle(id, vehicle)
    }

    /// Lets go of a load that nothing depends on any more.
    mutating func forget(_ load: BidEntry) {
        book.remove(load)
        fleets[load.bid.owner]?.forgetTrip(of: load.vehicle)
    }

    /// A vehicle that has loaded something is on its way: its plan can no longer change.
    mutating func freezeVehicle(of load: BidEntry) {
        let id = Self.vehicleKey(depot: load.bid.owner, vehicle: load.vehicle)
        guard var vehicle = vehicles[id], !vehicle.frozen, vehicle.stops.contains(where: { $0.bid == load.bid.bid })
        else { return }
        vehicle.frozen = true
        setVehicle(id, vehicle)
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
