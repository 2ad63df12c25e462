import GreenChannelModel

/// Every word that the message grammar knows, with crops, in one trie. Built once for a parser.
struct Lexicon: Sendable {
    let words: NameTrie

    /// What a trie value means: the kind in the high bits, the tag (sixteen bits, signed) in the low.
    struct Entry {
        var kind: Lexeme.Kind
        var tag: Int32
    }

    @inline(__always)
    static func entry(_ value: Int32) -> Entry {
        Entry(
            kind: Lexeme.Kind(rawValue: UInt8(truncatingIfNeeded: value >> 16)) ?? .noise,
            tag: Int32(Int16(truncatingIfNeeded: value))
        )
    }

    /// Numbers in words, by the tag of their lexeme.
    static let numberValues: [ExactNumber] =
        LexiconWords.englishNumbers.map { ExactNumber(mantissa: $0.0) }
        + LexiconWords.englishHalves.map { ExactNumber(mantissa: $0.0, scale: 1) }

    init(catalogue: CropCatalogue) {
        var builder = Builder()
        for (kind, value, words) in LexiconWords.chineseUnits + LexiconWords.calendar {
            builder.add(words, " ", kind, value)
        }
        for (kind, value, words) in LexiconWords.englishUnits + LexiconWords.englishCalendar {
            builder.add(words, "|", kind, value)
        }
        for (cue, words) in LexiconWords.englishPhrases { builder.add(words, "|", .cue, Int(cue.rawValue)) }
        for (cue, words) in LexiconWords.chineseCues { builder.add(words, " ", .cue, Int(cue.rawValue)) }
        for (index, (_, words)) in (LexiconWords.englishNumbers + LexiconWords.englishHalves).enumerated() {
            builder.add(words, "|", .number, index)
        }
        builder.add("nan|inf|infinity|undefined|∞|none|null|无穷|无穷大|无限|无限大|非数字", "|", .number, -1)
        for words in LexiconWords.soldOutPhrases { builder.add(words, " ", .cue, Int(Cue.soldOut.rawValue)) }
        builder.add(LexiconWords.chineseFiller, " ", .noise, 0)
        builder.add(LexiconWords.englishFiller, " ", .noise, 0)
        for (name, crop) in catalogue.aliases { builder.addCrop(name, .crop, Int(crop.rawValue)) }
        for (name, kind) in catalogue.otherGoods {
            builder.addCrop(name, .goods, OtherGoodsKind.allCases.firstIndex(of: kind) ?? 0)
        }
        words = builder.trie
    }

    private struct Builder {
        var trie = NameTrie(expectedEdges: 24_000)
        private let folding = TextFolding.shipped

        mutating func add(_ words: String, _ separator: Character, _ kind: Lexeme.Kind, _ tag: Int) {
            for word in words.split(whereSeparator: { $0 == separator || $0 == "\n" }) {
                put(folding.fold(word), kind, tag, replacing: false)
            }
        }

        /// The name of a crop or of other goods; in Latin letters its plural too. What stands in brackets after a name is not part of it.
        mutating func addCrop(_ name: String, _ kind: Lexeme.Kind, _ tag: Int) {
            let bare = name.prefix { $0 != "(" && $0 != "（" }
            var letters = folding.fold(bare)
            while letters.last == 0x20 { letters.removeLast() }
            guard let last = letters.last else { return }
            put(letters, kind, tag, replacing: true)
            guard (0x61...0x7A).contains(last) else { return }
            put(letters + [0x73], kind, tag, replacing: false)
            put(letters + [0x65, 0x73], kind, tag, replacing: false)
            if last == 0x79 {
                put(letters.dropLast() + [0x69, 0x65, 0x73], kind, tag, replacing: false)
            }
        }

        /// Apostrophes are no letters: messages leave them out as often as not.
        private mutating func put(_ letters: some Sequence<UInt16>, _ kind: Lexeme.Kind, _ tag: Int, replacing: Bool) {
            let node = trie.insert(letters.filter { $0 != 0x27 })
            let old = trie.value(node)
            // The first crop of a name keeps it, and any crop takes a name from the other words.
            if old >= 0, !replacing || Lexicon.entry(old).kind == .crop || Lexicon.entry(old).kind == .goods { return }
            trie.setValue(Int32(kind.rawValue) << 16 | Int32(UInt16(truncatingIfNeeded: tag)), at: node)
        }
    }
}
