import GreenChannelModel

/// What operators tell of vehicles.
extension DispatchDesk {
    /// A new vehicle, or a correction: new terms hold for what is not planned yet.
    mutating func take(_ offer: VehicleOffered, key: String, _ now: Instant, _ outbox: inout Outbox) {
        if let failure = offer.failure(now: now) { return outbox.refuse(.invalidField, failure) }
        guard key == offer.depot else {
            return outbox.refuse(
                .invalidField,
                "vehicle \(offer.vehicle.shown): the record's key is \(key.shown); post it with the depot as its key"
            )
        }
        var entry = depots[offer.depot] ?? DepotEntry()
        entry.depot = offer.depot
        passTime(&entry, now)
        let id = Self.vehicleKey(depot: offer.depot, vehicle: offer.vehicle)
        if vehicles[id] == nil {
            guard entry.vehicles.count < settings.vehiclesPerDepotMax else {
                return outbox.refuse(
                    .invalidField,
                    "vehicle \(offer.vehicle.shown): depot \(offer.depot.shown) has \(entry.vehicles.count) vehicles "
                        + "already; give it another depot"
                )
            }
            let place = entry.vehicles.firstIndex { $0 > offer.vehicle } ?? entry.vehicles.count
            entry.vehicles.insert(offer.vehicle, at: place)
        }
        var vehicle = vehicles[id] ?? VehicleEntry()
        vehicle.offer = offer
        setVehicle(id, vehicle)
        store(entry, now, &outbox)
    }

    /// Gives back every load that the vehicle has not picked up yet.
    mutating func take(_ withdrawal: VehicleWithdrawn, _ now: Instant, _ outbox: inout Outbox) {
        guard var entry = depot(withdrawal.depot), withdrawal.vehicle.isIdentifier,
            entry.vehicles.contains(withdrawal.vehicle)
        else {
            return outbox.refuse(
                .unknownOffer,
                "vehicle \(withdrawal.vehicle.shown) is not offered at depot \(withdrawal.depot.shown); check both ids"
            )
        }
        let id = Self.vehicleKey(depot: withdrawal.depot, vehicle: withdrawal.vehicle)
        let stops = vehicles[id]?.stops ?? []
        for stop in stops where !stop.delivery {
            guard let load = book[stop.bid], load.loadedGrams == 0, load.weighedGrams == 0, load.grantedGrams > 0,
                load.settles > now.milliseconds
            else { continue }
            book.remove(load)
            outbox.postRelease(load.bid, grams: load.grantedGrams, .vehicleWithdrawn)
        }
        removeVehicle(withdrawal.vehicle, ofDepot: withdrawal.depot)
        entry.vehicles.removeAll { $0 == withdrawal.vehicle }
        passTime(&entry, now)
        store(entry, now, &outbox)
    }
}
