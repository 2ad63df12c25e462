/// Reading and writing instants as ISO 8601 text, by whole-number arithmetic alone: no locale, no time zone table, no
/// allocation on the way in.
///
/// Day numbers follow the proleptic Gregorian calendar, as ISO 8601 wants; leap seconds do not exist in records.
extension Instant {
    /// Reads `2026-03-02T09:00:00+08:00`: date and time joined by `T` or a space, seconds and their fraction optional,
    /// and always an offset (`Z`, `+08:00`, `+0800`), because a time without one names no instant.
    ///
    /// A fraction finer than a millisecond is cut off. Anything else is `nil`: no day 30 of February, no hour 24.
    public init?(iso8601 text: some StringProtocol) {
        self.init(iso8601Bytes: text.utf8)
    }

    /// The same, for bytes.
    public init?(iso8601Bytes bytes: some Sequence<UInt8>) {
        var reader = DigitReader(bytes.makeIterator())
        guard let year = reader.digits(4), reader.take(0x2D),
            let month = reader.digits(2), (1...12).contains(month), reader.take(0x2D),
            let day = reader.digits(2), day >= 1, day <= CivilDate.daysInMonth(month, year: year),
            reader.take(0x54) || reader.take(0x74) || reader.take(0x20),
            let hour = reader.digits(2), hour < 24, reader.take(0x3A),
            let minute = reader.digits(2), minute < 60
        else { return nil }
        var second: Int64 = 0
        var fraction: Int64 = 0
        if reader.take(0x3A) {
            guard let value = reader.digits(2), value < 60 else { return nil }
            second = value
            if reader.take(0x2E) || reader.take(0x2C) {
                guard let value = reader.fractionMilliseconds() else { return nil }
                fraction = value
            }
        }
        guard let offset = reader.utcOffsetMinutes(), reader.isAtEnd else { return nil }
        let days = CivilDate(year: year, month: month, day: day).daysSince1970
        let minutes = days * 1440 + hour * 60 + minute - offset
        self.init(milliseconds: (minutes * 60 + second) * 1000 + fraction)
    }

    /// Writes `2026-03-02T09:00:00+08:00`; the fraction only where it is not zero, `Z` for offset 0.
    ///
    /// Years outside 0 to 9999 are written in the expanded form with a sign, which the reader does not take.
    /// - Parameter utcOffsetMinutes: clamped to ±18 hours.
    public func iso8601(utcOffsetMinutes: Int = 480) -> String {
        let offset = min(max(utcOffsetMinutes, -1080), 1080)
        let (sum, overflow) = milliseconds.addingReportingOverflow(Int64(offset) * 60_000)
        let local = overflow ? (offset < 0 ? .min : .max) : sum
        let (days, ofDay) = local.quotientAndRemainder(floorDividingBy: 86_400_000)
        let date = CivilDate(daysSince1970: days)
        var text: [UInt8] = []
        text.reserveCapacity(29)
        if !(0...9999).contains(date.year) { text.append(date.year < 0 ? 0x2D : 0x2B) }
        text.appendDigits(date.year.magnitude, width: 4)
        text.append(0x2D)
        text.appendDigits(date.month.magnitude, width: 2)
        text.append(0x2D)
        text.appendDigits(date.day.magnitude, width: 2)
        text.append(0x54)
        text.appendDigits((ofDay / 3_600_000).magnitude, width: 2)
        text.append(0x3A)
        text.appendDigits((ofDay / 60_000 % 60).magnitude, width: 2)
        text.append(0x3A)
        text.appendDigits((ofDay / 1000 % 60).magnitude, width: 2)
        if ofDay % 1000 != 0 {
            text.append(0x2E)
            text.appendDigits((ofDay % 1000).magnitude, width: 3)
        }
        if offset == 0 {
            text.append(0x5A)
        } else {
            text.append(offset < 0 ? 0x2D : 0x2B)
            text.appendDigits(UInt64(offset.magnitude / 60), width: 2)
            text.append(0x3A)
            text.appendDigits(UInt64(offset.magnitude % 60), width: 2)
        }
        return String(decoding: text, as: UTF8.self)
    }
}

/// A day of the proleptic Gregorian calendar.
///
/// The conversions count days from 1 March of year 0, so that the leap day ends a year and months follow one pattern of
/// lengths (31, 30, 31, 30, 31, twice, then 31 and February); 400 years are 146,097 days.
struct CivilDate: Hashable {
    var year: Int64
    /// 1 to 12.
    var month: Int64
    /// 1 to 31.
    var day: Int64

    init(year: Int64, month: Int64, day: Int64) {
        self.year = year
        self.month = month
        self.day = day
    }

    init(daysSince1970 days: Int64) {
        let (era, dayOfEra) = (days + 719_468).quotientAndRemainder(floorDividingBy: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
    }

    var daysSince1970: Int64 {
        let (era, yearOfEra) = (month <= 2 ? year - 1 : year).quotientAndRemainder(floorDividingBy: 400)
        let monthFromMarch = month > 2 ? month - 3 : month + 9
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    static func daysInMonth(_ month: Int64, year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

/// Takes digits and single characters from bytes, one byte of look-ahead.
private struct DigitReader<Bytes: IteratorProtocol<UInt8>> {
    private var rest: Bytes
    private var next: UInt8?

    init(_ bytes: Bytes) {
        rest = bytes
        next = rest.next()
    }

    var isAtEnd: Bool { next == nil }

    mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        next = rest.next()
        return true
    }

    mutating func digit() -> Int64? {
        guard let byte = next, (0x30...0x39).contains(byte) else { return nil }
        next = rest.next()
        return Int64(byte - 0x30)
    }

    mutating func digits(_ count: Int) -> Int64? {
        var value: Int64 = 0
        for _ in 0..<count {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    /// One to nine digits after the point.
    mutating func fractionMilliseconds() -> Int64? {
        guard let first = digit() else { return nil }
        var value = first * 100
        var scale: Int64 = 10
        for _ in 0..<8 {
            guard let digit = digit() else { break }
            value += digit * scale
            scale /= 10
        }
        return value
    }

    mutating func utcOffsetMinutes() -> Int64? {
        if take(0x5A) || take(0x7A) { return 0 }
        let negative = take(0x2D)
        guard negative || take(0x2B), let hours = digits(2), hours <= 18 else { return nil }
        _ = take(0x3A)
        guard let minutes = digits(2), minutes < 60 else { return nil }
        return (hours * 60 + minutes) * (negative ? -1 : 1)
    }
}

extension Int64 {
    /// Division that rounds towards minus infinity, for instants before 1970. The divisor is above zero.
    func quotientAndRemainder(floorDividingBy divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}

extension [UInt8] {
    fileprivate mutating func appendDigits(_ value: UInt64, width: Int) {
        var digits: [UInt8] = []
        var left = value
        repeat {
            digits.append(UInt8(0x30 + left % 10))
            left /= 10
        } while left > 0
        while digits.count < width { digits.append(0x30) }
        append(contentsOf: digits.reversed())
    }
}
