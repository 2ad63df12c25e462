/// Fills the name tries and the division list of a `Gazetteer` from its three tables.
struct GazetteerBuilder {
    /// A trie and the chained meanings of its names.
    struct Names {
        var trie: NameTrie
        var meanings: [GazetteerPlace] = []

        mutating func add(_ letters: some Sequence<UInt16>, _ place: GazetteerPlace) {
            let node = trie.insert(letters)
            var place = place
            place.next = trie.value(node)
            var index = Int(place.next)
            while index >= 0 {
                if meanings[index].code == place.code, meanings[index].level == place.level { return }
                index = Int(meanings[index].next)
            }
            trie.setValue(Int32(meanings.count), at: node)
            meanings.append(place)
        }
    }

    var names = Names(trie: NameTrie(expectedEdges: 160_000))
    var townRoots = Names(trie: NameTrie(expectedEdges: 90_000))
    var divisions: [GazetteerDivision] = []
    private var provinceSpellings: Set<[UInt8]> = []
    private let folding = TextFolding.shipped

    mutating func readDivisions(_ rows: ReferenceRows) {
        divisions.reserveCapacity(3600)
        for row in rows {
            guard let code = row.number(0, digits: 6) else { continue }
            let longitude = Double(row.text(2)) ?? .nan
            let latitude = Double(row.text(3)) ?? .nan
            divisions.append(
                GazetteerDivision(code: code, name: row.text(1), longitude: longitude, latitude: latitude)
            )
        }
        divisions.sort { $0.code < $1.code }
        lendCentres()
        let provinces = Set(divisions.filter { $0.code % 10000 == 0 }.compactMap { GazetteerRoot.split($0.name)?.root })
        for division in divisions where GazetteerDivision.isNamed(division.name) {
            let place = meaning(Adcode(division.code), level(division.code), .full)
            names.add(folding.fold(division.name), place)
            guard let (root, suffix) = GazetteerRoot.split(division.name) else { continue }
            names.add(folding.fold(root + suffix), place)
            // 河南 is the province, whatever the autonomous county of that root may think of it.
            if root.unicodeScalars.count < 2
                || place.level != .province && provinces.contains(root)
                    && place.level == .county
            {
                continue
            }
            var short = place
            short.form = .short
            names.add(folding.fold(root), short)
            if let banner = GazetteerRoot.bannerShort(division.name) { names.add(folding.fold(banner), place) }
        }
    }

    mutating func readLatin(_ rows: ReferenceRows) {
        // Rows are ordered by code, so that a province comes before its counties, but not before those of others.
        for row in rows {
            guard let code = row.number(0, digits: 6), level(code) == .province else { continue }
            for spelling in row.bytes(1).split(separator: UInt8(ascii: "|")) {
                provinceSpellings.insert(Array(spelling))
            }
        }
        for row in rows {
            guard let code = row.number(0, digits: 6) else { continue }
            let spellings = row.bytes(1).split(separator: UInt8(ascii: "|"))
            for spelling in spellings {
                // Tianjin's Hebei district gives way to the province, as it does in Chinese.
                if level(code) == .county, provinceSpellings.contains(Array(spelling)) { continue }
                names.add(spelling.lazy.map(UInt16.init), meaning(Adcode(code), level(code), .latin))
            }
            guard let first = spellings.first,
                let index = divisions.binarySearch(code)
            else { continue }
            divisions[index].latin = String(decoding: first, as: UTF8.self)
        }
    }

    mutating func readTowns(_ rows: ReferenceRows) {
        var letters: [UInt16] = []
        for row in rows {
            guard let county = row.number(2, digits: 6) else { continue }
            letters.removeAll(keepingCapacity: true)
            GazetteerBuilder.decode(row.bytes(1), into: &letters, folding)
            guard letters.count >= 2 else { continue }
            let place = meaning(Adcode(county), .town, .full)
            names.add(letters, place)
            let root = GazetteerBuilder.townRootCount(letters)
            guard root >= 2, root < letters.count else { continue }
            townRoots.add(letters.prefix(root), meaning(Adcode(county), .town, .short))
            // 街道 is left out or shortened as often as not: 东华门街, and 乡 became 镇 in many places.
        }
    }

    /// How many letters stand before 镇, 乡, 街道 or 办事处; all of them where there is no such end.
    private static func townRootCount(_ letters: [UInt16]) -> Int {
        guard let last = letters.last else { return 0 }
        switch last {
        case 0x9547, 0x4E61: return letters.count - 1  // 镇, 乡
        case 0x9053 where letters.count > 2 && letters[letters.count - 2] == 0x8857: return letters.count - 2  // 街道
        default: return letters.count
        }
    }

    /// Reads three-byte UTF-8, which is all that a town's name is made of, letter by letter; others by way of `String`.
    private static func decode(
        _ bytes: UnsafeBufferPointer<UInt8>,
        into letters: inout [UInt16],
        _ folding: TextFolding
    ) {
        for unit in String(decoding: bytes, as: UTF8.self).utf16 {
            let letter = folding.fold(unit)
            if letter != 0 { letters.append(letter) }
        }
    }

    private func meaning(_ code: Adcode, _ level: GazetteerLevel, _ form: GazetteerForm) -> GazetteerPlace {
        GazetteerPlace(code: code, level: level, form: form, next: -1)
    }

    private func level(_ code: UInt32) -> GazetteerLevel {
        code % 10000 == 0 ? .province : code % 100 == 0 ? .prefecture : .county
    }

    /// Places without a centre take their prefecture's, else the mean of its counties, else their province's.
    private mutating func lendCentres() {
        let given = divisions
        for index in divisions.indices where !divisions[index].hasCentre {
            let code = divisions[index].code
            if let above = given.binarySearch(code / 100 * 100), given[above].hasCentre {
                take(given[above], index)
                continue
            }
            let neighbours = given.filter { $0.code / 100 == code / 100 && $0.hasCentre }
            if !neighbours.isEmpty {
                divisions[index].longitude = neighbours.reduce(0) { $0 + $1.longitude } / Double(neighbours.count)
                divisions[index].latitude = neighbours.reduce(0) { $0 + $1.latitude } / Double(neighbours.count)
            } else if let above = given.binarySearch(code / 10000 * 10000) {
                take(given[above], index)
            }
        }
    }

    private mutating func take(_ other: GazetteerDivision, _ index: Int) {
        divisions[index].longitude = other.longitude
        divisions[index].latitude = other.latitude
    }
}

extension [GazetteerDivision] {
    /// The index of a code in a list ordered by code.
    func binarySearch(_ code: UInt32) -> Int? {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle].code < code { low = middle + 1 } else { high = middle }
        }
        return low < count && self[low].code == code ? low : nil
    }
}
