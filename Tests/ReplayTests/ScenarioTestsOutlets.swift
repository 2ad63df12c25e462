import EventLog
import GreenChannelModel
import Testing

/// Scenarios 1 and 10: how lots find outlets, travel, and are settled.
@Suite struct ScenarioTestsOutlets {
    private static let xiao: UInt32 = 341_322
    private static let alert = "白菜 12吨 庆安县 还能放5天 0.8元/斤"

    // MARK: Scenario 1

    @Test func s1_oneMessageIsUnderstoodEchoedAndNumbered() throws {
        let stage = try ScenarioStage()
        let told = try stage.say(Self.alert)
        let lot = try #require(try stage.opened().first)
        #expect(lot.crop == "napa_cabbage" && lot.grams == .kilograms(12_000) && lot.place == 231_224)
        #expect(lot.sellBy == ScenarioStage.at("2026-03-07T09:00:00+08:00").milliseconds && lot.floorPrice == 160)
        #expect(told.count == 1 && told[0].utf16.count <= 70 && told[0].contains(lot.lot))
    }

    /// 12 t to Harbin and to Beijing by lorry, with their emissions and the toll green pass.
    @Test(arguments: [
        (UInt32(230_100), Int64(176), Int64(4312), Int64(15_000), "PASS"), (230_100, 176, 4312, 15_100, ""),
        (110_100, 1480, 36_259, 15_000, "PASS"),
    ])
    func s1_aTripIsChargedWithItsEmissions(
        city: UInt32,
        kilometres: Int64,
        hundredGrams: Int64,
        ratedKilograms: Int64,
        pass: String
    ) throws {
        let stage = try ScenarioStage()
        try stage.offerChannel("cannery", .processor, place: city, tonnesPerDay: 40, price: 400) {
            $0.needsTransport = true
        }
        try stage.offerVehicle("lorry", place: 231_224, ratedGrams: .kilograms(ratedKilograms))
        try stage.say(Self.alert)
        let lot = try #require(try stage.opened().first).lot
        try stage.pass(hours: 1)
        let carried = try #require(try stage.facts(lot, "CARRIAGE_AWARDED").first)
        #expect(carried.grams == .kilograms(12_000))
        #expect((carried.trip.roadMetres + 500) / 1000 == kilometres)
        // The figures are those of whole kilometres.
        let ofWholeKilometres = carried.trip.gramsCo2E * kilometres * 1000 / carried.trip.roadMetres
        #expect((ofWholeKilometres + 50) / 100 == hundredGrams)
        #expect(try stage.balance(lot).gramsCo2E == carried.trip.gramsCo2E)
        if pass.isEmpty {
            #expect(carried.trip.tollGreenPass != "PASS" && !carried.trip.tollGreenPass.isEmpty)
        } else {
            #expect(carried.trip.tollGreenPass == pass)
        }
    }

    // MARK: Scenario 10

    /// 500 t of carrots, verified.
    private func carrots(_ stage: ScenarioStage) throws -> String {
        try stage.say("胡萝卜 500吨 萧县 20天 0.25元/斤")
        let lot = try #require(try stage.opened().first)
        #expect(lot.grams == .kilograms(500_000) && lot.floorPrice == 50)
        try stage.verify(lot.lot)
        return lot.lot
    }

    @Test func s10_aGroupBuyThatMissesItsThresholdGivesEverythingBack() throws {
        let stage = try ScenarioStage()
        let lot = try carrots(stage)
        try stage.offerChannel("group", .groupBuy, place: Self.xiao, tonnesPerDay: 100, price: 300) {
            $0.thresholdUnits = 2_000
            $0.unitGrams = 2_500
            $0.deadline = stage.now.milliseconds + Instant.days(2)
        }
        var orders = OrdersReported()
        orders.channel = "group"
        orders.units = 1_960
        try stage.post(.promotion, "group", .ordersReported(orders))
        try stage.pass(hours: 24)
        #expect(try stage.balance(lot).awarded == .kilograms(4_900))
        try stage.pass(hours: 25)
        #expect(try stage.released(.lots).map(\.reason) == ["THRESHOLD_MISSED"])
        #expect(try stage.released(.lots).map(\.grams) == [.kilograms(4_900)])
        let balance = try stage.balance(lot)
        #expect(balance.awarded == 0 && balance.unplaced == .kilograms(500_000))
    }

