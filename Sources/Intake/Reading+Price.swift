import GreenChannelModel

/// What a message says about money.
struct PriceFindings {
    enum Basis {
        /// Per this many micrograms.
        case mass(Int64)
        /// Per this many packages.
        case packages(Int64)
    }

    /// Thousandths of a fen for one basis; `nil` when no price was found.
    var milliFen: Int64?
    var basis = Basis.mass(LexiconWords.micrograms[1])
    /// How good a claim this price has over others.
    var rank = -1
    var isInvalid = false
    /// Something was said about money, whether or not it is a price.
    var anyMoney = false

    /// Whole fen per kilogram, rounded half up; `nil` without a price, or when it is per package of unknown weight.
    func perKilogram(packageMicrograms: Int64?) -> FenPerKilogram? {
        guard let milliFen else { return nil }
        let mass: Int128
        switch basis {
        case .mass(let micrograms): mass = Int128(micrograms)
        case .packages(let count):
            guard let packageMicrograms else { return nil }
            mass = Int128(packageMicrograms) * Int128(count)
        }
        guard mass > 0 else { return nil }
        let numerator = Int128(milliFen) * 1_000_000_000
        return FenPerKilogram(Int64(clamping: (numerator * 2 + 1000 * mass) / (2000 * mass)))
    }
}

/// Prices: an amount of money, and what it is for, before it or after it.
extension Reading {
    struct Amount {
        var milliFen: Int64
        /// The lexemes of the amount.
        var range: Range<Int>
        var isNegative = false
        var isInvalid = false
    }

    mutating func readPrices() {
        var index = 0
        while index < lexemes.count {
            switch lexemes[index].kind {
            case .number, .currency, .yuan:
                if !isUsed(index), let amount = amount(index) ?? bareAmount(index) {
                    index = max(index + 1, settle(amount))
                } else {
                    index += 1
                }
            default: index += 1
            }
        }
    }

    // MARK: - Amounts

    /// 两块五, 8毛, ¥3.2, 一元二角五分, RMB 5.
    func amount(_ start: Int) -> Amount? {
        var index = start
        var currency = false
        if kind(index, within: .stop) == .currency
            || kind(index, within: .stop) == .yuan && NumberReader.isLatin(first(lexemes[index]))
        {
            currency = true
            index += 1
        }
        if !currency, let bare = bareYuan(index) { return bare }
        guard let number = lexeme(index, within: currency ? .space : .stop), number.kind == .number,
            !number.flags.contains(.vague), !isUsed(index)
        else { return nil }
        var amount = Amount(milliFen: 0, range: start..<index + 1)
        amount.isNegative = number.flags.contains(.negative)
        amount.isInvalid = number.flags.contains(.invalid)
        switch kind(index + 1) {
        case .yuan, .currency:
            amount.milliFen = number.number.times(100_000)
            amount.range = start..<index + 2
            // 2.0元3月16日: what follows a decimal is something else.
            if number.number.scale == 0 { addSmallMoney(&amount) }
        case .jiao:
            amount.milliFen = number.number.times(10_000)
            amount.range = start..<index + 2
            if number.number.scale == 0 { addFen(&amount) }
        case .fen:
            amount.milliFen = number.number.times(1000)
            amount.range = start..<index + 2
        default:
            guard currency else { return nil }
            amount.milliFen = number.number.times(100_000)
        }
        return amount
    }

    /// 块八一斤, 块把钱: one yuan, without saying so.
    private func bareYuan(_ index: Int) -> Amount? {
        guard let yuan = lexeme(index, within: .stop), yuan.kind == .yuan, first(yuan) == 0x5757,  // 块
            kind(index - 1) != .number, let next = lexeme(index + 1, within: .none)
        else { return nil }
        var amount = Amount(milliFen: 100_000, range: index..<index + 1)
        if first(next) == 0x628A || next.kind == .more {  // 把
            let end =
                kind(index + 2, within: .none) == .yuan || text(next.end, next.end + 1) == "钱" ? index + 3 : index + 2
            amount.range = index..<end
            return amount
        }
        guard next.kind == .number, next.number.scale == 0, next.number.mantissa < 10, next.number.mantissa > 0 else {
            return nil
        }
        addSmallMoney(&amount)
        return amount.milliFen > 100_000 ? amount : nil
    }

    /// What follows the yuan without a gap: 两毛, 五, 零五, 半, 25.
    private func addSmallMoney(_ amount: inout Amount) {
        let next = amount.range.upperBound
        guard let number = lexeme(next, within: .none), number.kind == .number, number.number.scale <= 1,
            number.flags.isDisjoint(with: [.negative, .invalid, .vague])
        else { return }
        if number.flags.contains(.half) {
            guard !isUnit(next + 1) else { return }
            amount.milliFen += 50_000
            amount.range = amount.range.lowerBound..<next + 1
            return
        }
        guard number.number.scale == 0, number.number.mantissa < 100 else { return }
        let digits = number.number.mantissa
        switch kind(next + 1, within: .none) {
        case .jiao:
            amount.milliFen += digits * 10_000
            amount.range = amount.range.lowerBound..<next + 2
            addFen(&amount)
        case .fen:
            amount.milliFen += digits * 1000
            amount.range = amount.range.lowerBound..<next + 2
        default:
            guard !isUnit(next + 1) else { return }
            let length = number.end - number.start
            if number.flags.contains(.afterZero) || number.flags.contains(.arabic) && length == 2 {
                amount.milliFen += digits * 1000
            } else if digits < 10 {
                amount.milliFen += digits * 10_000
            } else {
                return
            }
            amount.range = amount.range.lowerBound..<next + 1
        }
    }

