import GreenChannelModel
import RoutePlanning

/// The trips of a depot that can still change, as a route plan, and the way back into the ledger.
///
/// Loads are numbered in the order in which they were met: those of a vehicle's trip by vehicle, those that this plan takes
/// in from `firstGranted` on. A trip's hours as awarded are windows of its stops.
struct DispatchPlan {
    /// The number of a load that this plan took in, and the route that it is on.
    struct Grant {
        fileprivate var number: Int
        fileprivate var route: Int
    }

    private static let firstGranted = 1 << 32

    private var plan: RoutePlan
    /// By route: the vehicle's ledger entry, and the loads that it had.
    private var vehicles: [VehicleEntry] = []
    private var loads: [[BidEntry]] = []
    private var isChanged: [Bool] = []
    /// Loads that this plan took in.
    private var granted: [BidEntry] = []

    private let settings: DispatchDeskSettings
    private let earliestDeparture: Instant

    init(_ roads: RoadTable, _ settings: DispatchDeskSettings, earliestDeparture: Instant) {
        plan = RoutePlan(roads)
        self.settings = settings
        self.earliestDeparture = earliestDeparture
    }

    /// Ends the plan: gives, by route, the trips that it left as they were, and what it has learnt of the roads.
    mutating func end() -> (unchanged: [PlannedTrip?], roads: RoadTable) {
        let (routes, roads) = plan.end()
        let unchanged = routes.indices.map { index in
            isChanged[index] ? nil : PlannedTrip(vehicle: vehicles[index], loads: loads[index], route: routes[index])
        }
        return (unchanged, roads)
    }

    /// Adds a vehicle with its planned trip; `load` finds the bid of a stop.
    mutating func add(_ vehicle: VehicleEntry, load: (String) -> BidEntry?) {
        let offer = vehicle.offer
        var known: [BidEntry] = []
        var numbers: [(bid: String, load: Load)] = []
        var stops: [(action: Route.Action, load: Load)] = []
        for stop in vehicle.stops {
            if let met = numbers.first(where: { $0.bid == stop.bid }) {
                stops.append((stop.delivery ? .delivery : .pickup, met.load))
            } else if let entry = load(stop.bid) {
                let planned = awarded(entry, number: known.count)
                known.append(entry)
                numbers.append((stop.bid, planned))
                stops.append((stop.delivery ? .delivery : .pickup, planned))
            }
        }
        plan.add(
            RouteVehicle(
                depot: Adcode(offer.place),
                capacityGrams: offer.ratedGrams,
                isRefrigerated: offer.refrigerated,
                earliestDeparture: earliestDeparture(of: vehicle),
                latestReturn: Instant(milliseconds: offer.shiftEnds),
                kilometresPerHour: offer.kilometresPerHour,
                stopMilliseconds: offer.stopMinutes * 60_000,
                fenPerKilometre: offer.fenPerKm,
                fixedFen: offer.fixedFen,
                // The offer says metres as the crow flies; roads are taken to be a quarter longer.
                reachMetres: offer.reachMetres == 0 ? 0 : offer.reachMetres * 5 / 4 + 1,
                loadsMax: settings.loadsPerTripMax
            ),
            stops: stops
        )
        vehicles.append(vehicle)
        loads.append(known)
        isChanged.append(false)
    }

    /// Adds a vehicle with its trip as an earlier plan left it: the same as adding it anew, but for the work.
    mutating func add(_ trip: consuming PlannedTrip) {
        vehicles.append(trip.vehicle)
        loads.append(trip.loads)
        isChanged.append(false)
        trip.route.leave(notBefore: earliestDeparture(of: trip.vehicle))
        plan.add(trip.route)
    }

    private func earliestDeparture(of vehicle: VehicleEntry) -> Instant {
        Instant(milliseconds: max(earliestDeparture.milliseconds, vehicle.offer.shiftStarts, vehicle.availableFrom))
    }

