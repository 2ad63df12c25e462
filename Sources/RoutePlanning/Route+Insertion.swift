import GreenChannelModel

/// The search for the cheapest place of a load in one route.
///
/// All pairs of positions are looked at, each in constant time: the walk from the pickup on carries the delay forward stop
/// by stop, and what comes after the delivery is judged by its slack alone.
extension Route {
    /// The best insertion that carries at least so many grams of the load; `nil`: none.
    func bestInsertion(of load: Load, atLeast least: Int64, index: Int, _ roads: inout RoadTable) -> Insertion? {
        let least = max(1, least)
        guard isFeasible, stops.count / 2 < vehicle.loadsMax, least <= load.grams, least <= vehicle.capacityGrams,
            vehicle.isRefrigerated || !load.needsColdChain
        else { return nil }
        var search = InsertionSearch(route: self, load: load, least: least, index: index, roads: &roads)
        guard let within = search.metresFromDepot(&roads), vehicle.reachMetres == 0 || within <= vehicle.reachMetres
        else { return nil }
        for position in 0...stops.count {
            guard search.tryPickup(before: position, &roads) else { break }
        }
        return search.best
    }
}

private struct InsertionSearch {
    let route: Route
    let load: Load
    let least: Int64
    let index: Int
    let pickup: RoadTable.Place
    let delivery: RoadTable.Place
    let direct: Int64?
    let pickupMilliseconds: Int64
    private(set) var best: Insertion?

    init(route: Route, load: Load, least: Int64, index: Int, roads: inout RoadTable) {
        self.route = route
        self.load = load
        self.least = least
        self.index = index
        pickupMilliseconds = load.pickup.serviceMilliseconds + route.vehicle.stopMilliseconds
        pickup = roads.place(load.pickup.place)
        delivery = roads.place(load.delivery.place)
        direct = roads.metres(from: pickup, to: delivery)
    }

    func metresFromDepot(_ roads: inout RoadTable) -> Int64? {
        roads.metres(from: route.nodes[0].place, to: pickup)
    }

    /// Tries the pickup right after node `position` (before the stop of that number) with every delivery after it.
    /// False: no later position can be in time either.
    mutating func tryPickup(before position: Int, _ roads: inout RoadTable) -> Bool {
        let before = route.nodes[position]
        let after = route.nodes[position + 1]
        let leaves = before.begins + before.service
        guard leaves <= load.pickup.closes.milliseconds else { return false }
        var grams = min(load.grams, route.vehicle.capacityGrams - before.aboard)
        guard grams >= least, let toPickup = roads.metres(from: before.place, to: pickup) else { return true }
        let arrival = leaves + route.vehicle.drivingMilliseconds(toPickup)
        guard arrival <= load.pickup.closes.milliseconds else { return true }
        let loaded = max(load.pickup.opens.milliseconds, arrival) + pickupMilliseconds

        if let direct {
            let there = loaded + route.vehicle.drivingMilliseconds(direct)
            tryDelivery(
                arriving: there,
                metresSoFar: toPickup + direct - before.leg,
                grams,
                position,
                position,
                after,
                &roads
            )
        }
        guard let onward = roads.metres(from: pickup, to: after.place) else { return true }
        let detour = toPickup + onward - before.leg
        var begins = max(after.opens, loaded + route.vehicle.drivingMilliseconds(onward))
        var next = position + 1
        while next <= route.stops.count, begins <= route.nodes[next].latest {
            let node = route.nodes[next]
            grams = min(grams, route.vehicle.capacityGrams - node.aboard)
            guard grams >= least else { break }
            let leaves = begins + node.service
            if let toDelivery = roads.metres(from: node.place, to: delivery) {
                tryDelivery(
                    arriving: leaves + route.vehicle.drivingMilliseconds(toDelivery),
                    metresSoFar: detour + toDelivery - node.leg,
                    grams,
                    position,
                    next,
                    route.nodes[next + 1],
                    &roads
                )
            }
            begins = max(route.nodes[next + 1].opens, leaves + route.vehicle.drivingMilliseconds(node.leg))
            next += 1
        }
        return true
    }

    private mutating func tryDelivery(
        arriving: Int64,
        metresSoFar: Int64,
        _ grams: Int64,
        _ pickupPosition: Int,
        _ deliveryPosition: Int,
        _ after: Route.Node,
        _ roads: inout RoadTable
    ) {
        guard arriving <= load.delivery.closes.milliseconds,
            let onward = roads.metres(from: delivery, to: after.place)
        else { return }
        let begins = max(load.delivery.opens.milliseconds, arriving)
        let leaves = begins + load.delivery.serviceMilliseconds + route.vehicle.stopMilliseconds
        guard leaves + route.vehicle.drivingMilliseconds(onward) <= after.latest else { return }
        let extraMetres = metresSoFar + onward
        let opening = route.isEmpty ? route.vehicle.fixedFen * 1000 : 0
        let insertion = Insertion(
            route: index,
            load: load.carrying(grams),
            pickupPosition: pickupPosition,
            deliveryPosition: deliveryPosition,
            extraMetres: extraMetres,
            extraMilliFen: extraMetres * route.vehicle.fenPerKilometre + opening,
            arrives: Instant(milliseconds: begins)
        )
        if let best, !insertion.isBetter(than: best) { return }
        best = insertion
    }
}
