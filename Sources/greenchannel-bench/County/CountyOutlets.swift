import GreenChannelModel
import TestKit

/// The outlets and vehicles around the county of `CountyDay`.
///
/// An ordinary day's take about 8,500 t a day for people who pay, 500 t as gifts and 3,000 t as feed and compost. Two thirds
/// of what is bought is fetched by who buys it; for the rest there are eight depots with 150 vehicles each, 18,000 t at a
/// time, of which most leave half empty. Twenty thousand lots (26,000 t, with some days to live) thus nearly all find
/// somebody, but not all of them the best, and not all at once: some outlets are full, some vehicles gone, and what was
/// asked in vain is asked again elsewhere.
struct CountyOutlets {
    /// Of an ordinary day, in thousandths. Below it there are as many outlets, which take less, and fewer vehicles.
    var perMille: Int64

    private struct Kind {
        var kind: OutletKind
        var count: Int
        var tonnesPerDay: Int64
        /// What it pays, in thousandths of wholesale; 0: it takes any crop, as a gift.
        var pays: Int64
        var crops: Int
        var minimumKilograms: Int64
        var reachKilometres: Int64
        var handling: Int64
        var saleHours: Int64
        var fetches: Bool
    }

    private static let kinds = [
        Kind(
            kind: .assistanceZone,
            count: 8,
            tonnesPerDay: 300,
            pays: 1180,
            crops: 10,
            minimumKilograms: 200,
            reachKilometres: 900,
            handling: 24,
            saleHours: 24,
            fetches: true
        ),
        Kind(
            kind: .communityGroupBuy,
            count: 30,
            tonnesPerDay: 60,
            pays: 1240,
            crops: 6,
            minimumKilograms: 100,
            reachKilometres: 600,
            handling: 26,
            saleHours: 14,
            fetches: false
        ),
        Kind(
            kind: .offlineDisplay,
            count: 20,
            tonnesPerDay: 30,
            pays: 1120,
            crops: 6,
            minimumKilograms: 100,
            reachKilometres: 600,
            handling: 16,
            saleHours: 10,
            fetches: false
        ),
        Kind(
            kind: .institutionalCanteen,
            count: 40,
            tonnesPerDay: 25,
            pays: 980,
            crops: 7,
            minimumKilograms: 100,
            reachKilometres: 400,
            handling: 8,
            saleHours: 12,
            fetches: false
        ),
        Kind(
            kind: .processor,
            count: 12,
            tonnesPerDay: 220,
            pays: 700,
            crops: 4,
            minimumKilograms: 500,
            reachKilometres: 400,
            handling: 4,
            saleHours: 12,
            fetches: true
        ),
        Kind(
            kind: .foodBank,
            count: 12,
            tonnesPerDay: 40,
            pays: 0,
            crops: 0,
            minimumKilograms: 100,
            reachKilometres: 500,
            handling: 0,
            saleHours: 6,
            fetches: false
        ),
        Kind(
            kind: .feed,
            count: 8,
            tonnesPerDay: 150,
            pays: 0,
            crops: 0,
            minimumKilograms: 200,
            reachKilometres: 300,
            handling: 0,
            saleHours: 0,
            fetches: true
        ),
        Kind(
            kind: .compost,
            count: 6,
            tonnesPerDay: 300,
            pays: 0,
            crops: 0,
            minimumKilograms: 200,
            reachKilometres: 300,
            handling: 0,
            saleHours: 0,
            fetches: true
        ),
    ]

    /// The county itself, its neighbours, and the cities of the province and beyond.
    private static let places: [UInt32] = [
        370_783, 370_702, 370_704, 370_705, 370_781, 370_784, 370_725, 370_523, 370_502, 370_303, 370_305, 370_102,
        370_112, 370_202, 370_203, 370_211, 370_281, 370_602, 370_681, 371_302, 371_402, 120_111, 110_106, 110_105,
        130_102, 320_302, 410_105,
    ]
    private static let depots: [(name: String, place: UInt32)] = [
        ("depot-shouguang-1", 370_783), ("depot-shouguang-2", 370_783), ("depot-changle", 370_725),
        ("depot-weifang", 370_702), ("depot-qingzhou", 370_781), ("depot-guangrao", 370_523), ("depot-anqiu", 370_784),
        ("depot-fangzi", 370_704),
    ]