    @Test func s10_aShowSellsWhatItHoldsAndNotABoxMore() throws {
        let stage = try ScenarioStage()
        let lot = try carrots(stage)
        try stage.post(.broadcast, "studio", stage.slot("evening", host: "阿兰", startsInHours: 8))
        try stage.post(.broadcast, "studio", stage.slot("other", host: "阿兰", startsInHours: 10))
        #expect(try stage.deadLetters().map(\.reason) == ["HOST_DOUBLE_BOOKED"])
        try stage.pass(hours: 5)
        #expect(try stage.balance(lot).awarded == 400 * 2500)
        try stage.pass(hours: 4)
        for number in 1...401 {
            var order = LiveOrderPlaced()
            order.studio = "studio"
            order.slot = "evening"
            order.lot = lot
            order.order = "order-\(number)"
            order.units = 1
            try stage.post(.broadcast, "studio", .liveOrderPlaced(order))
        }
        let refused = try stage.deadLetters().filter { $0.reason == "STOCK_EXCEEDED" }
        #expect(refused.count == 1)
        if case .liveOrderPlaced(let order)? = try refused.first?.record.value.map({
            try RecordBody(.liveOrderPlaced, serialized: $0)
        }) {
            #expect(order.order == "order-401")
        }
        let taken = try stage.facts(lot, "LIVE_ORDER")
        #expect(taken.count == 400 && taken.count { $0.reason == "RESTOCKED" } == 100)
        try stage.pass(hours: 24 * 3)
        #expect(try stage.balance(lot).sold == .kilograms(1_000))
    }

    @Test func s10_fiftyClaimsOnTheLastTonneNeverOversell() throws {
        let stage = try ScenarioStage()
        let lot = try carrots(stage)
        try stage.offerChannel("cannery", .processor, place: Self.xiao, tonnesPerDay: 499, price: 300)
        for number in 1...50 {
            try stage.offerChannel(
                "canteen-\(number)",
                .institutionalCanteen,
                place: Self.xiao,
                tonnesPerDay: 1,
                price: 60
            )
        }
        let claims = ["cannery"] + (1...50).map { "canteen-\($0)" }
        func claim(_ offer: String, _ tonnes: Int64) -> RecordBody {
            var claim = LotOverridden()
            claim.lot = lot
            claim.offer = offer
            claim.grams = .tonnes(tonnes)
            claim.by = "county"
            return .lotOverridden(claim)
        }
        try stage.post(.lots, lot, claim(claims[0], 499))
        try stage.pass(until: stage.now.advanced(byMilliseconds: 10_000))
        #expect(try stage.facts(lot, "AWARDED").first { $0.offer == "cannery" }?.grams == .tonnes(499))
        try stage.post(.lots, lot, claims.dropFirst().map { claim($0, 1) })
        try stage.pass(hours: 3)
        for fact in try stage.facts(lot) where fact.hasBalance {
            let balance = fact.balance
            #expect(balance.held + balance.awarded + balance.sold <= .kilograms(500_000))
            #expect(balance.unplaced >= 0 && balance.declared == .kilograms(500_000))
        }
        // What outlets were promised and did not get back.
        let granted = try stage.facts(lot, "AWARDED").reduce(Int64(0)) { $0 + $1.grams }
        let taken = try stage.facts(lot, "GIVEN_UP").reduce(Int64(0)) { $0 + $1.grams }
        #expect(granted - taken <= .kilograms(500_000))
        #expect(try stage.balance(lot).awarded == .kilograms(500_000))
    }

    // MARK: On the way

