import GreenChannelModel

/// An offer as the ranking looks at it: its terms worked out once, and what is left of it kept up to date.
struct StandingOffer: Sendable {
    let offer: String
    let owner: String
    let kind: OutletKind
    /// `nil`: not an outlet but a depot's vehicles.
    let rung: Rung?
    let place: UInt32
    let prices: [CropPrice]
    let reachMetres: Int64
    let minimumGrams: Int64
    let opens: Int64
    let closes: Int64
    let handling: Int64
    let needsTransport: Bool
    let saleDelayMilliseconds: Int64
    let fenPerTonneKilometre: Int64
    let refrigerated: Bool
    var remainingGrams: Int64

    init(_ announced: OfferAnnounced) {
        offer = announced.offer
        owner = announced.owner
        kind = announced.kind
        rung = Rung(announced.kind)
        place = announced.place
        prices = announced.prices
        reachMetres = announced.reachMetres
        minimumGrams = announced.minimumGrams
        opens = announced.opens
        closes = announced.closes
        handling = announced.handling
        needsTransport = announced.needsTransport
        saleDelayMilliseconds = announced.saleDelayMilliseconds
        fenPerTonneKilometre = announced.fenPerTonneKm
        refrigerated = announced.refrigerated
        remainingGrams = announced.remainingGrams
    }

    var takesAnyCrop: Bool { prices.isEmpty || prices.contains { $0.crop.isEmpty } }

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
