import GreenChannelModel

/// Cuts folded text into lexemes, the likeliest way: by least cost over all ways, where a known name costs little and a
/// letter that nothing knows costs much.
///
/// So 沈阳新民市 falls into 沈阳 and 新民市 although 阳新 is a county too, and 五华县 stays whole although 五 is a number.
struct Segmenter {
    private struct Step {
        var cost: Int32 = .max
        var from: Int32 = -1
        var tag: Int32 = 0
        var kind: Lexeme.Kind = .unknown
        /// A gap is no lexeme: it says what stood before the next one.
        var isGap = false
    }

    private let letters: UnsafeBufferPointer<UInt16>
    private let words: NameTrie.View
    private let names: NameTrie.View
    private let placeCosts: UnsafeBufferPointer<UInt8>
    private let steps: UnsafeMutableBufferPointer<Step>
    private let reader: NumberReader
    private let isLoneHyphen: Bool

    private static let unknownCost: Int32 = 100

    /// What each name of the gazetteer costs in Chinese, by the name's value: a full name little, a short one more.
    static func placeCosts(_ gazetteer: Gazetteer) -> [UInt8] {
        gazetteer.meanings.indices.map { index in
            var cost: UInt8 = 16
            gazetteer.forEachPlace(named: Int32(index)) { place in
                if place.form == .full { cost = min(cost, place.level == .town ? 12 : 9) }
                if place.level == .province { cost = min(cost, 12) }
            }
            return cost
        }
    }

    static func segment(_ letters: UnsafeBufferPointer<UInt16>, _ tables: ParserTables, into lexemes: inout [Lexeme]) {
        guard !letters.isEmpty else { return }
        let hyphens = letters.reduce(0) { $0 + ($1 == 0x2D ? 1 : 0) }
        withUnsafeTemporaryAllocation(of: Step.self, capacity: letters.count + 1) { steps in
            steps.initialize(repeating: Step())
            steps[0].cost = 0
            tables.lexicon.words.withView { words in
                tables.gazetteer.names.withView { names in
                    tables.placeCosts.withUnsafeBufferPointer { costs in
                        let segmenter = Segmenter(
                            letters: letters,
                            words: words,
                            names: names,
                            placeCosts: costs,
                            steps: steps,
                            reader: NumberReader(letters: letters),
                            isLoneHyphen: hyphens == 1
                        )
                        for position in letters.indices where steps[position].cost != .max { segmenter.relax(position) }
                        segmenter.collect(into: &lexemes)
                    }
                }
            }
        }
    }

    // MARK: - Forward: what may begin at a letter

    private func relax(_ position: Int) {
        let letter = letters[position]
        let isLatin = NumberReader.isLatin(letter)
        if let gap = Segmenter.gap(letter) {
            if letter == 0x2E, beginsDecimal(position, letters), let token = reader.read(at: position) {
                offer(position, token.end, 10, .number, 0)
            }
            offer(position, position + 1, 0, .unknown, Int32(gap.rawValue), isGap: true)
            if letter == 0x3C, let end = markup(position, letters) {
                offer(position, end, 0, .unknown, 1, isGap: true)
            }
            if letter != 0x3F { return }
        }
        if NumberReader.isArabic(letter) {
            if let end = date(position, letters) { offer(position, end, 8, .date, 0) }
            if let token = reader.read(at: position) { offer(position, token.end, 10, .number, 0) }
            return
        }
        if letter == 0x2D, isNegative(position, letters, isLoneHyphen), let token = reader.read(at: position + 1) {
            offer(position, token.end, 10, .number, 1)
        }
        switch letter {
        case 0x2D, 0x7E: return offer(position, position + 1, 5, .range, 1)
        case 0x2F: return offer(position, position + 1, 5, .slash, 0)
        case 0x2A: return offer(position, position + 1, 5, .times, 0)
        default: break
        }
        if isLatin {
            guard position == 0 || !NumberReader.isLatin(letters[position - 1]) else { return }
            let end = wordEnd(position, letters)
            offer(position, end, Segmenter.unknownCost, .unknown, 0)
            if let link = linkEnd(position, end, letters) {
                offer(position, link, 5, .cue, Int32(Cue.link.rawValue))
            }
        } else {
            offer(position, position + 1, Segmenter.unknownCost, .unknown, 0)
            if let token = reader.read(at: position) { offer(position, token.end, 10, .number, 0) }
        }
        offerWords(position, isLatin)
        offerPlaces(position, isLatin)
    }

