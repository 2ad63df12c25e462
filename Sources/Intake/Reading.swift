import GreenChannelModel

/// One message under the grammar: its lexemes, and what has been read from them so far.
///
/// The passes run in this order, each using up lexemes that the later ones then leave alone: names (places, crops,
/// unknown names), money, quantities, times. Then `MessageParser` weighs what was found.
struct Reading {
    let letters: UnsafeBufferPointer<UInt16>
    let gazetteer: Gazetteer
    let received: Instant
    let senderCounty: Adcode?
    var lexemes: [Lexeme]

    var names = NameFindings()
    var price = PriceFindings()
    var quantity = QuantityFindings()
    var time = TimeFindings()

    // MARK: - Walking the lexemes

    /// The lexeme at an index, when there is one and no more than `gap` stands before it.
    @inline(__always)
    func lexeme(_ index: Int, within gap: Lexeme.Gap = .space) -> Lexeme? {
        guard index >= 0, index < lexemes.count else { return nil }
        let lexeme = lexemes[index]
        return index == 0 || lexeme.gap <= gap ? lexeme : nil
    }

    @inline(__always)
    func kind(_ index: Int, within gap: Lexeme.Gap = .space) -> Lexeme.Kind? { lexeme(index, within: gap)?.kind }

    @inline(__always)
    func cue(_ index: Int, within gap: Lexeme.Gap = .space) -> Cue? { lexeme(index, within: gap)?.cue }

    /// The gap before a lexeme; a stop beyond the end.
    func gap(_ index: Int) -> Lexeme.Gap { index > 0 && index < lexemes.count ? lexemes[index].gap : .stop }

    func isUsed(_ index: Int) -> Bool {
        index < 0 || index >= lexemes.count || lexemes[index].flags.contains(.used)
    }

    mutating func use(_ range: Range<Int>) {
        for index in range.clamped(to: 0..<lexemes.count) { lexemes[index].flags.insert(.used) }
    }

    func first(_ lexeme: Lexeme) -> UInt16 { letters[Int(lexeme.start)] }
    func last(_ lexeme: Lexeme) -> UInt16 { letters[Int(lexeme.end) - 1] }

    /// The folded text of some letters, at most `count` of them.
    func text(_ start: Int32, _ end: Int32, most count: Int32 = 24) -> String {
        String(decoding: letters[Int(start)..<Int(min(end, start + count))], as: UTF16.self)
    }

    /// Whether a number stands for exactly one of something: 一箱, 1斤.
    func isOne(_ index: Int) -> Bool {
        guard index >= 0, index < lexemes.count else { return false }
        let lexeme = lexemes[index]
        return lexeme.kind == .number && lexeme.number == ExactNumber(mantissa: 1)
            && lexeme.flags.isDisjoint(with: [.vague, .invalid])
    }

    func isPack(_ kind: Lexeme.Kind?) -> Bool { kind == .package || kind == .count || kind == .truck }
}
