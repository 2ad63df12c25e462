import GreenChannelModel

extension ChannelOffered {
    /// What is wrong with the offer, as one line for a person; `nil`: nothing.
    func failure(now: Instant) -> String? {
        var check = OfferFieldCheck("channel \(channel.shown)")
        check.identifier("channel", channel)
        check.text("name", name)
        check.require(kind.isPromotionChannel, "kind is \(kind.rawValue); give a kind of promotion channel, 1 to 10")
        check.place(place)
        check.prices(prices)
        check.number("reach_metres", reachMetres, 0...OfferFieldCheck.reachMetresMax, "metres (0: no limit)")
        check.grams("grams_per_day", gramsPerDay, atLeast: 1)
        check.number("minimum_grams", minimumGrams, 0...max(0, gramsPerDay), "grams (not above grams_per_day)")
        check.time("opens", opens)
        check.time("closes", closes)
        check.require(closes > opens, "closes is \(closes.shownTime); give a time after opens, \(opens.shownTime)")
        check.require(closes > now.milliseconds, "closes is \(closes.shownTime), in the past; give a later time")
        check.number("handling", handling, 0...OfferFieldCheck.priceMax, "fen per kilogram")
        check.number(
            "sale_delay_milliseconds",
            saleDelayMilliseconds,
            0...OfferFieldCheck.delayMillisecondsMax,
            "milliseconds"
        )
        check.number("threshold_units", thresholdUnits, 0...OfferFieldCheck.gramsMax, "units (0: no threshold)")
        if isGroupBuy {
            check.grams("unit_grams", unitGrams, atLeast: 1)
            check.time("deadline", deadline)
            check.require(
                deadline <= closes,
                "deadline is \(deadline.shownTime); give a time not after closes, \(closes.shownTime)"
            )
        }
        return check.failure
    }
}

extension OutletKind {
    fileprivate var isPromotionChannel: Bool {
        switch self {
        case .assistanceZone, .groupBuy, .c2MPreSale, .offlineDisplay, .communityGroupBuy, .institutionalCanteen,
            .processor, .foodBank, .feed, .compost:
            true
        case .outletUnspecified, .liveSlot, .vehicles, .UNRECOGNIZED: false
        }
    }
}
