import GreenChannelModel

/// What an amount of money is for: a mass, or a package, before it or after it.
extension Reading {
    /// What an amount is for, and the lexemes that say so.
    struct Rate {
        var basis: PriceFindings.Basis
        var range: Range<Int>
        var end: Int { range.upperBound }
    }

    /// 元/斤, 每斤, 一斤, per kg, 三斤; and the unit itself right after the amount.
    func basisAfter(_ start: Int) -> Rate? {
        var index = start
        var isSaid = false
        if kind(index) == .slash || kind(index) == .per {
            isSaid = true
            index += 1
            if kind(index) == .per { index += 1 }
        }
        var count = ExactNumber(mantissa: 1)
        if let number = lexeme(index), number.kind == .number {
            let adjacent = number.gap == .none
            guard isSaid || isOne(index) || adjacent && isSmallCount(index, start),
                number.flags.isDisjoint(with: [.vague, .negative, .invalid]), !number.number.isZero
            else { return nil }
            count = number.number
            isSaid = true
            index += 1
        }
        guard let unit = lexeme(index), isSaid || unit.gap == .none, !isUsed(index) else { return nil }
        // 一块钱一斤半.
        if unit.kind == .mass, count.scale == 0, let half = lexeme(index + 1, within: .none),
            half.flags.contains(.half),
            !isUnit(index + 2)
        {
            count = ExactNumber(mantissa: count.mantissa * 10 + 5, scale: 1)
            return rate(unit, count, start..<index + 2)
        }
        return rate(unit, count, start..<index + 1)
    }

    /// 十块钱八斤: no more than a person carries, and never all that there is.
    private func isSmallCount(_ index: Int, _ start: Int) -> Bool {
        let number = lexemes[index].number
        if lexemes[index].flags.contains(.half) { return kind(index + 1, within: .none) == .mass }
        guard number.scale == 0, number.mantissa <= 100 else { return false }
        guard let unit = lexeme(index + 1, within: .none), unit.kind == .mass else { return true }
        return hasOtherQuantity(than: index + 1)
    }

    /// 每斤1.2元, 一斤九毛, 每百斤35元, 每箱50元: the basis that ends before a lexeme.
    func basisBefore(_ start: Int) -> Rate? {
        var index = start - 1
        guard gap(start) <= .space else { return nil }
        for _ in 0..<3 {
            switch lexeme(index, within: .stop)?.kind {
            case .noise: break
            case .cue:
                switch lexemes[index].cue {
                case .priceLabel, .weighs, .sell, .presentPrice, .floorPrice, .must, .at: break
                default: return nil
                }
            default:
                return unitBefore(index, isAdjacent: index == start - 1 && gap(start) == .none)
            }
            guard gap(index) <= .space else { return nil }
            index -= 1
        }
        return unitBefore(index, isAdjacent: false)
    }

    private func unitBefore(_ index: Int, isAdjacent: Bool) -> Rate? {
        guard let unit = lexeme(index, within: .stop), unit.kind == .mass || isPack(unit.kind), !isUsed(index) else {
            return nil
        }
        if kind(index - 1, within: .stop) == .per, unit.gap <= .space {
            return rate(unit, ExactNumber(mantissa: 1), index - 1..<index + 1)
        }
        // 吨价500, 箱价40: a unit that is no quantity, with the label right behind it.
        if kind(index - 1, within: .none) != .number, cue(index + 1, within: .none) == .priceLabel {
            return rate(unit, ExactNumber(mantissa: 1), index..<index + 1)
        }
        guard kind(index - 1, within: .stop) == .number, unit.gap <= .space, !isUsed(index - 1) else { return nil }
        let number = lexemes[index - 1]
        if kind(index - 2, within: .stop) == .per, number.gap <= .space {
            return rate(unit, number.number, index - 2..<index + 1)
        }
        // 一箱20斤36块 is for the box.
        if isAdjacent, unit.kind == .mass, number.gap <= .space, let pack = lexeme(index - 2, within: .stop),
            isPack(pack.kind),
            pack.gap <= .space, isOne(index - 3) || kind(index - 3, within: .stop) == .per
        {
            return rate(pack, ExactNumber(mantissa: 1), index - 3..<index - 1)
        }
        let isLarge = unit.kind != .mass || LexiconWords.micrograms[Int(unit.tag)] >= LexiconWords.micrograms[3]
        if isOne(index - 1), !isLarge || hasOtherQuantity(than: index) {
            return rate(unit, number.number, index - 1..<index + 1)
        }
        guard isAdjacent, number.number.scale == 0, (1...100).contains(number.number.mantissa), unit.kind == .mass,
            number.flags.isDisjoint(with: [.vague, .negative, .invalid]), hasOtherQuantity(than: index)
        else { return nil }
        return rate(unit, number.number, index - 1..<index + 1)
    }

    /// Whether the message weighs or counts something beside the unit at this index.
    private func hasOtherQuantity(than unit: Int) -> Bool {
        for index in 1..<max(1, lexemes.count) where index != unit && lexemes[index].gap <= .space {
            guard lexemes[index].kind == .mass || isPack(lexemes[index].kind) else { continue }
            if lexemes[index - 1].kind == .number, !isUsed(index), !isOne(index - 1) || lexemes[index].kind == .mass {
                return true
            }
        }
        return false
    }

    private func rate(_ unit: Lexeme, _ count: ExactNumber, _ range: Range<Int>) -> Rate? {
        if unit.kind == .mass, LexiconWords.micrograms.indices.contains(Int(unit.tag)) {
            let micrograms = count.times(LexiconWords.micrograms[Int(unit.tag)])
            return micrograms > 0 ? Rate(basis: .mass(micrograms), range: range) : nil
        }
        guard isPack(unit.kind), let whole = count.whole, whole > 0 else { return nil }
        return Rate(basis: .packages(Int64(whole)), range: range)
    }
}