    private struct Vehicle {
        var tonnes: Int64
        var isRefrigerated: Bool
        var fenPerKm: Int64
        var fixedFen: Int64
        var shiftHours: Int64
        var vehicleClass: String
    }

    private static let vehicles = [
        Vehicle(
            tonnes: 9,
            isRefrigerated: true,
            fenPerKm: 560,
            fixedFen: 26_000,
            shiftHours: 24,
            vehicleClass: "rigid_7.5_17t"
        ),
        Vehicle(
            tonnes: 15,
            isRefrigerated: false,
            fenPerKm: 640,
            fixedFen: 30_000,
            shiftHours: 36,
            vehicleClass: "rigid_over_17t"
        ),
        Vehicle(
            tonnes: 20,
            isRefrigerated: true,
            fenPerKm: 860,
            fixedFen: 42_000,
            shiftHours: 60,
            vehicleClass: "artic_3.5_33t"
        ),
        Vehicle(
            tonnes: 30,
            isRefrigerated: true,
            fenPerKm: 920,
            fixedFen: 46_000,
            shiftHours: 60,
            vehicleClass: "artic_over_33t"
        ),
        Vehicle(
            tonnes: 3,
            isRefrigerated: true,
            fenPerKm: 360,
            fixedFen: 14_000,
            shiftHours: 14,
            vehicleClass: "rigid_3.5_7.5t"
        ),
    ]
    private static let vehiclesPerDepot: Int64 = 150

    func records() -> [TimedRecord] {
        var random = SimulationRandom(seed: 3707)
        var records: [TimedRecord] = []
        for kind in Self.kinds {
            for number in 1...kind.count { records.append(channel(kind, number, &random)) }
        }
        for number in 1...8 { records += groupBuy(number, &random) }
        for number in 1...12 { records.append(slot(number, &random)) }
        for depot in Self.depots {
            for day in 0..<3 as Range<Int64> { records += shifts(of: depot.name, depot.place, day: day) }
        }
        return records.sorted { $0.at < $1.at }
    }

    private func scaled(_ amount: Int64) -> Int64 { max(1, amount * perMille / 1000) }

    private func place(_ random: inout SimulationRandom) -> UInt32 {
        Self.places[Int(random.number(in: 0...Int64(Self.places.count - 1)))]
    }

    private func prices(_ pays: Int64, _ count: Int, _ random: inout SimulationRandom) -> [CropPrice] {
        CountyDay.crops.shuffled(using: &random).prefix(count).map { crop in
            var price = CropPrice()
            price.crop = crop.id
            price.price = crop.wholesale * pays / 1000 * random.number(in: 90...110) / 100
            return price
        }
    }

    private func channel(_ kind: Kind, _ number: Int, _ random: inout SimulationRandom) -> TimedRecord {
        var offer = ChannelOffered()
        offer.channel = "\(kind.kind)-\(number)"
        offer.name = offer.channel
        offer.kind = kind.kind
        offer.place = place(&random)
        offer.prices = kind.crops > 0 ? prices(kind.pays, kind.crops, &random) : [CropPrice()]
        offer.reachMetres = kind.reachKilometres * 1000
        offer.minimumGrams = kind.minimumKilograms * 1000
        let tonnes = kind.tonnesPerDay * random.number(in: 60...140) / 100
        offer.gramsPerDay = max(offer.minimumGrams, scaled(tonnes * 1_000_000))
        offer.opens = CountyDay.start.milliseconds
        offer.closes = offer.opens + Instant.days(12)
        offer.handling = kind.handling
        offer.needsTransport = !kind.fetches
        offer.saleDelayMilliseconds = Instant.hours(kind.saleHours)
        return TimedRecord(at: CountyDay.start, topic: .promotion, key: offer.channel, body: .channelOffered(offer))
    }

