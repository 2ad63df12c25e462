import GreenChannelModel

extension VehicleOffered {
    /// 200 t: more than any vehicle on a road carries.
    static let ratedGramsMax: Int64 = 200_000_000
    static let fenPerKmMax: Int64 = 1_000_000

    /// What a person must mend before the vehicle can be taken on; `nil`: nothing.
    func failure(now: Instant) -> String? {
        var check = OfferFieldCheck("vehicle \(vehicle.shown) of depot \(depot.shown)")
        check.identifier("depot", depot)
        check.identifier("vehicle", vehicle)
        check.text("name", name)
        check.text("vehicle_class", vehicleClass)
        check.place(place)
        check.number("rated_grams", ratedGrams, 1...Self.ratedGramsMax, "grams")
        check.time("shift_starts", shiftStarts)
        check.time("shift_ends", shiftEnds)
        // Only times of a sane range are compared.
        if check.failure == nil {
            let longest = Instant.days(30)
            check.require(
                shiftEnds > shiftStarts && shiftEnds - shiftStarts <= longest,
                "shift_ends is \(shiftEnds.shownTime); give a time at the most 30 days after shift_starts, \(shiftStarts.shownTime)"
            )
            check.require(
                shiftEnds > now.milliseconds,
                "shift_ends is \(shiftEnds.shownTime), in the past; offer the vehicle for a shift to come"
            )
        }
        check.number("kilometres_per_hour", kilometresPerHour, 1...150, "km/h")
        check.number("fen_per_km", fenPerKm, 0...Self.fenPerKmMax, "fen per kilometre")
        check.number("fixed_fen", fixedFen, 0...OfferFieldCheck.priceMax, "fen")
        check.number("reach_metres", reachMetres, 0...OfferFieldCheck.reachMetresMax, "metres, 0 for no limit")
        check.number("stop_minutes", stopMinutes, 0...1440, "minutes")
        return check.failure
    }
}

extension Bid {
    /// Whether a transport bid's numbers make sense, beyond those of every bid.
    var isSoundJourney: Bool {
        let times = 0...OfferFieldCheck.timeMax
        return hasJourney && times.contains(ready) && times.contains(deadline) && times.contains(journey.arriveBy)
            && journey.award.isIdentifier
    }
}
