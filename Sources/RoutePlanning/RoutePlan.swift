public import GreenChannelModel

/// The routes of several vehicles that share the work.
public struct RoutePlan: Sendable {
    public private(set) var routes: [Route]
    private var roads: RoadTable

    public init(_ roads: any RoadDistances) {
        routes = []
        self.roads = RoadTable(roads)
    }

    /// Adds a vehicle with the stops that it has already; gives its place among the routes.
    @discardableResult
    public mutating func add(_ vehicle: RouteVehicle, stops: [(action: Route.Action, load: Load)] = []) -> Int {
        routes.append(Route(vehicle, stops: stops, &roads))
        return routes.count - 1
    }

    public mutating func metres(from origin: Adcode, to destination: Adcode) -> Int64? {
        roads.metres(from: roads.place(origin), to: roads.place(destination))
    }

    /// Where to take a load in: the cheapest place for all of it, or, where it fits nowhere whole and `least` allows,
    /// for the largest part. Equal costs go to the earlier arrival, then to the vehicle that was added first.
    public mutating func cheapestInsertion(of load: Load, atLeast least: Int64? = nil) -> Insertion? {
        if let whole = bestInsertion(of: load, atLeast: load.grams) { return whole }
        guard let least, least < load.grams else { return nil }
        return bestInsertion(of: load, atLeast: least)
    }

    public mutating func insert(_ insertion: Insertion) {
        guard routes.indices.contains(insertion.route) else { return }
        routes[insertion.route].insert(insertion, &roads)
    }

    public mutating func remove(loadNumber: Int, fromRoute route: Int) {
        guard routes.indices.contains(route) else { return }
        routes[route].remove(loadNumber: loadNumber, &roads)
    }

    private mutating func bestInsertion(of load: Load, atLeast least: Int64) -> Insertion? {
        var best: Insertion?
        for index in routes.indices {
            guard let found = routes[index].bestInsertion(of: load, atLeast: least, index: index, &roads) else {
                continue
            }
            if let best, !found.isBetter(than: best) { continue }
            best = found
        }
        return best
    }
}
