import GreenChannelModel

/// What operators and buyers tell of channels.
extension PromotionDesk {
    /// A new channel, or a correction: new terms hold for what is not granted yet.
    mutating func take(_ offer: ChannelOffered, key: String, _ now: Instant, _ outbox: inout Outbox) {
        if let failure = offer.failure(now: now) { return outbox.refuse(.invalidField, failure) }
        guard key == offer.channel else {
            return outbox.refuse(
                .invalidField,
                "channel \(offer.channel.shown): the record's key is \(key.shown); post it with the channel as its key"
            )
        }
        let before = outlets[offer.channel]
        if let failure = newRoundFailure(offer, before, now) { return outbox.refuse(.invalidField, failure) }

        var entry = before ?? ChannelEntry()
        let isSettledBefore = entry.settled && entry.offer.deadline != offer.deadline
        if entry.withdrawn || isSettledBefore || entry.offer.isGroupBuy != offer.isGroupBuy {
            // A new round: what was ordered and granted in the last one does not count.
            entry.withdrawn = false
            entry.settled = false
            entry.orderedUnits = 0
            entry.grantedGrams = 0
        }
        entry.offer = offer
        announce(&entry, now, &outbox)
        store(entry, now, &outbox)
    }

    /// Why the offer cannot follow on what went before under its id; `nil`: it can.
    private func newRoundFailure(_ offer: ChannelOffered, _ before: ChannelEntry?, _ now: Instant) -> String? {
        let subject = "channel \(offer.channel.shown)"
        if let before, !book.isEmpty(offer: offer.channel) {
            if before.offer.isGroupBuy != offer.isGroupBuy {
                return
                    "\(subject): threshold_units goes from \(before.offer.thresholdUnits) to \(offer.thresholdUnits) "
                    + "while bids or awards depend on it; offer it under another id"
            }
            if before.offer.isGroupBuy, before.settled || before.withdrawn, before.offer.deadline != offer.deadline {
                return
                    "\(subject): deadline goes from \(before.offer.deadline) to \(offer.deadline) while awards of the "
                    + "last round are being delivered; offer the new round under another id"
            }
        }
        let isSettledRound = before.map { $0.settled && !$0.withdrawn && $0.offer.deadline == offer.deadline } ?? false
        if offer.isGroupBuy, offer.deadline <= now.milliseconds, !isSettledRound {
            return "\(subject): deadline is \(offer.deadline), in the past; give a later time"
        }
        return nil
    }

    mutating func take(_ withdrawal: ChannelWithdrawn, _ now: Instant, _ outbox: inout Outbox) {
        guard var entry = outlet(withdrawal.channel) else {
            return outbox.refuse(
                .unknownOffer,
                "channel \(withdrawal.channel.shown) is not offered here; check its id"
            )
        }
        // A repeat, or one that comes after the channel has closed by itself.
        guard !entry.withdrawn else { return }
        declinePending(&entry, .unknownOffer, &outbox)
        releaseGrants(&entry, .withdrawnByChannel, &outbox) { $0.settles > now.milliseconds }
        withdraw(&entry, now, &outbox)
        store(entry, now, &outbox)
    }

    /// Buyers' orders so far: a running total, so that a lower or equal one is late or repeated.
    mutating func take(_ report: OrdersReported, _ now: Instant, _ outbox: inout Outbox) {
        guard var entry = outlet(report.channel) else {
            return outbox.refuse(.unknownOffer, "channel \(report.channel.shown) is not offered here; check its id")
        }
        guard entry.offer.isGroupBuy else {
            return outbox.refuse(
                .invalidField,
                "channel \(report.channel.shown) is no group buy and takes no orders; offer it with threshold_units"
            )
        }
        guard (0...OfferFieldCheck.gramsMax).contains(report.units) else {
            return outbox.refuse(
                .invalidField,
                "channel \(report.channel.shown): units is \(report.units); give 0 to \(OfferFieldCheck.gramsMax)"
            )
        }
        guard entry.refusalOfBids(now: now) == nil, report.units > entry.orderedUnits else { return }
        entry.orderedUnits = report.units
        store(entry, now, &outbox)
    }
}
