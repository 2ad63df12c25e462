import GreenChannelModel

/// What a message says about days.
struct TimeFindings {
    /// How long the produce still keeps, from its harvest or from now.
    var lifeMilliseconds: Int64?
    /// How sure it is that a span of days is that life.
    var lifeRank = -1
    /// The day on which it was or will be harvested, counted from 1970.
    var harvestDay: Int64?
    /// The last day of the window.
    var deadlineDay: Int64?
    var isInvalid = false

    var isEmpty: Bool { lifeMilliseconds == nil && harvestDay == nil && deadlineDay == nil }
}

/// Days: spans with what they measure, and dates with what happens on them.
extension Reading {
    private var today: Int64 { ChinaCalendar.dayNumber(received) }
    private static let spanMillisecondsMax: Int64 = 3_660 * 86_400_000

    mutating func readTimes() {
        var index = 0
        while index < lexemes.count {
            guard !isUsed(index) else {
                index += 1
                continue
            }
            if let (day, end) = date(index) {
                settle(day: day, index..<end)
                use(index..<end)
                index = end
            } else if let (span, end) = span(index) {
                settle(span: span, index..<end)
                use(index..<end)
                index = end
            } else {
                if lexemes[index].isCue(.harvest), isFresh(lexemes[index]), time.harvestDay == nil, !isNotYet(index) {
                    time.harvestDay = today
                }
                index += 1
            }
        }
    }

    // MARK: - Spans

    /// 5天, 一周, 半个月, 48小时, 一天半; in milliseconds. A number that is not said (几天) gives -1.
    private func span(_ index: Int) -> (Int64, Int)? {
        guard lexemes[index].kind == .number else { return nil }
        let number = lexemes[index]
        var end = index + 1
        if let more = lexeme(end), more.kind == .more || more.kind == .noise && NumberReader.isLatin(first(more)) {
            end += 1
        }
        guard let unit = lexeme(end) else { return nil }
        let length: Int64
        switch unit.kind {
        case .day: length = 86_400_000
        case .week: length = 7 * 86_400_000
        case .month where unit.tag == 0: length = 30 * 86_400_000
        case .hour: length = 3_600_000
        default: return nil
        }
        guard number.flags.isDisjoint(with: [.vague, .invalid, .negative]) else { return (-1, end + 1) }
        var span = number.number.times(length)
        if let half = lexeme(end + 1, within: .none), half.flags.contains(.half), kind(end + 2, within: .none) != .month
        {
            span = span.addingReportingOverflow(length / 2).partialValue
            end += 1
        }
        return (min(max(span, 0), Reading.spanMillisecondsMax), end + 1)
    }

    private mutating func settle(span: Int64, _ range: Range<Int>) {
        guard span >= 0 else { return }
        let days = span / ChinaCalendar.dayMilliseconds
        let before = lexeme(range.lowerBound - 1, within: .stop)
        let isJoined = gap(range.lowerBound) == .none
        if isAgo(range) {
            time.harvestDay = time.harvestDay ?? today - days
            return
        }
        if isAhead(range) {
            time.harvestDay = today + max(1, days)
            return
        }
        if let before, before.cue == .daily || before.kind == .per { return }
        if kind(range.upperBound) == .slash || cue(range.upperBound) == .daily { return }
        if let before, isJoined || NumberReader.isLatin(first(before)) {
            if before.cue == .harvest, !isNotYet(range.lowerBound - 1), !isLife(range.upperBound), isJoined {
                time.harvestDay = time.harvestDay ?? today - days
                return
            }
            if before.cue == .elapsed || before.kind == .noise && last(before) == 0x4E86 { return }
        }
        switch cue(range.upperBound, within: .none) {
        case .seeking where !NumberReader.isLatin(first(lexemes[range.upperBound])), .distress, .buying: return
        default: break
        }
        var rank = 1
        for back in 1...3 where gap(range.lowerBound - back + 1) <= .space {
            if cue(range.lowerBound - back, within: .stop) == .life { rank = 2 }
        }
        if cue(range.upperBound) == .within || isLife(range.upperBound) { rank = 2 }
        guard rank > time.lifeRank else { return }
        time.lifeRank = rank
        time.lifeMilliseconds = span
    }

