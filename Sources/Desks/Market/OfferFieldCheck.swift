import GreenChannelModel

/// Checks the fields of a record from outside, one after the other, and keeps the first that cannot be taken.
struct OfferFieldCheck {
    /// The largest mass that any field may hold: ten million tonnes.
    static let gramsMax: Int64 = 10_000_000_000_000
    static let priceMax: Int64 = 1_000_000_000
    static let pricesMax = 400
    static let textBytesMax = 200
    /// The last millisecond of the year 2200: beyond it a time is a mistake of units.
    static let timeMax: Int64 = 7_289_654_399_999
    /// Half way around the earth, and a little.
    static let reachMetresMax: Int64 = 21_000_000
    static let delayMillisecondsMax: Int64 = 400 * 86_400_000

    /// What the record is about, as `channel ch-1`.
    let subject: String
    /// Names the field, its value, and what to give instead.
    private(set) var failure: String?

    init(_ subject: String) { self.subject = subject }

    mutating func require(_ holds: Bool, _ failure: @autoclosure () -> String) {
        if self.failure == nil, !holds { self.failure = "\(subject): \(failure())" }
    }

    mutating func identifier(_ name: String, _ value: String) {
        require(
            value.isIdentifier,
            "\(name) is \(value.shown); give 1 to \(Self.textBytesMax) printable ASCII characters without spaces"
        )
    }

    mutating func text(_ name: String, _ value: String, isRequired: Bool = false) {
        require(
            value.utf8.count <= Self.textBytesMax && !(isRequired && value.isEmpty),
            "\(name) is \(value.shown); give \(isRequired ? 1 : 0) to \(Self.textBytesMax) bytes of text"
        )
    }

    mutating func number(_ name: String, _ value: Int64, _ range: ClosedRange<Int64>, _ unit: String) {
        require(
            range.contains(value),
            "\(name) is \(value); give \(range.lowerBound) to \(range.upperBound) \(unit)"
        )
    }

    mutating func grams(_ name: String, _ value: Int64, atLeast least: Int64 = 0) {
        // `least` may come from another field, which may be refused already.
        number(name, value, min(least, Self.gramsMax)...Self.gramsMax, "grams")
    }

    mutating func time(_ name: String, _ value: Int64) {
        number(name, value, 0...Self.timeMax, "milliseconds since 1970 UTC")
    }

    mutating func place(_ value: UInt32) {
        number("place", Int64(value), 110_000...999_999, "(a six-digit code of GB/T 2260)")
    }

    mutating func prices(_ prices: [CropPrice]) {
        require(
            (1...Self.pricesMax).contains(prices.count),
            "prices has \(prices.count) lines; give 1 to \(Self.pricesMax), one for each crop or one with no crop for all"
        )
        // Only a list of a sane length is looked into.
        guard failure == nil else { return }
        var crops: Set<String> = []
        for line in prices {
            text("prices.crop", line.crop)
            number("prices.price", line.price, 0...Self.priceMax, "fen per kilogram")
            require(crops.insert(line.crop).inserted, "prices has \(line.crop.shown) twice; give each crop one price")
        }
    }
}

extension [CropPrice] {
    /// The price of a crop: its own line, or else the line that stands for any crop.
    func price(of crop: String) -> Int64? {
        var anyCrop: Int64?
        for line in self {
            if line.crop == crop { return line.price }
            if line.crop.isEmpty { anyCrop = line.price }
        }
        return anyCrop
    }
}

extension Int64 {
    /// Milliseconds since 1970 for a person's eyes in a detail: the number as it stands in the record, and what it means.
    var shownTime: String { "\(self) (\(Instant(milliseconds: self).iso8601()))" }
}

extension String {
    /// Whether it can be an id: printable ASCII without spaces, so that equal ids are equal bytes in every ledger key.
    var isIdentifier: Bool {
        let bytes = utf8
        return (1...OfferFieldCheck.textBytesMax).contains(bytes.count)
            && bytes.allSatisfy { (0x21...0x7E).contains($0) }
    }

    /// The text for a person's eyes in a detail: in quotes, at the most 40 characters, nothing that a terminal obeys.
    var shown: String {
        var text = "\""
        var count = 0
        for scalar in unicodeScalars {
            guard count < 40 else {
                text += "…"
                break
            }
            count += 1
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
                text += "\\u{" + String(scalar.value, radix: 16) + "}"
            default:
                text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }
}
