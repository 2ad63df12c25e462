import GreenChannelModel

/// Dates: a day by its number, its name, or how far away it is.
extension Reading {
    /// The days of a date and the index after it.
    func date(_ index: Int) -> (DaySpan, Int)? {
        let lexeme = lexemes[index]
        switch lexeme.kind {
        case .date: return written(lexeme).map { (DaySpan($0), index + 1) }
        case .relativeDay: return (DaySpan(today + Int64(lexeme.tag)), index + 1)
        case .weekday: return (weekday(Int(lexeme.tag)), index + 1)
        case .relativeWeek: return (week(Int(lexeme.tag)), index + 1)
        case .relativeMonth: return month(index)
        case .monthPart: return part(lexeme, ofMonth: nil).map { ($0, index + 1) }
        case .festival:
            return ChinaCalendar.nearest(Int(lexeme.tag) / 100, Int(lexeme.tag) % 100, to: today)
                .map { (DaySpan($0), index + 1) }
        case .monthName: return monthName(index)
        case .number: return numbered(index)
        default: return nil
        }
    }

    var today: Int64 { ChinaCalendar.dayNumber(received) }

    /// The digits of 2026-02-10.
    private func written(_ lexeme: Lexeme) -> Int64? {
        var parts = [0, 0, 0]
        var part = 0
        for index in Int(lexeme.start)..<Int(lexeme.end) {
            let letter = letters[index]
            if NumberReader.isArabic(letter) {
                parts[part] = parts[part] * 10 + Int(letter - 0x30)
            } else if part < 2 {
                part += 1
            }
        }
        return ChinaCalendar.number(parts[0], parts[1], parts[2])
    }

    // MARK: - By distance

    /// The coming day of that name, today included; next week's for tags above ten, last week's above twenty.
    private func weekday(_ tag: Int) -> DaySpan {
        let monday = today - Int64(ChinaCalendar.weekday(ofDay: today)) + 1
        if tag > 20 { return DaySpan(monday - 7 + Int64(tag - 21)) }
        if tag > 10 { return DaySpan(monday + 7 + Int64(tag - 11)) }
        let day = today + (monday + Int64(tag - 1) - today + 7) % 7
        var span = DaySpan(day)
        if day > today { span.before = day - 7 }
        return span
    }

    private func week(_ shift: Int) -> DaySpan {
        let monday = today - Int64(ChinaCalendar.weekday(ofDay: today)) + 1 + Int64(7 * shift)
        return DaySpan(monday, monday + 6)
    }

    /// 下个月, 本月20号, 上月初.
    private func month(_ index: Int) -> (DaySpan, Int)? {
        let (year, month) = shifted(Int(lexemes[index].tag))
        if let day = small(index + 1), gap(index + 1) <= .space {
            switch kind(index + 2) {
            case .day, .monthDay: return ChinaCalendar.number(year, month, day).map { (DaySpan($0), index + 3) }
            default: return nil
            }
        }
        if let part = lexeme(index + 1), part.kind == .monthPart {
            return days(year, month, MonthPart(rawValue: Int(part.tag) % 10)).map { ($0, index + 2) }
        }
        guard let first = ChinaCalendar.number(year, month, 1) else { return nil }
        return (DaySpan(first, first + Int64(ChinaCalendar.length(year, month)) - 1), index + 1)
    }

    /// 月底, 上旬, and with the number of a month before them.
    private func part(_ lexeme: Lexeme, ofMonth number: Int?) -> DaySpan? {
        let part = MonthPart(rawValue: Int(lexeme.tag) % 10)
        guard let number else {
            let (year, month) = shifted(Int(lexeme.tag) / 10 - 1)
            return days(year, month, part)
        }
        guard let middle = ChinaCalendar.nearest(number, 15, to: today) else { return nil }
        return days(ChinaCalendar.date(ofDay: middle).year, number, part)
    }

    private func shifted(_ months: Int) -> (year: Int, month: Int) {
        let now = ChinaCalendar.date(ofDay: today)
        let month = now.month + months
        return month < 1 ? (now.year - 1, month + 12) : month > 12 ? (now.year + 1, month - 12) : (now.year, month)
    }

    private func days(_ year: Int, _ month: Int, _ part: MonthPart?) -> DaySpan? {
        guard let first = ChinaCalendar.number(year, month, 1), let part else { return nil }
        let days = part.days(in: ChinaCalendar.length(year, month))
        return DaySpan(first + Int64(days.lowerBound) - 1, first + Int64(days.upperBound) - 1)
    }

    // MARK: - By number

