private import CReferenceData

/// Makes the many ways of writing one character one: traditional to simplified, full width to half, capitals to small.
///
/// Names are folded when they are learnt and messages when they are read, so that both meet. One letter in, one letter
/// out: offsets in the folded text are offsets in the text.
public struct TextFolding: Sendable {
    /// For each character of the basic plane, what it counts as; zero for those that are no text at all (control,
    /// zero-width and direction characters).
    @usableFromInline let table: [UInt16]

    public static let shipped = TextFolding()

    @inlinable
    public func fold(_ letter: UInt16) -> UInt16 { table[Int(letter)] }

    /// The folded letters of a text, without those that are no text.
    public func fold(_ text: some StringProtocol) -> [UInt16] {
        var letters: [UInt16] = []
        letters.reserveCapacity(text.utf8.count)
        for unit in text.utf16 {
            let letter = fold(unit)
            if letter != 0 { letters.append(letter) }
        }
        return letters
    }

    private init() {
        var table = [UInt16](unsafeUninitializedCapacity: 65536) { buffer, count in
            for unit in 0..<65536 { buffer[unit] = UInt16(unit) }
            count = 65536
        }
        for unit in 0x41...0x5A { table[unit] = UInt16(unit + 32) }
        for unit in 0xFF01...0xFF5E { table[unit] = table[unit - 0xFEE0] }
        table[0x3000] = 0x20
        table[0xA0] = 0x20
        TextFolding.silence(&table)
        for (from, to) in TextFolding.punctuation { table[Int(from)] = to }
        for row in ReferenceRows(greenchannel_traditional()) {
            let letters = Array(row.text(0).utf16) + Array(row.text(1).utf16)
            if letters.count == 2 { table[Int(letters[0])] = letters[1] }
        }
        self.table = table
    }

    /// Tab and line ends stay; other control characters, and characters without a width, are no text.
    private static func silence(_ table: inout [UInt16]) {
        for unit in 0..<0x20 where unit != 0x09 && unit != 0x0A && unit != 0x0D { table[unit] = 0 }
        for unit in 0x7F...0x9F { table[unit] = 0 }
        for unit in [0xAD, 0x034F, 0x061C, 0x180E, 0xFEFF, 0x2060, 0x2061, 0x2062, 0x2063, 0x2064] { table[unit] = 0 }
        for range in [0x200B...0x200F, 0x202A...0x202E, 0x2065...0x206F, 0xFE00...0xFE0F, 0xFFF0...0xFFFB] {
            for unit in range { table[unit] = 0 }
        }
        table[0x2028] = 0x0A
        table[0x2029] = 0x0A
    }

    /// Signs that stand for one another in messages.
    private static let punctuation: [(UInt16, UInt16)] = [
        (0x2212, 0x2D), (0x2010, 0x2D), (0x2011, 0x2D), (0x2012, 0x2D), (0x2013, 0x2D),
        (0x2014, 0x2D), (0x2015, 0x2D), (0xFF5E, 0x7E), (0x301C, 0x7E), (0x223C, 0x7E), (0xD7, 0x2A), (0x2715, 0x2A),
        (0x2716, 0x2A), (0xFFE5, 0xA5), (0x2215, 0x2F), (0x3007, 0x96F6), (0x25CB, 0x96F6),
        (0xFE56, 0x3F), (0x300A, 0x28), (0x300B, 0x29),
    ]
}
