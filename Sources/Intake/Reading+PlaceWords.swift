import GreenChannelModel

/// Everyday words that are also what a county is called: 湖北公安, 广西资源, 黑龙江方正.
extension Reading {
    /// Takes such a word for a place where it stands as one: behind the province or prefecture of its county; or at the
    /// head of a clause before the crop, when nothing else in the message is a place.
    mutating func readPlaceWords() {
        var hasPlace = senderCounty != nil || lexemes.contains { $0.kind == .place }
        for index in lexemes.indices where lexemes[index].kind == .noise {
            let word = lexemes[index]
            guard word.end - word.start >= 2, NameLetters.isHan(first(word)) else { continue }
            let isBehind = kind(index - 1, within: .stop) == .place && gap(index) <= .space
            guard isBehind || !hasPlace && isHead(index) else { continue }
            let value = gazetteer.names.exact(letters[Int(word.start)..<Int(word.end)])
            guard value >= 0, isBehind ? isWithin(value, lexemes[index - 1]) : isOneCounty(value) else { continue }
            lexemes[index].kind = .place
            lexemes[index].tag = value
            hasPlace = true
        }
    }

    private func isHead(_ index: Int) -> Bool {
        gap(index) > .none && kind(index + 1) == .crop || index == 0 && gap(1) == .space
    }

    /// Whether a county of this name lies in the area that another lexeme names.
    private func isWithin(_ value: Int32, _ area: Lexeme) -> Bool {
        var found = false
        gazetteer.forEachPlace(named: area.tag) { above in
            guard above.level < .county else { return }
            gazetteer.forEachPlace(named: value) { place in
                if place.level == .county, above.covers(place.code) { found = true }
            }
        }
        return found
    }

    private func isOneCounty(_ value: Int32) -> Bool {
        var (counties, others) = (0, 0)
        gazetteer.forEachPlace(named: value) { place in
            if place.level == .county { counties += 1 } else { others += 1 }
        }
        return counties == 1 && others == 0
    }
}