    /// What follows the jiao without a gap: 八毛五, 三毛八分, 三毛半.
    private func addFen(_ amount: inout Amount) {
        let next = amount.range.upperBound
        guard let number = lexeme(next, within: .none), number.kind == .number, !isUnit(next + 1),
            number.flags.isDisjoint(with: [.negative, .invalid, .vague])
        else { return }
        if number.flags.contains(.half) {
            amount.milliFen += 5000
        } else if number.number.scale == 0, number.number.mantissa < 10 {
            amount.milliFen += number.number.mantissa * 1000
        } else {
            return
        }
        let end = kind(next + 1, within: .none) == .fen ? next + 2 : next + 1
        amount.range = amount.range.lowerBound..<end
    }

    /// A unit that a number may count: the number before it is then no money.
    func isUnit(_ index: Int) -> Bool {
        guard let kind = kind(index, within: .none) else { return false }
        switch kind {
        case .mass, .package, .count, .truck, .area, .day, .week, .month, .monthDay, .monthPart, .hour: return true
        default: return false
        }
    }

    /// A number that is money by its place: 1.2/斤, 0.7一斤, 单价1.2.
    private func bareAmount(_ index: Int) -> Amount? {
        guard let number = lexeme(index, within: .stop), number.kind == .number,
            number.flags.isDisjoint(with: [.vague, .half])
        else { return nil }
        let basis = basisAfter(index + 1)
        let before = labelled(index) || isRated(index)
        guard basis != nil || before else { return nil }
        switch kind(index + 1) {
        case .slash, .per, .number, nil: break
        case .cue, .noise, .crop, .place, .unknown, .range: if !before { return nil }
        default: return nil
        }
        if let basis, case .mass(let micrograms) = basis.basis, !before {
            // 5000 一斤8毛: the unit belongs to the amount after it.
            if amount(basis.end) != nil || micrograms > LexiconWords.micrograms[4] || isCounted(index) { return nil }
        } else if !before {
            return nil
        }
        var amount = Amount(milliFen: number.number.times(100_000), range: index..<index + 1)
        amount.isNegative = number.flags.contains(.negative)
        amount.isInvalid = number.flags.contains(.invalid)
        return amount
    }

    private func labelled(_ index: Int) -> Bool { cue(index - 1, within: .stop) == .priceLabel && gap(index) <= .space }

    /// 每吨2千, 每斤1.2: a number right after what it is for.
    private func isRated(_ index: Int) -> Bool {
        kind(index - 1) == .mass && kind(index - 2, within: .stop) == .per && !isUsed(index - 1)
            && gap(index + 1) >= .space
            && !isUnit(index + 1) && kind(index + 1) != .mass && !isPack(kind(index + 1))
    }

    /// A number in a place where only a count of packages makes sense: 300*10斤, after ×.
    private func isCounted(_ index: Int) -> Bool { kind(index - 1) == .times }

    // MARK: - Choosing

    /// Takes an amount with its basis, or lets it go; gives the index to read on from.
    private mutating func settle(_ found: Amount) -> Int {
        var amount = found
        price.anyMoney = true
        var end = amount.range.upperBound
        if kind(end) == .more { end += 1 }
        var basis = basisAfter(end)
        if let upper = upperBound(end) {
            amount.milliFen = min(amount.milliFen, upper.milliFen)
            end = upper.range.upperBound
            basis = basisAfter(end) ?? basis
        }
        let before = basisBefore(amount.range.lowerBound)
        // 每斤3元63件: what the money is for has been said.
        let isSaid = before.map { lexemes[$0.range.lowerBound].kind == .per } ?? false
        if let before, basis == nil || isSaid && kind(end) == .number && !isOne(end) {
            basis = before
            use(before.range)
        } else if let after = basis {
            end = after.end
        }
        use(amount.range.lowerBound..<end)
        let rank = rank(amount, hasBasis: basis != nil)
        guard rank > price.rank else { return end }
        price.rank = rank
        price.isInvalid = amount.isNegative || amount.isInvalid
        price.milliFen = amount.milliFen
        price.basis = basis?.basis ?? .mass(LexiconWords.micrograms[1])
        return end
    }

    /// 5毛到6毛, 一块-一块二: the amount after a range sign.
    private func upperBound(_ index: Int) -> Amount? {
        guard kind(index) == .range, gap(index + 1) <= .space else { return nil }
        return amount(index + 1)
    }

    /// Last year's price, costs and sums of money are no price; a floor wins over a price of today, that over the rest.
    private func rank(_ amount: Amount, hasBasis: Bool) -> Int {
        var index = amount.range.lowerBound - 1
        if !hasBasis, amount.milliFen >= 2_000 * 100_000 { return -1 }
        for _ in 0..<7 {
            guard let before = lexeme(index, within: .stop), gap(index + 1) < .comma else { break }
            switch before.cue {
            case .pastPrice, .lumpSum: return -1
            case nil where before.tag < 0 && (before.kind == .relativeMonth || before.kind == .relativeWeek): return -1
            case .deadlineAfter where gap(index) >= .space || index == 0: return -1  // 以前一块五
            case .floorPrice: return 4
            case .presentPrice where cue(index - 1, within: .stop) != .pastPrice: return 3
            case .priceLabel where cue(index - 1) != .pastPrice: return 2
            default: break
            }
            if before.kind == .yuan || before.kind == .jiao { break }
            index -= 1
        }
        if case .pastPrice = cue(amount.range.upperBound, within: .none) { return -1 }
        return hasBasis ? 1 : 0
    }
}
