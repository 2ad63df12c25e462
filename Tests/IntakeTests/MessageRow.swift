import GreenChannelModel
import Intake

/// One row of a table of messages: a text, and what must be understood of it.
///
/// A row is written `text => words`, where the words are a status, reason codes, a crop's identifier, `5000kg`,
/// `@231224` for the place, `<2026-03-07` for the last day or `nosell`, `160fen` or `nofen`, and for the sending
/// `from@231224` and `at=2026-01-03`. What a row does not say is not judged, except reasons: all must be listed, other
/// than `PRICE_FLAGGED`.
struct MessageRow: Sendable, CustomStringConvertible {
    var text: String
    var words: [String]

    var description: String { text }

    init?(_ line: Substring) {
        guard !line.hasPrefix("#"), let arrow = line.range(of: " => ") else { return nil }
        text = line[..<arrow.lowerBound].split(separator: "\\n", omittingEmptySubsequences: false).joined(
            separator: "\n"
        )
        words = line[arrow.upperBound...].split(separator: " ").map(String.init)
    }

    static func rows(_ table: String) -> [MessageRow] {
        table.split(separator: "\n").compactMap { MessageRow($0) }
    }

    /// 2026-03-02 09:00 in China, unless the row says another day.
    var message: Message {
        let day =
            words.first { $0.hasPrefix("at=") }.flatMap { Day(String($0.dropFirst(3))) }
            ?? Day(year: 2026, month: 3, day: 2)
        let sender = words.first { $0.hasPrefix("from@") }.flatMap { Adcode($0.dropFirst(5)) }
        return Message(text: text, received: day.instant(hour: 9), senderCounty: sender)
    }

    /// The words of the row that the understanding does not bear out, and the reasons that it gives beyond them.
    func differences(_ understanding: Understanding) -> [String] {
        var got = Set([understanding.status.rawValue])
        let reasons = understanding.reasons.filter { $0 != .priceFlagged }.map(\.rawValue)
        got.formUnion(reasons)
        if let crop = understanding.crop { got.insert(CropCatalogue.shipped[crop].id) }
        if let quantity = understanding.quantity { got.insert(Self.kilograms(quantity)) }
        if let place = understanding.place { got.insert("@\(place)") }
        got.insert(understanding.sellBy.map { "<\(Day(of: $0))" } ?? "nosell")
        got.insert(understanding.floorPrice.map { "\($0.rawValue)fen" } ?? "nofen")
        let wanted = words.filter { !$0.hasPrefix("from@") && !$0.hasPrefix("at=") }
        return wanted.filter { !got.contains($0) } + reasons.filter { !wanted.contains($0) }
    }

    private static func kilograms(_ quantity: Grams) -> String {
        let whole = quantity.rawValue / 1000
        let rest = quantity.rawValue % 1000
        return rest == 0 ? "\(whole)kg" : "\(whole).\(rest)kg"
    }
}

/// A day as it is written: 2026-03-02.
struct Day: CustomStringConvertible {
    var year: Int
    var month: Int
    var day: Int

    init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    init?(_ text: String) {
        let parts = text.split(separator: "-").compactMap { Int($0) }
        guard parts.count == 3 else { return nil }
        self.init(year: parts[0], month: parts[1], day: parts[2])
    }

    /// The day of an instant in China, counted day by day from 1970 as a check on the calendar under test.
    init(of instant: Instant) {
        self.init(year: 1970, month: 1, day: 1)
        var left = (instant.milliseconds + 8 * 3_600_000) / 86_400_000
        while left >= Int64(Self.length(year)) {
            left -= Int64(Self.length(year))
            year += 1
        }
        while left >= Int64(Self.length(year, month)) {
            left -= Int64(Self.length(year, month))
            month += 1
        }
        day += Int(left)
    }

    func instant(hour: Int) -> Instant {
        var days = day - 1
        for year in 1970..<year { days += Self.length(year) }
        for month in 1..<month { days += Self.length(year, month) }
        return Instant(milliseconds: Int64(days) * 86_400_000 + Int64(hour - 8) * 3_600_000)
    }

    var description: String { "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)" }

    private static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }
    private static func length(_ year: Int) -> Int { isLeap(year) ? 366 : 365 }
    private static func length(_ year: Int, _ month: Int) -> Int {
        [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }
}

extension Substring {
    /// Where a short text first stands in this one.
    fileprivate func range(of part: String) -> Range<Substring.Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(part) { return start..<index(start, offsetBy: part.count) }
            start = index(after: start)
        }
        return nil
    }
}
