import GreenChannelModel

/// What a message names.
struct NameFindings {
    /// A stretch of letters that nothing knows.
    struct Unknown {
        var start: Int32
        var end: Int32
        /// The first and the last lexeme of it.
        var first: Int
        var last: Int
        var shape: Shape
        var count: Int32 { end - start }
    }

    enum Shape {
        /// Ends as the names of places do.
        case place
        /// A village: below what the gazetteer holds.
        case village
        /// Ends as the names of crops do.
        case crop
        /// Known to be no crop of the catalogue.
        case goods
        case plain
    }

    var crop: Crop?
    /// The lexeme of the crop.
    var cropIndex: Int?
    var hasOtherCrop = false
    var unknown: [Unknown] = []
    var hasGeneric = false
}

/// Names: which lexemes are places and crops, and which letters stand where a name should.
extension Reading {
    mutating func readNames() {
        joinUnknownNames()
        for index in lexemes.indices {
            switch lexemes[index].kind {
            case .crop: readCrop(index)
            case .unknown: readUnknown(index)
            case .goods: readGoods(index)
            case .cue where lexemes[index].cue == .generic: names.hasGeneric = true
            default: break
            }
        }
    }

    // MARK: - Crops

    private mutating func readCrop(_ index: Int) {
        let lexeme = lexemes[index]
        let crop = Crop(UInt16(truncatingIfNeeded: lexeme.tag))
        if let old = names.crop, old != crop {
            // 苹果梨 is a pear: the last part of a joined word is what it is.
            if lexeme.gap == .none, names.cropIndex == index - 1, lexeme.end - lexeme.start == 1 {
                names.crop = crop
                names.cropIndex = index
            } else {
                names.hasOtherCrop = true
            }
            return
        }
        if names.crop == nil {
            names.crop = crop
            names.cropIndex = index
        }
    }

    /// Goods that are known to be no crop of ours: whatever else is unknown, this stands where the crop should.
    private mutating func readGoods(_ index: Int) {
        let lexeme = lexemes[index]
        names.unknown.insert(
            NameFindings.Unknown(start: lexeme.start, end: lexeme.end, first: index, last: index, shape: .goods),
            at: 0
        )
    }

    // MARK: - Unknown names

    /// Joins letters that nothing knows with what belongs to them: 石榴镇 is no 石榴, 刺梨 no 梨, 菠萝蜜 no 菠萝.
    private mutating func joinUnknownNames() {
        var index = 0
        while index < lexemes.count {
            let lexeme = lexemes[index]
            if lexeme.kind == .unknown, lexeme.end - lexeme.start == 1, index > 0, lexeme.gap == .none {
                let before = lexemes[index - 1]
                let isEnd = kind(index + 1, within: .none) != .unknown
                if isEnd, NameLetters.isPlaceEnd(first(lexeme)), absorbsEnd(before, first(lexeme)) {
                    merge(index - 1, index)
                    continue
                }
                if isEnd, NameLetters.isPlaceEnd(first(lexeme)), isNameOfWords(index) {
                    merge(index - 2, index)
                    index -= 1
                    continue
                }
                if before.kind == .crop, NameLetters.isProductEnd(first(lexeme)), isEnd {
                    merge(index - 1, index)
                    continue
                }
                // 苹果脆片.
                if isEnd, before.kind == .noise, before.end - before.start == 1, before.gap == .none,
                    kind(index - 2, within: .stop) == .crop, NameLetters.isProductEnd(first(lexeme))
                {
                    merge(index - 2, index)
                    index -= 1
                    continue
                }
            }
            if lexeme.isCue(.generic), lexeme.end - lexeme.start == 1, kind(index - 1) == .unknown, lexeme.gap == .none,
                !NameLetters.isStop(last(lexemes[index - 1]))
            {
                lexemes[index].kind = .unknown
            }
            if lexeme.kind == .crop, lexeme.end - lexeme.start == 1 {
                // A name of one letter is a crop only where it stands by itself.
                let isAfterUnknown =
                    index > 0 && lexeme.gap == .none && lexemes[index - 1].kind == .unknown
                    && !NameLetters.isStop(last(lexemes[index - 1]))
                if isAfterUnknown
                    || kind(index + 1, within: .none) == .unknown && !NameLetters.isStop(first(lexemes[index + 1]))
                {
                    lexemes[index].kind = .unknown
                }
            }
            index += 1
        }
    }

