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
        guard let number = lexeme(index, within: .none), number.kind == .number,
            number.flags.isDisjoint(with: [.negative, .invalid, .vague])
        else { return nil }
        if number.flags.contains(.half) {
            return kind(index + 1, within: .none) == .mass ? nil : (below / 2, index + 1)
        }
        guard let unit = lexeme(index + 1, within: .none), unit.kind == .mass else { return nil }
        let smaller = LexiconWords.micrograms[min(max(0, Int(unit.tag)), LexiconWords.micrograms.count - 1)]
        let added = number.number.times(smaller)
        return smaller < below && added < below ? (added, index + 2) : nil
    }

    /// Whether a mass is that of one package: 每件10斤, 一筐40斤, 10斤/箱, 10斤装, 400箱×5公斤, 10 kg boxes.
    private func isPerPackage(_ index: Int, _ end: Int) -> Bool {
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
    private func role(_ index: Int, _ end: Int) -> QuantityFindings.Role {
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
            case .tare: return .tare
            case .remaining: return .remaining
            case .yield, .daily: return .beside
            case .sold: return .sold
            case .had: role = .had
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
            if after == .remaining { return .remaining }
            if after == .net { return .net }
        }
        return role
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
