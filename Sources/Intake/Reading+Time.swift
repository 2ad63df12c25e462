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
    private static let spanMillisecondsMax: Int64 = 3_660 * 86_400_000

    mutating func readTimes() {
        var index = 0
        while index < lexemes.count {
            switch lexemes[index].kind {
            case .number, .relativeDay, .weekday, .relativeWeek, .relativeMonth, .monthPart, .monthName, .festival,
                .date:
                index = readTime(index)
            case .cue:
                if lexemes[index].isCue(.harvest), time.harvestDay == nil, isFresh(lexemes[index]), !isNotYet(index) {
                    time.harvestDay = today
                }
                index += 1
            default: index += 1
            }
        }
    }

    /// Takes the date or the span that begins at a lexeme; gives the index to read on from.
    private mutating func readTime(_ index: Int) -> Int {
        guard !isUsed(index) else { return index + 1 }
        if let (days, end) = date(index) {
            settle(days: days, index..<end)
            use(index..<end)
            return end
        }
        if let (span, end) = span(index) {
            settle(span: span, index..<end)
            use(index..<end)
            return end
        }
        return index + 1
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
        // 前两天 lie behind, whatever happened then.
        if let before, before.cue == .deadlineAfter, isJoined, before.end - before.start == 1 {
            if cue(range.upperBound) == .harvest { time.harvestDay = time.harvestDay ?? today - days }
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
        // 连下三天雨, 过两天要降温.
        for forward in 0..<3 where (0...forward).allSatisfy({ gap(range.upperBound + $0) == .none }) {
            if cue(range.upperBound + forward) == .tomorrowWeather { return }
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
        var word = next
        while word < next + 3, let between = lexeme(word, within: .none),
            between.kind == .noise || between.isCue(.future)
        {
            word += 1
        }
        let isHarvestNext = cue(word) == .harvest || cue(next + 1) == .harvest
        if let after = lexeme(next), after.kind == .noise, (0...1).contains(after.end - after.start - 1),
            first(after) == 0x540E || last(after) == 0x540E, isHarvestNext
        {
            return true
        }
        // harvesting in 5 days.
        if cue(range.lowerBound - 1) == .at, let word = lexeme(range.lowerBound - 2, within: .stop),
            word.cue == .harvest,
            !isOver(word)
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

    // MARK: - Days

    /// What happens on a day: the harvest, or the end of the window.
    private mutating func settle(days: DaySpan, _ range: Range<Int>) {
        let end = range.upperBound
        var isDeadline = false
        var harvest: Int?
        var isAwaited = false
        var isKept = false
        var index = range.lowerBound - 1
        for _ in 0..<3 where gap(index + 1) <= .space {
            guard let before = lexeme(index, within: .stop) else { break }
            if before.cue == .deadlineBefore || before.kind == .range && before.tag == 0 { isDeadline = true }
            if before.cue == .harvest {
                harvest = index
                break
            }
            if before.cue == .future { isAwaited = true }
            if before.cue == .life { isKept = true }
            if before.kind == .mass || before.kind == .crop { break }
            index -= 1
        }
        // 保质期明天到: the range has no other end.
        if isKept, kind(end, within: .none) == .range, gap(end + 1) > .none { isDeadline = true }
        if !isDeadline {
            var isAdjacent = true
            for forward in 0..<4 where (0...forward).allSatisfy({ gap(end + $0) <= .space }) {
                guard let word = lexeme(end + forward) else { break }
                let next = word.cue
                if next == .harvest || next == .gather && forward == 0 || next == .ripe && isAwaited {
                    if forward > 2 { break }
                    if isNotYet(end + forward), next == .harvest, days.first <= today { return }
                    settle(harvest: days, end + forward)
                    return
                }
                // 3月10日截止, 昨天就到期了.
                if next == .deadlineAfter && forward < 3 || next == .within && forward < 3
                    || next == .deadlineBefore && isAdjacent
                {
                    isDeadline = true
                }
                if next == .tomorrowWeather || next == .sold { return }
                if word.kind != .noise { isAdjacent = false }
            }
        }
        if let harvest, !isDeadline {
            settle(harvest: days, harvest)
            return
        }
        if !isDeadline, days.last >= today { isDeadline = isForSale(days, end) }
        guard isDeadline, time.deadlineDay == nil else { return }
        let isBefore = cue(end) == .deadlineAfter && days.isStretch && kind(range.lowerBound) != .monthPart
        time.deadlineDay = isBefore ? days.first - 1 : days.last < today ? days.after ?? days.last : days.last
    }

    /// 今天必须出手, 明天要拉走: what must happen to the goods on that day.
    private func isForSale(_ days: DaySpan, _ end: Int) -> Bool {
        var isForSale = false
        for forward in 0..<4 where (0...forward).allSatisfy({ gap(end + $0) <= .space }) {
            let next = cue(end + forward)
            if next == .tomorrowWeather { return false }
            if next == .must || next == .sell && days.first > today { isForSale = true }
        }
        return isForSale
    }

    /// A day of harvest; the word for it says whether that is over.
    private mutating func settle(harvest days: DaySpan, _ word: Int) {
        guard time.harvestDay == nil else { return }
        time.harvestDay = isOver(lexemes[word]) ? days.before ?? days.first : days.first
    }

    /// 摘的, 采了, 刚收, picked.
    private func isOver(_ lexeme: Lexeme) -> Bool {
        switch last(lexeme) {
        case 0x7684, 0x4E86, 0x64: true  // 的, 了, d
        default: first(lexeme) == 0x521A  // 刚
        }
    }
}
