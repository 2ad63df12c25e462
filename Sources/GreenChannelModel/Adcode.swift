/// A county-level place: the first six digits of its code in GB/T 2260, as in `adcodes.csv`.
///
/// The first two digits name the province, the first four the prefecture.
public struct Adcode: Hashable, Comparable, Sendable, CustomStringConvertible {
    public var rawValue: UInt32

    public init(_ rawValue: UInt32) { self.rawValue = rawValue }

    /// Reads exactly six ASCII digits; anything else is `nil`.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count == 6, text.utf8.allSatisfy({ (48...57).contains($0) }), let value = UInt32(text)
        else { return nil }
        rawValue = value
    }

    public static func < (left: Adcode, right: Adcode) -> Bool { left.rawValue < right.rawValue }

    public var province: Adcode { Adcode(rawValue / 10000 * 10000) }
    public var prefecture: Adcode { Adcode(rawValue / 100 * 100) }
    public var isProvince: Bool { rawValue % 10000 == 0 }
    public var isPrefecture: Bool { rawValue % 100 == 0 && !isProvince }

    public var description: String {
        let digits = String(rawValue)
        return String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }
}
