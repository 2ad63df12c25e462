import GreenChannelModel

/// Days and months as a Chinese calendar on the wall shows them: UTC+8 all year, everywhere.
enum ChinaCalendar {
    struct Day: Equatable {
        var year: Int
        var month: Int
        var day: Int
    }

    private static let offsetMilliseconds: Int64 = 8 * 3_600_000
    static let dayMilliseconds: Int64 = 86_400_000
    private static let millisecondsMax: Int64 = 200_000_000_000_000

    /// Days since 1970-01-01 of an instant, in China.
    static func dayNumber(_ instant: Instant) -> Int64 {
        // Clocks that are further off than this calendar reaches are as good as its ends.
        let local = min(max(instant.milliseconds, -millisecondsMax), millisecondsMax) + offsetMilliseconds
        return local >= 0 ? local / dayMilliseconds : (local + 1) / dayMilliseconds - 1
    }

    /// The last second of a day: 23:59:59.
    static func end(ofDay number: Int64) -> Instant {
        Instant(milliseconds: (number + 1) * dayMilliseconds - 1000 - offsetMilliseconds)
    }

    /// An instant moved to another day, at the same time of day.
    static func move(_ instant: Instant, toDay number: Int64) -> Instant {
        instant.advanced(byMilliseconds: (number - dayNumber(instant)) * dayMilliseconds)
    }

    /// The days since 1970 of a date of the Gregorian calendar; `nil` for one that does not exist (30 February).
    static func number(_ year: Int, _ month: Int, _ day: Int) -> Int64? {
        guard (1900...2200).contains(year), (1...12).contains(month), day >= 1, day <= length(year, month) else {
            return nil
        }
        // Counted from 1 March, so that the leap day is the last of a year.
        let shifted = month > 2 ? year : year - 1
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return Int64(era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468)
    }

    static func date(ofDay number: Int64) -> Day {
        let shifted = number + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return Day(year: Int(year), month: Int(month), day: Int(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1))
    }

    /// Monday is 1, Sunday 7; 1970-01-01 was a Thursday.
    static func weekday(ofDay number: Int64) -> Int { Int(((number + 3) % 7 + 7) % 7) + 1 }

    /// The day of this month and day that is nearest to another day; the earlier of two equally near.
    static func nearest(_ month: Int, _ day: Int, to number: Int64) -> Int64? {
        let year = date(ofDay: number).year
        var best: Int64?
        for candidate in [year - 1, year, year + 1] {
            guard let found = self.number(candidate, month, day) else { continue }
            if let old = best, abs(old - number) <= abs(found - number) { continue }
            best = found
        }
        return best
    }

    /// The day of this day of the month that is nearest to another day.
    static func nearest(dayOfMonth day: Int, to number: Int64) -> Int64? {
        let today = date(ofDay: number)
        var best: Int64?
        for shift in -1...1 {
            let month = (today.month + shift + 11) % 12 + 1
            let year = today.year + (today.month + shift < 1 ? -1 : today.month + shift > 12 ? 1 : 0)
            guard let found = self.number(year, month, day) else { continue }
            if let old = best, abs(old - number) <= abs(found - number) { continue }
            best = found
        }
        return best
    }

    static func length(_ year: Int, _ month: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
