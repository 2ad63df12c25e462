public import GreenChannelModel

/// One trip of one vehicle: from its depot over pickups and deliveries back to it, with the hours of each stop.
///
/// The hours are the earliest possible; only the departure is as late as they allow. A route that is not feasible (see
/// `isFeasible`) can be looked at but takes no more loads.
public struct Route: Sendable {
    public enum Action: Sendable { case pickup, delivery }

    public struct Stop: Sendable {
        public let action: Action
        public let load: Load
        /// When loading or unloading begins.
        public internal(set) var begins: Instant = Instant(milliseconds: 0)
        /// On board when the vehicle drives on.
        public internal(set) var gramsAboard: Int64 = 0
        /// From this stop to the next, or back to the depot.
        public internal(set) var metresToNext: Int64 = 0

        public var visit: Visit {
            switch action {
            case .pickup: load.pickup
            case .delivery: load.delivery
            }
        }
    }

    /// A stop, or the depot at either end, as the search sees it.
    struct Node {
        var place: RoadTable.Place
        var opens: Int64
        var closes: Int64
        var service: Int64
        /// Earliest begin, given all stops before.
        var begins: Int64 = 0
        /// Latest begin that keeps everything after it in time.
        var latest: Int64 = 0
        var aboard: Int64 = 0
        /// Metres to the next node, and the driving time.
        var leg: Int64 = 0
        var driving: Int64 = 0
    }

    public private(set) var vehicle: RouteVehicle
    public private(set) var stops: [Stop] = []
    /// Whether every road is known, no leg is overloaded, every window and the shift are kept, and cold goods are cooled.
    public private(set) var isFeasible = true
    /// The whole trip.
    public private(set) var metres: Int64 = 0
    /// When the vehicle must leave the depot, and when it is back; without stops, its earliest departure.
    public private(set) var departs: Instant
    public private(set) var returns: Instant
    private(set) var nodes: [Node] = []
    /// Whether it is feasible but for the hours.
    private var isSound = true

    /// A route over known stops: pairs of a pickup and, after it, its delivery, in driving order.
    public init(_ vehicle: RouteVehicle, stops: [(action: Action, load: Load)] = [], _ roads: inout RoadTable) {
        self.vehicle = vehicle
        departs = vehicle.earliestDeparture
        returns = vehicle.earliestDeparture
        self.stops = stops.map { Stop(action: $0.action, load: $0.load) }
        schedule(&roads)
    }

    public var isEmpty: Bool { stops.isEmpty }
    /// What the trip costs; nothing when the vehicle stays at home.
    public var fen: Int64 { vehicle.fen(metres: metres, isUsed: !isEmpty) }
    /// The most that is on board at any time.
    public var peakGrams: Int64 { stops.reduce(0) { max($0, $1.gramsAboard) } }

    /// The pickup and delivery of a load, as positions among the stops.
    public func positions(ofLoad number: Int) -> (pickup: Int, delivery: Int)? {
        guard let pickup = stops.firstIndex(where: { $0.load.number == number && $0.action == .pickup }),
            let delivery = stops.firstIndex(where: { $0.load.number == number && $0.action == .delivery })
        else { return nil }
        return (pickup, delivery)
    }

    /// Takes a load in where the search found that it fits.
    public mutating func insert(_ insertion: Insertion, _ roads: inout RoadTable) {
        let pickup = min(max(0, insertion.pickupPosition), stops.count)
        let delivery = min(max(pickup, insertion.deliveryPosition), stops.count)
        stops.insert(Stop(action: .delivery, load: insertion.load), at: delivery)
        stops.insert(Stop(action: .pickup, load: insertion.load), at: pickup)
        schedule(&roads)
    }

    public mutating func remove(loadNumber number: Int, _ roads: inout RoadTable) {
        stops.removeAll { $0.load.number == number }
        schedule(&roads)
    }

