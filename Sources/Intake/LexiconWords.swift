/// The words of the message grammar, by what they do. Extended in `LexiconWords+Chinese.swift` and
/// `LexiconWords+Filler.swift`; earlier lists win where a word stands in two.
enum LexiconWords {
    /// Micrograms in one of each mass unit, by the unit's tag. From `units.csv`: market jin 500 g, pound 453.59237 g,
    /// Taiwan jin 600 g, Hong Kong catty 604.78982 g.
    static let micrograms: [Int64] = [
        1_000_000_000, 500_000_000, 50_000_000, 50_000_000_000, 1_000_000_000_000, 1_000_000, 453_592_370, 0,
        100_000_000_000, 600_000_000, 604_789_820,
    ]

    /// 已经全部卖完了 and its like: that all is done, and what was done with it.
    static var soldOutPhrases: [String] {
        let ends = [
            "卖完", "卖光", "卖掉", "卖出", "卖出去", "卖没", "售完", "售出", "售罄", "售光", "处理完", "处理掉", "拉走", "拉完", "销完", "订完", "订出去",
            "出完", "清完", "收走",
        ]
        var phrases: [String] = []
        for end in ends {
            for all in ["全部", "全", "都", "全都"] { phrases.append(all + end + "了") }
            for done in ["已", "已经", "均已", "都已", "都已经", "已全部", "已经全部", "全部已", "全部已经", "已经都", "现已", "现已全部", "也已", "刚刚全部"]
            {
                phrases.append(done + end)
                phrases.append(done + end + "了")
            }
        }
        return phrases
    }

    /// How a unit is named in a reply, by the unit's tag.
    static let massNames = ["公斤", "斤", "两", "担", "吨", "克", "磅", "", "公担", "台斤", "司马斤"]
}
