import GreenChannelModel

/// What a message says about how much there is.
struct QuantityFindings {
    /// What a mass was said to be.
    enum Role: Int {
        /// Yields, daily amounts, upper bounds: no quantity of this lot.
        case beside
        case gross, had, plain, total, net, remaining
        case tare, sold
    }

    struct Mass {
        var micrograms: Int64
        var role: Role
        /// The lexeme of the number; the unit follows it.
        var index: Int
    }

    /// The mass that counts, by rank of its role; the first wins among equals.
    var best: Mass?
    var grossMicrograms: Int64?
    var tareMicrograms: Int64?
    var soldMicrograms: Int64?
    /// The mass of one package.
    var packageMicrograms: Int64?
    /// How many packages, and the lexeme of that number.
    var packageCount: ExactNumber?
    var packageIndex: Int?
    var packageKind = Lexeme.Kind.package
    var hasArea = false
    var isVague = false
    var isInvalid = false

    var isEmpty: Bool { best == nil && packageCount == nil && !hasArea && !isVague && !isInvalid }
}

/// Quantities: masses with their roles, packages with their weight, counts and areas.
extension Reading {
    mutating func readQuantities() {
        for index in lexemes.indices where lexemes[index].kind == .number && !isUsed(index) {
            guard let unit = lexeme(index + 1), !isUsed(index + 1) else { continue }
            switch unit.kind {
            case .mass: readMass(index)
            case .package, .count, .truck: readPackages(index)
            case .area: readArea(index)
            case .times: readTimes(index)
            case .number: readPackagesBefore(index)
            case .crop: readPieces(index)
            default: break
            }
        }
        if quantity.best == nil, quantity.packageCount == nil,
            lexemes.contains(where: { $0.isCue(.vague) })
        {
            quantity.isVague = true
        }
    }

    // MARK: - Mass

    private mutating func readMass(_ index: Int) {
        let number = lexemes[index]
        let unit = lexemes[index + 1]
        let micrograms = LexiconWords.micrograms[min(max(0, Int(unit.tag)), LexiconWords.micrograms.count - 1)]
        var end = index + 2
        var mass = number.number.times(micrograms)
        if let more = addition(end, below: micrograms) {
            mass = mass.addingReportingOverflow(more.micrograms).overflow ? mass : mass + more.micrograms
            end = more.end
        }
        if kind(end) == .more { end += 1 }
        if isPerPackage(index, end) {
            use(index..<end)
            if number.flags.isDisjoint(with: [.vague, .negative, .invalid]), mass > 0, quantity.packageMicrograms == nil
            {
                quantity.packageMicrograms = mass
            }
            if !number.flags.isDisjoint(with: [.negative, .invalid]) || number.number.isZero {
                quantity.isInvalid = true
            }
            return
        }
        let role = role(index, end)
        use(index..<end)
        guard role != .beside else { return }
        if number.flags.contains(.vague) {
            quantity.isVague = true
            return
        }
        guard number.flags.isDisjoint(with: [.negative, .invalid]), mass > 0 else {
            if role != .tare, role != .sold { quantity.isInvalid = true }
            return
        }
        switch role {
        case .tare: quantity.tareMicrograms = mass
        case .sold: quantity.soldMicrograms = mass
        case .gross:
            quantity.grossMicrograms = mass
            offer(QuantityFindings.Mass(micrograms: mass, role: role, index: index))
        case .beside: break
        case .had, .plain, .total, .net, .remaining:
            offer(QuantityFindings.Mass(micrograms: mass, role: role, index: index))
        }
    }

    private mutating func offer(_ mass: QuantityFindings.Mass) {
        if let best = quantity.best, best.role.rawValue >= mass.role.rawValue { return }
        quantity.best = mass
    }