    private func isLife(_ index: Int) -> Bool { cue(index) == .life }

    /// 三天前摘的, 3 days ago, 摘了三天了.
    private func isAgo(_ range: Range<Int>) -> Bool {
        switch cue(range.upperBound) {
        case .ago: return true
        case .deadlineAfter:
            return (1...3).contains { cue(range.upperBound + $0) == .harvest || cue(range.upperBound + $0) == .gather }
        default: return false
        }
    }

    /// 三天后采摘, 还有5天采收, harvest in 3 days.
    private func isAhead(_ range: Range<Int>) -> Bool {
        let next = range.upperBound
        let isHarvestNext = cue(next) == .harvest || cue(next + 1) == .harvest
        if let after = lexeme(next), after.kind == .noise, (0...1).contains(after.end - after.start - 1),
            first(after) == 0x540E || last(after) == 0x540E, isHarvestNext
        {
            return true
        }
        return cue(range.lowerBound - 1) == .future && isHarvestNext
    }

    /// 刚摘, 现摘, freshly picked: on the day of the message.
    private func isFresh(_ lexeme: Lexeme) -> Bool {
        switch first(lexeme) {
        case 0x521A, 0x73B0, 0x65B0: true  // 刚, 现, 新
        case 0x66, 0x6A: lexeme.end - lexeme.start > 6  // freshly …, just …
        default: false
        }
    }

    /// 还没摘: not harvested at all.
    private func isNotYet(_ index: Int) -> Bool {
        guard let before = lexeme(index - 1, within: .stop), gap(index) <= .none else { return false }
        return last(before) == 0x6CA1 || last(before) == 0x672A || before.isCue(.future)
    }

    // MARK: - Dates

    /// A day by its date, its name or its distance, and the index after it.
    private func date(_ index: Int) -> (Int64, Int)? {
        let lexeme = lexemes[index]
        switch lexeme.kind {
        case .date: return written(lexeme).map { ($0, index + 1) }
        case .relativeDay: return (today + Int64(lexeme.tag), index + 1)
        case .weekday: return (weekday(Int(lexeme.tag)), index + 1)
        case .monthName: return monthName(index)
        case .number: return numbered(index)
        default: return nil
        }
    }

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

    /// This week's day, today included, or next week's for tags above ten.
    private func weekday(_ tag: Int) -> Int64 {
        let now = ChinaCalendar.weekday(ofDay: today)
        return tag > 10 ? today - Int64(now) + 7 + Int64(tag - 10) : today + Int64((tag - now + 7) % 7)
    }

    private func numbered(_ index: Int) -> (Int64, Int)? {
        guard let value = small(index) else { return nil }
        switch kind(index + 1) {
        case .year:
            guard let month = small(index + 2), kind(index + 3) == .month, let day = small(index + 4) else {
                return nil
            }
            let end = kind(index + 5) == .day || kind(index + 5) == .monthDay ? index + 6 : index + 5
            return ChinaCalendar.number(value < 100 ? value + 2000 : value, month, day).map { ($0, end) }
        case .month:
            guard let day = small(index + 2), gap(index + 2) <= .space else { return nil }
            switch kind(index + 3) {
            case .day, .monthDay: return ChinaCalendar.nearest(value, day, to: today).map { ($0, index + 4) }
            case .mass, .package, .count, .truck, .area, .yuan, .jiao, .week: return nil
            default: return ChinaCalendar.nearest(value, day, to: today).map { ($0, index + 3) }
            }
        case .monthDay:
            if let month = lexeme(index + 2), month.kind == .monthName {
                return inMonth(Int(month.tag), value, index + 3)
            }
            if cue(index + 2) == .of, let month = lexeme(index + 3), month.kind == .monthName {
                return inMonth(Int(month.tag), value, index + 4)
            }
            return isDated(index, index + 2)
                ? ChinaCalendar.nearest(dayOfMonth: value, to: today).map { ($0, index + 2) } : nil
        case .day:
            guard last(lexemes[index + 1]) == 0x65E5, isHarvest(index + 2) else { return nil }
            return ChinaCalendar.nearest(dayOfMonth: value, to: today).map { ($0, index + 2) }
        case .monthName:
            return inMonth(Int(lexemes[index + 1].tag), value, index + 2)
        case .slash:
            guard let day = small(index + 2), gap(index + 2) == .none, isDated(index, index + 3) else { return nil }
            return ChinaCalendar.nearest(value, day, to: today).map { ($0, index + 3) }
        default:
            return nil
        }
    }

