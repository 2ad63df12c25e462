/// Stretches that are known by their shape and not by their letters.
extension Segmenter {
    /// What a letter that stands between words says about them; `nil` for a letter of a word or number.
    static func gap(_ letter: UInt16) -> Lexeme.Gap? {
        switch letter {
        case 0x20, 0x09, 0x3A: .space
        case 0x3001: .list  // 、
        case 0x0A, 0x0D, 0x3B, 0x21, 0x3F, 0x3002, 0x7C, 0x2026, 0xFFFD: .stop
        case 0x2C, 0x22, 0x27, 0x28, 0x29, 0x2E, 0x3C, 0x3E, 0x5B, 0x5D, 0x60, 0x7B, 0x7D, 0xFF61: .comma
        case 0x23...0x26, 0x2B, 0x3D, 0x40, 0x5C, 0x5E, 0x5F: .comma
        case 0x300C...0x301B, 0xB7, 0x2018...0x201F: .comma
        case 0xD800...0xDFFF, 0x2190...0x2211, 0x2213...0x221D, 0x221F...0x2BFF: .space
        default: nil
        }
    }

    /// The end of a markup tag that begins here.
    func markup(_ start: Int, _ letters: UnsafeBufferPointer<UInt16>) -> Int? {
        guard start + 1 < letters.count, NumberReader.isLatin(letters[start + 1]) || letters[start + 1] == 0x2F
        else { return nil }
        for position in start + 1..<min(letters.count, start + 200) {
            if letters[position] == 0x3E { return position + 1 }
            if letters[position] == 0x3C { return nil }
        }
        return nil
    }

    /// 2026-02-10, 2026/2/10, 2026.2.10.
    func date(_ start: Int, _ letters: UnsafeBufferPointer<UInt16>) -> Int? {
        var position = start
        func digits(_ most: Int) -> Int {
            var count = 0
            while count < most, position < letters.count, NumberReader.isArabic(letters[position]) {
                position += 1
                count += 1
            }
            return count
        }
        guard digits(4) == 4, position < letters.count else { return nil }
        let sign = letters[position]
        guard sign == 0x2D || sign == 0x2F || sign == 0x2E else { return nil }
        position += 1
        guard digits(2) > 0, position < letters.count, letters[position] == sign else { return nil }
        position += 1
        guard digits(2) > 0, position >= letters.count || !NumberReader.isArabic(letters[position]) else { return nil }
        return position
    }

    /// The end of a run of Latin letters; an apostrophe within it is part of it.
    func wordEnd(_ start: Int, _ letters: UnsafeBufferPointer<UInt16>) -> Int {
        var position = start
        while position < letters.count, NumberReader.isLatin(letters[position]) { position += 1 }
        return position
    }

    /// The end of a web address: up to a space or a letter beyond ASCII.
    func linkEnd(_ start: Int, _ end: Int, _ letters: UnsafeBufferPointer<UInt16>) -> Int? {
        let isScheme =
            end - start >= 4 && end - start <= 5 && letters[start] == 0x68 && letters[start + 3] == 0x70
            && end + 1 < letters.count && letters[end] == 0x3A && letters[end + 1] == 0x2F
        let isHost =
            end - start == 3 && letters[start] == 0x77 && letters[start + 1] == 0x77 && letters[start + 2] == 0x77
            && end < letters.count && letters[end] == 0x2E
        guard isScheme || isHost else { return nil }
        var position = end
        while position < letters.count, letters[position] > 0x20, letters[position] < 0x7F { position += 1 }
        return position
    }

    @inline(__always)
    func endsWord(_ end: Int, _ letters: UnsafeBufferPointer<UInt16>) -> Bool {
        end >= letters.count || !NumberReader.isLatin(letters[end]) || !NumberReader.isLatin(letters[end - 1])
    }

    /// Whether " county" or " district" comes next, which makes a Latin name a place beyond doubt.
    func isFollowedByCounty(_ end: Int, _ letters: UnsafeBufferPointer<UInt16>) -> Bool {
        guard end + 4 < letters.count, letters[end] == 0x20 else { return false }
        let (a, b, c) = (letters[end + 1], letters[end + 2], letters[end + 3])
        return a == 0x63 && b == 0x6F && c == 0x75 || a == 0x64 && b == 0x69 && c == 0x73
            || a == 0x63 && b == 0x69 && c == 0x74
    }

    /// Whether a hyphen before a digit is a minus: after a space or comma, or right after a word when it is the only
    /// hyphen of the message; never after a number or a unit, where it is a range.
    func isNegative(_ position: Int, _ letters: UnsafeBufferPointer<UInt16>, _ isLone: Bool) -> Bool {
        guard position + 1 < letters.count, NumberReader.isArabic(letters[position + 1]) else { return false }
        var before = position - 1
        var spaced = false
        while before >= 0, letters[before] == 0x20 || letters[before] == 0x3A || letters[before] == 0x2C {
            spaced = true
            before -= 1
        }
        guard before >= 0 else { return true }
        let letter = letters[before]
        if NumberReader.isArabic(letter) || NumberReader.digit(letter) != nil { return false }
        if NumberReader.beginsUnit(letter), !spaced { return false }
        return spaced || isLone && letter >= 0x4E00
    }

    /// Whether a point begins a number: .5吨, with nothing but a space before it.
    func beginsDecimal(_ position: Int, _ letters: UnsafeBufferPointer<UInt16>) -> Bool {
        guard position + 1 < letters.count, NumberReader.isArabic(letters[position + 1]) else { return false }
        return position == 0 || letters[position - 1] == 0x20
    }
}
