import GreenChannelModel

/// What a resource desk posts to the Lot desk about bids and awards. Key: the bid's lot.
extension Outbox {
    mutating func postAward(_ entry: BidEntry, cleared: Int64, remaining: Int64, opens: Int64 = 0) {
        var award = Awarded()
        award.bid = entry.bid.bid
        award.lot = entry.bid.lot
        award.offer = entry.bid.offer
        award.grams = entry.grantedGrams
        award.price = entry.price
        award.cleared = cleared
        award.remainingGrams = remaining
        award.settles = entry.settles
        award.opens = opens
        if entry.hasTrip { award.trip = entry.trip }
        post(.lots, key: award.lot, .awarded(award))
    }

    mutating func postDecline(
        _ bid: Bid,
        _ reason: BidDecline,
        cleared: Int64 = 0,
        remaining: Int64,
        opens: Int64 = 0
    ) {
        var decline = Declined()
        decline.bid = bid.bid
        decline.lot = bid.lot
        decline.offer = bid.offer
        decline.reason = reason.rawValue
        decline.cleared = cleared
        decline.remainingGrams = remaining
        decline.opens = opens
        post(.lots, key: decline.lot, .declined(decline))
    }

    mutating func postRelease(_ bid: Bid, grams: Int64, _ reason: BidRelease) {
        var release = Released()
        release.bid = bid.bid
        release.lot = bid.lot
        release.offer = bid.offer
        release.owner = bid.owner
        release.grams = grams
        release.reason = reason.rawValue
        post(.lots, key: release.lot, .released(release))
    }

    mutating func refuseNameless(_ bid: Bid) {
        refuse(
            .invalidField,
            "bid \(bid.bid.shown) of lot \(bid.lot.shown): an id is missing or no id; nobody could be answered"
        )
    }

    mutating func refuseTimer(_ timer: TimerFired) {
        refuse(
            .invalidField,
            "timer for entry \(timer.entry.shown): this desk wakes no such entry; nothing needs to be done"
        )
    }
}
