import GreenChannelModel

/// What the Lot desk lets in. Behind this door every number is small enough that nothing that is added up or multiplied
/// can overflow, and every id is equal to another only if its bytes are.
enum LotFieldCheck {
    /// More than a country's harvest.
    static let gramsMax: Int64 = 10_000_000_000_000
    static let fenPerKilogramMax: Int64 = 1_000_000_000
    /// The last millisecond of the year 2200: beyond it a time is a mistake of units.
    static let timeMax: Int64 = 7_289_654_399_999
    static let lifeMillisecondsMax: Int64 = Instant.days(1000)
    static let saleDelayMillisecondsMax: Int64 = Instant.days(400)
    static let reachMetresMax: Int64 = 21_000_000
    static let lotBytesMax = 64
    static let idBytesMax = 200
    static let pricesMax = 400
    /// A million tonnes of CO₂ for one trip.
    static let gramsCO2eMax: Int64 = 1_000_000_000_000
    static let fenMax: Int64 = 1_000_000_000_000
    /// The clock of the inbox, wherever a producer set it.
    static let clock: ClosedRange<Int64> = 0...(Int64.max / 4)

    /// Printable ASCII without spaces.
    static func isID(_ text: String, bytesMax: Int = idBytesMax) -> Bool {
        let bytes = text.utf8
        return (1...bytesMax).contains(bytes.count) && bytes.allSatisfy { (0x21...0x7E).contains($0) }
    }

    /// What of a lot's opening cannot be taken: names the field, its value and what to give; `nil`: all is well.
    static func fault(of lot: LotOpened) -> String? {
        guard isID(lot.lot, bytesMax: lotBytesMax) else {
            return "lot is \(shown(lot.lot)); give 1 to \(lotBytesMax) printable ASCII characters without spaces"
        }
        let name = "lot \(lot.lot)"
        guard isID(lot.crop) else { return "\(name): crop is \(shown(lot.crop)); give the id of a crop" }
        guard lot.sender.utf8.count <= idBytesMax else { return "\(name): sender is longer than \(idBytesMax) bytes" }
        return number(name, "grams", lot.grams, 1...gramsMax)
            ?? number(name, "sell_by", lot.sellBy, 0...timeMax)
            ?? number(name, "received", lot.received, 0...timeMax)
            ?? number(name, "harvested", lot.hasHarvested ? lot.harvested : 0, 0...timeMax)
            ?? number(name, "floor_price", lot.hasFloorPrice ? lot.floorPrice : 0, 0...fenPerKilogramMax)
            ?? number(name, "life_milliseconds", lot.lifeMilliseconds, 0...lifeMillisecondsMax)
    }

    static func fault(of correction: LotCorrected) -> String? {
        let name = "correction of lot \(shown(correction.lot))"
        return number(name, "grams", correction.hasGrams ? correction.grams : 1, 1...gramsMax)
            ?? number(name, "sell_by", correction.hasSellBy ? correction.sellBy : 0, 0...timeMax)
            ?? number(
                name,
                "floor_price",
                correction.hasFloorPrice ? correction.floorPrice : 0,
                0...fenPerKilogramMax
            )
    }

    static func fault(of offer: OfferAnnounced) -> String? {
        guard isID(offer.offer) else {
            return "offer is \(shown(offer.offer)); give 1 to \(idBytesMax) printable ASCII characters without spaces"
        }
        let name = "offer \(offer.offer)"
        guard isID(offer.owner) else { return "\(name): owner is \(shown(offer.owner)); give its desk's key" }
        guard Rung(offer.kind) != nil || offer.kind == .vehicles else {
            return "\(name): kind is \(offer.kind.rawValue); give a kind of outlet, or vehicles"
        }
        guard offer.prices.count <= pricesMax else {
            return "\(name): prices has \(offer.prices.count) lines; give at the most \(pricesMax)"
        }
        for price in offer.prices {
            guard price.crop.isEmpty || isID(price.crop) else { return "\(name): prices.crop is \(shown(price.crop))" }
            if let fault = number(name, "prices.price", price.price, 0...fenPerKilogramMax) { return fault }
        }
        return number(name, "reach_metres", offer.reachMetres, 0...reachMetresMax)
            ?? number(name, "minimum_grams", offer.minimumGrams, 0...gramsMax)
            ?? number(name, "remaining_grams", offer.remainingGrams, 0...gramsMax)
            ?? number(name, "opens", offer.opens, 0...timeMax)
            ?? number(name, "closes", offer.closes, 0...timeMax)
            ?? number(name, "handling", offer.handling, 0...fenPerKilogramMax)
            ?? number(name, "sale_delay_milliseconds", offer.saleDelayMilliseconds, 0...saleDelayMillisecondsMax)
            ?? number(name, "fen_per_tonne_km", offer.fenPerTonneKm, 0...fenPerKilogramMax)
    }

    static func fault(of emergency: EmergencyDeclared, _ now: Instant) -> String? {
        guard emergency.crop.isEmpty || isID(emergency.crop) else {
            return "emergency: crop is \(shown(emergency.crop)); give the id of a crop, or none for all"
        }
        guard (100_000...999_999).contains(emergency.place) else {
            return "emergency: place is \(emergency.place); give a six-digit code of GB/T 2260"
        }
        return number(
            "emergency for \(emergency.place)",
            "until",
            emergency.until,
            min(now.milliseconds + 1, timeMax)...timeMax
        )
    }

    /// A quantity that somebody says: 0 at the least, and never more than there can be.
    static func grams(_ said: Int64) -> Int64 { min(max(0, said), gramsMax) }
    static func price(_ said: Int64) -> Int64 { min(max(0, said), fenPerKilogramMax) }

    /// Text from outside for a person's eyes: in quotes, at the most 40 characters, nothing that a terminal obeys.
    static func shown(_ text: String) -> String {
        var result = "\""
        for (count, scalar) in text.unicodeScalars.enumerated() {
            guard count < 40 else {
                result += "…"
                break
            }
            if (0x20...0x7E).contains(scalar.value) {
                result.unicodeScalars.append(scalar)
            } else {
                result += "\\u{\(String(scalar.value, radix: 16))}"
            }
        }
        return result + "\""
    }

    private static func number(_ name: String, _ field: String, _ value: Int64, _ range: ClosedRange<Int64>) -> String?
    {
        range.contains(value)
            ? nil : "\(name): \(field) is \(value); give \(range.lowerBound) to \(range.upperBound)"
    }
}
