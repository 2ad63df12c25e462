/// Hides telephone numbers in words that leave the intake's own ledger.
public enum Redaction {
    /// Any run of 7 or more digits, full-width ones too, spaces and dashes between them allowed, keeps its first three and
    /// last two digits.
    public static func maskingPhoneNumbers(_ text: some StringProtocol) -> String {
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

    /// As above, but only what is a Chinese telephone number by its length and first digits: for logs, whose other long
    /// numbers (offsets, times, counts) are what they are read for.
    public static func maskingTelephones(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var hidden: Set<Int> = []
        var index = 0
        while index < bytes.count {
            let run = digitRun(bytes, at: index)
            guard !run.digits.isEmpty else {
                index += 1
                continue
            }
            for number in telephones(among: run.digits, bytes) {
                for digit in number.dropFirst(3).dropLast(2) { hidden.formUnion(digit) }
            }
            index = run.end
        }
        if hidden.isEmpty { return text }
        var masked: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            if !hidden.contains(index) {
                masked.append(byte)
            } else if byte & 0xc0 != 0x80 {
                // One sign for each digit, of however many bytes.
                masked.append(UInt8(ascii: "*"))
            }
        }
        return String(decoding: masked, as: UTF8.self)
    }

    /// The telephone numbers among digits: each begins and ends where a group of digits does.
    private static func telephones(among digits: [Range<Int>], _ bytes: [UInt8]) -> [ArraySlice<Range<Int>>] {
        // Where digits follow each other without a joint, they are one group.
        let starts = digits.indices.filter { $0 == 0 || digits[$0 - 1].upperBound != digits[$0].lowerBound }
        let ends = starts.dropFirst() + [digits.count]
        var found: [ArraySlice<Range<Int>>] = []
        for start in starts {
            for end in ends where end > start && isTelephone(digits[start..<end].map { value(of: $0, bytes) }) {
                found.append(digits[start..<end])
            }
        }
        return found
    }

    private static func value(of digit: Range<Int>, _ bytes: [UInt8]) -> UInt8 {
        // The last byte of a full-width digit counts from 0x90, an ASCII one from 0x30.
        bytes[digit.upperBound - 1] & 0x0f
    }

    /// Mobile numbers (11 digits from 13 on, with 86 or 0086 before them) and landlines with their area code.
    private static func isTelephone(_ digits: [UInt8]) -> Bool {
        var digits = digits[...]
        if digits.starts(with: [0, 0, 8, 6]) { digits = digits.dropFirst(4) }
        if digits.starts(with: [8, 6]) { digits = digits.dropFirst(2) }
        guard let first = digits.first, let second = digits.dropFirst().first else { return false }
        switch digits.count {
        case 11: return first == 1 && second >= 3 || first == 0 && second > 0
        case 10, 12: return first == 0 && second > 0
        default: return false
        }
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
