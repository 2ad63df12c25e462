/// The words of the message grammar, by what they do. Extended in `LexiconWords+Chinese.swift` and
/// `LexiconWords+Filler.swift`; earlier lists win where a word stands in two.
enum LexiconWords {
    /// Micrograms in one of each mass unit, by the unit's tag. From `units.csv`: market jin 500 g, pound 453.59237 g,
    /// Taiwan jin 600 g, Hong Kong catty 604.78982 g.
    static let micrograms: [Int64] = [
        1_000_000_000, 500_000_000, 50_000_000, 50_000_000_000, 1_000_000_000_000, 1_000_000, 453_592_370, 0,
        100_000_000_000, 600_000_000, 604_789_820,
    ]

    /// How a unit is named in a reply, by the unit's tag.
    static let massNames = ["公斤", "斤", "两", "担", "吨", "克", "磅", "", "公担", "台斤", "司马斤"]
}
