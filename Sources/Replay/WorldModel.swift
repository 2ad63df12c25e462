import GreenChannelModel

/// How the people around the channel behave in a rehearsal. All in thousandths.
public struct WorldSettings: Sendable, Equatable {
    /// Lots that an operator verifies, and lots that turn out to be unverifiable.
    public var verifiedPerMille: UInt64 = 900
    public var unverifiablePerMille: UInt64 = 30
    /// Trucks that never come, and trucks that take less than planned.
    public var noShowPerMille: UInt64 = 10
    public var partialPickupPerMille: UInt64 = 20
    /// Outlets that sell less than they took.
    public var shortPerMille: UInt64 = 60

    public init() {}
}

/// The operators, drivers, weighbridges and buyers of a rehearsal: what they report, and when.
///
/// Each of their choices is drawn from the seed and the name of what it is about, so that it does not depend on the order
/// in which things happen: a rehearsal with one truck more changes what the truck changes, and nothing else.
struct WorldModel {
    var seed: UInt64
    var settings: WorldSettings

    init(seed: UInt64, settings: WorldSettings) {
        self.seed = seed
        self.settings = settings
    }

    /// What follows from facts of the journal, in its order, seen at `now`.
    func react(to facts: [JournalEntry], at now: Instant) -> [TimedRecord] {
        // An award that is asked to be carried is settled by the weighbridge, not by what its outlet says; one that was
        // given back at once, for want of a vehicle, by nobody.
        var unsold: Set<String> = []
        for fact in facts {
            if fact.event == "CARRIAGE_ASKED" { unsold.insert(fact.reason) }
            if fact.event == "GIVEN_UP" { unsold.insert(fact.bid) }
        }
        return facts.flatMap { fact -> [TimedRecord] in
            switch fact.event {
            case "OPENED": verification(of: fact.lot, at: now)
            case "CARRIAGE_AWARDED": journey(fact, at: now)
            case "AWARDED": unsold.contains(fact.bid) ? [] : sale(fact, at: now)
            default: []
            }
        }
    }

    private func verification(of lot: String, at now: Instant) -> [TimedRecord] {
        let draw = number("verification", lot) % 1000
        let at = now.advanced(byMilliseconds: 600_000 + Int64(number("delay", lot) % 7_200_000))
        if draw < settings.verifiedPerMille {
            var message = LotVerified()
            message.lot = lot
            message.by = "rehearsal"
            message.why = "seed \(seed)"
            return [TimedRecord(at: at, topic: .lots, key: lot, body: .lotVerified(message))]
        }
        guard draw < settings.verifiedPerMille + settings.unverifiablePerMille else { return [] }
        var message = LotUnverifiable()
        message.lot = lot
        message.by = "rehearsal"
        message.why = "seed \(seed)"
        return [TimedRecord(at: at, topic: .lots, key: lot, body: .lotUnverifiable(message))]
    }

    private func journey(_ fact: JournalEntry, at now: Instant) -> [TimedRecord] {
        let depot = fact.by
        guard fact.hasTrip, fact.grams > 0, !depot.isEmpty else { return [] }
        var pickup = PickupReported()
        pickup.depot = depot
        pickup.bid = fact.bid
        pickup.lot = fact.lot
        let draw = number("pickup", fact.bid) % 1000
        if draw < settings.noShowPerMille {
            pickup.grams = 0
        } else if draw < settings.noShowPerMille + settings.partialPickupPerMille {
            pickup.grams = fact.grams * 4 / 5
        } else {
            pickup.grams = fact.grams
        }
        var reports = [
            TimedRecord(
                at: max(now, Instant(milliseconds: fact.trip.pickup)),
                topic: .dispatch,
                key: depot,
                body: .pickupReported(pickup)
            )
        ]
        guard pickup.grams > 0 else { return reports }
        var weighing = WeighingReported()
        weighing.depot = depot
        weighing.bid = fact.bid
        weighing.lot = fact.lot
        // From 97 % to 100 % of what was loaded, under a tare of eight tonnes.
        weighing.tareGrams = 8_000_000
        weighing.grossGrams =
            weighing.tareGrams + pickup.grams - pickup.grams / 1000 * Int64(number("weighing", fact.bid) % 30)
        reports.append(
            TimedRecord(
                at: max(now, Instant(milliseconds: fact.trip.arrival)).advanced(byMilliseconds: 60_000),
                topic: .dispatch,
                key: depot,
                body: .weighingReported(weighing)
            )
        )
        return reports
    }

    /// An outlet that collects itself says what it really took; one that sold all of it says nothing.
    private func sale(_ fact: JournalEntry, at now: Instant) -> [TimedRecord] {
        guard fact.grams > 0, number("sale", fact.bid) % 1000 < settings.shortPerMille else { return [] }
        var outcome = OutcomeReported()
        outcome.lot = fact.lot
        outcome.bid = fact.bid
        outcome.kind = .outcomeShort
        outcome.grams = fact.grams / 1000 * Int64(700 + number("share", fact.bid) % 300)
        outcome.by = "rehearsal"
        let at = now.advanced(byMilliseconds: Instant.hours(20))
        return [TimedRecord(at: at, topic: .lots, key: fact.lot, body: .outcomeReported(outcome))]
    }

    /// A number that the seed and two words decide, by SplitMix64 over their FNV-1a hash.
    private func number(_ question: String, _ subject: String) -> UInt64 {
        var mixed = seed &+ 0x9E37_79B9_7F4A_7C15
        for byte in question.utf8 { mixed = (mixed ^ UInt64(byte)) &* 0x100_0000_01b3 }
        for byte in subject.utf8 { mixed = (mixed ^ UInt64(byte)) &* 0x100_0000_01b3 }
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
