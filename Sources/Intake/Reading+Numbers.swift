/// Puts numbers together that are written in several lexemes.
extension Reading {
    /// 三两 is a weight, five thousand is one number, 五到六吨 is at least five.
    mutating func joinNumbers() {
        moveBracketedUnits()
        var index = 0
        while index + 1 < lexemes.count {
            guard lexemes[index].kind == .number else {
                if !joinMinus(index), !readArticle(index) { index += 1 }
                continue
            }
            if readLiang(index + 1) || joinMultiplier(index) || joinUnits(index) || dropMore(index)
                || dropHyphen(index) || joinHalf(index)
            {
                continue
            }
            joinRange(index)
            index += 1
        }
    }

    /// 两 after a number is the unit, unless a unit follows it.
    private mutating func readLiang(_ index: Int) -> Bool {
        let two = lexemes[index]
        guard two.kind == .number, two.gap == .none, two.end - two.start == 1, first(two) == 0x4E24 else {
            return false
        }
        switch kind(index + 1, within: .none) {
        case .mass, .package, .count, .yuan, .jiao, .day, .week, .truck, .area: return false
        default: break
        }
        lexemes[index].kind = .mass
        lexemes[index].tag = 2
        return true
    }

    /// 负三吨, minus 3 t.
    private mutating func joinMinus(_ index: Int) -> Bool {
        guard lexemes[index].isCue(.minus), kind(index + 1) == .number else { return false }
        lexemes[index + 1].flags.insert(.negative)
        lexemes[index + 1].gap = lexemes[index].gap
        lexemes.remove(at: index)
        return true
    }

    /// In "a week" the article is a number; in "100 t a week" and "5 yuan a kg" it is not.
    private mutating func readArticle(_ index: Int) -> Bool {
        let article = lexemes[index]
        guard article.kind == .per, first(article) == 0x61 else { return false }
        switch kind(index + 1) {
        case .day, .week, .month, .hour: break
        default: return false
        }
        switch kind(index - 1) {
        case .mass, .package, .count, .yuan, .jiao, .truck: return false
        default: break
        }
        lexemes[index].kind = .number
        lexemes[index].number = ExactNumber(mantissa: 1)
        return true
    }

    /// 二十多吨, 10来箱, 万把斤: at least twenty tonnes.
    private mutating func dropMore(_ index: Int) -> Bool {
        guard let more = lexeme(index + 1, within: .none),
            more.kind == .more || first(more) == 0x628A && lexemes[index].magnitude > 1  // 把
        else { return false }
        switch kind(index + 2, within: .none) {
        case .mass, .package, .count, .truck, .area, .day, .yuan, .week, .hour: break
        default: return false
        }
        lexemes.remove(at: index + 1)
        return true
    }

    /// 一个半月, 两个半小时.
    private mutating func joinHalf(_ index: Int) -> Bool {
        guard let one = lexeme(index + 1, within: .none), one.kind == .count, first(one) == 0x4E2A,  // 个
            let half = lexeme(index + 2, within: .none), half.flags.contains(.half),
            let unit = lexeme(index + 3, within: .none), [.month, .week, .hour].contains(unit.kind),
            lexemes[index].number.scale == 0, lexemes[index].number.mantissa < 1000
        else { return false }
        lexemes[index].number = ExactNumber(mantissa: lexemes[index].number.mantissa * 10 + 5, scale: 1)
        lexemes[index].end = half.end
        if unit.kind == .month { lexemes[index + 3].tag = 0 }
        lexemes.removeSubrange(index + 1...index + 2)
        return true
    }

    /// twenty-two, sixty five.
    private mutating func joinUnits(_ index: Int) -> Bool {
        let tens = lexemes[index].number
        guard NumberReader.isLatin(first(lexemes[index])), tens.scale == 0, tens.mantissa % 10 == 0,
            (20...90).contains(tens.mantissa)
        else { return false }
        let next = kind(index + 1, within: .none) == .range ? index + 2 : index + 1
        guard let units = lexeme(next), units.kind == .number, NumberReader.isLatin(first(units)),
            units.number.scale == 0, (1...9).contains(units.number.mantissa)
        else { return false }
        lexemes[index].number.mantissa += units.number.mantissa
        lexemes[index].end = units.end
        lexemes.removeSubrange(index + 1...next)
        return true
    }