    private func carried(_ stage: ScenarioStage) throws -> (lot: String, load: JournalEntry) {
        try stage.offerChannel("cannery", .processor, place: 230_100, tonnesPerDay: 40, price: 400) {
            $0.needsTransport = true
        }
        try stage.offerVehicle("lorry", place: 231_224, ratedGrams: .kilograms(15_000))
        try stage.say(Self.alert)
        let lot = try #require(try stage.opened().first).lot
        try stage.pass(hours: 1)
        return (lot, try #require(try stage.facts(lot, "CARRIAGE_AWARDED").first))
    }

    private func pickup(_ load: JournalEntry, kilograms: Int64, crates: UInt32 = 0) -> RecordBody {
        var report = PickupReported()
        report.depot = "depot"
        report.bid = load.bid
        report.lot = load.lot
        report.grams = .kilograms(kilograms)
        report.cratesOut = crates
        return .pickupReported(report)
    }

    private func weighing(_ load: JournalEntry, kilograms: Int64) -> RecordBody {
        var report = WeighingReported()
        report.depot = "depot"
        report.bid = load.bid
        report.lot = load.lot
        report.tareGrams = .kilograms(8_000)
        report.grossGrams = report.tareGrams + .kilograms(kilograms)
        return .weighingReported(report)
    }

    @Test func s10_whatALorryLeavesBehindIsFetchedInTime() throws {
        let stage = try ScenarioStage()
        let (lot, load) = try carried(stage)
        try stage.offerVehicle("van", place: 231_224, ratedGrams: .kilograms(3_000))
        try stage.pass(until: Instant(milliseconds: load.trip.pickup))
        try stage.post(.dispatch, "depot", pickup(load, kilograms: 9_600))
        try stage.pass(hours: 1)
        let loads = try stage.facts(lot, "CARRIAGE_AWARDED")
        #expect(loads.map(\.grams) == [.kilograms(12_000), .kilograms(2_400)])
        let second = try #require(loads.last)
        #expect(second.trip.vehicle == "van")
        #expect(second.trip.arrival < ScenarioStage.at("2026-03-07T09:00:00+08:00").milliseconds)
        try stage.pass(until: Instant(milliseconds: second.trip.arrival))
        try stage.post(.dispatch, "depot", [weighing(load, kilograms: 9_600), weighing(second, kilograms: 2_400)])
        let balance = try stage.balance(lot)
        #expect(balance.sold == .kilograms(12_000) && balance.lost == 0)
        #expect(try stage.facts(lot, "ENDED").count == 1)
    }

    @Test func s10_theWeighbridgeSettles() throws {
        let stage = try ScenarioStage()
        let (lot, load) = try carried(stage)
        try stage.pass(until: Instant(milliseconds: load.trip.arrival))
        try stage.post(.dispatch, "depot", [pickup(load, kilograms: 12_000), weighing(load, kilograms: 11_700)])
        let balance = try stage.balance(lot)
        #expect(balance.sold == .kilograms(11_700) && balance.lost == .kilograms(300))
        // At ¥4.00 per kilogram.
        #expect(balance.fen == 11_700 * 400)
        #expect(try stage.facts(lot, "ENDED").count == 1)
    }

    @Test func s10_cratesThatDoNotComeBackKeepTheirDeposit() throws {
        let stage = try ScenarioStage()
        let (lot, load) = try carried(stage)
        try stage.pass(until: Instant(milliseconds: load.trip.pickup))
        // 600 crates of 20 kg.
        try stage.post(.dispatch, "depot", pickup(load, kilograms: 12_000, crates: 600))
        var back = CratesReturned()
        back.depot = "depot"
        back.bid = load.bid
        back.lot = lot
        back.crates = 572
        try stage.pass(hours: 48)
        try stage.post(.dispatch, "depot", .cratesReturned(back))
        #expect(try stage.facts(lot, "CRATES").map(\.reason).last == "28 open, 42000 fen deposit")
        try stage.pass(hours: 24 * 40)
        #expect(try stage.facts(lot, "CRATES").map(\.reason).last == "28 not returned, 42000 fen deposit kept")
    }
}