    private func numbered(_ index: Int) -> (DaySpan, Int)? {
        guard let value = small(index, within: .stop) else { return decimal(index).map { (DaySpan($0), index + 1) } }
        switch kind(index + 1) {
        case .year:
            guard let month = small(index + 2), kind(index + 3) == .month, let day = small(index + 4) else {
                return nil
            }
            let end = kind(index + 5) == .day || kind(index + 5) == .monthDay ? index + 6 : index + 5
            return ChinaCalendar.number(value < 100 ? value + 2000 : value, month, day).map { (DaySpan($0), end) }
        case .month:
            if let part = lexeme(index + 2, within: .none), part.kind == .monthPart {
                return self.part(part, ofMonth: value).map { ($0, index + 3) }
            }
            guard let day = small(index + 2), gap(index + 2) <= .space else { return nil }
            switch kind(index + 3) {
            case .day, .monthDay: return nearest(value, day, index + 4)
            case .mass, .package, .count, .truck, .area, .yuan, .jiao, .week: return nil
            default: return nearest(value, day, index + 3)
            }
        case .monthPart where gap(index + 1) == .none && first(lexemes[index + 1]) == 0x6708:  // 3月底
            return part(lexemes[index + 1], ofMonth: value).map { ($0, index + 2) }
        case .monthDay:
            if let month = lexeme(index + 2), month.kind == .monthName {
                return inMonth(Int(month.tag), value, index + 3)
            }
            if cue(index + 2) == .of, let month = lexeme(index + 3), month.kind == .monthName {
                return inMonth(Int(month.tag), value, index + 4)
            }
            return isDated(index, index + 2) ? dayOfMonth(value, index + 2) : nil
        case .day:
            guard last(lexemes[index + 1]) == 0x65E5, isHarvest(index + 2) else { return nil }
            return dayOfMonth(value, index + 2)
        case .monthName:
            return inMonth(Int(lexemes[index + 1].tag), value, index + 2)
        case .slash:
            guard let day = small(index + 2), gap(index + 2) == .none, isDated(index, index + 3) else { return nil }
            return nearest(value, day, index + 3)
        default:
            return nil
        }
    }

    private func nearest(_ month: Int, _ day: Int, _ end: Int) -> (DaySpan, Int)? {
        ChinaCalendar.nearest(month, day, to: today).map { (DaySpan($0), end) }
    }

    private func dayOfMonth(_ day: Int, _ end: Int) -> (DaySpan, Int)? {
        guard let nearest = ChinaCalendar.nearest(dayOfMonth: day, to: today) else { return nil }
        var span = DaySpan(nearest)
        let other = ChinaCalendar.nearest(dayOfMonth: day, to: nearest + (nearest < today ? 31 : -31))
        if nearest < today { span.after = other } else if nearest > today { span.before = other }
        return (span, end)
    }

    /// 3.8前, 3.1采收: a month and a day with a point between, where something says that it is a date.
    private func decimal(_ index: Int) -> Int64? {
        guard let number = lexeme(index, within: .stop), number.kind == .number,
            (1...2).contains(number.number.scale), number.flags == .arabic,
            gap(index + 1) == .none || cue(index - 1, within: .none) == .deadlineBefore, isDated(index, index + 1)
        else { return nil }
        let power = ExactNumber.power(number.number.scale)
        return ChinaCalendar.nearest(
            Int(number.number.mantissa / power),
            Int(number.number.mantissa % power),
            to: today
        )
    }

    /// July 1, July 1st 2026.
    private func monthName(_ index: Int) -> (DaySpan, Int)? {
        guard let day = small(index + 1), day <= 31 else { return nil }
        let end = kind(index + 2, within: .none) == .monthDay ? index + 3 : index + 2
        if kind(end) == .mass { return nil }
        return inMonth(Int(lexemes[index].tag), day, end)
    }

    private func inMonth(_ month: Int, _ day: Int, _ end: Int) -> (DaySpan, Int)? {
        if let year = small(end), year > 1900, let day = ChinaCalendar.number(year, month, day) {
            return (DaySpan(day), end + 1)
        }
        return nearest(month, day, end)
    }

    private func small(_ index: Int, within gap: Lexeme.Gap = .comma) -> Int? {
        guard let number = lexeme(index, within: gap), number.kind == .number,
            number.flags.isDisjoint(with: [.vague, .invalid, .negative, .half]), let value = number.number.whole,
            (1...2200).contains(value)
        else { return nil }
        return value
    }

    private func isHarvest(_ index: Int) -> Bool {
        cue(index) == .harvest || cue(index) == .gather || cue(index + 1) == .harvest && kind(index) == .noise
    }

    /// Whether the words around say that a bare day of a month, a 3/1 or a 3.1 is a date.
    private func isDated(_ start: Int, _ end: Int) -> Bool {
        switch cue(start - 1) {
        case .harvest, .deadlineBefore, .future: return true
        default: break
        }
        if kind(start - 1) == .range { return true }
        return isHarvest(end) || cue(end) == .deadlineAfter || cue(end) == .within || cue(end) == .deadlineBefore
    }
}
