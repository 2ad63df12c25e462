/// Reads the number that begins at a place in folded text: Arabic or Chinese, formal or not, with magnitudes, idioms
/// for a range (两三万), and words for a number that is not said (几十).
///
/// Reads a bounded stretch from each place, so that a message of nothing but digits costs no more than its length.
struct NumberReader {
    struct Token {
        var end: Int
        var number: ExactNumber
        var flags: Lexeme.Flags = []
        var magnitude: Int64 = 1
    }

    let letters: UnsafeBufferPointer<UInt16>
    private static let lettersMax = 24
    private static let digitsMax = 15
    /// Beyond this nothing can be weighed or paid: more digits make a number invalid, not larger.
    private static let valueMax: Int64 = 1_000_000_000_000_000

    func read(at start: Int) -> Token? {
        let letter = letters[start]
        if NumberReader.isArabic(letter) { return arabic(start) }
        switch letter {
        case 0x51E0, 0x6570, 0x4E0A: return vague(start)  // 几, 数, 上
        case 0x2E: return arabic(start)
        case 0x597D where start + 1 < letters.count && letters[start + 1] == 0x51E0: return vague(start + 1)  // 好几
        default: return chinese(start)
        }
    }

    // MARK: - Arabic

    private func arabic(_ start: Int) -> Token? {
        var position = start
        var token = Token(end: start, number: ExactNumber(mantissa: 0), flags: .arabic)
        var digits = 0
        while position < letters.count {
            if NumberReader.isArabic(letters[position]) {
                take(letters[position], &token, &digits)
                position += 1
            } else if isThousandsGroup(position, digitsBefore: position - start) {
                position += 1
            } else {
                break
            }
        }
        var points = 0
        while at(position) == 0x2E && NumberReader.isArabic(at(position + 1)) || isSpokenPoint(position) {
            points += 1
            position += 1
            while NumberReader.isArabic(at(position)) {
                if token.number.scale < 6 {
                    take(letters[position], &token, &digits)
                    token.number.scale += 1
                }
                position += 1
            }
        }
        if points > 1 { token.flags.insert(.invalid) }
        position = exponent(position, &token)
        return magnitudes(position, &token)
    }

    /// 1点5吨; a time of the day is no decimal.
    private func isSpokenPoint(_ position: Int) -> Bool {
        guard at(position) == 0x70B9, NumberReader.isArabic(at(position + 1)) else { return false }
        var end = position + 1
        while NumberReader.isArabic(at(end)) { end += 1 }
        return end - position <= 3 && at(end) != 0x5206 && NumberReader.beginsUnit(at(end))  // 分
    }

    private func take(_ letter: UInt16, _ token: inout Token, _ digits: inout Int) {
        if token.number.mantissa != 0 || letter != 0x30 { digits += 1 }
        if digits > NumberReader.digitsMax {
            token.flags.insert(.invalid)
        } else {
            token.number.mantissa = token.number.mantissa * 10 + Int64(letter - 0x30)
        }
    }

    /// A comma with exactly three digits after it, after one to three digits or another group.
    private func isThousandsGroup(_ position: Int, digitsBefore: Int) -> Bool {
        guard at(position) == 0x2C, digitsBefore >= 1 else { return false }
        for offset in 1...3 where !NumberReader.isArabic(at(position + offset)) { return false }
        guard !NumberReader.isArabic(at(position + 4)) else { return false }
        var run = 0
        while run < 4, position - 1 - run >= 0, NumberReader.isArabic(letters[position - 1 - run]) { run += 1 }
        return run <= 3
    }

    /// 1e309: the value when it can be meant, else an invalid number.
    private func exponent(_ start: Int, _ token: inout Token) -> Int {
        guard at(start) == 0x65 else { return start }
        var position = start + 1
        let negative = at(position) == 0x2D
        if negative || at(position) == 0x2B { position += 1 }
        guard NumberReader.isArabic(at(position)) else { return start }
        var power = 0
        while NumberReader.isArabic(at(position)) {
            power = min(1000, power * 10 + Int(letters[position] - 0x30))
            position += 1
        }
        for _ in 0..<min(power, 30) {
            if negative {
                if token.number.scale < 15 { token.number.scale += 1 } else { token.flags.insert(.invalid) }
            } else {
                multiply(&token, 10)
            }
        }
        if power > 30 { token.flags.insert(.invalid) }
        return position
    }

    /// 3万, 1万2千, 1万2, 3w, 10多万.
    private func magnitudes(_ start: Int, _ token: inout Token) -> Token {
        var position = start
        if at(position) == 0x20, at(position + 1) == 0x4E07 { position += 1 }
        if NumberReader.isMore(at(position)), NumberReader.magnitude(at(position + 1)) > 1 { position += 1 }
        var last: Int64 = 0
        while let (size, next) = magnitude(at: position) {
            multiply(&token, size)
            last = max(1, last) * size
            position = next
        }
        token.magnitude = max(1, last)
        while last >= 100, let digit = NumberReader.digit(at(position)), !NumberReader.isArabic(at(position + 1)),
            at(position + 1) != 0x2E
        {
            let (size, next) = magnitude(at: position + 1) ?? (0, position + 1)
            guard size < last, size > 0 || isTrailing(position, digit) else { break }
            add(&token, Int64(digit) * (size > 0 ? size : last / 10))
            position = next
            if size == 0 { break }
            last = size
        }
        token.end = position
        return token
    }

