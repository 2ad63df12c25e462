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
        if let obstacle = entry.obstacle(to: bid, now: now) {
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
        let ranked = book.pendingRanked(offer: entry.offer.channel)
        let before = DayRoom(of: entry, now: now)
        let ordersBefore = entry.openOrders
        var room = before
        var cleared: Int64 = 0
        var reasons: [MarketDecline?] = []
        reasons.reserveCapacity(ranked.count)
        var grants: [BidEntry] = []

        for waiting in ranked {
            let bid = waiting.bid
            if let obstacle = entry.obstacle(to: bid, now: now) {
                reasons.append(obstacle)
                continue
            }
            guard let arrivals = entry.arrivals(of: bid, now: now), let price = entry.offer.prices.price(of: bid.crop)
            else {
                reasons.append(.windowTooShort)
                continue
            }
            let least = max(1, bid.minimumGrams, entry.offer.minimumGrams)
            let first = ChinaDay(containing: arrivals.lowerBound)
            let last = ChinaDay(containing: arrivals.upperBound)
            guard entry.openOrders >= least, let day = room.firstDay(from: first, through: last, withRoomFor: least)
            else {
                let hadRoom =
                    ordersBefore >= least && before.firstDay(from: first, through: last, withRoomFor: least) != nil
                reasons.append(hadRoom ? .outbid : .capacityFull)
                continue
            }
            var grant = waiting
            grant.state = .granted
            grant.grantedGrams = min(bid.grams, room.room(on: day), entry.openOrders)
            grant.price = price
            grant.day = day.rawValue
            let arrival = day == first ? arrivals.lowerBound : max(arrivals.lowerBound, day.start)
            grant.settles = entry.settles(arrival: arrival)
            grant.wakeAt = max(1, grant.settles.saturatingAdd(Instant.days(1)))
            room.take(grant.grantedGrams, on: day)
            entry.use(grant.grantedGrams, on: day)
            cleared = bid.value
            book.put(grant)
            grants.append(grant)
            reasons.append(nil)
        }

        let remaining = entry.remaining(now: now)
        var nextGrant = grants.makeIterator()
        for (waiting, reason) in zip(ranked, reasons) {
            if let reason {
                book.remove(waiting)
                outbox.postDecline(waiting.bid, reason, cleared: cleared, remaining: remaining)
            } else if let grant = nextGrant.next() {
                outbox.postAward(grant, cleared: cleared, remaining: remaining)
            }
        }
    }
}
