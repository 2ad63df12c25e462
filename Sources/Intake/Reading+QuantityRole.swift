/// What a mass was said to be: a package's, the whole, what is left, what is gone.
extension Reading {
    /// Whether a mass is that of one package: 每件10斤, 一筐40斤, 10斤/箱, 10斤装, 400箱×5公斤, 10 kg boxes.
    func isPerPackage(_ index: Int, _ end: Int) -> Bool {
        // After the mass.
        var after = end
        if kind(after) == .times { return kind(after + 1) == .number && isPack(kind(after + 2)) }
        if cue(after, within: .none) == .packed || cue(after) == .each { return true }
        if kind(after) == .slash || kind(after) == .per {
            after += 1
            if isPack(kind(after)) || kind(after) == .number && isPack(kind(after + 1)) { return true }
            if kind(after - 1) == .per, kind(after) != .day, kind(after) != .week, kind(after) != .month,
                kind(after) != .area,
                quantity.packageCount != nil
            {
                return true
            }
        } else if isOne(after), isPack(kind(after + 1)) {
            return true
        } else if isPack(kind(after)), !isPack(kind(index - 1, within: .stop)) || gap(index) > .space {
            return true
        }
        // Before it.
        var before = index - 1
        guard gap(index) <= .comma else { return false }
        // 规格20斤 is said of one package, wherever it stands.
        if cue(index - 1, within: .stop) == .packed, isSmall(index) { return true }
        // 40元/箱(10公斤).
        if index > 0, letters[Int(lexemes[index].start) - 1] == 0x28, isPack(kind(before, within: .stop)),
            kind(before - 1, within: .stop) == .slash
        {
            return true
        }
        while let lexeme = lexeme(before, within: .stop),
            lexeme.cue == .weighs || lexeme.cue == .net || lexeme.cue == .packed || lexeme.cue == .of
                || lexeme.kind == .noise
                    && index - before < 4
        {
            guard gap(before) <= .space else { return false }
            if lexeme.cue == .of, isPack(kind(before - 1, within: .stop)) { return kind(end) != .crop }
            before -= 1
        }
        if cue(before, within: .stop) == .each { return true }
        if kind(before, within: .stop) == .times { return isPack(kind(before - 1, within: .stop)) }
        guard isPack(kind(before, within: .stop)) else { return false }
        return kind(before - 1, within: .stop) == .per || cue(before - 1, within: .stop) == .each || isOne(before - 1)
    }

    /// What the words around a mass say that it is.
    func role(_ index: Int, _ end: Int) -> QuantityFindings.Role {
        if kind(end) == .per || kind(end) == .slash, [.day, .week, .month, .area, .year].contains(kind(end + 1)) {
            return .beside
        }
        if cue(end) == .daily { return .beside }
        if kind(index - 1) == .range, kind(index - 2) == .mass { return .beside }
        if cue(index - 1) == .question { return .beside }  // 多少钱一斤
        let after = cue(end)
        var before = index - 1
        var role = QuantityFindings.Role.plain
        look: for step in 0..<6 {
            guard let lexeme = lexeme(before, within: .stop), gap(before + 1) < .comma else { break }
            switch lexeme.cue {
            case .net: return .net
            case .gross: return .gross
            case .tare where isTare(before, index): return .tare
            case .remaining: return .remaining
            case .yield, .daily: return .beside
            case .sold: return .sold
            case .had: role = .had
            case .future where step == 0 && isStill(lexeme): return .remaining
            case .sell where step == 0 && gap(index) == .none && isSoldPart(lexeme): return .sold
            case .pastPrice where step < 3: role = .had
            case .total: role = role == .plain ? .total : role
            default: break
            }
            if role != .plain { break look }
            switch lexeme.kind {
            case .mass, .yuan, .jiao, .number: break look
            case .area where cue(before - 1) == .yield: return .beside
            case .area where kind(before - 1) == .per: return .beside
            default: before -= 1
            }
        }
        if role == .plain || role == .total {
            if after == .sold || after == .soldOut { return .sold }
            if after == .remaining, kind(end + 1) != .number { return .remaining }
            if after == .life, isLeft(end) { return .remaining }
            if after == .net { return .net }
        }
        return role
    }

    /// 皮 is the tare only right before its number, and by itself: 红皮土豆3吨 is no tare.
    private func isTare(_ cue: Int, _ number: Int) -> Bool {
        guard lexemes[cue].end - lexemes[cue].start == 1 else {
            // 去皮核桃5000斤 neither.
            return lexemes[cue + 1..<number].allSatisfy { $0.kind == .noise || $0.cue == .weighs }
        }
        return cue == number - 1 && (gap(cue) > .none || kind(cue - 1, within: .stop) == .mass)
    }

    /// At most a hundred kilograms, as a package may hold.
    private func isSmall(_ index: Int) -> Bool {
        guard let unit = lexeme(index + 1), unit.kind == .mass else { return false }
        let micrograms = lexemes[index].number.times(LexiconWords.micrograms[Int(unit.tag)])
        return micrograms <= LexiconWords.micrograms[8]
    }

    /// 还有: after what there was and what was sold, what there still is.
    private func isStill(_ lexeme: Lexeme) -> Bool { first(lexeme) == 0x8FD8 && last(lexeme) == 0x6709 }

    /// 卖掉6吨 tells of a part once the whole has been told.
    private func isSoldPart(_ lexeme: Lexeme) -> Bool {
        guard quantity.best != nil, lexeme.end - lexeme.start == 2 else { return false }
        switch last(lexeme) {
        case 0x6389, 0x8D70, 0x51FA: return true  // 掉, 走, 出
        default: return false
        }
    }

    /// 4 t left.
    private func isLeft(_ index: Int) -> Bool {
        let lexeme = lexemes[index]
        return lexeme.end - lexeme.start == 4 && first(lexeme) == 0x6C && last(lexeme) == 0x74
    }
}
