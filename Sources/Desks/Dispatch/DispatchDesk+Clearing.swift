import GreenChannelModel
import RoutePlanning

/// Answers what waits for a depot, all together.
extension DispatchDesk {
    mutating func clear(_ entry: inout DepotEntry, _ now: Instant, _ outbox: inout Outbox) {
        entry.clearsAt = 0
        let ranked = ranked(ofDepot: entry.depot, now)
        guard !ranked.isEmpty else { return }
        var plan = planOfOpenVehicles(entry, now)
        defer { keepRoads(of: plan) }
        var cleared: Int64?
        var results: [Result<Int, BidDecline>] = []
        results.reserveCapacity(ranked.count)
        for waiting in ranked.prefix(max(1, settings.bidsPerClearingMax)) {
            let isTooLate = waiting.bid.deadline > 0 && waiting.bid.deadline < now.milliseconds
            let result = isTooLate ? .failure(.tooLate) : plan.take(waiting)
            if case .success = result { cleared = min(cleared ?? waiting.bid.value, waiting.bid.value) }
            results.append(result)
        }
        for vehicle in plan.changedVehicles() {
            setVehicle(Self.vehicleKey(depot: entry.depot, vehicle: vehicle.offer.vehicle), vehicle)
        }
        passTime(&entry, now)
        let remaining = terms(ofDepot: entry.depot, now).remainingGrams
        for (waiting, result) in zip(ranked, results) {
            switch result {
            case .success(let number):
                let grant = plan.finished(number, rules: rules)
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

    private func planOfOpenVehicles(_ entry: DepotEntry, _ now: Instant) -> DispatchPlan {
        var plan = emptyPlan(now)
        guard let fleet = fleets[entry.depot] else { return plan }
        for known in fleet.vehicles where known.isOpen(now, freezeMilliseconds: freezeMilliseconds) {
            if let vehicle = vehicles[known.id] { plan.add(vehicle) { book[$0] } }
        }
        return plan
    }

    /// Keeps what a plan has learnt of the roads for the next one, as long as it is not too much.
    private mutating func keepRoads(of plan: DispatchPlan) {
        roadTable = plan.roadTable.placeCount > Self.knownPlacesMax ? RoadTable(roads) : plan.roadTable
    }

    /// A table of so many places takes two megabytes.
    private static let knownPlacesMax = 512

    func emptyPlan(_ now: Instant) -> DispatchPlan {
        // A driver knows the plan for so long before leaving.
        DispatchPlan(roadTable, settings, earliestDeparture: now.later(byMilliseconds: freezeMilliseconds))
    }
}
