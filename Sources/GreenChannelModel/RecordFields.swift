/// Looks at the fields of a record's bytes, and changes one of them, without decoding the rest.
///
/// What is not asked for is not touched: unknown fields, their order and their encoding stay as they are.
public enum RecordFields {
    /// A field's value as it stands on the wire.
    public enum Value: Sendable, Equatable {
        case number(UInt64)
        case bytes(ArraySlice<UInt8>)
    }

    /// The bytes are no message.
    public struct Damaged: Error, Hashable, CustomStringConvertible {
        public var description: String { "the value does not read as a message of Protocol Buffers" }
    }

    /// Visits each field in the order in which it stands there.
    public static func forEach(
        in message: ArraySlice<UInt8>,
        _ visit: (_ number: UInt64, _ value: Value, _ range: Range<Int>) throws -> Void
    ) throws {
        var position = message.startIndex
        while position < message.endIndex {
            let start = position
            let tag = try varint(message, &position)
            let value: Value
            switch tag & 7 {
            case 0: value = .number(try varint(message, &position))
            case 1: value = .bytes(try take(8, message, &position))
            case 2:
                let count = try varint(message, &position)
                guard count <= UInt64(message.count) else { throw Damaged() }
                value = .bytes(try take(Int(count), message, &position))
            case 5: value = .bytes(try take(4, message, &position))
            default: throw Damaged()
            }
            try visit(tag >> 3, value, start..<position)
        }
    }

    /// The message with a field that may stand once set to a value; `nil` takes it away.
    public static func setting(
        _ number: UInt64,
        to value: Value?,
        in message: ArraySlice<UInt8>
    ) throws -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(message.count + 32)
        var isPlaced = value == nil
        try forEach(in: message) { field, _, range in
            guard field == number else {
                // Where the field was absent it goes to the place that its number gives it.
                if !isPlaced, field > number, let value {
                    append(number, value, to: &result)
                    isPlaced = true
                }
                result.append(contentsOf: message[range])
                return
            }
            guard !isPlaced, let value else { return }
            append(number, value, to: &result)
            isPlaced = true
        }
        if !isPlaced, let value { append(number, value, to: &result) }
        return result
    }

    /// Adds a field behind those that are there.
    public static func append(_ number: UInt64, _ value: Value, to bytes: inout [UInt8]) {
        switch value {
        case .number(let value):
            append(varint: number << 3, to: &bytes)
            append(varint: value, to: &bytes)
        case .bytes(let value):
            append(varint: number << 3 | 2, to: &bytes)
            append(varint: UInt64(value.count), to: &bytes)
            bytes.append(contentsOf: value)
        }
    }

    private static func append(varint number: UInt64, to bytes: inout [UInt8]) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    private static func take(
        _ count: Int,
        _ message: ArraySlice<UInt8>,
        _ position: inout Int
    ) throws -> ArraySlice<UInt8> {
        guard count <= message.endIndex - position else { throw Damaged() }
        defer { position += count }
        return message[position..<position + count]
    }

    private static func varint(_ message: ArraySlice<UInt8>, _ position: inout Int) throws -> UInt64 {
        var number: UInt64 = 0
        var shift: UInt64 = 0
        while position < message.endIndex, shift < 64 {
            let byte = message[position]
            position += 1
            number |= UInt64(byte & 0x7f) << shift
            if byte & 0x80 == 0 { return number }
            shift += 7
        }
        throw Damaged()
    }
}
