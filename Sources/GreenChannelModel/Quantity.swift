/// A mass in whole grams: the one unit in which anything is counted out.
///
/// Integer, so that what is held, awarded, sold and lost always adds up exactly.
public struct Grams: Hashable, Comparable, Sendable, AdditiveArithmetic {
    public var rawValue: Int64

    public init(_ rawValue: Int64) { self.rawValue = rawValue }
    /// So many kilograms in grams.
    public static func kilograms(_ count: Int64) -> Grams { Grams(count * 1000) }

    public static let zero = Grams(0)
    public static func + (left: Grams, right: Grams) -> Grams { Grams(left.rawValue + right.rawValue) }
    public static func - (left: Grams, right: Grams) -> Grams { Grams(left.rawValue - right.rawValue) }
    public static func < (left: Grams, right: Grams) -> Bool { left.rawValue < right.rawValue }

    /// Kilograms for people and JSON; never for a decision.
    public var kilogramsForDisplay: Double { Double(rawValue) / 1000 }
}
