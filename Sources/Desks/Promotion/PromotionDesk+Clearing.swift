import GreenChannelModel

/// How a channel clears.
extension PromotionDesk {
    func obstacle(to bid: Bid, _ entry: ChannelEntry, _ now: Instant) -> BidDecline? {
        switch entry.offer.fit(of: bid, now: now) {
        case .fits: nil
        case .fails(let obstacle): obstacle
        }
    }

    func remaining(_ entry: ChannelEntry, _ now: Instant) -> Int64 { entry.remaining(now: now) }

    /// Answers all that waits for a channel: the best use of its capacity wins.
    mutating func clear(_ entry: inout ChannelEntry, _ now: Instant, _ outbox: inout Outbox) {
        entry.clearsAt = 0
        entry.passTime(now)
        let offer = entry.offer
        var answered = book.pendingRanked(offer: offer.channel)
        var reasons: [BidDecline?] = []
        reasons.reserveCapacity(answered.count)
        var clearing = ChannelClearing(entry, now: now)
        for index in answered.indices {
            switch clearing.decide(answered[index].bid) {
            case .declined(let reason):
                book.remove(answered[index])
                reasons.append(reason)
            case .granted(let grant):
                answered[index].state = .granted
                answered[index].grantedGrams = grant.grams
                answered[index].price = grant.price
                answered[index].day = grant.day.rawValue
                answered[index].settles = offer.settles(arrival: grant.arrival)
                answered[index].wakeAt = max(1, answered[index].settles.saturatingAdd(Instant.days(1)))
                entry.use(grant.grams, on: grant.day)
                book.put(answered[index])
                reasons.append(nil)
            }
        }

        let remaining = entry.remaining(now: now)
        let opens = entry.opens(now: now)
        for (bid, reason) in zip(answered, reasons) {
            if let reason {
                outbox.postDecline(bid.bid, reason, cleared: clearing.cleared, remaining: remaining, opens: opens)
            } else {
                outbox.postAward(bid, cleared: clearing.cleared, remaining: remaining, opens: opens)
            }
        }
    }
}
