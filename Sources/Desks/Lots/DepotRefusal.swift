import GreenChannelModel

/// What a depot has just refused to carry, so that nobody asks for as much again before something may have changed.
///
/// In a glut vehicles run out before outlets do. Without this every lot would win outlets, ask depot after depot in vain
/// and give the outlets back, again and again, while others go without.
struct DepotRefusal: Sendable, Equatable {
    /// From the depot over the pickup to the outlet: as far as this, or farther, is refused.
    var metres: Int64
    /// From the asking to the latest arrival: in as little time as this, or less, is refused.
    var patienceMilliseconds: Int64
    /// As much as this, or more, is refused.
    var grams: Int64
    var until: Int64

    init(metres: Int64, patienceMilliseconds: Int64, grams: Int64, until: Int64) {
        self.metres = metres
        self.patienceMilliseconds = patienceMilliseconds
        self.grams = grams
        self.until = until
    }

    /// What can be learnt from a refusal; `nil`: nothing of use to others.
    init?(
        _ reason: BidDecline?,
        metres: Int64,
        patienceMilliseconds: Int64,
        grams: Int64,
        _ settings: LotDeskSettings,
        _ now: Instant
    ) {
        let until = now.milliseconds + settings.refusalHoldsMilliseconds
        switch reason {
        case .capacityFull, .noVehicle:
            // What is nearly the same is refused too, what is much nearer may fit in between.
            self.init(
                metres: metres / 2,
                patienceMilliseconds: patienceMilliseconds + patienceMilliseconds / 2,
                grams: min(grams, settings.refusedGramsMax),
                until: until
            )
        case .tooFar: self.init(metres: metres, patienceMilliseconds: .max, grams: 0, until: until)
        case .tooLate:
            self.init(metres: metres / 2, patienceMilliseconds: patienceMilliseconds, grams: 0, until: until)
        case .unknownOffer, .withdrawn, .invalidField, .noColdChain, .unknownPlace, .offerClosed, .outbid,
            .belowMinimum,
            .windowTooShort, .cropNotWanted, .lotAlreadyPlaced, nil:
            return nil
        }
    }

    /// Whether it says all that another says.
    func covers(_ other: DepotRefusal) -> Bool {
        metres <= other.metres && patienceMilliseconds >= other.patienceMilliseconds && grams <= other.grams
            && until >= other.until
    }

    /// How far the depot would still carry so much with so little time.
    func reachMetres(patienceMilliseconds: Int64, grams: Int64, _ now: Instant) -> Int64 {
        let holds =
            until > now.milliseconds && patienceMilliseconds <= self.patienceMilliseconds && grams >= self.grams
        return holds ? metres : .max
    }
}

/// What a depot has refused of late, the oldest first: a far load for want of time says nothing of a near one for want of
/// room, nor takes back what was learnt from it.
extension [DepotRefusal] {
    /// Some of each kind that matters; beyond it the oldest is forgotten.
    static let refusalsMax = 8

    mutating func note(_ refusal: DepotRefusal, _ now: Instant) {
        removeAll { $0.until <= now.milliseconds || refusal.covers($0) }
        append(refusal)
        if count > Self.refusalsMax { removeFirst() }
    }

    /// How far the depot would still carry so much with so little time, by all that is known.
    func reachMetres(patienceMilliseconds: Int64, grams: Int64, _ now: Instant) -> Int64 {
        reduce(.max) { least, refusal in
            Swift.min(least, refusal.reachMetres(patienceMilliseconds: patienceMilliseconds, grams: grams, now))
        }
    }
}
