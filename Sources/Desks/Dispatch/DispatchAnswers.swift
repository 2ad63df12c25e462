import GreenChannelModel

/// What the Dispatch desk posts to the Lot desk and the journal. Key: the bid's lot.
extension Outbox {
    mutating func postTrip(_ entry: BidEntry, cleared: Int64, remaining: Int64) {
        var award = Awarded()
        award.bid = entry.bid.bid
        award.lot = entry.bid.lot
        award.offer = entry.bid.offer
        award.grams = entry.grantedGrams
        award.price = entry.price
        award.cleared = cleared
        award.remainingGrams = remaining
        award.settles = entry.settles
        award.trip = entry.trip
        post(.lots, key: award.lot, .awarded(award))
    }

    mutating func declineTrip(_ bid: Bid, _ reason: DispatchDecline, cleared: Int64 = 0, remaining: Int64) {
        var decline = Declined()
        decline.bid = bid.bid
        decline.lot = bid.lot
        decline.offer = bid.offer
        decline.reason = reason.rawValue
        decline.cleared = cleared
        decline.remainingGrams = remaining
        post(.lots, key: decline.lot, .declined(decline))
    }

    mutating func releaseTrip(_ bid: Bid, grams: Int64, _ reason: DispatchRelease) {
        var release = Released()
        release.bid = bid.bid
        release.lot = bid.lot
        release.offer = bid.offer
        release.owner = bid.owner
        release.grams = grams
        release.reason = reason.rawValue
        post(.lots, key: release.lot, .released(release))
    }

    mutating func journalCrates(_ entry: BidEntry, _ reason: String) {
        var fact = JournalEntry()
        fact.lot = entry.bid.lot
        fact.event = "CRATES"
        fact.reason = reason
        fact.bid = entry.bid.bid
        fact.offer = entry.bid.offer
        fact.kind = .vehicles
        fact.crop = entry.bid.crop
        journal(fact)
    }
}
