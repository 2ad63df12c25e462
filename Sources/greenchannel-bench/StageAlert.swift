import EventLog

/// Where the parts of an alert stand in its bytes: one JSON object, checked from end to end in one pass, nothing copied.
///
/// Strings are taken as written: an id with escapes is a different id.
struct StageAlert {
    /// Of the id, without its quotes.
    let id: Range<Int>
    /// Where the object's last brace is.
    let end: Int

    private static let depthMax = 32

    /// `nil` for bytes that are no JSON object or have no id.
    init?(_ value: Bytes) {
        let scan = value.withUnsafeBufferPointer { bytes -> (Range<Int>, Int)? in
            var cursor = Cursor(bytes: bytes)
            return cursor.object()
        }
        guard let (id, end) = scan else { return nil }
        self.id = value.startIndex + id.lowerBound..<value.startIndex + id.upperBound
        self.end = value.startIndex + end
    }

    private struct Cursor {
        let bytes: UnsafeBufferPointer<UInt8>
        var position = 0

        private var byte: UInt8 { position < bytes.count ? bytes[position] : 0 }

        private mutating func skipBlanks() {
            while byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
        }

        private mutating func take(_ wanted: UInt8) -> Bool {
            guard byte == wanted else { return false }
            position += 1
            return true
        }

        /// The whole of the bytes: an object with an id, and nothing behind it but blanks.
        mutating func object() -> (id: Range<Int>, end: Int)? {
            var id: Range<Int>?
            skipBlanks()
            guard take(UInt8(ascii: "{")) else { return nil }
            repeat {
                skipBlanks()
                guard let name = string() else { return nil }
                skipBlanks()
                guard take(UInt8(ascii: ":")) else { return nil }
                skipBlanks()
                let isID =
                    name.count == 2 && bytes[name.lowerBound] == UInt8(ascii: "i")
                    && bytes[name.lowerBound + 1] == UInt8(ascii: "d")
                if isID, byte == UInt8(ascii: "\"") {
                    guard let found = string() else { return nil }
                    id = found
                } else if !value(depth: 1) {
                    return nil
                }
                skipBlanks()
            } while take(UInt8(ascii: ","))
            let end = position
            guard take(UInt8(ascii: "}")) else { return nil }
            skipBlanks()
            guard position == bytes.count, let id else { return nil }
            return (id, end)
        }

        private mutating func value(depth: Int) -> Bool {
            skipBlanks()
            switch byte {
            case UInt8(ascii: "\""): return string() != nil
            case UInt8(ascii: "{"): return container(depth, until: UInt8(ascii: "}"), named: true)
            case UInt8(ascii: "["): return container(depth, until: UInt8(ascii: "]"), named: false)
            case UInt8(ascii: "t"): return word("true")
            case UInt8(ascii: "f"): return word("false")
            case UInt8(ascii: "n"): return word("null")
            default: return number()
            }
        }

        private mutating func container(_ depth: Int, until end: UInt8, named: Bool) -> Bool {
            guard depth < StageAlert.depthMax else { return false }
            position += 1
            skipBlanks()
            if take(end) { return true }
            repeat {
                skipBlanks()
                if named {
                    guard string() != nil else { return false }
                    skipBlanks()
                    guard take(UInt8(ascii: ":")) else { return false }
                }
                guard value(depth: depth + 1) else { return false }
                skipBlanks()
            } while take(UInt8(ascii: ","))
            return take(end)
        }

        private mutating func word(_ word: StaticString) -> Bool {
            for index in 0..<word.utf8CodeUnitCount where !take(word.utf8Start[index]) { return false }
            return true
        }

        private mutating func digits() -> Bool {
            let start = position
            while position < bytes.count, (0x30...0x39).contains(bytes[position]) { position += 1 }
            return position > start
        }

        private mutating func number() -> Bool {
            _ = take(UInt8(ascii: "-"))
            if !take(UInt8(ascii: "0")), !digits() { return false }
            if take(UInt8(ascii: ".")), !digits() { return false }
            if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
                if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
                return digits()
            }
            return true
        }

        /// Without its quotes.
        private mutating func string() -> Range<Int>? {
            guard take(UInt8(ascii: "\"")) else { return nil }
            let start = position
            while true {
                skipPlain()
                guard position < bytes.count else { return nil }
                switch bytes[position] {
                case UInt8(ascii: "\""):
                    position += 1
                    return start..<position - 1
                case UInt8(ascii: "\\"): position += 2
                default: return nil
                }
            }
        }

        /// Goes to the next byte that ends a string, escapes, or may not stand in one: eight at a time.
        private mutating func skipPlain() {
            let raw = UnsafeRawBufferPointer(bytes)
            while position + 8 <= raw.count {
                let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: position, as: UInt64.self))
                let stops = Self.stops(in: word)
                if stops != 0 {
                    position += stops.trailingZeroBitCount / 8
                    return
                }
                position += 8
            }
            while position < raw.count, Self.stops(in: UInt64(raw[position]) | Self.blanks << 8) == 0 { position += 1 }
        }

        private static let ones: UInt64 = 0x0101_0101_0101_0101
        private static let highs: UInt64 = 0x8080_8080_8080_8080
        private static let blanks: UInt64 = 0x2020_2020_2020_2020

        /// The high bit of the first byte that is a quote, a backslash or below a blank; what stands above it means nothing.
        @inline(__always)
        private static func stops(in word: UInt64) -> UInt64 {
            let quotes = word ^ ones &* UInt64(UInt8(ascii: "\""))
            let escapes = word ^ ones &* UInt64(UInt8(ascii: "\\"))
            let found = ((quotes &- ones) & ~quotes) | ((escapes &- ones) & ~escapes) | ((word &- blanks) & ~word)
            return found & highs
        }
    }
}
