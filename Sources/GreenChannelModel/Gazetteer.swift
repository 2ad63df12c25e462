private import CReferenceData

/// The places that a message may name, what they are called, and where they are.
///
/// Provinces, prefectures and counties are those of `adcodes.csv`, towns those of `streets.csv`, Latin spellings those of
/// `pinyin.csv`. A county is known by its six-digit code. Read once from the tables in the program; never changes.
public struct Gazetteer: Sendable {
    /// Every name, folded; the value of a name is its first meaning.
    public var names: NameTrie { storage.names }
    /// Towns without 镇, 乡, 街道: only good where something says that a place is meant.
    public var townRoots: NameTrie { storage.townRoots }
    /// Every meaning of every name, chained by `next`.
    public var meanings: [GazetteerPlace] { storage.meanings }
    /// Provinces, prefectures and counties, ordered by code.
    var divisions: [GazetteerDivision] { storage.divisions }

    /// One object, so that a gazetteer costs nothing to hand on.
    private final class Storage: Sendable {
        let names: NameTrie
        let meanings: [GazetteerPlace]
        let townRoots: NameTrie
        let townRootMeanings: [GazetteerPlace]
        let divisions: [GazetteerDivision]

        init(_ builder: GazetteerBuilder) {
            names = builder.names.trie
            meanings = builder.names.meanings
            townRoots = builder.townRoots.trie
            townRootMeanings = builder.townRoots.meanings
            divisions = builder.divisions
        }
    }

    private let storage: Storage

    public static let shipped = Gazetteer()

    /// All meanings of a name, given the value that `names` has for it.
    public func places(named value: Int32) -> [GazetteerPlace] { chain(value, storage.meanings) }

    /// All towns of a name without suffix, given the value that `townRoots` has for it.
    public func towns(rooted value: Int32) -> [GazetteerPlace] { chain(value, storage.townRootMeanings) }

    /// Calls with each meaning of a name; allocates nothing.
    public func forEachPlace(named value: Int32, _ body: (GazetteerPlace) -> Void) {
        storage.meanings.withUnsafeBufferPointer { meanings in
            var index = Int(value)
            while index >= 0, index < meanings.count {
                body(meanings[index])
                index = Int(meanings[index].next)
            }
        }
    }

    /// All meanings of exactly this name, as written by a person.
    public func places(named name: some StringProtocol) -> [GazetteerPlace] {
        places(named: names.exact(TextFolding.shipped.fold(name)))
    }

    /// What a place is called, without what lies above it: 庆安县.
    public func name(of place: Adcode) -> String? { division(place)?.name }

    /// What a place is called within its province: 绥化市庆安县, 江苏省南京市鼓楼区 with `province`.
    public func fullName(of place: Adcode, province: Bool = false) -> String? {
        guard let own = name(of: place) else { return nil }
        var text = ""
        if province, place.province != place, let above = name(of: place.province) { text += above }
        if place.prefecture != place, place.province != place.prefecture, let above = name(of: place.prefecture),
            GazetteerDivision.isNamed(above)
        {
            text += above
        }
        return text + own
    }

    /// How a place is spelt in Latin letters, with a capital: Qing'an is written Qingan.
    public func latinName(of place: Adcode) -> String? {
        guard let latin = division(place)?.latin, let first = latin.first else { return nil }
        return first.uppercased() + latin.dropFirst()
    }

    /// Whether the code is one of its divisions.
    public func contains(_ place: Adcode) -> Bool { division(place) != nil }

    /// The counties of a province or prefecture, ordered by code; a place without any below it is its own only county.
    public func counties(of place: Adcode) -> [Adcode] {
        let span: UInt32 = place.isProvince ? 10000 : place.isPrefecture ? 100 : 1
        guard span > 1 else { return contains(place) ? [place] : [] }
        let first = place.rawValue / span * span
        var found: [Adcode] = []
        for division in divisions[lowerBound(first)..<lowerBound(first + span)] where division.isCounty {
            found.append(Adcode(division.code))
        }
        return found.isEmpty && place.isPrefecture && contains(place) ? [place] : found
    }

    /// The provinces that a string of their one-letter names stands for: 冀甘陕; empty when any letter is none of them.
    public func provinces(abbreviated text: some StringProtocol) -> [Adcode] {
        var found: [Adcode] = []
        for letter in text {
            guard let code = Gazetteer.abbreviations.first(where: { $0.0 == letter })?.1 else { return [] }
            if !found.contains(Adcode(code)) { found.append(Adcode(code)) }
        }
        return found
    }

    func division(_ place: Adcode) -> GazetteerDivision? {
        let index = lowerBound(place.rawValue)
        return index < divisions.count && divisions[index].code == place.rawValue ? divisions[index] : nil
    }

    func lowerBound(_ code: UInt32) -> Int {
        var (low, high) = (0, divisions.count)
        while low < high {
            let middle = (low + high) / 2
            if divisions[middle].code < code { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func chain(_ value: Int32, _ list: [GazetteerPlace]) -> [GazetteerPlace] {
        var found: [GazetteerPlace] = []
        var index = Int(value)
        while index >= 0, index < list.count {
            found.append(list[index])
            index = Int(list[index].next)
        }
        return found
    }

    private static let abbreviations: [(Character, UInt32)] = [
        ("京", 110000), ("津", 120000), ("冀", 130000), ("晋", 140000), ("蒙", 150000), ("辽", 210000), ("吉", 220000),
        ("黑", 230000), ("沪", 310000), ("苏", 320000), ("浙", 330000), ("皖", 340000), ("闽", 350000), ("赣", 360000),
        ("鲁", 370000), ("豫", 410000), ("鄂", 420000), ("湘", 430000), ("粤", 440000), ("桂", 450000), ("琼", 460000),
        ("渝", 500000), ("川", 510000), ("蜀", 510000), ("贵", 520000), ("黔", 520000), ("云", 530000), ("滇", 530000),
        ("藏", 540000), ("陕", 610000), ("秦", 610000), ("甘", 620000), ("陇", 620000), ("青", 630000), ("宁", 640000),
        ("新", 650000), ("台", 710000), ("港", 810000), ("澳", 820000),
    ]

    private init() {
        var builder = GazetteerBuilder()
        builder.readDivisions(ReferenceRows(greenchannel_adcodes()))
        builder.readLatin(ReferenceRows(greenchannel_pinyin()))
        builder.readTowns(ReferenceRows(greenchannel_streets()))
        storage = Storage(builder)
    }
}
