public import GreenChannelModel

/// The routes of several vehicles that share the work.
public struct RoutePlan: Sendable {
    public private(set) var routes: [Route]
    private var roads: RoadTable
    /// Room for the searches to work in, kept from one to the next.
    private var ways: [InsertionSearch.Ways] = []

    /// - Parameter roads: what earlier plans have learnt of the roads saves this one the asking.
    public init(_ roads: RoadTable) {
        routes = []
        self.roads = roads
    }

    public init(_ roads: any RoadDistances) { self.init(RoadTable(roads)) }

    /// Ends the plan: gives its routes as they stand now and what it has learnt of the roads, for the next plan. The routes
    /// are good only together with these roads.
    public mutating func end() -> (routes: [Route], roads: RoadTable) {
        let ended = (routes, roads)
        routes = []
        roads = roads.unasked
        return ended
    }

    /// Adds a vehicle with the stops that it has already; gives its place among the routes.
    @discardableResult
    public mutating func add(_ vehicle: RouteVehicle, stops: [(action: Route.Action, load: Load)] = []) -> Int {
        routes.append(Route(vehicle, stops: stops, &roads))
        return routes.count - 1
    }

    /// Adds a route of an earlier plan, from which this one has its roads; gives its place among the routes.
    @discardableResult
    public mutating func add(_ route: consuming Route) -> Int {
        routes.append(route)
        return routes.count - 1
    }

    public mutating func metres(from origin: Adcode, to destination: Adcode) -> Int64? {
        roads.metres(from: roads.place(origin), to: roads.place(destination))
    }

    /// Where to take a load in: the cheapest place for all of it, or, where it fits nowhere whole and `least` allows,
    /// for the largest part. Equal costs go to the earlier arrival, then to the vehicle that was added first.
    public mutating func cheapestInsertion(of load: Load, atLeast least: Int64? = nil) -> Insertion? {
        // More carried is better than anything else, so that one search finds the whole load where it fits.
        bestInsertion(of: load, atLeast: min(least ?? load.grams, load.grams))
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
        let places = (pickup: roads.place(load.pickup.place), delivery: roads.place(load.delivery.place))
        for index in routes.indices {
            best = routes[index].bestInsertion(
                of: load,
                between: places,
                atLeast: least,
                index: index,
                known: best,
                &roads,
                &ways
            )
        }
        return best
    }
}
