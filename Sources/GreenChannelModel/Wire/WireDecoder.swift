import SwiftProtobuf

/// Reads a message from the wire format of Protocol Buffers, as SwiftProtobuf's own decoder does.
///
/// It is driven by the same generated code, of which the compiler makes a copy for this very decoder: see `WireEncoder`.
/// It reads what our own encoder writes. Whatever else may stand in a record (unknown fields, other wire types, kinds of
/// fields that the channel's messages do not have, damage) makes it throw `Irregular`, and whoever decodes leaves the
/// bytes to SwiftProtobuf, which keeps the unknown and names the damage: see `Message.init(encoded:)`.
struct WireDecoder: Decoder {
    /// The bytes are not what our own encoder writes.
    struct Irregular: Error {}

    private enum WireType {
        case varint
        case lengthDelimited
    }

    private var position: UnsafeRawPointer
    private let end: UnsafeRawPointer
    private var wireType = WireType.varint
    /// Whether the generated code took the field that it was told of.
    private var isTaken = true

    private init(_ start: UnsafeRawPointer, count: Int) {
        position = start
        end = start + count
    }

    /// The message that the bytes hold; `nil`: they are irregular.
    @inline(__always)
    static func message<M: Message>(of bytes: ArraySlice<UInt8>) -> M? {
        bytes.withUnsafeBytes { buffer in
            var message = M()
            guard let base = buffer.baseAddress else { return message }
            var decoder = WireDecoder(base, count: buffer.count)
            do {
                try message.decodeMessage(decoder: &decoder)
            } catch {
                return nil
            }
            return message
        }
    }

    // MARK: Fields

    @inline(__always)
    mutating func nextFieldNumber() throws -> Int? {
        guard isTaken else { throw Irregular() }
        guard position < end else { return nil }
        let tag = try varint()
        switch tag & 7 {
        case 0: wireType = .varint
        case 2: wireType = .lengthDelimited
        default: throw Irregular()
        }
        // Field numbers have 29 bits, and 0 is none.
        guard tag >> 3 > 0, tag <= UInt64(UInt32.max) else { throw Irregular() }
        isTaken = false
        return Int(tag >> 3)
    }

    @inline(__always)
    mutating func decodeSingularInt64Field(value: inout Int64) throws { value = Int64(bitPattern: try number()) }

    @inline(__always)
    mutating func decodeSingularInt64Field(value: inout Int64?) throws { value = Int64(bitPattern: try number()) }

    @inline(__always)
    mutating func decodeSingularUInt64Field(value: inout UInt64) throws { value = try number() }

    @inline(__always)
    mutating func decodeSingularUInt32Field(value: inout UInt32) throws { value = try number32() }

    @inline(__always)
    mutating func decodeSingularUInt32Field(value: inout UInt32?) throws { value = try number32() }

    mutating func decodeRepeatedUInt32Field(value: inout [UInt32]) throws {
        var packed = try body()
        while packed.position < packed.end {
            let number = try packed.varint()
            guard let small = UInt32(exactly: number) else { throw Irregular() }
            value.append(small)
        }
    }

    @inline(__always)
    mutating func decodeSingularBoolField(value: inout Bool) throws { value = try number() != 0 }

    @inline(__always)
    mutating func decodeSingularEnumField<E: Enum>(value: inout E) throws where E.RawValue == Int {
        // A number that this version does not know stands for itself; one that is no Int32 is SwiftProtobuf's affair.
        guard let number = Int32(exactly: Int64(bitPattern: try number())), let known = E(rawValue: Int(number)) else {
            throw Irregular()
        }
        value = known
    }

    @inline(__always)
    mutating func decodeSingularStringField(value: inout String) throws { value = try text() }

    @inline(__always)
    mutating func decodeRepeatedStringField(value: inout [String]) throws { value.append(try text()) }

    @inline(__always)
    mutating func decodeSingularMessageField<M: Message>(value: inout M?) throws {
        var decoder = try body()
        // A field that comes twice is merged.
        var message = value.take() ?? M()
        try message.decodeMessage(decoder: &decoder)
        value = message
    }

    @inline(__always)
    mutating func decodeRepeatedMessageField<M: Message>(value: inout [M]) throws {
        var decoder = try body()
        var message = M()
        try message.decodeMessage(decoder: &decoder)
        value.append(message)
    }

    // MARK: Bytes

    @inline(__always)
    private mutating func number() throws -> UInt64 {
        guard wireType == .varint else { throw Irregular() }
        isTaken = true
        return try varint()
    }

    @inline(__always)
    private mutating func number32() throws -> UInt32 {
        guard let number = UInt32(exactly: try number()) else { throw Irregular() }
        return number
    }

    @inline(__always)
    private mutating func text() throws -> String {
        let field = try body()
        let bytes = UnsafeRawBufferPointer(start: field.position, count: field.end - field.position)
        guard let text = String(validating: bytes, as: UTF8.self) else { throw Irregular() }
        return text
    }

    /// The body of a length-delimited field, passed over here.
    @inline(__always)
    private mutating func body() throws -> WireDecoder {
        guard wireType == .lengthDelimited else { throw Irregular() }
        let length = try varint()
        guard length <= UInt64(end - position) else { throw Irregular() }
        let body = WireDecoder(position, count: Int(length))
        position += Int(length)
        isTaken = true
        return body
    }

    @inline(__always)
    private mutating func varint() throws -> UInt64 {
        guard position < end else { throw Irregular() }
        let first = position.load(as: UInt8.self)
        position += 1
        return first < 0x80 ? UInt64(first) : try longVarint(UInt64(first & 0x7F))
    }

    private mutating func longVarint(_ low: UInt64) throws -> UInt64 {
        var number = low
        for shift in stride(from: UInt64(7), through: 63, by: 7) {
            guard position < end else { break }
            let byte = position.load(as: UInt8.self)
            position += 1
            // The tenth byte holds one bit.
            if shift == 63, byte > 1 { break }
            number |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return number }
        }
        throw Irregular()
    }
}
