import EventLog

/// Where things stand in an alert in JSON. The bytes are looked at once and nothing is copied.
struct StageAlert {
    /// The id, without its quotes.
    let id: Range<Int>
    /// The object's last brace.
    let end: Int

    /// `nil`: this is no JSON object, or it has no id of 1 to 255 plain characters.
    init?(_ value: Bytes) {
        let found = value.withUnsafeBufferPointer { bytes in
            var scanner = Scanner(bytes, start: value.startIndex)
            return scanner.object()
        }
        guard let found else { return nil }
        id = found.id
        end = found.end
    }

    /// Lives no longer than the bytes are borrowed.
    private struct Scanner {
        private static let depthMax = 32

        private let bytes: UnsafeBufferPointer<UInt8>
        private let start: Int
        private var position = 0

        init(_ bytes: UnsafeBufferPointer<UInt8>, start: Int) {
            self.bytes = bytes
            self.start = start
        }

        /// An object and nothing but blanks around it.
        mutating func object() -> (id: Range<Int>, end: Int)? {
            var id: Range<Int>?
            skipBlanks()
            guard take("{") else { return nil }
            skipBlanks()
            if !peek("}") {
                repeat {
                    skipBlanks()
                    guard let key = string() else { return nil }
                    skipBlanks()
                    guard take(":") else { return nil }
                    skipBlanks()
                    let isID =
                        key.range.count == 2 && bytes[key.range.lowerBound] == UInt8(ascii: "i")
                        && bytes[key.range.lowerBound + 1] == UInt8(ascii: "d")
                    if isID {
                        guard let text = string(), text.isPlain, (1...255).contains(text.range.count) else {
                            return nil
                        }
                        id = text.range
                    } else if !skipValue(depth: 1) {
                        return nil
                    }
                    skipBlanks()
                } while take(",")
            }
            let end = position
            guard take("}"), let id else { return nil }
            skipBlanks()
            guard position == bytes.count else { return nil }
            return (start + id.lowerBound..<start + id.upperBound, start + end)
        }

        private func peek(_ character: Unicode.Scalar) -> Bool {
            position < bytes.count && bytes[position] == UInt8(ascii: character)
        }

        private mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard peek(character) else { return false }
            position += 1
            return true
        }

        private mutating func skipBlanks() {
            while position < bytes.count {
                switch bytes[position] {
                case 0x20, 0x09, 0x0A, 0x0D: position += 1
                default: return
                }
            }
        }

        /// A string, from its first quote on. Plain: without escapes.
        private mutating func string() -> (range: Range<Int>, isPlain: Bool)? {
            guard take("\"") else { return nil }
            let start = position
            var isPlain = true
            while position < bytes.count {
                let byte = bytes[position]
                position += 1
                switch byte {
                case 0x22: return (start..<position - 1, isPlain)
                case 0x5C:
                    isPlain = false
                    guard skipEscape() else { return nil }
                case 0..<0x20: return nil
                default: break
                }
            }
            return nil
        }

        private mutating func skipEscape() -> Bool {
            guard position < bytes.count else { return false }
            let byte = bytes[position]
            position += 1
            switch Unicode.Scalar(byte) {
            case "\"", "\\", "/", "b", "f", "n", "r", "t": return true
            case "u":
                for _ in 0..<4 {
                    guard position < bytes.count, Self.isHexDigit(bytes[position]) else { return false }
                    position += 1
                }
                return true
            default: return false
            }
        }

        private static func isHexDigit(_ byte: UInt8) -> Bool {
            (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte & 0xDF)
        }

        private mutating func skipValue(depth: Int) -> Bool {
            guard depth <= Self.depthMax, position < bytes.count else { return false }
            switch Unicode.Scalar(bytes[position]) {
            case "\"": return string() != nil
            case "{": return skipContainer(closing: "}", depth)
            case "[": return skipContainer(closing: "]", depth)
            case "t": return skipWord("true")
            case "f": return skipWord("false")
            case "n": return skipWord("null")
            default: return skipNumber()
            }
        }

        private mutating func skipContainer(closing: Unicode.Scalar, _ depth: Int) -> Bool {
            position += 1
            skipBlanks()
            if take(closing) { return true }
            repeat {
                skipBlanks()
                if closing == "}" {
                    guard string() != nil else { return false }
                    skipBlanks()
                    guard take(":") else { return false }
                    skipBlanks()
                }
                guard skipValue(depth: depth + 1) else { return false }
                skipBlanks()
            } while take(",")
            return take(closing)
        }

        private mutating func skipWord(_ word: StaticString) -> Bool {
            guard position + word.utf8CodeUnitCount <= bytes.count else { return false }
            for index in 0..<word.utf8CodeUnitCount where bytes[position + index] != word.utf8Start[index] {
                return false
            }
            position += word.utf8CodeUnitCount
            return true
        }

        /// As JSON has it: -0.5e+3, no leading zeros, no bare dot.
        private mutating func skipNumber() -> Bool {
            _ = take("-")
            if !take("0") { guard skipDigits() else { return false } }
            if take(".") { guard skipDigits() else { return false } }
            if take("e") || take("E") {
                if !take("+") { _ = take("-") }
                guard skipDigits() else { return false }
            }
            return true
        }

        private mutating func skipDigits() -> Bool {
            let start = position
            while position < bytes.count, (0x30...0x39).contains(bytes[position]) { position += 1 }
            return position > start
        }
    }
}
