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
}

/// Ranks outlets for one lot by net value per kilogram.
struct Ranking {
    var knowledge: any LotKnowledge
    var settings: LotDeskSettings

    /// What an offer is worth to a lot, or `nil` where it may not or cannot take it.
    func candidate(_ offer: OfferAnnounced, for entry: LotEntry, at now: Instant) -> Candidate? {
        let lot = entry.lot
        guard !offer.withdrawn, offer.remainingGrams > 0, let rung = Rung(offer.kind),
            Ladder(entry, settings).isOpen(rung, at: now), Self.mayTake(offer.kind, entry.verification),
            let price = Self.price(of: offer, crop: lot.crop),
            let straight = knowledge.straightMetres(from: lot.place, to: offer.place),
            offer.reachMetres == 0 || straight <= offer.reachMetres,
            let road = knowledge.roadMetres(from: lot.place, to: offer.place)
        else { return nil }
        if rung == .paying, lot.hasFloorPrice, price < lot.floorPrice { return nil }

        let arrival = max(arrivalTime(roadMetres: road, after: now), offer.opens)
        let latest = rung.feedsPeople ? lot.sellBy : Ladder(entry, settings).recyclingEnds
        guard arrival <= min(latest, offer.closes) else { return nil }

        let born = lot.hasHarvested ? lot.harvested : lot.received
        let sold = arrival &+ max(0, offer.saleDelayMilliseconds)
        let sellThrough =
            rung == .paying
            ? knowledge.sellThroughPerMille(
                crop: lot.crop,
                ageMilliseconds: max(0, sold &- born),
                lifeMilliseconds: lot.lifeMilliseconds
            ) : 1000
        let transport = offer.needsTransport ? road / 1000 * settings.fenPerTonneKilometre / 1000 : 0
        let value = price * sellThrough / 1000 - transport - offer.handling
        // Nobody is asked to pay for being helped as long as somebody pays; on the lower rungs the least loss wins.
        if rung == .paying, value <= 0 { return nil }
        return Candidate(
            offer: offer.offer,
            owner: offer.owner,
            kind: offer.kind,
            rung: rung,
            value: value,
            price: price,
            place: offer.place,
            minimumGrams: max(0, offer.minimumGrams),
            remainingGrams: offer.remainingGrams,
            needsTransport: offer.needsTransport
        )
    }

    /// When a load that is ready now would be there.
    func arrivalTime(roadMetres: Int64, after now: Instant) -> Int64 {
        now.milliseconds + settings.loadingMilliseconds + roadMetres * 3600 / settings.kilometresPerHour
    }

    /// Upper rungs first, then the best value; ties by id, so that the order is the same everywhere.
    static func precedes(_ left: Candidate, _ right: Candidate) -> Bool {
        if left.rung != right.rung { return left.rung < right.rung }
        return left.value == right.value ? left.offer < right.offer : left.value > right.value
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

    /// The price for a crop: its own, else the one for any crop.
    static func price(of offer: OfferAnnounced, crop: String) -> Int64? {
        if offer.prices.isEmpty { return 0 }
        var anyCrop: Int64?
        for entry in offer.prices {
            if entry.crop == crop { return entry.price }
            if entry.crop.isEmpty { anyCrop = entry.price }
        }
        return anyCrop
    }
}
