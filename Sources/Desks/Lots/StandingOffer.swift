import GreenChannelModel

/// An offer as it stands: its terms worked out once, and what is left of it kept up to date.
struct StandingOffer: Sendable {
    let offer: String
    let owner: String
    let prices: [CropPrice]
    var terms: OfferTerms
    /// Of a depot: what it refused of late.
    var refusals: [DepotRefusal] = []

    /// What of it answers change.
    var room: OfferRoom {
        get { OfferRoom(grams: terms.remainingGrams, opens: terms.opens, refusals: refusals) }
        set {
            terms.remainingGrams = newValue.grams
            terms.opens = newValue.opens
            refusals = newValue.refusals
        }
    }

    init(_ announced: OfferAnnounced) {
        offer = announced.offer
        owner = announced.owner
        prices = announced.prices
        terms = OfferTerms(announced)
    }

    /// The price for a crop: its own, else the one for any crop; `nil` where the crop is not wanted.
    func price(of crop: String) -> Int64? {
        if prices.isEmpty { return 0 }
        var anyCrop: Int64?
        for line in prices {
            if line.crop == crop { return line.price }
            if line.crop.isEmpty { anyCrop = line.price }
        }
        return anyCrop
    }
}

/// What the ranking must look at of an offer: numbers only, so that to look at one costs no reference count.
struct OfferTerms: Sendable {
    let kind: OutletKind
    /// `nil`: not an outlet but a depot's vehicles.
    let rung: Rung?
    let place: UInt32
    let reachMetres: Int64
    let minimumGrams: Int64
    let closes: Int64
    let handling: Int64
    let needsTransport: Bool
    let saleDelayMilliseconds: Int64
    let fenPerTonneKilometre: Int64
    let refrigerated: Bool
    let takesAnyCrop: Bool
    /// Whether it has prices of single crops beside the one for any.
    let hasOwnPrices: Bool
    var remainingGrams: Int64
    /// The earliest that anything may arrive.
    var opens: Int64
    /// The column of its place in the table of distances.
    var column = DistanceTable.Column(0)

    init(_ announced: OfferAnnounced) {
        kind = announced.kind
        rung = Rung(announced.kind)
        place = announced.place
        reachMetres = announced.reachMetres
        minimumGrams = announced.minimumGrams
        opens = announced.opens
        closes = announced.closes
        handling = announced.handling
        needsTransport = announced.needsTransport
        saleDelayMilliseconds = announced.saleDelayMilliseconds
        fenPerTonneKilometre = announced.fenPerTonneKm
        refrigerated = announced.refrigerated
        takesAnyCrop = announced.prices.isEmpty || announced.prices.contains { $0.crop.isEmpty }
        hasOwnPrices = announced.prices.contains { !$0.crop.isEmpty }
        remainingGrams = announced.remainingGrams
    }
}
