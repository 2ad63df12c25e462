import GreenChannelModel

/// The outlets of a simulated channel: every kind, some small enough to run out, all over within a few days.
enum ChannelScenarioOffers {
    private static let places: [UInt32] = [341_322, 341_321, 341_302, 320_324, 371_621, 231_224]
    private static let kinds: [OutletKind] = [
        .assistanceZone, .groupBuy, .c2MPreSale, .offlineDisplay, .communityGroupBuy, .institutionalCanteen, .processor,
        .foodBank, .feed, .compost,
    ]

    static func all(_ random: inout SimulationRandom, _ now: Instant) -> [TimedRecord] {
        kinds.indices.map { channel($0, &random, now) }
            + (0..<4).map { slot($0, &random, now) } + (0..<4).map { vehicle($0, &random, now) }
    }

    /// An outlet changes its terms, or goes.
    static func changed(_ random: inout SimulationRandom, _ now: Instant) -> [TimedRecord] {
        let number = Int(random.number(in: 0...9))
        switch random.number(in: 0...6) {
        case 0, 1: return [channel(number, &random, now)]
        case 2: return [slot(number % 5, &random, now)]
        case 3: return [vehicle(number % 5, &random, now)]
        case 4:
            var message = ChannelWithdrawn()
            message.channel = "channel-\(number)"
            return [TimedRecord(at: now, topic: .promotion, key: message.channel, body: .channelWithdrawn(message))]
        case 5:
            var message = SlotCancelled()
            message.studio = "studio-\(number % 2)"
            message.slot = "slot-\(number % 4)"
            return [TimedRecord(at: now, topic: .broadcast, key: message.studio, body: .slotCancelled(message))]
        default:
            var message = VehicleWithdrawn()
            message.depot = "depot-\(number % 2)"
            message.vehicle = "vehicle-\(number % 4)"
            return [TimedRecord(at: now, topic: .dispatch, key: message.depot, body: .vehicleWithdrawn(message))]
        }
    }

    private static func prices(_ random: inout SimulationRandom, _ range: ClosedRange<Int64>) -> [CropPrice] {
        var any = CropPrice()
        any.price = random.number(in: range)
        return [any]
    }

    private static func channel(_ number: Int, _ random: inout SimulationRandom, _ now: Instant) -> TimedRecord {
        var offer = ChannelOffered()
        offer.channel = "channel-\(number)"
        offer.name = "渠道\(number)"
        offer.kind = kinds[number]
        offer.place = random.element(places) ?? 231_224
        offer.prices = prices(&random, 100...400)
        offer.gramsPerDay = random.number(in: 1...30) * 1_000_000
        offer.minimumGrams = random.number(in: 0...1) * 500_000
        offer.opens = now.milliseconds
        offer.closes = now.milliseconds + Instant.hours(random.number(in: 12...60))
        offer.needsTransport = number % 3 != 2
        offer.saleDelayMilliseconds = Instant.hours(Int64(number))
        if offer.kind == .groupBuy || offer.kind == .c2MPreSale {
            offer.thresholdUnits = 1_000
            offer.unitGrams = 2_500
            offer.deadline = now.milliseconds + Instant.hours(random.number(in: 2...12))
        }
        return TimedRecord(at: now, topic: .promotion, key: offer.channel, body: .channelOffered(offer))
    }

    private static func slot(_ number: Int, _ random: inout SimulationRandom, _ now: Instant) -> TimedRecord {
        var offer = SlotOffered()
        offer.studio = "studio-\(number % 2)"
        offer.slot = "slot-\(number)"
        offer.name = "档期\(number)"
        offer.host = "host-\(number)"
        offer.place = random.element(places) ?? 231_224
        offer.starts = now.milliseconds + Instant.hours(random.number(in: 1...6))
        offer.ends = offer.starts + Instant.hours(4)
        offer.itemPositions = UInt32(random.number(in: 1...2))
        offer.stockGramsPerPosition = 750_000 * random.number(in: 1...4)
        offer.restockGrams = 250_000 * random.number(in: 0...4)
        offer.unitGrams = 2_500
        offer.prices = prices(&random, 300...500)
        offer.shipBy = offer.ends + Instant.hours(6)
        return TimedRecord(at: now, topic: .broadcast, key: offer.studio, body: .slotOffered(offer))
    }

    private static func vehicle(_ number: Int, _ random: inout SimulationRandom, _ now: Instant) -> TimedRecord {
        var offer = VehicleOffered()
        offer.depot = "depot-\(number % 2)"
        offer.vehicle = "vehicle-\(number)"
        offer.name = "车\(number)"
        offer.place = number % 2 == 0 ? 341_321 : 341_322
        offer.ratedGrams = random.number(in: 3...20) * 1_000_000
        offer.refrigerated = number != 1
        offer.shiftStarts = now.milliseconds
        offer.shiftEnds = now.milliseconds + Instant.hours(random.number(in: 12...60))
        offer.kilometresPerHour = 60
        offer.fenPerKm = 200
        offer.vehicleClass = "rigid_over_17t"
        offer.stopMinutes = 20
        return TimedRecord(at: now, topic: .dispatch, key: offer.depot, body: .vehicleOffered(offer))
    }
}