    /// 一吨半, 3吨500公斤: what is added to a mass in a smaller unit.
    private func addition(_ index: Int, below: Int64) -> (micrograms: Int64, end: Int)? {
        let isLatin = index > 0 && index < lexemes.count && NumberReader.isLatin(last(lexemes[index - 1]))
        guard let number = lexeme(index, within: isLatin ? .space : .none), number.kind == .number,
            number.flags.isDisjoint(with: [.negative, .invalid, .vague])
        else { return nil }
        if number.flags.contains(.half) {
            return kind(index + 1, within: .none) == .mass ? nil : (below / 2, index + 1)
        }
        guard let unit = lexeme(index + 1, within: isLatin ? .space : .none), unit.kind == .mass,
            !isLatin || !isPack(kind(index + 2)) && cue(index + 2) != .each && kind(index + 2) != .per
        else { return nil }
        let smaller = LexiconWords.micrograms[min(max(0, Int(unit.tag)), LexiconWords.micrograms.count - 1)]
        let added = number.number.times(smaller)
        return smaller < below && added < below ? (added, index + 2) : nil
    }

    // MARK: - Packages, counts, areas

    private mutating func readPackages(_ index: Int) {
        let number = lexemes[index]
        // 一筐 and 每10箱 before or after a weight say what one holds, not how many there are.
        if isOne(index), quantity.packageCount != nil || isDenominator(index) { return }
        if cue(index - 1) == .daily || kind(index - 1) == .per { return }
        use(index..<index + 2)
        if number.flags.contains(.vague) {
            quantity.isVague = true
        } else if !number.flags.isDisjoint(with: [.negative, .invalid]) || number.number.isZero {
            quantity.isInvalid = true
        } else if quantity.packageCount == nil || quantity.packageKind == .count && lexemes[index + 1].kind != .count
            || cue(index - 1) == .remaining
        {
            quantity.packageCount = number.number
            quantity.packageIndex = index
            quantity.packageKind = lexemes[index + 1].kind
        }
    }

    /// 一箱10斤, 10斤一箱: with a mass beside it, and packages counted elsewhere.
    private func isDenominator(_ index: Int) -> Bool {
        let isBesideMass = kind(index - 1) == .mass || kind(index + 2) == .number || cue(index + 2) == .weighs
        guard isBesideMass else { return false }
        for other in lexemes.indices where other != index && lexemes[other].kind == .number && isPack(kind(other + 1)) {
            if !isOne(other) { return true }
        }
        return kind(index - 1) == .mass
    }

    private mutating func readArea(_ index: Int) {
        let number = lexemes[index]
        use(index..<index + 2)
        if !number.flags.isDisjoint(with: [.negative, .invalid]) || number.number.isZero {
            quantity.isInvalid = true
        } else {
            quantity.hasArea = true
        }
    }

    /// 300 x 10 kg, where the first number counts packages.
    private mutating func readTimes(_ index: Int) {
        guard kind(index + 2) == .number, kind(index + 3) == .mass, quantity.packageCount == nil, !isUsed(index + 2)
        else { return }
        takeCount(index)
        use(index..<index + 2)
        takePackage(index + 2)
    }

    /// 40 50kg bags.
    private mutating func readPackagesBefore(_ index: Int) {
        guard kind(index + 2) == .mass, isPack(kind(index + 3)), quantity.packageCount == nil, !isUsed(index + 2) else {
            return
        }
        takeCount(index)
        use(index..<index + 1)
    }

    /// 2000 watermelons: pieces, where nothing else is counted or weighed.
    private mutating func readPieces(_ index: Int) {
        guard NumberReader.isLatin(first(lexemes[index + 1])), lexemes[index + 1].gap == .space, quantity.isEmpty,
            kind(index - 1, within: .none) == nil
        else { return }
        takeCount(index)
        quantity.packageKind = .count
    }

    private mutating func takeCount(_ index: Int) {
        let number = lexemes[index]
        if !number.flags.isDisjoint(with: [.negative, .invalid]) || number.number.isZero {
            quantity.isInvalid = true
        } else if number.flags.isDisjoint(with: [.vague, .half]) {
            quantity.packageCount = number.number
            quantity.packageIndex = index
        }
    }

    private mutating func takePackage(_ index: Int) {
        let number = lexemes[index]
        let mass = number.number.times(LexiconWords.micrograms[Int(lexemes[index + 1].tag)])
        use(index..<index + 2)
        if number.flags.isDisjoint(with: [.negative, .invalid, .vague]), mass > 0 {
            quantity.packageMicrograms = mass
        } else {
            quantity.isInvalid = true
        }
    }
}
