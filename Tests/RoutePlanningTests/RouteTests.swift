import GreenChannelModel
import RoutePlanning
import Testing

struct RouteTests {
    @Test func aSingleLoadIsScheduledAsEarlyAsItIsReadyAndTheVehicleLeavesAsLateAsItCan() throws {
        var plan = RoutePlan(LineRoads())
        plan.add(truck())
        let insertion = try plan.find(load(1, 8, from: 1060, to: 1180, ready: 5))
        #expect(insertion.extraMetres == 360_000)
        // 360 km at ¥10, and ¥100 to send the vehicle out.
        #expect(insertion.extraMilliFen == 370_000_000)
        plan.insert(insertion)
        let route = plan.routes[0]
        #expect(route.isFeasible)
        #expect(route.departs == at(4))
        #expect(route.stops.map(\.begins) == [at(5), Instant(milliseconds: 5 * hour + hour / 2 + 2 * hour)])
        #expect(route.returns == Instant(milliseconds: 8 * hour + 3 * hour))
        #expect(route.fen == 370_000)
        #expect(route.peakGrams == 8_000_000)
        #expect(route.stops.map(\.metresToNext) == [120_000, 180_000])
    }

    @Test func severalPickupsGoIntoOneVehicleWhereThatIsCheaper() throws {
        var plan = RoutePlan(LineRoads())
        plan.add(truck())
        plan.add(truck())
        for cargo in [load(1, 4, from: 1060, to: 1180), load(2, 5, from: 1090, to: 1180)] {
            try plan.take(cargo)
        }
        #expect(plan.routes[1].isEmpty)
        #expect(plan.routes[0].metres == 360_000)
        #expect(plan.routes[0].peakGrams == 9_000_000)
        #expect(plan.routes[0].positions(ofLoad: 2)?.pickup == 1)
        // The third does not fit beside them: it waits for the space behind the delivery or takes the other vehicle.
        try plan.take(load(3, 2, from: 1090, to: 1170))
        #expect(plan.routes.allSatisfy { $0.isFeasible && $0.peakGrams <= 10_000_000 })
    }

    @Test func coldGoodsRideOnlyInARefrigeratedVehicle() throws {
        var plan = RoutePlan(LineRoads())
        plan.add(truck(refrigerated: false))
        let cold = load(1, 2, from: 1010, to: 1020, cold: true)
        #expect(plan.cheapestInsertion(of: cold) == nil)
        #expect(plan.obstacle(to: cold) == .coldChain)
        plan.add(truck(refrigerated: true, fixedFen: 90_000))
        #expect(plan.cheapestInsertion(of: cold)?.route == 1)
    }

    @Test func whatFitsNowhereWholeGoesInTheLargestPartThatIsOfUse() throws {
        var plan = RoutePlan(LineRoads())
        plan.add(truck(6, fixedFen: 0))
        plan.add(truck(10, fixedFen: 90_000))
        let big = load(1, 14, from: 1060, to: 1180)
        #expect(plan.cheapestInsertion(of: big) == nil)
        #expect(plan.obstacle(to: big) == .full)
        let part = try plan.find(big, atLeast: 1_000_000)
        #expect(part.load.grams == 10_000_000)
        #expect(part.route == 1)
        #expect(plan.cheapestInsertion(of: big, atLeast: 11_000_000) == nil)
    }

    @Test func obstaclesAreNamedByHowNearTheNearestVehicleCame() {
        var plan = RoutePlan(LineRoads())
        #expect(plan.obstacle(to: load(1, 1, from: 1060, to: 1180)) == .noVehicle)
        plan.add(truck(reachMetres: 100_000))
        #expect(plan.obstacle(to: load(1, 1, from: 1200, to: 1180)) == .reach)
        #expect(plan.obstacle(to: load(1, 1, from: 0, to: 1180)) == .unknownRoad)
        #expect(plan.obstacle(to: load(1, 1, from: 1060, to: 2600)) == .shift)
        #expect(plan.obstacle(to: load(1, 1, from: 1060, to: 1180, by: 3)) == .lateness)
        #expect(plan.obstacle(to: load(1, 11, from: 1060, to: 1180)) == .full)
    }

    @Test func aLoadThatIsTakenOutLeavesTheRestOfTheTrip() throws {
        var plan = RoutePlan(LineRoads())
        plan.add(truck())
        for cargo in [load(1, 4, from: 1060, to: 1180), load(2, 5, from: 1090, to: 1240)] {
            try plan.take(cargo)
        }
        plan.remove(loadNumber: 2, fromRoute: 0)
        #expect(plan.routes[0].metres == 360_000)
        plan.remove(loadNumber: 1, fromRoute: 0)
        #expect(plan.routes[0].isEmpty)
        #expect(plan.routes[0].fen == 0)
        #expect(plan.routes[0].metres == 0)
    }

    @Test func aVehicleTakesNoMoreLoadsThanItMay() throws {
        var plan = RoutePlan(LineRoads())
        plan.add(truck(loadsMax: 2))
        for number in 1...2 {
            try plan.take(load(number, 1, from: 1010, to: 1020))
        }
        #expect(plan.cheapestInsertion(of: load(3, 1, from: 1010, to: 1020)) == nil)
    }

    @Test func noNumberTraps() {
        var random = TestRandom(7)
        let extremes: [Int64] = [.min, .min + 1, -1, 0, 1, 1000, 1 << 40, .max - 1, .max]
        for _ in 0..<3000 {
            func any() -> Int64 { extremes.randomElement(using: &random) ?? 0 }
            func instant() -> Instant { Instant(milliseconds: any()) }
            func place() -> Adcode { Adcode(UInt32(truncatingIfNeeded: any())) }
            func visit() -> Visit {
                Visit(place: place(), opens: instant(), closes: instant(), serviceMilliseconds: any())
            }
            var plan = RoutePlan(LineRoads())
            for _ in 0..<2 {
                plan.add(
                    RouteVehicle(
                        depot: place(),
                        capacityGrams: any(),
                        isRefrigerated: Bool.random(using: &random),
                        earliestDeparture: instant(),
                        latestReturn: instant(),
                        kilometresPerHour: any(),
                        fenPerKilometre: any(),
                        fixedFen: any(),
                        reachMetres: any(),
                        loadsMax: Int(any())
                    )
                )
            }
            for number in 0..<3 {
                let cargo = Load(
                    number: number,
                    pickup: visit(),
                    delivery: visit(),
                    grams: any(),
                    needsColdChain: false
                )
                if let insertion = plan.cheapestInsertion(of: cargo, atLeast: any()) { plan.insert(insertion) }
                _ = plan.obstacle(to: cargo)
            }
            #expect(plan.routes.allSatisfy { $0.isEmpty || $0.isFeasible })
        }
    }
}

extension RoutePlan {
    fileprivate mutating func find(_ load: Load, atLeast least: Int64? = nil) throws -> Insertion {
        let found = cheapestInsertion(of: load, atLeast: least)
        return try #require(found)
    }

    fileprivate mutating func take(_ load: Load) throws {
        insert(try find(load))
    }
}