    /// Whether what stands before a lone 镇 or 县 is the rest of a name.
    private func absorbsEnd(_ before: Lexeme, _ end: UInt16) -> Bool {
        switch before.kind {
        case .crop, .number: return true
        case .noise: return before.end - before.start >= 2
        case .place:
            // 寿光县 is how 寿光市 was called; 徐闻镇 is some town of that name.
            return end != 0x53BF && end != 0x5E02 && end != 0x533A && isShortPlace(before)
        default: return false
        }
    }

    /// 肇雨市, 铁许市: letters that are words elsewhere, between a letter that nothing knows and the end of a place's name.
    private func isNameOfWords(_ end: Int) -> Bool {
        guard end >= 2, lexemes[end - 1].gap == .none else { return false }
        let (head, middle) = (lexemes[end - 2], lexemes[end - 1])
        guard head.end - head.start == 1, middle.end - middle.start == 1, middle.kind != .place, head.kind != .place
        else { return false }
        let letter = first(head)
        guard NameLetters.isHan(letter), !NameLetters.isStop(first(middle)), !NameLetters.isStop(letter),
            !NameLetters.isWeak(letter)
        else { return false }
        return head.kind == .unknown || head.gap > .none
    }

    private func isShortPlace(_ lexeme: Lexeme) -> Bool {
        var isShort = false
        gazetteer.forEachPlace(named: lexeme.tag) { place in
            if place.form == .short { isShort = true }
        }
        return isShort
    }

    private mutating func merge(_ low: Int, _ high: Int) {
        lexemes[low].kind = .unknown
        lexemes[low].end = lexemes[high].end
        lexemes.removeSubrange(low + 1...high)
    }

    /// Gathers a run of unknown lexemes, cut at letters that only grammar uses.
    private mutating func readUnknown(_ index: Int) {
        let lexeme = lexemes[index]
        if NumberReader.isLatin(first(lexeme)) || first(lexeme) < 0x80 {
            guard NumberReader.isLatin(first(lexeme)), lexeme.end - lexeme.start >= 3 else { return }
            names.unknown.append(
                NameFindings.Unknown(start: lexeme.start, end: lexeme.end, first: index, last: index, shape: .plain)
            )
            return
        }
        guard NameLetters.isHan(first(lexeme)) else { return }
        if lexeme.end - lexeme.start == 1, NameLetters.isStop(first(lexeme)) { return }
        if var run = names.unknown.last, run.last == index - 1, lexeme.gap == .none, run.end == lexeme.start {
            run.end = lexeme.end
            run.last = index
            run.shape = shape(run)
            names.unknown[names.unknown.count - 1] = run
            return
        }
        guard names.unknown.count < 64 else { return }
        var run = NameFindings.Unknown(start: lexeme.start, end: lexeme.end, first: index, last: index, shape: .plain)
        // 黑老虎果: a letter that is a word too belongs to the name when it stands in front of it.
        while run.first > 0, lexemes[run.first].gap == .none {
            let before = lexemes[run.first - 1]
            guard before.kind == .noise, before.end - before.start == 1, !NameLetters.isWeak(first(before)) else {
                break
            }
            run.start = before.start
            run.first -= 1
        }
        run.shape = shape(run)
        names.unknown.append(run)
    }

