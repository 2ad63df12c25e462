/// Reads the fields of one JSON object. Numbers stay as written, so that 1e309 is judged and not rounded away; objects
/// and arrays within are skipped, to a bounded depth.
struct JSONFieldScanner {
    enum Failure: Error {
        case malformed, tooDeep

        var remedy: String {
            switch self {
            case .malformed:
                "this is not a JSON object; write {\"text\": \"…\"} or fields such as crop, quantity, unit, place"
            case .tooDeep: "nest objects no deeper than \(JSONFieldScanner.depthMax)"
            }
        }
    }

    static let depthMax = 16

    let bytes: [UInt8]
    let line: Int
    private var position = 0

    init(bytes: [UInt8], line: Int) {
        self.bytes = bytes
        self.line = line
    }

    mutating func fields() throws(Failure) -> AlertFields {
        var fields = AlertFields(line: line)
        try expect(0x7B)
        skipBlanks()
        if peek() == 0x7D { return fields }
        while true {
            skipBlanks()
            let key = try string()
            skipBlanks()
            try expect(0x3A)
            let value = try value(depth: 1)
            if let field = AlertFields.field(named: key), let value {
                if fields[field.name] == nil { fields[field.name] = value }
                if field.name == .quantity, let unit = field.unit, fields[.unit] == nil { fields[.unit] = unit }
                if field.name == .price, let unit = field.unit, fields[.priceUnit] == nil { fields[.priceUnit] = unit }
            }
            skipBlanks()
            if peek() == 0x2C {
                position += 1
            } else {
                try expect(0x7D)
                return fields
            }
        }
    }

    /// A string or number as text; `nil` for null, true, false, objects and arrays.
    private mutating func value(depth: Int) throws(Failure) -> String? {
        skipBlanks()
        switch peek() {
        case 0x22: return try string()
        case 0x7B, 0x5B:
            try skipContainer(depth: depth)
            return nil
        default: break
        }
        let start = position
        while let byte = peek(), byte != 0x2C, byte != 0x7D, byte != 0x5D, byte > 0x20 { position += 1 }
        guard position > start else { throw .malformed }
        let word = String(decoding: bytes[start..<position], as: UTF8.self)
        if word == "null" || word == "true" || word == "false" { return nil }
        guard let first = word.utf8.first,
            first == 0x2D || (0x30...0x39).contains(first) || word == "NaN" || word == "Infinity"
        else { throw .malformed }
        return word
    }

    private mutating func skipContainer(depth: Int) throws(Failure) {
        guard depth < JSONFieldScanner.depthMax else { throw .tooDeep }
        let isObject = peek() == 0x7B
        position += 1
        skipBlanks()
        if peek() == (isObject ? 0x7D : 0x5D) {
            position += 1
            return
        }
        while true {
            if isObject {
                skipBlanks()
                _ = try string()
                skipBlanks()
                try expect(0x3A)
            }
            _ = try value(depth: depth + 1)
            skipBlanks()
            if peek() == 0x2C {
                position += 1
                continue
            }
            try expect(isObject ? 0x7D : 0x5D)
            return
        }
    }

    private mutating func string() throws(Failure) -> String {
        try expect(0x22)
        var text: [UInt8] = []
        while let byte = peek() {
            position += 1
            switch byte {
            case 0x22: return String(decoding: text, as: UTF8.self)
            case 0x5C: try escape(into: &text)
            default: text.append(byte)
            }
        }
        throw .malformed
    }

    private mutating func escape(into text: inout [UInt8]) throws(Failure) {
        guard let byte = peek() else { throw .malformed }
        position += 1
        switch byte {
        case 0x22, 0x5C, 0x2F: text.append(byte)
        case 0x6E: text.append(0x0A)
        case 0x74: text.append(0x09)
        case 0x72: text.append(0x0D)
        case 0x62, 0x66: text.append(0x20)
        case 0x75:
            var scalar = try hexadecimal()
            if (0xD800..<0xDC00).contains(scalar), peek() == 0x5C, position + 1 < bytes.count,
                bytes[position + 1] == 0x75
            {
                position += 2
                let low = try hexadecimal()
                scalar = (0xDC00..<0xE000).contains(low) ? 0x10000 + (scalar - 0xD800) << 10 + (low - 0xDC00) : 0xFFFD
            }
            text.append(contentsOf: String(Character(Unicode.Scalar(scalar) ?? "\u{FFFD}")).utf8)
        default: throw .malformed
        }
    }

    private mutating func hexadecimal() throws(Failure) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { throw .malformed }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }

    private mutating func expect(_ byte: UInt8) throws(Failure) {
        guard peek() == byte else { throw .malformed }
        position += 1
    }

    private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipBlanks() {
        while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }
}
