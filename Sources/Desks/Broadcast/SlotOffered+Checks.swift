import GreenChannelModel

extension SlotOffered {
    /// What is wrong with the offer, as one line for a person; `nil`: nothing.
    func failure(now: Instant) -> String? {
        var check = OfferFieldCheck("slot \(slot.shown) of studio \(studio.shown)")
        check.identifier("studio", studio)
        check.identifier("slot", slot)
        check.text("name", name)
        check.text("host", host, isRequired: true)
        check.place(place)
        check.time("starts", starts)
        check.time("ends", ends)
        check.require(ends > starts, "ends is \(ends.shownTime); give a time after starts, \(starts.shownTime)")
        check.require(ends > now.milliseconds, "ends is \(ends.shownTime), in the past; give a later time")
        check.require(
            ends.saturatingSubtract(starts) <= Instant.days(7),
            "the show lasts from \(starts.shownTime) to \(ends.shownTime), more than seven days; give each day a slot of its own"
        )
        check.number("item_positions", Int64(itemPositions), 1...1000, "positions")
        check.grams("unit_grams", unitGrams, atLeast: 1)
        check.grams("stock_grams_per_position", stockGramsPerPosition, atLeast: max(1, unitGrams))
        check.grams("restock_grams", restockGrams)
        check.prices(prices)
        check.number("reach_metres", reachMetres, 0...OfferFieldCheck.reachMetresMax, "metres (0: no limit)")
        check.number(
            "minimum_grams",
            minimumGrams,
            0...max(0, stockGramsPerPosition),
            "grams (not above stock_grams_per_position)"
        )
        check.number("handling", handling, 0...OfferFieldCheck.priceMax, "fen per kilogram")
        check.time("ship_by", shipBy)
        check.require(shipBy >= ends, "ship_by is \(shipBy.shownTime); give a time not before ends, \(ends.shownTime)")
        return check.failure
    }

    /// Whether two shows share a moment: the end of one may be the start of the other.
    func overlaps(_ other: SlotOffered) -> Bool { starts < other.ends && other.starts < ends }
}