    private func shape(_ run: NameFindings.Unknown) -> NameFindings.Shape {
        let end = letters[Int(run.end) - 1]
        if NameLetters.isVillageEnd(end) { return .village }
        if NameLetters.isPlaceEnd(end), run.count >= 2 { return .place }
        return NameLetters.isCropEnd(end) ? .crop : .plain
    }

    // MARK: - What stands where a name should

    /// Whether a run may be a name at all: not a person's, not filler that no list has.
    private func isName(_ run: NameFindings.Unknown) -> Bool {
        if NumberReader.isLatin(letters[Int(run.start)]) { return true }
        guard run.count >= 2, run.count <= 8 else { return false }
        for back in 1...2 where cue(run.first - back, within: .stop) == .contact && gap(run.first) <= .space {
            return false
        }
        // A name before a telephone number is a person's.
        if let number = lexeme(run.last + 1), number.kind == .number, number.end - number.start >= 7 { return false }
        var weak: Int32 = 0
        for position in run.start..<run.end where NameLetters.isWeak(letters[Int(position)]) { weak += 1 }
        return weak * 2 < run.count
    }

    /// 王建国 at the end of a message signs it.
    private func isPerson(_ run: NameFindings.Unknown) -> Bool {
        run.count == 3 && NameLetters.isSurname(letters[Int(run.start)]) && run.last == lexemes.count - 1
            && gap(run.first) > .none && cue(run.first - 1) != .placeWord
    }

    /// The run that stands where the crop should; `nil` when there is none.
    func unknownCrop() -> NameFindings.Unknown? {
        if let goods = names.unknown.first, goods.shape == .goods { return goods }
        let candidates = names.unknown.filter {
            $0.shape != .place && $0.shape != .village
                && (isName($0) || $0.shape == .crop && isBesideNumber($0) && $0.count >= 1)
        }
        if let found = candidates.first(where: { $0.shape == .crop }) { return found }
        if let found = candidates.first(where: { cue($0.first - 1, within: .space) == .of }) { return found }
        if names.hasGeneric { return nil }
        return candidates.first { $0.count <= 20 && isCropPosition($0) }
    }

    /// Next to a quantity, or a word by itself.
    private func isCropPosition(_ run: NameFindings.Unknown) -> Bool {
        if NumberReader.isLatin(letters[Int(run.start)]) {
            if cue(run.first - 1) == .at || cue(run.last + 1) == .placeWord { return false }
            return run.first == 0 || isBesideNumber(run)
        }
        return isBesideNumber(run) || standsAlone(run) || kind(run.first - 1, within: .none) == .place
    }

    private func isBesideNumber(_ run: NameFindings.Unknown) -> Bool {
        if let next = kind(run.last + 1), next == .number { return true }
        let before = kind(run.first - 1)
        return gap(run.first) <= .space && (before == .mass || isPack(before) || before == .area)
    }

    private func standsAlone(_ run: NameFindings.Unknown) -> Bool {
        gap(run.first) > .none && gap(run.last + 1) > .none
    }

    /// The run that stands where the place should, other than the crop's.
    func unknownPlace(besides crop: NameFindings.Unknown?) -> NameFindings.Unknown? {
        let candidates = names.unknown.filter { $0.start != crop?.start }
        if let found = candidates.first(where: { $0.shape == .place && $0.count <= 12 }) { return found }
        if let found = candidates.first(where: { $0.shape == .village && $0.count >= 3 }) { return found }
        for run in candidates where isName(run) && run.shape == .plain && !isPerson(run) {
            if NumberReader.isLatin(letters[Int(run.start)]) {
                let isPlace = cue(run.first - 1) == .at || cue(run.last + 1) == .placeWord
                if isPlace || names.crop != nil || crop != nil { return run }
            } else if run.count <= 5,
                standsAlone(run) || cue(run.first - 1) == .placeWord
                    || kind(run.last + 1, within: .none) == .crop && gap(run.first) > .none
            {
                return run
            }
        }
        return nil
    }
}
