import GreenChannelModel

/// The vehicles of one depot, as far as every decision about the depot looks at them: a digest of their ledger entries,
/// so that the entries need not be looked up and copied each time. Holds nothing that the ledger would not say again.
struct Fleet {
    struct Vehicle {
        let name: String
        /// Its place in the ledger.
        let id: String
        var place: UInt32
        var refrigerated: Bool
        var frozen: Bool
        var hasStops: Bool
        var ratedGrams: Int64
        /// The most that a load not planned yet could weigh.
        var freeGrams: Int64
        var reachMetres: Int64
        var fenPerKm: Int64
        var shiftStarts: Int64
        var shiftEnds: Int64
        var departs: Int64
        var returns: Int64

        init(_ entry: VehicleEntry, id: String) {
            let offer = entry.offer
            name = offer.vehicle
            self.id = id
            place = offer.place
            refrigerated = offer.refrigerated
            frozen = entry.frozen
            hasStops = !entry.stops.isEmpty
            ratedGrams = offer.ratedGrams
            freeGrams = entry.freeGrams
            reachMetres = offer.reachMetres
            fenPerKm = offer.fenPerKm
            shiftStarts = offer.shiftStarts
            shiftEnds = offer.shiftEnds
            departs = entry.departs
            returns = entry.returns
        }
    }

    /// By name.
    private(set) var vehicles: [Vehicle] = []
    /// By vehicle: its trip, as long as nothing has changed in it since it was last planned.
    private var trips: [PlannedTrip?] = []

    var isEmpty: Bool { vehicles.isEmpty }

    mutating func set(_ vehicle: Vehicle) {
        let place = place(of: vehicle.name)
        if holds(vehicle.name, at: place) {
            vehicles[place] = vehicle
            trips[place] = nil
        } else {
            vehicles.insert(vehicle, at: place)
            trips.insert(nil, at: place)
        }
    }

    mutating func remove(_ name: String) {
        let place = place(of: name)
        guard holds(name, at: place) else { return }
        vehicles.remove(at: place)
        trips.remove(at: place)
    }

    /// Takes the trip of the vehicle at a place among `vehicles` out, to be planned; `nil`: it must be worked out anew.
    mutating func takeTrip(at place: Int) -> PlannedTrip? { trips[place].take() }

    /// Keeps a trip that a plan left as it was.
    mutating func keep(_ trip: consuming PlannedTrip, at place: Int) { trips[place] = trip }

    /// A load of the vehicle's trip has changed.
    mutating func forgetTrip(of name: String) {
        let place = place(of: name)
        if holds(name, at: place) { trips[place] = nil }
    }

    mutating func forgetTrips() { trips = Array(repeating: nil, count: vehicles.count) }

    private func holds(_ name: String, at place: Int) -> Bool {
        place < vehicles.count && vehicles[place].name == name
    }

    /// Where a vehicle of that name stands, or would stand.
    private func place(of name: String) -> Int {
        var low = 0
        var high = vehicles.count
        while low < high {
            let middle = (low + high) / 2
            if vehicles[middle].name < name { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension Fleet.Vehicle {
    /// Whether it can take a load that is not planned yet.
    func isOpen(_ now: Instant, freezeMilliseconds: Int64) -> Bool {
        !frozen && now.later(byMilliseconds: freezeMilliseconds).milliseconds < shiftEnds
    }

    /// Whether its time has come to freeze, to be back, or to retire.
    func isDue(_ now: Instant, freezeMilliseconds: Int64) -> Bool {
        if frozen { return returns <= now.milliseconds }
        return hasStops ? freezes(freezeMilliseconds) <= now.milliseconds : shiftEnds <= now.milliseconds
    }

    /// When next something happens to it by itself. While it is not due, later than now.
    func nextChange(_ now: Instant, freezeMilliseconds: Int64) -> Int64 {
        if frozen { return returns }
        let closes = shiftEnds.saturatingSubtract(freezeMilliseconds)
        if !hasStops { return closes > now.milliseconds ? closes : shiftEnds }
        let freezes = freezes(freezeMilliseconds)
        return closes > now.milliseconds ? min(closes, freezes) : freezes
    }

    private func freezes(_ freezeMilliseconds: Int64) -> Int64 { departs.saturatingSubtract(freezeMilliseconds) }
}