    private func offerWords(_ start: Int, _ isLatin: Bool) {
        var node = NameTrie.root
        var position = start
        while position < letters.count {
            node = words.step(node, letters[position])
            if node == 0 { return }
            position += 1
            let value = words.value(node)
            guard value >= 0, endsWord(position, letters) else { continue }
            let entry = Lexicon.entry(value)
            let single: Int32 = entry.kind == .crop ? 30 : entry.kind == .unknown ? 16 : 14
            offer(start, position, position - start > 1 || isLatin ? 10 : single, entry.kind, entry.tag)
        }
    }

    private func offerPlaces(_ start: Int, _ isLatin: Bool) {
        var node = NameTrie.root
        var position = start
        while position < letters.count {
            node = names.step(node, letters[position])
            if node == 0 { return }
            position += 1
            let value = names.value(node)
            guard value >= 0, endsWord(position, letters) else { continue }
            var cost: Int32 = 16
            if isLatin {
                let named = isFollowedByCounty(position, letters)
                if position - start < 4, !named { continue }
                cost = named ? 8 : 15
            } else {
                cost = Int32(placeCosts[Int(value)])
            }
            offer(start, position, cost, .place, value)
        }
    }

    @inline(__always)
    private func offer(
        _ start: Int,
        _ end: Int,
        _ cost: Int32,
        _ kind: Lexeme.Kind,
        _ tag: Int32,
        isGap: Bool = false
    ) {
        let total = steps[start].cost &+ cost
        guard total < steps[end].cost else { return }
        steps[end] = Step(cost: total, from: Int32(start), tag: tag, kind: kind, isGap: isGap)
    }

    // MARK: - Backward: the way that cost least

    private func collect(into lexemes: inout [Lexeme]) {
        // Turn the links round, so that the way can be walked forwards.
        var position = letters.count
        var following: Int32 = -1
        while position >= 0 {
            let before = steps[position].from
            steps[position].from = following
            following = Int32(position)
            if position == 0 { break }
            position = Int(before)
        }
        var start = 0
        var gap = Lexeme.Gap.stop
        while start < letters.count {
            let end = Int(steps[start].from)
            let step = steps[end]
            if step.isGap {
                gap = max(gap, Lexeme.Gap(rawValue: UInt8(truncatingIfNeeded: step.tag)) ?? .space)
            } else {
                var lexeme = Lexeme(kind: step.kind, gap: gap, tag: step.tag, start: Int32(start), end: Int32(end))
                gap = letters[start] == 0x3F ? .stop : .none
                if step.kind == .number { readNumber(&lexeme, step, start) }
                lexemes.append(lexeme)
            }
            start = end
        }
    }

    private func readNumber(_ lexeme: inout Lexeme, _ step: Step, _ start: Int) {
        let letter = reader.letters[start]
        if letter == 0x2D {
            guard let token = reader.read(at: start + 1) else { return }
            lexeme.take(token)
            lexeme.flags.insert(.negative)
        } else if let token = reader.read(at: start) {
            lexeme.take(token)
        } else if Lexicon.numberValues.indices.contains(Int(step.tag)) {
            let value = Lexicon.numberValues[Int(step.tag)]
            lexeme.number = value
            lexeme.magnitude = value.scale == 0 && value.mantissa >= 100 ? value.mantissa : 1
        } else {
            lexeme.flags.insert(.invalid)
        }
    }
}

extension Lexeme {
    fileprivate mutating func take(_ token: NumberReader.Token) {
        number = token.number
        flags.formUnion(token.flags)
        magnitude = token.magnitude
    }
}
