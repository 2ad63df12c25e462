/// A price in whole fen (1/100 yuan) per kilogram.
public struct FenPerKilogram: Hashable, Comparable, Sendable {
    public var rawValue: Int64

    public init(_ rawValue: Int64) { self.rawValue = rawValue }

    public static func < (left: FenPerKilogram, right: FenPerKilogram) -> Bool { left.rawValue < right.rawValue }

    /// The worth of a quantity at this price, in whole fen, rounded down.
    ///
    /// Computed in 128 bits: 20,000 t at any price that fits 64 bits cannot overflow on the way.
    public func worth(of quantity: Grams) -> Fen {
        Fen(Int64(clamping: Int128(rawValue) * Int128(quantity.rawValue) / 1000))
    }
}

/// An amount of money in whole fen (1/100 yuan).
public struct Fen: Hashable, Comparable, Sendable, AdditiveArithmetic {
    public var rawValue: Int64

    public init(_ rawValue: Int64) { self.rawValue = rawValue }

    public static let zero = Fen(0)
    public static func + (left: Fen, right: Fen) -> Fen { Fen(left.rawValue + right.rawValue) }
    public static func - (left: Fen, right: Fen) -> Fen { Fen(left.rawValue - right.rawValue) }
    public static func < (left: Fen, right: Fen) -> Bool { left.rawValue < right.rawValue }
}
