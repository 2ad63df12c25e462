import GreenChannelModel

/// What operators decide and what drivers, weighbridges, outlets and viewers report: on what there is, mostly.
extension ChannelScenarioWorkload {
    func operatorSays(
        _ random: inout SimulationRandom,
        _ now: Instant,
        _ model: ChannelScenarioModel
    ) -> [TimedRecord] {
        // Mostly of the latest: what has ended is only refused.
        let lots = random.chance(perMille: 850) ? Array(model.opened.suffix(4)) : model.opened
        let lot = random.element(lots)?.lot ?? "A00010"
        let body: RecordBody
        switch random.number(in: 0...19) {
        case 0..<11: body = .lotVerified(.with(lot))
        case 11: body = .lotUnverifiable(.with(lot))
        case 12:
            var message = LotMerged()
            message.lot = lot
            message.into = random.element(model.opened)?.lot ?? lot
            message.by = "operator"
            body = .lotMerged(message)
        case 13..<17:
            var message = LotOverridden()
            message.lot = lot
            message.offer = "channel-\(random.number(in: 0...10))"
            message.grams = random.number(in: -1...20) * 1_000_000
            message.by = "operator"
            body = .lotOverridden(message)
        case 17:
            var message = LotCancelled()
            message.lot = lot
            message.by = "operator"
            body = .lotCancelled(message)
        case 18:
            var message = LotCorrected()
            message.lot = lot
            if random.chance(perMille: 500) { message.place = 341_302 }
            if random.chance(perMille: 500) { message.floorPrice = random.number(in: 0...300) }
            if random.chance(perMille: 500) { message.grams = random.number(in: 1...30) * 1_000_000 }
            body = .lotCorrected(message)
        default:
            var message = EmergencyDeclared()
            message.place = random.element([231_224, 340_000, 341_300]) ?? 231_224
            message.until = now.milliseconds + Instant.hours(random.number(in: 0...48))
            message.by = "operator"
            return [TimedRecord(at: now, topic: .lots, key: "", body: .emergencyDeclared(message))]
        }
        return [TimedRecord(at: now, topic: .lots, key: lot, body: body)]
    }

    mutating func reported(
        _ random: inout SimulationRandom,
        _ now: Instant,
        _ model: ChannelScenarioModel
    ) -> [TimedRecord] {
        if random.chance(perMille: 200) { return [orders(&random, now)] }
        guard let award = random.element(Array(model.awards.suffix(12))), let bid = model.bids[award.bid]?.bid else {
            return []
        }
        if bid.hasJourney { return onTheWay(award, bid, &random, now) }
        if bid.offer.hasPrefix("slot-"), random.chance(perMille: 700) {
            var order = LiveOrderPlaced()
            order.studio = bid.owner
            order.slot = bid.offer
            order.lot = bid.lot
            order.order = "order-\(random.number(in: 0...30))"
            order.units = random.number(in: 0...300)
            return [TimedRecord(at: now, topic: .broadcast, key: bid.owner, body: .liveOrderPlaced(order))]
        }
        var outcome = OutcomeReported()
        outcome.lot = bid.lot
        outcome.bid = bid.bid
        outcome.kind =
            random.element([.outcomeDelivered, .outcomeWeighed, .outcomeShort, .outcomeSpoiled]) ?? .outcomeShort
        outcome.grams = random.number(in: 0...12) * award.grams / 10
        outcome.by = "outlet"
        return [TimedRecord(at: now, topic: .lots, key: bid.lot, body: .outcomeReported(outcome))]
    }

    /// Buyers' running total with a group buy; sometimes it falls back.
    private mutating func orders(_ random: inout SimulationRandom, _ now: Instant) -> TimedRecord {
        var report = OrdersReported()
        report.channel = "channel-\(random.number(in: 1...2))"
        let units = (ordersOfChannel[report.channel] ?? 0) + random.number(in: -200...2_500)
        report.units = units
        ordersOfChannel[report.channel] = max(0, units)
        return TimedRecord(at: now, topic: .promotion, key: report.channel, body: .ordersReported(report))
    }

    private func onTheWay(
        _ award: Awarded,
        _ bid: Bid,
        _ random: inout SimulationRandom,
        _ now: Instant
    ) -> [TimedRecord] {
        var pickup = PickupReported()
        pickup.depot = bid.owner
        pickup.bid = bid.bid
        pickup.lot = bid.lot
        // A no-show, a part, or all of it.
        pickup.grams = award.grams * (random.element([0, 8, 10, 10]) ?? 10) / 10
        pickup.cratesOut = UInt32(random.number(in: 0...2) * 100)
        var weighing = WeighingReported()
        weighing.depot = bid.owner
        weighing.bid = bid.bid
        weighing.lot = bid.lot
        weighing.tareGrams = 8_000_000
        weighing.grossGrams = weighing.tareGrams + award.grams * random.number(in: 6...11) / 10
        var crates = CratesReturned()
        crates.depot = bid.owner
        crates.bid = bid.bid
        crates.lot = bid.lot
        crates.crates = UInt32(random.number(in: 0...200))
        let body: RecordBody =
            switch random.number(in: 0...9) {
            case 0..<4: .pickupReported(pickup)
            case 4..<8: .weighingReported(weighing)
            default: .cratesReturned(crates)
            }
        return [TimedRecord(at: now, topic: .dispatch, key: bid.owner, body: body)]
    }
}

extension LotVerified {
    fileprivate static func with(_ lot: String) -> Self {
        var message = Self()
        message.lot = lot
        message.by = "operator"
        return message
    }
}

extension LotUnverifiable {
    fileprivate static func with(_ lot: String) -> Self {
        var message = Self()
        message.lot = lot
        message.by = "operator"
        return message
    }
}
