import GreenChannelModel

/// Bids as they come, wait, and are taken back.
extension PromotionDesk {
    mutating func take(_ bid: Bid, _ now: Instant, _ outbox: inout Outbox) {
        let soundness = bid.soundness
        if soundness == .nameless {
            return outbox.refuse(
                .invalidField,
                "bid \(bid.bid.shown) of lot \(bid.lot.shown): an id is missing or no id; nobody could be answered"
            )
        }
        // A repeat: it is answered when its time comes, or has been.
        if book[bid.bid] != nil { return }
        guard soundness == .sound else { return outbox.postDecline(bid, .invalidField, remaining: 0) }
        guard var entry = channel(bid.offer) else { return outbox.postDecline(bid, .unknownOffer, remaining: 0) }
        if let refusal = entry.refusalOfBids(now: now) { return outbox.postDecline(bid, refusal, remaining: 0) }
        if case .fails(let obstacle) = entry.offer.fit(of: bid, now: now) {
            return outbox.postDecline(bid, obstacle, remaining: entry.remaining(now: now))
        }

        var waiting = BidEntry()
        waiting.bid = bid
        waiting.state = .pending
        waiting.arrived = now.milliseconds
        book.put(waiting)
        guard entry.clearsAt == 0 else { return }
        entry.clearsAt = max(1, now.later(byMilliseconds: windowMilliseconds).milliseconds)
        if entry.clearsAt <= now.milliseconds { clear(&entry, now, &outbox) }
        store(entry, now, &outbox)
    }

    /// The Lot desk takes back a bid, an award or a part of it. What is unknown was settled before: late is normal.
    mutating func take(_ release: Released, _ now: Instant, _ outbox: inout Outbox) {
        guard var bid = book[release.bid], bid.bid.lot == release.lot else { return }
        switch bid.state {
        case .pending, .UNRECOGNIZED:
            book.remove(bid)
            let remaining = channels[bid.bid.offer]?.remaining(now: now) ?? 0
            outbox.postDecline(bid.bid, .withdrawn, remaining: remaining)
        case .granted:
            let isWhole = release.grams <= 0 || release.grams >= bid.grantedGrams
            let freed = isWhole ? bid.grantedGrams : release.grams
            if isWhole {
                book.remove(bid)
            } else {
                bid.grantedGrams -= freed
                book.put(bid)
            }
            guard var entry = channels[bid.bid.offer] else { return }
            entry.free(freed, on: ChinaDay(bid.day))
            store(entry, now, &outbox)
        }
    }

    /// Answers all that waits for a channel: the best use of its capacity wins.
    mutating func clear(_ entry: inout ChannelEntry, _ now: Instant, _ outbox: inout Outbox) {
        entry.clearsAt = 0
        entry.forgetDays(before: now)
        let offer = entry.offer
        var answered = book.pendingRanked(offer: offer.channel)
        var reasons: [MarketDecline?] = []
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
