/// The fields of one JSON object, each value as the bytes that stand for it: enough to see which record a line holds,
/// and to say which field of it is wrong, without building a tree.
///
/// Only the outer object is read; what a value means, and whether it is well formed, is for whoever reads it.
struct JSONFields {
    struct Field: Equatable {
        /// As written, escapes and all: no known name has any.
        var name: String
        var value: ArraySlice<UInt8>
    }

    /// More fields than any record has.
    static let fieldsMax = 64

    /// In the order of the text, repeated names too. `nil` where the bytes are not one object and nothing else.
    static func split(_ bytes: ArraySlice<UInt8>) -> [Field]? {
        var cursor = Cursor(rest: bytes)
        return cursor.object()
    }

    private struct Cursor {
        var rest: ArraySlice<UInt8>

        mutating func object() -> [Field]? {
            var fields: [Field] = []
            guard take("{") else { return nil }
            if !take("}") {
                repeat {
                    skipSpace()
                    guard fields.count < fieldsMax, let name = string(), take(":"), let value = value() else {
                        return nil
                    }
                    fields.append(
                        Field(name: String(decoding: name.dropFirst().dropLast(), as: UTF8.self), value: value)
                    )
                } while take(",")
                guard take("}") else { return nil }
            }
            skipSpace()
            return rest.isEmpty ? fields : nil
        }

        mutating func skipSpace() {
            rest = rest.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
        }

        mutating func take(_ character: Unicode.Scalar) -> Bool {
            skipSpace()
            guard let first = rest.first, UInt32(first) == character.value else { return false }
            rest.removeFirst()
            return true
        }

        /// A string with its quotes.
        mutating func string() -> ArraySlice<UInt8>? {
            guard rest.first == 0x22 else { return nil }
            let whole = rest
            rest.removeFirst()
            var escaped = false
            while let byte = rest.popFirst() {
                if escaped {
                    escaped = false
                } else if byte == 0x5C {
                    escaped = true
                } else if byte == 0x22 {
                    return whole[..<rest.startIndex]
                }
            }
            return nil
        }

        /// Any value: up to the comma or bracket that ends it, brackets inside it counted.
        mutating func value() -> ArraySlice<UInt8>? {
            skipSpace()
            let whole = rest
            var depth = 0
            scan: while let byte = rest.first {
                switch byte {
                case 0x22:
                    guard string() != nil else { return nil }
                    continue scan
                case 0x7B, 0x5B: depth += 1
                case 0x7D, 0x5D:
                    if depth == 0 { break scan }
                    depth -= 1
                case 0x2C where depth == 0: break scan
                default: break
                }
                rest.removeFirst()
            }
            var value = whole[..<rest.startIndex]
            while let last = value.last, last == 0x20 || last == 0x09 || last == 0x0A || last == 0x0D {
                value.removeLast()
            }
            return depth == 0 && !value.isEmpty ? value : nil
        }
    }
}
