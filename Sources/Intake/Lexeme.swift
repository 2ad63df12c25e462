/// One piece of a message that the grammar knows how to use: a number, a unit, a place, a crop, a cue word, or a run
/// of letters that nothing knows.
struct Lexeme {
    enum Kind: UInt8 {
        case unknown, noise, number, mass, count, package, truck, area
        case yuan, jiao, fen, currency
        case day, hour, week, month, year, monthDay
        case relativeDay, weekday, relativeWeek, relativeMonth, monthPart, monthName, festival, date
        case per, slash, times, range, more
        case place, crop, goods, cue
    }

    /// What stood between this lexeme and the one before it.
    enum Gap: UInt8, Comparable {
        case none, space, list, comma, stop
        static func < (left: Gap, right: Gap) -> Bool { left.rawValue < right.rawValue }
    }

    struct Flags: OptionSet {
        let rawValue: UInt8
        static let negative = Flags(rawValue: 1)
        /// Not a number, or beyond any that can be meant.
        static let invalid = Flags(rawValue: 2)
        /// 几十, 若干: a quantity is meant and not said.
        static let vague = Flags(rawValue: 4)
        /// 半, to be added to what stands before it.
        static let half = Flags(rawValue: 8)
        /// Written with a digit after a bare 零: 零五 is five hundredths of a yuan.
        static let afterZero = Flags(rawValue: 16)
        /// Written in Arabic digits.
        static let arabic = Flags(rawValue: 32)
        /// Already part of a phrase that was understood.
        static let used = Flags(rawValue: 64)
    }

    var kind: Kind
    var gap: Gap
    var flags: Flags = []
    var tag: Int32 = 0
    var start: Int32
    var end: Int32
    var number = ExactNumber(mantissa: 0)
    /// The last magnitude word of a number: 10,000 in 3万; 1 where there is none.
    var magnitude: Int64 = 1

    func isCue(_ cue: Cue) -> Bool { kind == .cue && tag == Int32(cue.rawValue) }
    var cue: Cue? { kind == .cue ? Cue(rawValue: UInt8(truncatingIfNeeded: tag)) : nil }
}

/// Words that say what the numbers, days and names around them are.
enum Cue: UInt8, CaseIterable {
    case harvest, gather, future, life, elapsed, deadlineBefore, deadlineAfter, within, ago, sell, must
    case pastPrice, presentPrice, floorPrice, priceLabel, lumpSum
    case had, remaining, total, sold, gross, tare, net, yield, daily, each, packed, weighs
    case household, soldOut, buyer, buying, seeking, advert, advertGoods, question, distress, generic
    case destination, contact, placeWord, of, at, minus, vague, offer, tomorrowWeather, lastBatch, link, ripe
}
