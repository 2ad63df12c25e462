import GreenChannelModel

/// What a channel's offer says of one bid. On the offer and not on its entry, so that clearing ten thousand bids takes the
/// offer out of the entry once.
extension ChannelOffered {
    /// What a bid can have, apart from who else bids.
    enum Fit {
        case fits(Terms)
        case fails(BidDecline)
    }

    struct Terms {
        /// Fen per kilogram.
        var price: Int64
        var earliestArrival: Instant
        var latestArrival: Instant
    }

    /// A group buy or pre-sale: nothing is sure before its deadline, and supply never exceeds what is ordered.
    var isGroupBuy: Bool { thresholdUnits > 0 }

    func isPastDeadline(_ now: Instant) -> Bool { isGroupBuy && now.milliseconds >= deadline }

    /// The earliest that anything may arrive. What a group buys is brought when the group stands.
    func earliestArrival(now: Instant) -> Instant {
        let opens = max(now, Instant(milliseconds: opens))
        return isGroupBuy ? max(opens, Instant(milliseconds: deadline)) : opens
    }

    func fit(of bid: Bid, now: Instant) -> Fit {
        guard let price = prices.price(of: bid.crop) else { return .fails(.cropNotWanted) }
        if bid.grams < minimumGrams { return .fails(.belowMinimum) }
        let earliest = max(earliestArrival(now: now), Instant(milliseconds: bid.ready))
        let latest = Instant(milliseconds: min(closes, bid.sellBy))
        guard earliest <= latest else { return .fails(.windowTooShort) }
        return .fits(Terms(price: price, earliestArrival: earliest, latestArrival: latest))
    }

    /// When what arrives then is sold. For a group buy not before its deadline's verdict could reach the lot.
    func settles(arrival: Instant) -> Int64 {
        let sold = arrival.milliseconds.saturatingAdd(saleDelayMilliseconds)
        return isGroupBuy ? max(sold, deadline.saturatingAdd(Instant.hours(1))) : sold
    }
}