    private func magnitude(at position: Int) -> (Int64, Int)? {
        let size = NumberReader.magnitude(at(position))
        if size > 1 { return (size, position + 1) }
        let latin: Int64 = at(position) == 0x77 ? 10_000 : at(position) == 0x6B ? 1000 : 0
        guard latin > 0, !NumberReader.isLatin(at(position + 1)) else { return nil }
        return (latin, position + 1)
    }

    // MARK: - Chinese

    private func chinese(_ start: Int) -> Token? {
        if at(start) == 0x534A {  // 半
            return Token(end: start + 1, number: ExactNumber(mantissa: 5, scale: 1), flags: .half)
        }
        if let string = digitString(start) { return string }
        var sum = ChineseSum()
        var position = start
        let limit = min(letters.count, start + NumberReader.lettersMax)
        var token = Token(end: start, number: ExactNumber(mantissa: 0))
        scan: while position < limit {
            let letter = letters[position]
            if let digit = NumberReader.digit(letter) {
                if sum.pending >= 0 {
                    guard isIdiom(sum.pending, digit, after: position + 1), !sum.isIdiom else { break scan }
                    sum.isIdiom = true
                } else {
                    if NumberReader.isArabic(letter), position == start || NumberReader.magnitude(at(position + 1)) <= 1
                    {
                        break scan
                    }
                    guard sum.last < 100 || isTrailing(position, digit) else { break scan }
                    sum.pending = digit
                }
            } else if letter == 0x96F6 {  // 零
                guard sum.pending < 0 else { break scan }
                sum.zero = true
            } else if NumberReader.magnitude(letter) > 1 {
                guard sum.take(NumberReader.magnitude(letter)) else { break scan }
            } else if letter == 0x70B9, sum.last == 0 || sum.pending >= 0, NumberReader.digit(at(position + 1)) != nil {
                return decimals(position + 1, sum)
            } else if NumberReader.isMore(letter), position > start, NumberReader.magnitude(at(position + 1)) > 1 {
                // 二十多万: at least twenty times ten thousand.
            } else if letter == 0x51E0, position > start, sum.last == 10, sum.pending < 0 {  // 十几, 二十几
                if sum.value <= 10 { token.flags.insert(.vague) }
            } else {
                break scan
            }
            position += 1
        }
        guard position > start else { return nil }
        token.end = position
        token.number.mantissa = sum.total
        token.magnitude = max(1, sum.last)
        if sum.zero, sum.last == 0 { token.flags.insert(.afterZero) }
        return token
    }

    /// 一三八, 二零二六: digits said one by one.
    private func digitString(_ start: Int) -> Token? {
        var position = start
        var value: Int64 = 0
        while position < min(letters.count, start + NumberReader.lettersMax), value < NumberReader.valueMax / 10 {
            let letter = letters[position]
            let digit = letter == 0x96F6 ? 0 : NumberReader.digit(letter)
            guard let digit, !NumberReader.isArabic(letter), letter != 0x4E24 else { break }
            value = value * 10 + Int64(digit)
            position += 1
        }
        let isLong = position - start >= 3 || position - start == 2 && letters[start + 1] == 0x96F6
        guard isLong, NumberReader.magnitude(at(position)) <= 1 else { return nil }
        return Token(end: position, number: ExactNumber(mantissa: value), flags: .arabic)
    }

    private func decimals(_ start: Int, _ sum: ChineseSum) -> Token {
        var token = Token(end: start, number: ExactNumber(mantissa: sum.total))
        var position = start
        while token.number.scale < 6 {
            let letter = at(position)
            guard let digit = letter == 0x96F6 ? 0 : NumberReader.digit(letter) else { break }
            token.number.mantissa = token.number.mantissa * 10 + Int64(digit)
            token.number.scale += 1
            position += 1
        }
        return magnitudes(position, &token)
    }

    /// 几十, 几万, 数十, 上千, 几: a quantity that is not said. Needs a magnitude, or after 几 a unit.
    private func vague(_ start: Int) -> Token? {
        var position = start + 1
        while NumberReader.magnitude(at(position)) > 1, position < start + 6 { position += 1 }
        guard position > start + 1 || letters[start] == 0x51E0 && NumberReader.beginsUnit(at(position)) else {
            return nil
        }
        return Token(end: position, number: ExactNumber(mantissa: 1), flags: .vague)
    }

    /// 两三, 四五, 三五 before a magnitude or a unit: somewhere between, so the lower.
    private func isIdiom(_ first: Int, _ second: Int, after position: Int) -> Bool {
        guard second == first + 1 || first == 3 && second == 5 else { return false }
        return NumberReader.magnitude(at(position)) > 1 || NumberReader.beginsUnit(at(position))
    }

    /// In 一万二 the two is two thousand; in 三百一箱 the one belongs to the box.
    private func isTrailing(_ position: Int, _ digit: Int) -> Bool {
        digit != 1 || NumberReader.magnitude(at(position + 1)) > 1 || !NumberReader.beginsUnit(at(position + 1))
    }

    private func multiply(_ token: inout Token, _ factor: Int64) {
        let (product, overflow) = token.number.mantissa.multipliedReportingOverflow(by: factor)
        if overflow || product / ExactNumber.power(token.number.scale) > NumberReader.valueMax {
            token.flags.insert(.invalid)
        } else {
            token.number.mantissa = product
        }
    }

    private func add(_ token: inout Token, _ value: Int64) {
        let (scaled, overflow) = value.multipliedReportingOverflow(by: ExactNumber.power(token.number.scale))
        let (sum, beyond) = token.number.mantissa.addingReportingOverflow(scaled)
        if overflow || beyond { token.flags.insert(.invalid) } else { token.number.mantissa = sum }
    }

    private func at(_ position: Int) -> UInt16 { position < letters.count ? letters[position] : 0 }
}
