import GreenChannelModel
import RoutePlanning

/// Answers what waits for a depot, all together.
extension DispatchDesk {
    mutating func clear(_ entry: inout DepotEntry, _ now: Instant, _ outbox: inout Outbox) {
        entry.clearsAt = 0
        let ranked = ranked(ofDepot: entry.depot, now)
        guard !ranked.isEmpty else { return }
        var fleet = fleets.removeValue(forKey: entry.depot) ?? Fleet()
        var (plan, places) = planOfOpenVehicles(of: &fleet, now)
        var cleared: Int64?
        var results: [Result<DispatchPlan.Grant, BidDecline>] = []
        results.reserveCapacity(ranked.count)
        for waiting in ranked.prefix(max(1, settings.bidsPerClearingMax)) {
            let isTooLate = waiting.bid.deadline > 0 && waiting.bid.deadline < now.milliseconds
            let result = isTooLate ? .failure(.tooLate) : plan.take(waiting)
            if case .success = result { cleared = min(cleared ?? waiting.bid.value, waiting.bid.value) }
            results.append(result)
        }
        let answers = results.map { result in result.map { plan.finished($0, rules: rules) } }
        let changed = plan.changedVehicles()
        end(&plan, places, &fleet)
        if !fleet.isEmpty { fleets[entry.depot] = fleet }
        for vehicle in changed {
            setVehicle(Self.vehicleKey(depot: entry.depot, vehicle: vehicle.offer.vehicle), vehicle)
        }
        passTime(&entry, now)
        let remaining = terms(ofDepot: entry.depot, now).remainingGrams
        for (waiting, answer) in zip(ranked, answers) {
            switch answer {
            case .success(let grant):
                book.put(grant)
                outbox.postAward(grant, cleared: cleared ?? 0, remaining: remaining)
            case .failure(let reason):
                book.remove(waiting)
                outbox.postDecline(waiting.bid, reason, cleared: cleared ?? 0, remaining: remaining)
            }
        }
        if results.count < ranked.count { entry.clearsAt = now.later(byMilliseconds: windowMilliseconds).milliseconds }
    }

    /// The bids that wait for a depot, in the order in which they are taken in.
    private func ranked(ofDepot depot: String, _ now: Instant) -> [BidEntry] {
        let waiting = book.pendingByID(offer: Self.offerID(ofDepot: depot))
        var order = waiting.indices.map { index in
            let bid = waiting[index].bid
            let metres = roads.metres(from: Adcode(bid.place), to: Adcode(bid.journey.destination)) ?? 0
            return (rank: LoadRank(bid, metres: metres, now: now), index: index)
        }
        order.sort { $0.rank < $1.rank }
        return order.map { waiting[$0.index] }
    }

    /// A plan of the vehicles that still take loads, and the place of each in the fleet. It takes with it what earlier plans
    /// have worked out, which `end` puts back.
    private mutating func planOfOpenVehicles(of fleet: inout Fleet, _ now: Instant) -> (DispatchPlan, places: [Int]) {
        var roads = RoadTable(roads)
        swap(&roads, &roadTable)
        var plan = emptyPlan(roads, now)
        var places: [Int] = []
        for place in fleet.vehicles.indices {
            guard fleet.vehicles[place].isOpen(now, freezeMilliseconds: freezeMilliseconds) else { continue }
            if let trip = fleet.takeTrip(at: place) {
                plan.add(trip)
            } else if let vehicle = vehicles[fleet.vehicles[place].id] {
                plan.add(vehicle) { book[$0] }
            } else {
                continue
            }
            places.append(place)
        }
        return (plan, places)
    }

    /// Keeps what a plan has worked out of trips and roads for the next one, as long as it is not too much.
    private mutating func end(_ plan: inout DispatchPlan, _ places: [Int], _ fleet: inout Fleet) {
        let (unchanged, roads) = plan.end()
        guard roads.placeCount <= Self.knownPlacesMax else {
            // Trips are good only together with the roads that they were planned on.
            for depot in fleets.keys { fleets[depot]?.forgetTrips() }
            fleet.forgetTrips()
            return
        }
        roadTable = roads
        for (place, trip) in zip(places, unchanged) {
            if let trip { fleet.keep(trip, at: place) }
        }
    }

    /// A table of so many places takes two megabytes.
    private static let knownPlacesMax = 512

    func emptyPlan(_ roads: RoadTable, _ now: Instant) -> DispatchPlan {
        // A driver knows the plan for so long before leaving.
        DispatchPlan(roads, settings, earliestDeparture: now.later(byMilliseconds: freezeMilliseconds))
    }
}
