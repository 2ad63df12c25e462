extension LexiconWords {
    /// Weekdays, weeks and months by their distance, parts of months, and feasts that keep their date.
    static var calendar: [(Lexeme.Kind, Int, String)] {
        var words = weekdays
        for (shift, of) in months { words.append((.relativeMonth, shift, of)) }
        for (shift, prefixes) in [(-1, "上月 上个月"), (0, "月 本月 这个月 这月 当月"), (1, "下月 下个月")] {
            for (part, ends) in monthParts {
                let names = prefixes.split(separator: " ").flatMap { prefix in ends.map { prefix + $0 } }
                words.append((.monthPart, MonthPart.tag(part, shift), names.joined(separator: " ")))
            }
        }
        words.append((.monthPart, MonthPart.tag(.early, 0), "上旬"))
        words.append((.monthPart, MonthPart.tag(.middle, 0), "中旬"))
        words.append((.monthPart, MonthPart.tag(.late, 0), "下旬"))
        for (date, names) in feasts { words.append((.festival, date, names)) }
        return words
    }

    private static let months = [(-1, "上月 上个月"), (0, "本月 这个月 这月 当月"), (1, "下月 下个月")]

    private static let monthParts: [(MonthPart, [String])] = [(.start, ["初"]), (.end, ["底", "末"])]

    /// Month times one hundred, and the day.
    private static let feasts = [
        (101, "元旦 元旦节"), (501, "五一节 劳动节"), (601, "六一节 儿童节"), (1001, "国庆 国庆节 十一国庆"), (1111, "双十一 双11"),
        (1212, "双十二 双12"),
    ]

    /// 周三, 这周三 from 1 to 7; 下周三 from 11, 上周三 from 21; 下周 and 上周 by themselves are weeks.
    private static var weekdays: [(Lexeme.Kind, Int, String)] {
        let weeks = ["周", "星期", "礼拜"]
        var words: [(Lexeme.Kind, Int, String)] = []
        for (index, days) in [["一"], ["二"], ["三"], ["四"], ["五"], ["六"], ["日", "天"]].enumerated() {
            for (base, prefixes) in [(1, ["", "本", "这", "这个"]), (11, ["下", "下个"]), (21, ["上", "上个"])] {
                var names = prefixes.flatMap { prefix in
                    weeks.flatMap { week in days.map { prefix + week + $0 } }
                }
                if index == 5 { names += prefixes.map { $0 + "周末" } }
                words.append((.weekday, base + index, names.joined(separator: " ")))
            }
        }
        for (shift, prefixes) in [(-1, ["上", "上个"]), (0, ["本", "这", "这个"]), (1, ["下", "下个"])] {
            let names = prefixes.flatMap { prefix in weeks.map { prefix + $0 } }
            words.append((.relativeWeek, shift, names.joined(separator: " ")))
        }
        return words
    }

    /// The same in English, separated by bars.
    static var englishCalendar: [(Lexeme.Kind, Int, String)] {
        let days = [
            "monday|mon", "tuesday|tue|tues", "wednesday|wed", "thursday|thu|thurs", "friday|fri", "saturday", "sunday",
        ]
        var words: [(Lexeme.Kind, Int, String)] = []
        for (index, names) in days.enumerated() {
            let spellings = names.split(separator: "|")
            words.append((.weekday, 1 + index, names))
            words.append((.weekday, 1 + index, spellings.map { "this " + $0 }.joined(separator: "|")))
            words.append((.weekday, 11 + index, spellings.map { "next " + $0 }.joined(separator: "|")))
            words.append((.weekday, 21 + index, spellings.map { "last " + $0 }.joined(separator: "|")))
        }
        for (shift, word) in [(-1, "last"), (0, "this"), (1, "next")] {
            words.append((.relativeWeek, shift, word + " week"))
            words.append((.relativeMonth, shift, word + " month"))
        }
        words.append((.monthPart, MonthPart.tag(.end, 0), "end of the month|end of this month|month end"))
        return words
    }
}

/// A stretch of a month that has a name.
enum MonthPart: Int {
    case start = 1
    case early, middle, late, end

    /// What a lexeme of a part carries: the part, and how many months away.
    static func tag(_ part: MonthPart, _ shift: Int) -> Int { part.rawValue + 10 * (shift + 1) }

    /// The first and the last day of the part in a month of so many days.
    func days(in length: Int) -> ClosedRange<Int> {
        switch self {
        case .start: 1...5
        case .early: 1...10
        case .middle: 11...20
        case .late: 21...length
        case .end: length...length
        }
    }
}
