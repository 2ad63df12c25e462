import GreenChannelModel

/// The search for the cheapest place of a load in one route.
///
/// All pairs of positions are looked at, each in constant time: the walk from the pickup on carries the delay forward stop
/// by stop, and what comes after the delivery is judged by its slack alone. Ways to and from the load's two places are
/// looked up once per stop.
extension Route {
    /// The best insertion that carries at least so many grams of the load, or one in another route that is no worse:
    /// `known`, the best so far.
    func bestInsertion(
        of load: Load,
        between places: (pickup: RoadTable.Place, delivery: RoadTable.Place),
        atLeast least: Int64,
        index: Int,
        known: Insertion?,
        _ roads: inout RoadTable,
        _ ways: inout [InsertionSearch.Ways]
    ) -> Insertion? {
        let least = max(1, least)
        guard isFeasible, stops.count / 2 < vehicle.loadsMax, least <= load.grams, least <= vehicle.capacityGrams,
            vehicle.isRefrigerated || !load.needsColdChain
        else { return known }
        guard let reach = roads.metres(from: nodes[0].place, to: places.pickup),
            vehicle.reachMetres == 0 || reach <= vehicle.reachMetres
        else { return known }
        var search = InsertionSearch(route: self, load: load, least: least, index: index, known: known)
        search.measure(places, vehicle, &roads, &ways)
        for position in 0...stops.count {
            guard search.tryPickup(before: position, ways) else { break }
        }
        return search.best
    }
}

struct InsertionSearch {
    /// From one place to another; `nil` where no road is known.
    struct Way {
        var metres: Int64
        var driving: Int64
    }

    /// Between a stop of the route and the load's places.
    struct Ways {
        var toPickup: Way?
        var fromPickup: Way?
        var toDelivery: Way?
        var fromDelivery: Way?
    }

    let nodes: [Route.Node]
    private var direct: Way?
    let load: Load
    let least: Int64
    let index: Int
    let capacity: Int64
    let pickupMilliseconds: Int64
    let deliveryMilliseconds: Int64
    let fenPerKilometre: Int64
    let openingMilliFen: Int64
    /// In this route or in one that was searched before.
    private(set) var best: Insertion?

    init(route: Route, load: Load, least: Int64, index: Int, known: Insertion?) {
        best = known
        nodes = route.nodes
        self.load = load
        self.least = least
        self.index = index
        capacity = route.vehicle.capacityGrams
        pickupMilliseconds = load.pickup.serviceMilliseconds + route.vehicle.stopMilliseconds
        deliveryMilliseconds = load.delivery.serviceMilliseconds + route.vehicle.stopMilliseconds
        fenPerKilometre = route.vehicle.fenPerKilometre
        openingMilliFen = route.isEmpty ? route.vehicle.fixedFen * 1000 : 0
    }

    /// Finds the ways between the route's stops and the load's places, in the order of the stops.
    mutating func measure(
        _ places: (pickup: RoadTable.Place, delivery: RoadTable.Place),
        _ vehicle: RouteVehicle,
        _ roads: inout RoadTable,
        _ ways: inout [Ways]
    ) {
        func way(_ origin: RoadTable.Place, _ destination: RoadTable.Place, _ roads: inout RoadTable) -> Way? {
            roads.metres(from: origin, to: destination).map {
                Way(metres: $0, driving: vehicle.drivingMilliseconds($0))
            }
        }
        direct = way(places.pickup, places.delivery, &roads)
        ways.removeAll(keepingCapacity: true)
        for node in nodes {
            ways.append(
                Ways(
                    toPickup: way(node.place, places.pickup, &roads),
                    fromPickup: way(places.pickup, node.place, &roads),
                    toDelivery: way(node.place, places.delivery, &roads),
                    fromDelivery: way(places.delivery, node.place, &roads)
                )
            )
        }
    }

    /// Tries the pickup right after node `position` (before the stop of that number) with every delivery after it.
    /// False: no later position can be in time either.
    mutating func tryPickup(before position: Int, _ ways: [Ways]) -> Bool {
        let before = nodes[position]
        let leaves = before.begins + before.service
        guard leaves <= load.pickup.closes.milliseconds else { return false }
        var grams = min(load.grams, capacity - before.aboard)
        guard grams >= least, let toPickup = ways[position].toPickup else { return true }
        let begins = max(load.pickup.opens.milliseconds, leaves + toPickup.driving)
        guard begins <= load.pickup.closes.milliseconds else { return true }
        let loaded = begins + pickupMilliseconds

        if let direct {
            let metres = toPickup.metres + direct.metres - before.leg
            tryDelivery(arriving: loaded + direct.driving, metresSoFar: metres, grams, position, position, ways)
        }
        guard let onward = ways[position + 1].fromPickup else { return true }
        let detour = toPickup.metres + onward.metres - before.leg
        var reaches = max(nodes[position + 1].opens, loaded + onward.driving)
        var next = position + 1
        while next < nodes.count - 1, reaches <= nodes[next].latest {
            grams = min(grams, capacity - nodes[next].aboard)
            guard grams >= least else { break }
            let leaves = reaches + nodes[next].service
            if let toDelivery = ways[next].toDelivery {
                let metres = detour + toDelivery.metres - nodes[next].leg
                tryDelivery(arriving: leaves + toDelivery.driving, metresSoFar: metres, grams, position, next, ways)
            }
            reaches = max(nodes[next + 1].opens, leaves + nodes[next].driving)
            next += 1
        }
        return true
    }

    /// Tries the delivery right after node `deliveryPosition`, or after the pickup where that is new there.
    private mutating func tryDelivery(
        arriving: Int64,
        metresSoFar: Int64,
        _ grams: Int64,
        _ pickupPosition: Int,
        _ deliveryPosition: Int,
        _ ways: [Ways]
    ) {
        let begins = max(load.delivery.opens.milliseconds, arriving)
        guard begins <= load.delivery.closes.milliseconds, let onward = ways[deliveryPosition + 1].fromDelivery
        else { return }
        guard begins + deliveryMilliseconds + onward.driving <= nodes[deliveryPosition + 1].latest else { return }
        let extraMetres = metresSoFar + onward.metres
        let extraMilliFen = extraMetres * fenPerKilometre + openingMilliFen
        // Most lose by this already.
        if let best, grams <= best.load.grams, extraMilliFen > best.extraMilliFen { return }
        let insertion = Insertion(
            route: index,
            load: load.carrying(grams),
            pickupPosition: pickupPosition,
            deliveryPosition: deliveryPosition,
            extraMetres: extraMetres,
            extraMilliFen: extraMilliFen,
            arrives: Instant(milliseconds: begins)
        )
        if let best, !insertion.isBetter(than: best) { return }
        best = insertion
    }
}