    /// Takes a bid in at least cost, whole or in the largest part of use, and gives what it was granted; the hours of its
    /// trip come with `finished`. Else says what stood in the way.
    mutating func take(_ waiting: BidEntry) -> Result<Grant, BidDecline> {
        let bid = waiting.bid
        let number = Self.firstGranted + granted.count
        let prompt = requested(bid, number: number, ready: Instant(milliseconds: bid.ready))
        let patience = earliestDeparture.later(byMilliseconds: max(0, settings.consolidationMilliseconds))
        let patient = requested(
            bid,
            number: number,
            ready: Instant(milliseconds: max(bid.ready, patience.milliseconds))
        )
        let least = max(1, bid.minimumGrams, min(bid.grams, settings.partialGramsMin))
        // One that is ready no earlier than that waits anyway.
        let mayWait = !bid.urgent && patient.pickup.opens > prompt.pickup.opens
        var found = mayWait ? plan.cheapestInsertion(of: patient) : nil
        if found == nil { found = plan.cheapestInsertion(of: prompt, atLeast: least) }
        guard var found else { return .failure(BidDecline(plan.obstacle(to: prompt))) }

        // What comes after it in the same clearing must not push it back without end either.
        found.load.delivery = delivery(of: bid, arriving: found.arrives)
        let before = plan.routes[found.route].fen
        plan.insert(found)
        isChanged[found.route] = true
        var grant = waiting
        grant.state = .granted
        grant.grantedGrams = found.load.grams
        grant.vehicle = vehicles[found.route].offer.vehicle
        grant.trip = Trip()
        grant.trip.vehicle = grant.vehicle
        grant.trip.fen = max(0, plan.routes[found.route].fen - before)
        grant.price = pricePerKilogram(fen: grant.trip.fen, grams: grant.grantedGrams)
        granted.append(grant)
        return .success(Grant(number: number, route: found.route))
    }

    /// What was granted, with the hours and the way of its trip as they stand now.
    mutating func finished(_ taken: Grant, rules: any CarriageRules) -> BidEntry {
        var grant = granted[taken.number - Self.firstGranted]
        let route = plan.routes[taken.route]
        guard let (pickup, delivery) = route.positions(ofLoad: taken.number) else { return grant }
        let offer = vehicles[taken.route].offer
        grant.trip.pickup = route.stops[pickup].begins.milliseconds
        grant.trip.arrival = route.stops[delivery].begins.milliseconds
        // The load's own way: a detour for others' loads is not its affair.
        let origin = Adcode(grant.bid.place)
        grant.trip.roadMetres = plan.metres(from: origin, to: Adcode(grant.bid.journey.destination)) ?? 0
        grant.trip.gramsCo2E = rules.gramsCO2e(
            vehicleClass: offer.vehicleClass,
            refrigerated: offer.refrigerated,
            grams: grant.grantedGrams,
            metres: grant.trip.roadMetres
        )
        grant.trip.tollGreenPass = rules.tollGreenPass(
            crops: aboard(taken.route, onLongestLegFrom: pickup, to: delivery),
            ratedGrams: offer.ratedGrams
        )
        grant.settles = grant.trip.arrival
        grant.wakeAt = max(1, grant.settles.saturatingAdd(Instant.days(1)))
        granted[taken.number - Self.firstGranted] = grant
        return grant
    }

    /// A load of a route.
    private func load(_ number: Int, of route: Int) -> BidEntry {
        number < Self.firstGranted ? loads[route][number] : granted[number - Self.firstGranted]
    }

    /// The vehicles whose trips have changed, as they are to be kept.
    func changedVehicles() -> [VehicleEntry] {
        vehicles.indices.filter { isChanged[$0] }.map { planned($0) }
    }

    /// The vehicle added at `index` with its trip as it works out now; `nil` where that is not feasible.
    func replanned(_ index: Int) -> VehicleEntry? {
        plan.routes[index].isFeasible ? planned(index) : nil
    }