    /// The hyphen of 50-kg bags.
    private mutating func dropHyphen(_ index: Int) -> Bool {
        guard let hyphen = lexeme(index + 1, within: .none), hyphen.kind == .range, hyphen.tag == 1,
            let unit = lexeme(index + 2, within: .none), unit.kind == .mass || unit.kind == .day,
            NumberReader.isLatin(first(unit))
        else { return false }
        lexemes.remove(at: index + 1)
        return true
    }

    private mutating func joinMultiplier(_ index: Int) -> Bool {
        guard let next = lexeme(index + 1), next.kind == .number, next.magnitude >= 100,
            NumberReader.isLatin(first(next)), !lexemes[index].flags.contains(.invalid)
        else { return false }
        let product = lexemes[index].number.mantissa.multipliedReportingOverflow(by: next.magnitude)
        if product.overflow {
            lexemes[index].flags.insert(.invalid)
        } else {
            lexemes[index].number.mantissa = product.partialValue
        }
        lexemes[index].magnitude = next.magnitude
        lexemes[index].end = next.end
        lexemes.remove(at: index + 1)
        return true
    }

    /// A lower and an upper bound with a sign or word between: the lower stays, in the magnitude of the upper.
    private mutating func joinRange(_ index: Int) {
        var upper = index + 1
        if kind(upper) == .range {
            upper += 1
        } else if !(lexemes[upper].kind == .number && lexemes[upper].gap == .list) {
            return
        }
        guard let high = lexeme(upper, within: .list), high.kind == .number,
            high.flags.isDisjoint(with: [.invalid, .vague, .half, .negative]), !lexemes[index].flags.contains(.half)
        else { return }
        var low = lexemes[index]
        if upper == index + 1, !isNext(low.number, high.number) { return }
        switch kind(upper + 1) {
        case .mass, .package, .count, .truck, .area, .yuan, .jiao, .fen, .day, .week, .month, .hour, .slash, .more:
            break
        default: return
        }
        if low.magnitude == 1, high.magnitude > 1 {
            let raised = low.number.mantissa.multipliedReportingOverflow(by: high.magnitude)
            if !raised.overflow, !(high.number < ExactNumber(mantissa: raised.partialValue, scale: low.number.scale)) {
                low.number.mantissa = raised.partialValue
                low.magnitude = high.magnitude
            }
        }
        guard !(high.number < low.number) else { return }
        low.end = high.end
        lexemes[index] = low
        lexemes.removeSubrange(index + 1...upper)
    }

    /// 三、四吨: the second is the first and one.
    private func isNext(_ low: ExactNumber, _ high: ExactNumber) -> Bool {
        low.scale == 0 && high.scale == 0 && low.mantissa < 10 && high.mantissa == low.mantissa + 1
    }

    /// 数量(吨):20 and 单价(元/斤):0.25, as forms have it: the unit of the title is put behind its number.
    private mutating func moveBracketedUnits() {
        for index in lexemes.indices.dropFirst() where lexemes[index].kind == .number && gap(index) == .comma {
            guard gap(index + 1) > .none else { continue }
            var start = index
            while start > 0, index - start < 4, isTitleUnit(lexemes[start - 1]) {
                start -= 1
                if lexemes[start].gap > .none { break }
            }
            guard start < index, lexemes[start].start > 0, letters[Int(lexemes[start].start) - 1] == 0x28 else {
                continue
            }
            let number = lexemes.remove(at: index)
            lexemes.insert(number, at: start)
            lexemes[start + 1].gap = .none
        }
    }

    private func isTitleUnit(_ lexeme: Lexeme) -> Bool {
        switch lexeme.kind {
        case .mass, .yuan, .jiao, .slash, .per, .package, .day: true
        default: false
        }
    }
}
