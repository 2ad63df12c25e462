/// What kind of division a name of the gazetteer stands for.
public enum GazetteerLevel: UInt8, Sendable, Comparable {
    case province, prefecture, county, town

    public static func < (left: GazetteerLevel, right: GazetteerLevel) -> Bool { left.rawValue < right.rawValue }
}

/// How much of a name was written.
public enum GazetteerForm: UInt8, Sendable {
    /// As in the list, or root and suffix: 威宁彝族回族苗族自治县, 威宁县.
    case full
    /// Without its suffix: 威宁.
    case short
    /// In Latin letters: weining.
    case latin
}

/// One meaning of a name.
public struct GazetteerPlace: Sendable, Equatable {
    /// The division; for a town, its county.
    public var code: Adcode
    public var level: GazetteerLevel
    public var form: GazetteerForm
    /// The next meaning of the same name in the gazetteer's list, or -1.
    @usableFromInline var next: Int32

    /// Whether a county lies in this division or is its town's county.
    @inlinable
    public func covers(_ county: Adcode) -> Bool {
        switch level {
        case .province: county.rawValue / 10000 == code.rawValue / 10000
        case .prefecture: county.rawValue / 100 == code.rawValue / 100
        case .county, .town: county == code
        }
    }
}
