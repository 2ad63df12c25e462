/// Hides telephone numbers in words that leave the intake's own ledger.
enum Redaction {
    /// Any run of 7 or more digits, spaces and dashes between them allowed, keeps its first three and last two digits.
    static func maskingPhoneNumbers(_ text: String) -> String {
        var bytes = Array(text.utf8)
        var index = 0
        while index < bytes.count {
            guard isDigit(bytes[index]) else {
                index += 1
                continue
            }
            var digits: [Int] = []
            var end = index
            while end < bytes.count,
                isDigit(bytes[end]) || (isJoint(bytes[end]) && end + 1 < bytes.count && isDigit(bytes[end + 1]))
            {
                if isDigit(bytes[end]) { digits.append(end) }
                end += 1
            }
            if digits.count >= 7 {
                for place in digits.dropFirst(3).dropLast(2) { bytes[place] = UInt8(ascii: "*") }
            }
            index = end
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
    private static func isJoint(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "-") || byte == UInt8(ascii: " ") }
}