    /// Two of three reach their threshold.
    private func groupBuy(_ number: Int, _ random: inout SimulationRandom) -> [TimedRecord] {
        var offer = ChannelOffered()
        offer.channel = "groupBuy-\(number)"
        offer.name = offer.channel
        offer.kind = number % 2 == 0 ? .groupBuy : .c2MPreSale
        offer.place = place(&random)
        offer.prices = prices(1300, 1, &random)
        offer.reachMetres = 900_000
        offer.minimumGrams = 200_000
        offer.gramsPerDay = max(offer.minimumGrams, scaled(40_000_000))
        offer.opens = CountyDay.start.milliseconds
        offer.closes = offer.opens + Instant.days(5)
        offer.handling = 30
        offer.needsTransport = number % 4 < 2
        offer.saleDelayMilliseconds = Instant.hours(24)
        offer.unitGrams = 2500
        offer.thresholdUnits = scaled(8_000)
        offer.deadline = offer.opens + Instant.hours(14 + Int64(number))
        var orders = OrdersReported()
        orders.channel = offer.channel
        let reached = offer.thresholdUnits * (number % 3 == 0 ? 7 : 15) / 10
        let first = TimedRecord(
            at: CountyDay.start,
            topic: .promotion,
            key: offer.channel,
            body: .channelOffered(offer)
        )
        return [first]
            + (1...4).map { part in
                orders.units = reached * Int64(part) / 4
                let at = CountyDay.start.advanced(byMilliseconds: Instant.hours(3 * Int64(part)))
                return TimedRecord(at: at, topic: .promotion, key: offer.channel, body: .ordersReported(orders))
            }
    }

    private func slot(_ number: Int, _ random: inout SimulationRandom) -> TimedRecord {
        var offer = SlotOffered()
        offer.studio = "studio-\(number % 4)"
        offer.slot = "slot-\(number)"
        offer.name = offer.slot
        offer.host = "host-\(number % 4)"
        offer.place = CountyDay.county
        offer.starts = CountyDay.start.milliseconds + Instant.hours(20 + 12 * Int64(number / 4))
        offer.ends = offer.starts + Instant.hours(2)
        offer.itemPositions = 8
        offer.stockGramsPerPosition = scaled(3_000_000)
        offer.restockGrams = scaled(500_000)
        offer.unitGrams = 2500
        offer.prices = prices(1650, 8, &random)
        offer.reachMetres = 400_000
        offer.minimumGrams = min(200_000, offer.stockGramsPerPosition)
        offer.handling = 60
        offer.shipBy = offer.ends + Instant.hours(48)
        return TimedRecord(at: CountyDay.start, topic: .broadcast, key: offer.studio, body: .slotOffered(offer))
    }

    /// A vehicle that is out longer than a day is offered again when it is back.
    private func shifts(of depot: String, _ place: UInt32, day: Int64) -> [TimedRecord] {
        (0..<scaled(Self.vehiclesPerDepot)).compactMap { number in
            let vehicle = Self.vehicles[Int(number) % Self.vehicles.count]
            guard day % (vehicle.shiftHours < 24 ? 1 : vehicle.shiftHours < 48 ? 2 : 3) == 0 else { return nil }
            var offer = VehicleOffered()
            offer.depot = depot
            offer.vehicle = "\(depot)-\(number + 1)-d\(day + 1)"
            offer.name = offer.vehicle
            offer.place = place
            offer.ratedGrams = vehicle.tonnes * 1_000_000
            offer.refrigerated = vehicle.isRefrigerated
            offer.shiftStarts = CountyDay.start.milliseconds + Instant.days(day) + Instant.hours(5 + number % 4)
            offer.shiftEnds = offer.shiftStarts + Instant.hours(vehicle.shiftHours)
            offer.kilometresPerHour = 60
            offer.fenPerKm = vehicle.fenPerKm
            offer.fixedFen = vehicle.fixedFen
            offer.vehicleClass = vehicle.vehicleClass
            offer.reachMetres = 800_000
            offer.stopMinutes = 20
            let known = CountyDay.start.advanced(byMilliseconds: max(0, Instant.days(day - 1)))
            return TimedRecord(at: known, topic: .dispatch, key: depot, body: .vehicleOffered(offer))
        }
    }
}
