import GreenChannelModel

/// Outlets of the scenarios.
extension ScenarioStage {
    /// A channel that takes any crop and fetches it itself.
    func offerChannel(
        _ id: String,
        _ kind: OutletKind,
        place: UInt32,
        tonnesPerDay: Int64,
        price: Int64,
        _ change: (inout ChannelOffered) -> Void = { _ in }
    ) throws {
        var offer = ChannelOffered()
        offer.channel = id
        offer.name = id
        offer.kind = kind
        offer.place = place
        var any = CropPrice()
        any.price = price
        offer.prices = [any]
        offer.gramsPerDay = .tonnes(tonnesPerDay)
        offer.opens = now.milliseconds
        offer.closes = now.milliseconds + Instant.days(10)
        change(&offer)
        try post(.promotion, id, .channelOffered(offer))
    }

    func offerVehicle(
        _ id: String,
        place: UInt32,
        ratedGrams: Int64,
        _ change: (inout VehicleOffered) -> Void = { _ in }
    ) throws {
        var offer = VehicleOffered()
        offer.depot = "depot"
        offer.vehicle = id
        offer.name = id
        offer.place = place
        offer.ratedGrams = ratedGrams
        offer.refrigerated = true
        offer.shiftStarts = now.milliseconds
        offer.shiftEnds = now.milliseconds + Instant.days(3)
        offer.kilometresPerHour = 60
        offer.fenPerKm = 200
        offer.vehicleClass = "rigid_over_17t"
        offer.stopMinutes = 30
        change(&offer)
        try post(.dispatch, offer.depot, .vehicleOffered(offer))
    }

    /// A show of one position: 300 boxes of 2.5 kg and 100 more to restock.
    func slot(_ id: String, host: String, startsInHours hours: Int64) -> RecordBody {
        var offer = SlotOffered()
        offer.studio = "studio"
        offer.slot = id
        offer.name = id
        offer.host = host
        offer.place = 341_322
        offer.starts = now.milliseconds + Instant.hours(hours)
        offer.ends = offer.starts + Instant.hours(3)
        offer.itemPositions = 1
        offer.stockGramsPerPosition = 300 * 2500
        offer.restockGrams = 100 * 2500
        offer.unitGrams = 2500
        var any = CropPrice()
        any.price = 500
        offer.prices = [any]
        offer.shipBy = offer.ends + Instant.hours(12)
        return .slotOffered(offer)
    }
}
