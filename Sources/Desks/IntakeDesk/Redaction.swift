/// Hides telephone numbers in words that leave the intake's own ledger.
enum Redaction {
    /// Any run of 7 or more digits, full-width ones too, spaces and dashes between them allowed, keeps its first three and
    /// last two digits.
    static func maskingPhoneNumbers(_ text: some StringProtocol) -> String {
        let bytes = Array(text.utf8)
        var masked: [UInt8] = []
        masked.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            let run = digitRun(bytes, at: index)
            guard !run.digits.isEmpty else {
                masked.append(bytes[index])
                index += 1
                continue
            }
            let hidden = run.digits.count >= 7 ? 3..<run.digits.count - 2 : 0..<0
            for (number, digit) in run.digits.enumerated() {
                if hidden.contains(number) {
                    masked.append(UInt8(ascii: "*"))
                } else {
                    masked.append(contentsOf: bytes[digit])
                }
                let next = number + 1 < run.digits.count ? run.digits[number + 1].lowerBound : run.end
                masked.append(contentsOf: bytes[digit.upperBound..<next])
            }
            index = run.end
        }
        return String(decoding: masked, as: UTF8.self)
    }

    /// Digits that stand together from a place on, with a single joint between two of them at the most.
    private static func digitRun(_ bytes: [UInt8], at start: Int) -> (digits: [Range<Int>], end: Int) {
        var digits: [Range<Int>] = []
        var end = start
        while end < bytes.count {
            let isJoint = !digits.isEmpty && (bytes[end] == UInt8(ascii: "-") || bytes[end] == UInt8(ascii: " "))
            let place = isJoint ? end + 1 : end
            let length = digitLength(bytes, at: place)
            guard length > 0 else { break }
            digits.append(place..<place + length)
            end = place + length
        }
        return (digits, end)
    }

    /// How many bytes the digit at a place has: 1, 3 for a full-width one, 0 where there is none.
    private static func digitLength(_ bytes: [UInt8], at index: Int) -> Int {
        guard index < bytes.count else { return 0 }
        if (48...57).contains(bytes[index]) { return 1 }
        guard bytes[index] == 0xef, index + 2 < bytes.count, bytes[index + 1] == 0xbc else { return 0 }
        return (0x90...0x99).contains(bytes[index + 2]) ? 3 : 0
    }
}