    /// The vehicle leaves no earlier than this: only hours that depend on it move. The same as a new route over the same
    /// stops, for a fraction of the work.
    public mutating func leave(notBefore earliest: Instant) {
        vehicle.leave(notBefore: earliest)
        let start = vehicle.earliestDeparture.milliseconds
        guard start != nodes[0].begins else { return }
        let last = nodes.count - 1
        nodes[0].opens = start
        nodes[0].begins = start
        nodes[last].opens = start
        for index in 1...last {
            let previous = nodes[index - 1]
            let begins = max(nodes[index].opens, previous.begins + previous.service + previous.driving)
            // Whoever waits for a window to open hides the delay from all that follows.
            if begins == nodes[index].begins { break }
            nodes[index].begins = begins
        }
        isFeasible = isSound && nodes.allSatisfy { $0.begins <= $0.closes }
        noteHours()
    }

    /// Works out hours, weights and slack of all stops anew.
    private mutating func schedule(_ roads: inout RoadTable) {
        let depot = roads.place(vehicle.depot)
        nodes.removeAll(keepingCapacity: true)
        nodes.append(
            Node(
                place: depot,
                opens: vehicle.earliestDeparture.milliseconds,
                closes: vehicle.latestReturn.milliseconds,
                service: 0,
                begins: vehicle.earliestDeparture.milliseconds
            )
        )
        for stop in stops {
            nodes.append(
                Node(
                    place: roads.place(stop.visit.place),
                    opens: stop.visit.opens.milliseconds,
                    closes: stop.visit.closes.milliseconds,
                    service: stop.visit.serviceMilliseconds + vehicle.stopMilliseconds
                )
            )
        }
        nodes.append(
            Node(
                place: depot,
                opens: vehicle.earliestDeparture.milliseconds,
                closes: vehicle.latestReturn.milliseconds,
                service: 0
            )
        )
        isSound = true
        metres = 0
        scheduleForward(&roads)
        scheduleBackward()
        isFeasible = isSound && nodes.allSatisfy { $0.begins <= $0.closes }
        for index in stops.indices {
            stops[index].gramsAboard = nodes[index + 1].aboard
            stops[index].metresToNext = nodes[index + 1].leg
        }
        noteHours()
    }

    private mutating func noteHours() {
        returns = Instant(milliseconds: nodes[nodes.count - 1].begins)
        departs =
            stops.isEmpty ? vehicle.earliestDeparture : Instant(milliseconds: nodes[1].begins - nodes[0].driving)
        for index in stops.indices { stops[index].begins = Instant(milliseconds: nodes[index + 1].begins) }
    }

    private mutating func scheduleForward(_ roads: inout RoadTable) {
        var aboard: Int64 = 0
        for index in nodes.indices {
            if index > 0 {
                let previous = nodes[index - 1]
                let leg = roads.metres(from: previous.place, to: nodes[index].place)
                if leg == nil { isSound = false }
                let driving = vehicle.drivingMilliseconds(leg ?? 0)
                nodes[index - 1].leg = leg ?? 0
                nodes[index - 1].driving = driving
                metres += leg ?? 0
                let arrival = previous.begins + previous.service + driving
                nodes[index].begins = max(nodes[index].opens, arrival)
            }
            if index > 0, index <= stops.count {
                let stop = stops[index - 1]
                switch stop.action {
                case .pickup: aboard += stop.load.grams
                case .delivery: aboard -= stop.load.grams
                }
                if stop.load.needsColdChain, !vehicle.isRefrigerated { isSound = false }
            }
            nodes[index].aboard = aboard
            if aboard > vehicle.capacityGrams || aboard < 0 { isSound = false }
        }
        if aboard != 0 { isSound = false }
    }

    private mutating func scheduleBackward() {
        let last = nodes.count - 1
        nodes[last].latest = nodes[last].closes
        for index in nodes.indices.dropLast().reversed() {
            let onTheWay = nodes[index].service + nodes[index].driving
            nodes[index].latest = min(nodes[index].closes, nodes[index + 1].latest - onTheWay)
        }
    }
}
