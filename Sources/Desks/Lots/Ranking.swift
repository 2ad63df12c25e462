import GreenChannelModel

/// What one outlet would be worth to a lot at this moment.
struct Candidate {
    var offer: String
    var owner: String
    var kind: OutletKind
    var rung: Rung
    /// Net value in fen per kilogram: price × expected sell-through at the age of sale − transport − handling.
    var value: Int64
    var price: Int64
    var place: UInt32
    var minimumGrams: Int64
    var remainingGrams: Int64
    var needsTransport: Bool

    init(_ offer: StandingOffer, rung: Rung, value: Int64, price: Int64) {
        self.offer = offer.offer
        owner = offer.owner
        kind = offer.terms.kind
        self.rung = rung
        self.value = value
        self.price = price
        place = offer.terms.place
        minimumGrams = offer.terms.minimumGrams
        remainingGrams = offer.terms.remainingGrams
        needsTransport = offer.terms.needsTransport
    }
}

/// What it costs to have a lot carried, and how far vehicles would.
struct Haulage {
    var fenPerTonneKilometre: Int64
    /// By road, from the lot on.
    var reachMetres: Int64
}

/// Ranks outlets for one lot by net value per kilogram.
struct Ranking {
    let knowledge: any LotKnowledge
    let settings: LotDeskSettings
    let ladder: Ladder
    let now: Instant

    /// What an offer is worth to a lot, where that is not less than `atLeast`; `nil` where it may not or cannot take it.
    ///
    /// - Parameter haulage: `nil` where no vehicle is near.
    func value(
        of offer: OfferTerms,
        price: Int64,
        on rung: Rung,
        _ leg: DistanceTable.Leg,
        for lot: borrowing OpenLot,
        haulage: Haulage?,
        atLeast least: Int64
    ) -> Int64? {
        guard offer.reachMetres == 0 || leg.straightMetres <= offer.reachMetres else { return nil }
        if rung == .paying, let floor = lot.floorPrice, price < floor { return nil }
        let arrival = max(arrivalTime(roadMetres: leg.roadMetres), offer.opens)
        guard arrival <= min(ladder.latestArrival(on: rung), offer.closes) else { return nil }

        var cost = offer.handling
        if offer.needsTransport {
            // An outlet that cannot be reached is none: without a vehicle only those that collect count.
            guard let haulage, leg.roadMetres < haulage.reachMetres else { return nil }
            cost += leg.roadMetres / 1000 * haulage.fenPerTonneKilometre / 1000
        }
        let enough = enough(on: rung, least)
        guard price - cost >= enough else { return nil }
        guard rung == .paying else { return price - cost }
        let sellThrough = knowledge.sellThroughPerMille(
            crop: lot.crop,
            ageMilliseconds: max(0, arrival + offer.saleDelayMilliseconds - lot.born),
            lifeMilliseconds: lot.lifeMilliseconds
        )
        let value = price * min(1000, max(0, sellThrough)) / 1000 - cost
        return value >= enough ? value : nil
    }

    /// Nobody is asked to pay for being helped as long as somebody pays; on the lower rungs the least loss wins.
    func enough(on rung: Rung, _ least: Int64) -> Int64 { rung == .paying ? max(1, least) : least }

    /// When a load that is ready now would be there.
    func arrivalTime(roadMetres: Int64) -> Int64 {
        now.milliseconds + settings.loadingMilliseconds + roadMetres * 3600 / max(1, settings.kilometresPerHour)
    }

    /// Nobody is promoted on a lie: what is not verified never reaches a public zone or a live show.
    static func mayTake(_ kind: OutletKind, _ verification: Verification) -> Bool {
        switch kind {
        case .processor, .institutionalCanteen, .foodBank, .feed, .compost: true
        case .assistanceZone, .groupBuy, .c2MPreSale, .offlineDisplay, .communityGroupBuy, .liveSlot:
            verification == .verified
        case .vehicles, .outletUnspecified, .UNRECOGNIZED: false
        }
    }
}

/// The few best of many candidates, best first; ties by id, so that the order is the same everywhere.
struct BestCandidates {
    struct Ranked {
        var handle: OfferIndex.Handle
        var price: Int64
        var value: Int64
    }

    let limit: Int
    private(set) var ranked: [Ranked] = []

    init(limit: Int) {
        self.limit = limit
        ranked.reserveCapacity(limit)
    }

    var isFull: Bool { ranked.count >= limit }

    /// Less than this is not worth looking at.
    var least: Int64 { isFull ? ranked.last?.value ?? .min : .min }

    mutating func add(_ candidate: Ranked, _ offers: OfferIndex) {
        let index = ranked.partitioningIndex {
            candidate.value == $0.value
                ? offers[candidate.handle].offer < offers[$0.handle].offer : candidate.value > $0.value
        }
        guard index < limit else { return }
        if isFull { ranked.removeLast() }
        ranked.insert(candidate, at: index)
    }
}
