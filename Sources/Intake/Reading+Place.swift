import GreenChannelModel

/// What the places that a message names come to.
enum PlaceResolution: Equatable {
    case county(Adcode, PlaceSource)
    /// Several counties; listed only where they are few enough to choose from.
    case ambiguous([Adcode])
    /// No place is named that the gazetteer has.
    case none
}

/// Places: the one county that agrees with most of what was named.
extension Reading {
    /// How much a name speaks for a county, by level and by how much of it was written.
    private static func weight(_ place: GazetteerPlace) -> Int {
        switch place.level {
        case .county: place.form == .full ? 8 : 6
        case .prefecture, .province: place.form == .full ? 5 : 4
        case .town: 4
        }
    }

    func resolvePlace() -> PlaceResolution {
        let mentions = mentions()
        if mentions.isEmpty { return .none }
        var counties: [Adcode] = []
        for mention in mentions {
            gazetteer.forEachPlace(named: lexemes[mention].tag) { place in
                if place.level >= .county, counties.count < 512, !counties.contains(place.code) {
                    counties.append(place.code)
                }
            }
        }
        guard !counties.isEmpty else { return resolveArea(mentions) }
        var best = -1
        var winners: [Adcode] = []
        for county in counties {
            let score = mentions.reduce(0) { $0 + weight(of: $1, for: county) }
            if score > best {
                best = score
                winners = [county]
            } else if score == best {
                winners.append(county)
            }
        }
        if winners.count == 1, let area = areaBehind(winners[0], mentions) { return resolve(area) }
        return resolve(winners)
    }

    /// The lexemes that name places of origin: not those that the goods may be sent to.
    private func mentions() -> [Int] {
        var found: [Int] = []
        for index in lexemes.indices where lexemes[index].kind == .place && found.count < 12 {
            if cue(index - 1) == .destination { continue }
            if kind(index - 1, within: .none) == .place, cue(index - 2) == .destination { continue }
            if isMisspelt(index) { continue }
            found.append(index)
        }
        return found
    }

    /// 徐文县 is not 文县: a county of two letters with an unknown letter before it is another name, misspelt.
    func isMisspelt(_ index: Int) -> Bool {
        let lexeme = lexemes[index]
        guard lexeme.kind == .place, lexeme.end - lexeme.start == 2, index > 0, lexeme.gap == .none,
            NameLetters.isPlaceEnd(last(lexeme))
        else { return false }
        let before = lexemes[index - 1]
        switch before.kind {
        case .unknown: return !NameLetters.isStop(last(before))
        // 元康县: a letter that is a word elsewhere, at the head of the name.
        case .yuan, .more: return before.gap > .none && before.end - before.start == 1
        default: return false
        }
    }

    /// The first misspelt county, as written.
    var misspelt: String? {
        lexemes.indices.first(where: isMisspelt).map { text(lexemes[$0 - 1].start, lexemes[$0].end) }
    }

    private func weight(of mention: Int, for county: Adcode) -> Int {
        var best = 0
        gazetteer.forEachPlace(named: lexemes[mention].tag) { place in
            if place.covers(county) { best = max(best, Reading.weight(place)) }
        }
        return best
    }

    /// 河北承德: a short name that is a prefecture's too does not say that its county of that name is meant.
    private func areaBehind(_ county: Adcode, _ mentions: [Int]) -> [Adcode]? {
        var area: Adcode?
        for mention in mentions {
            var own = false
            var above: Adcode?
            gazetteer.forEachPlace(named: lexemes[mention].tag) { place in
                if place.level == .county, place.covers(county), place.form == .full || isNamedCounty(mention) {
                    own = true
                }
                if place.level == .prefecture, place.form != .full { above = place.code }
            }
            if own || above == nil && weight(of: mention, for: county) >= 6 { return nil }
            if above == nil, isTown(mention, of: county) { return nil }
            if let above, !isNamedCounty(mention) { area = above }
        }
        guard let area, !isOutside(area, county, mentions) else { return nil }
        return gazetteer.counties(of: area)
    }

    /// Jinzhou, Hebei: the province that was named holds the county, but not the prefecture of that name.
    private func isOutside(_ area: Adcode, _ county: Adcode, _ mentions: [Int]) -> Bool {
        mentions.contains { mention in
            var outside = false
            gazetteer.forEachPlace(named: lexemes[mention].tag) { place in
                if place.level == .province, place.covers(county), !place.covers(area) { outside = true }
            }
            return outside
        }
    }

    private func isTown(_ mention: Int, of county: Adcode) -> Bool {
        var found = false
        gazetteer.forEachPlace(named: lexemes[mention].tag) { place in
            if place.level == .town, place.code == county { found = true }
        }
        return found
    }

    /// "Chengde county": the word after a Latin name that says its level.
    private func isNamedCounty(_ mention: Int) -> Bool {
        guard let next = lexeme(mention + 1), next.cue == .placeWord else { return false }
        return text(next.start, next.end) == "county" || text(next.start, next.end) == "district"
    }

    /// Only provinces and prefectures: the counties of the smallest of them.
    private func resolveArea(_ mentions: [Int]) -> PlaceResolution {
        var best: GazetteerPlace?
        for mention in mentions {
            gazetteer.forEachPlace(named: lexemes[mention].tag) { place in
                if best == nil || place.level > best?.level ?? .province { best = place }
            }
        }
        guard let best else { return .none }
        let towns = rootedTowns(in: best.code)
        return resolve(towns.isEmpty ? gazetteer.counties(of: best.code) : towns)
    }

    private func resolve(_ counties: [Adcode]) -> PlaceResolution {
        if counties.count == 1 { return .county(counties[0], .text) }
        if let senderCounty, counties.contains(senderCounty) { return .county(senderCounty, .senderCounty) }
        return .ambiguous(counties.count <= Understanding.choicesMax ? counties.sorted() : [])
    }

    /// The counties with a town of a name that was written without 镇 or 乡; within an area, or anywhere.
    func rootedTowns(in area: Adcode?) -> [Adcode] {
        for run in names.unknown where run.count >= 2 && run.count <= 8 {
            let value = gazetteer.townRoots.exact(letters[Int(run.start)..<Int(run.end)])
            guard value >= 0 else { continue }
            var counties: [Adcode] = []
            for town in gazetteer.towns(rooted: value) {
                let isWithin =
                    area.map { $0.isProvince ? town.code.province == $0 : town.code.prefecture == $0 } ?? true
                if isWithin, !counties.contains(town.code) { counties.append(town.code) }
            }
            if !counties.isEmpty, area != nil || counties.count == 1 || counties.contains(where: { $0 == senderCounty })
            {
                return counties.contains(where: { $0 == senderCounty })
                    ? counties.filter { $0 == senderCounty } : counties
            }
        }
        return []
    }
}