    /// July 1, July 1st 2026.
    private func monthName(_ index: Int) -> (Int64, Int)? {
        guard let day = small(index + 1), day <= 31 else { return nil }
        let end = kind(index + 2, within: .none) == .monthDay ? index + 3 : index + 2
        if let number = lexeme(end - 1 + 1), number.kind == .mass { return nil }
        return inMonth(Int(lexemes[index].tag), day, end)
    }

    private func inMonth(_ month: Int, _ day: Int, _ end: Int) -> (Int64, Int)? {
        if let year = small(end), year > 1900, let day = ChinaCalendar.number(year, month, day) {
            return (day, end + 1)
        }
        return ChinaCalendar.nearest(month, day, to: today).map { ($0, end) }
    }

    private func small(_ index: Int) -> Int? {
        guard let number = lexeme(index, within: .comma), number.kind == .number,
            number.flags.isDisjoint(with: [.vague, .invalid, .negative, .half]), let value = number.number.whole,
            (1...2200).contains(value)
        else { return nil }
        return value
    }

    private func isHarvest(_ index: Int) -> Bool {
        cue(index) == .harvest || cue(index) == .gather || cue(index + 1) == .harvest && kind(index) == .noise
    }

    /// Whether the words around say that a bare day of a month or a 3/1 is a date.
    private func isDated(_ start: Int, _ end: Int) -> Bool {
        switch cue(start - 1) {
        case .harvest, .deadlineBefore, .future: return true
        default: break
        }
        if kind(start - 1) == .range { return true }
        return isHarvest(end) || cue(end) == .deadlineAfter || cue(end) == .within
    }

    /// What happens on a day: the harvest, or the end of the window.
    private mutating func settle(day: Int64, _ range: Range<Int>) {
        let end = range.upperBound
        var isDeadline = false
        var isHarvestBefore = false
        var index = range.lowerBound - 1
        for _ in 0..<3 where gap(index + 1) <= .space {
            guard let before = lexeme(index, within: .stop) else { break }
            if before.cue == .deadlineBefore || before.kind == .range && before.tag == 0 { isDeadline = true }
            if before.cue == .harvest { isHarvestBefore = true }
            if before.kind == .mass || before.kind == .crop { break }
            index -= 1
        }
        if !isDeadline {
            for forward in 0..<3 where (0...forward).allSatisfy({ gap(end + $0) <= .space }) {
                let next = cue(end + forward)
                if next == .harvest || next == .gather && forward == 0 {
                    if isNotYet(end + forward), next != .gather, day <= today { return }
                    time.harvestDay = time.harvestDay ?? day
                    return
                }
                // 3月10日截止.
                if next == .deadlineAfter || next == .within || next == .deadlineBefore && forward == 0 {
                    isDeadline = true
                }
                if next == .tomorrowWeather || next == .sold { return }
            }
        }
        if isHarvestBefore, !isDeadline {
            time.harvestDay = time.harvestDay ?? day
            return
        }
        if !isDeadline, day >= today {
            for forward in 0..<4 where (0...forward).allSatisfy({ gap(end + $0) <= .space }) {
                let next = cue(end + forward)
                if next == .tomorrowWeather { return }
                if next == .sell || next == .must { isDeadline = day > today || next == .must }
            }
        }
        if isDeadline, time.deadlineDay == nil { time.deadlineDay = day }
    }
}