    private func planned(_ index: Int) -> VehicleEntry {
        var vehicle = vehicles[index]
        let route = plan.routes[index]
        vehicle.stops = route.stops.map { stop in
            var kept = RouteStop()
            kept.bid = load(stop.load.number, of: index).bid.bid
            kept.delivery = stop.action == .delivery
            kept.place = stop.visit.place.rawValue
            kept.arrival = stop.begins.milliseconds
            kept.grams = stop.load.grams
            return kept
        }
        vehicle.departs = route.isEmpty ? 0 : route.departs.milliseconds
        vehicle.returns = route.isEmpty ? 0 : route.returns.milliseconds
        vehicle.fen = route.fen
        return vehicle
    }

    /// A bid as it asks to be carried.
    private func requested(_ bid: Bid, number: Int, ready: Instant) -> Load {
        let arriveBy = Instant(milliseconds: bid.journey.arriveBy)
        return Load(
            number: number,
            pickup: Visit(place: Adcode(bid.place), opens: ready, closes: arriveBy, serviceMilliseconds: 0),
            delivery: Visit(
                place: Adcode(bid.journey.destination),
                opens: Instant(milliseconds: 0),
                closes: arriveBy,
                serviceMilliseconds: 0
            ),
            grams: bid.grams,
            needsColdChain: bid.journey.coldChain
        )
    }

    /// A load that was awarded: not earlier than promised, and not much later.
    private func awarded(_ entry: BidEntry, number: Int) -> Load {
        let pickup = Instant(milliseconds: entry.trip.pickup)
        return Load(
            number: number,
            pickup: Visit(
                place: Adcode(entry.bid.place),
                opens: pickup,
                closes: pickup.later(byMilliseconds: delayMilliseconds(entry.bid)),
                serviceMilliseconds: 0
            ),
            delivery: delivery(of: entry.bid, arriving: Instant(milliseconds: entry.trip.arrival)),
            grams: entry.grantedGrams,
            needsColdChain: entry.bid.journey.coldChain
        )
    }

    /// The delivery of a load that is planned to arrive at an hour.
    private func delivery(of bid: Bid, arriving: Instant) -> Visit {
        let latest = arriving.later(byMilliseconds: delayMilliseconds(bid))
        return Visit(
            place: Adcode(bid.journey.destination),
            opens: Instant(milliseconds: 0),
            closes: min(Instant(milliseconds: bid.journey.arriveBy), latest),
            serviceMilliseconds: 0
        )
    }

    /// By how much others may put a load off; an urgent one not at all.
    private func delayMilliseconds(_ bid: Bid) -> Int64 {
        bid.urgent ? 0 : max(0, settings.delayMillisecondsMax)
    }

    /// What the vehicle carries where it matters most for tolls: on the longest leg of a load's way.
    private func aboard(_ index: Int, onLongestLegFrom pickup: Int, to delivery: Int) -> [(crop: String, grams: Int64)]
    {
        let route = plan.routes[index]
        var longest = pickup
        for position in pickup..<delivery
        where route.stops[position].metresToNext > route.stops[longest].metresToNext {
            longest = position
        }
        var crops: [(crop: String, grams: Int64)] = []
        for (position, stop) in route.stops.enumerated() where position <= longest {
            let crop = load(stop.load.number, of: index).bid.crop
            let grams = stop.action == .pickup ? stop.load.grams : -stop.load.grams
            if let known = crops.firstIndex(where: { $0.crop == crop }) {
                crops[known].grams += grams
            } else {
                crops.append((crop, grams))
            }
        }
        return crops.filter { $0.grams > 0 }
    }

    /// Rounded up: what a trip costs is paid.
    private func pricePerKilogram(fen: Int64, grams: Int64) -> Int64 {
        Int64(clamping: (Int128(fen) * 1000 + Int128(max(1, grams)) - 1) / Int128(max(1, grams)))
    }
}
