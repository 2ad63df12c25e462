import GreenChannelModel
import RoutePlanning
import Testing

/// The search against a second, slow model: every pair of positions is driven through from the start.
struct InsertionSearchTests {
    @Test(arguments: 1...60)
    func theSearchFindsWhatDrivingEveryPossibilityFinds(seed: Int) throws {
        var random = TestRandom(UInt64(seed))
        let roads = GridRoads()
        var plan = RoutePlan(roads)
        for _ in 0..<3 { plan.add(randomTruck(&random)) }
        var taken = 0
        for number in 0..<14 {
            let cargo = randomLoad(number, &random)
            let least = cargo.grams / 3 + 1
            let found = plan.cheapestInsertion(of: cargo, atLeast: least)
            let whole = slowBest(plan.routes, cargo, least: cargo.grams, roads)
            let expected = whole ?? slowBest(plan.routes, cargo, least: least, roads)
            #expect(found?.load.grams == expected?.grams, "seed \(seed) load \(number)")
            #expect(found?.extraMilliFen == expected?.milliFen, "seed \(seed) load \(number)")
            #expect(found?.arrives.milliseconds == expected?.arrives, "seed \(seed) load \(number)")
            #expect(found?.route == expected?.route, "seed \(seed) load \(number)")
            if let found {
                taken += 1
                plan.insert(found)
                let route = plan.routes[found.route]
                #expect(route.isFeasible)
                #expect(
                    Drive(route.vehicle, route.stops.map { ($0.action, $0.load) }, roads).begins
                        == route.stops.map(\.begins.milliseconds)
                )
            }
        }
        #expect(taken > 0)
    }

    /// Told to leave at another hour, a route is as if it had been planned for that hour: the same hours, and the same loads
    /// go in at the same places.
    @Test(arguments: 1...60 as ClosedRange<UInt64>)
    func aRouteThatLeavesAtAnotherHourIsAsOneMadeForIt(seed: UInt64) {
        var random = TestRandom(seed)
        let vehicle = randomTruck(&random)
        var plan = RoutePlan(GridRoads())
        plan.add(vehicle)
        for number in 0..<5 {
            if let found = plan.cheapestInsertion(of: randomLoad(number, &random)) { plan.insert(found) }
        }
        var (routes, roads) = plan.end()
        for _ in 0..<12 {
            let earliest = Instant(milliseconds: Int64.random(in: 0...14 * hour, using: &random))
            routes[0].leave(notBefore: earliest)
            let moved = routes[0]
            let made = Route(moved.vehicle, stops: moved.stops.map { ($0.action, $0.load) }, &roads)
            #expect(moved.vehicle.earliestDeparture == earliest)
            #expect(moved.isFeasible == made.isFeasible && moved.metres == made.metres)
            #expect(moved.departs == made.departs && moved.returns == made.returns)
            #expect(moved.stops.map(\.begins) == made.stops.map(\.begins))
            var plans = (RoutePlan(roads), RoutePlan(roads))
            plans.0.add(moved)
            plans.1.add(made)
            let cargo = randomLoad(9, &random)
            #expect(plans.0.cheapestInsertion(of: cargo) == plans.1.cheapestInsertion(of: cargo))
        }
    }

    private func randomTruck(_ random: inout TestRandom) -> RouteVehicle {
        truck(
            Int64.random(in: 4...12, using: &random),
            depot: UInt32.random(in: 1000...3000, using: &random),
            refrigerated: Bool.random(using: &random),
            from: Int64.random(in: 0...4, using: &random),
            until: Int64.random(in: 10...30, using: &random),
            fixedFen: Int64.random(in: 0...50_000, using: &random),
            reachMetres: Bool.random(using: &random) ? 0 : 60_000
        )
    }

    private func randomLoad(_ number: Int, _ random: inout TestRandom) -> Load {
        load(
            number,
            Int64.random(in: 1...6, using: &random),
            from: UInt32.random(in: 1000...3000, using: &random),
            to: UInt32.random(in: 1000...3000, using: &random),
            ready: Int64.random(in: 0...8, using: &random),
            by: Int64.random(in: 5...24, using: &random),
            cold: Int.random(in: 0..<4, using: &random) == 0
        )
    }
}

private struct Found {
    var grams: Int64
    var milliFen: Int64
    var arrives: Int64
    var route: Int
    var pickup: Int
    var delivery: Int

    var rank: [Int64] { [-grams, milliFen, arrives, Int64(route), Int64(pickup), Int64(delivery)] }
}

private func slowBest(_ routes: [Route], _ cargo: Load, least: Int64, _ roads: any RoadDistances) -> Found? {
    var best: Found?
    for (index, route) in routes.enumerated() {
        let old = route.stops.map { ($0.action, $0.load) }
        let before = Drive(route.vehicle, old, roads)
        for pickup in 0...old.count {
            for delivery in pickup...old.count {
                let grams = largest(route.vehicle, old, pickup, delivery, cargo, roads)
                guard grams >= least else { continue }
                let part = cargo.carrying(grams)
                var stops = old
                stops.insert((.delivery, part), at: delivery)
                stops.insert((.pickup, part), at: pickup)
                let after = Drive(route.vehicle, stops, roads)
                guard after.isAllowed else { continue }
                let found = Found(
                    grams: grams,
                    milliFen: (after.metres - before.metres) * route.vehicle.fenPerKilometre
                        + (old.isEmpty ? route.vehicle.fixedFen * 1000 : 0),
                    arrives: after.begins[delivery + 1],
                    route: index,
                    pickup: pickup,
                    delivery: delivery
                )
                if let known = best, !found.rank.lexicographicallyPrecedes(known.rank) { continue }
                best = found
            }
        }
    }
    return best
}

/// The most of a load that two positions allow, found by weighing every leg between them.
private func largest(
    _ vehicle: RouteVehicle,
    _ stops: [(Route.Action, Load)],
    _ pickup: Int,
    _ delivery: Int,
    _ cargo: Load,
    _ roads: any RoadDistances
) -> Int64 {
    let weights = [0] + Drive(vehicle, stops, roads).aboard
    return weights[pickup...delivery].reduce(cargo.grams) { min($0, vehicle.capacityGrams - $1) }
}

/// A trip driven through, stop by stop.
private struct Drive {
    var isAllowed = true
    var metres: Int64 = 0
    var begins: [Int64] = []
    var aboard: [Int64] = []

    init(_ vehicle: RouteVehicle, _ stops: [(Route.Action, Load)], _ roads: any RoadDistances) {
        guard !stops.isEmpty else { return }
        var place = vehicle.depot
        var clock = vehicle.earliestDeparture.milliseconds
        var weight: Int64 = 0
        for (action, load) in stops {
            let visit = action == .pickup ? load.pickup : load.delivery
            let leg = roads.metres(from: place, to: visit.place) ?? 0
            let driven = place == visit.place ? 0 : leg
            metres += driven
            clock = max(clock + driving(driven, vehicle), visit.opens.milliseconds)
            begins.append(clock)
            if clock > visit.closes.milliseconds { isAllowed = false }
            clock += visit.serviceMilliseconds
            weight += action == .pickup ? load.grams : -load.grams
            aboard.append(weight)
            if weight > vehicle.capacityGrams { isAllowed = false }
            if load.needsColdChain, !vehicle.isRefrigerated { isAllowed = false }
            if action == .pickup, vehicle.reachMetres > 0,
                (roads.metres(from: vehicle.depot, to: visit.place) ?? 0) > vehicle.reachMetres,
                vehicle.depot != visit.place
            {
                isAllowed = false
            }
            place = visit.place
        }
        let home = place == vehicle.depot ? 0 : roads.metres(from: place, to: vehicle.depot) ?? 0
        metres += home
        if clock + driving(home, vehicle) > vehicle.latestReturn.milliseconds { isAllowed = false }
    }

    private func driving(_ metres: Int64, _ vehicle: RouteVehicle) -> Int64 {
        Int64((Double(metres) * 3600 / Double(vehicle.kilometresPerHour)).rounded(.up))
    }
}
