import FoundationEssentials
import SwiftProtobuf

/// Writes a message in the wire format of Protocol Buffers, byte for byte as SwiftProtobuf's own encoder does.
///
/// It is driven by the same generated code. It exists because that code is generic: with a visitor of this module the
/// compiler makes a copy of it for this very visitor, which takes a fraction of the time.
///
/// It knows the kinds of fields that the channel's messages have. For anything else, unknown fields among them, it throws
/// `Irregular`, and whoever encodes leaves the message to SwiftProtobuf: see `Message.encoded()`.
struct WireEncoder: Visitor {
    /// The message holds something that is none of the common fields.
    struct Irregular: Error {}

    private var start: UnsafeMutableRawPointer
    private var count = 0
    private var capacity: Int
    private var isOnHeap = false

    /// - Parameter scratch: where writing begins; what does not fit goes to the heap.
    private init(_ scratch: UnsafeMutableRawBufferPointer, _ base: UnsafeMutableRawPointer) {
        start = base
        capacity = scratch.count
    }

    /// The message's bytes; `nil`: it is irregular.
    @inline(__always)
    static func bytes<M: Message>(of message: M) -> [UInt8]? {
        withUnsafeTemporaryAllocation(byteCount: 1024, alignment: 8) { scratch in
            guard let base = scratch.baseAddress else { return nil }
            var encoder = WireEncoder(scratch, base)
            defer { if encoder.isOnHeap { encoder.start.deallocate() } }
            do {
                try message.traverse(visitor: &encoder)
            } catch {
                return nil
            }
            return Array(UnsafeRawBufferPointer(start: encoder.start, count: encoder.count))
        }
    }

    // MARK: Fields

    @inline(__always)
    mutating func visitSingularInt64Field(value: Int64, fieldNumber: Int) {
        makeRoom(20)
        put(tag(fieldNumber, .varint))
        put(UInt64(bitPattern: value))
    }

    @inline(__always)
    mutating func visitSingularUInt64Field(value: UInt64, fieldNumber: Int) {
        makeRoom(20)
        put(tag(fieldNumber, .varint))
        put(value)
    }

    // SwiftProtobuf has defaults for the following four, but as generic code of its own.

    @inline(__always)
    mutating func visitSingularUInt32Field(value: UInt32, fieldNumber: Int) {
        visitSingularUInt64Field(value: UInt64(value), fieldNumber: fieldNumber)
    }

    @inline(__always)
    mutating func visitSingularInt32Field(value: Int32, fieldNumber: Int) {
        visitSingularInt64Field(value: Int64(value), fieldNumber: fieldNumber)
    }

    @inline(__always)
    mutating func visitRepeatedStringField(value: [String], fieldNumber: Int) {
        for text in value { visitSingularStringField(value: text, fieldNumber: fieldNumber) }
    }

    @inline(__always)
    mutating func visitRepeatedMessageField<M: Message>(value: [M], fieldNumber: Int) throws {
        for message in value { try visitSingularMessageField(value: message, fieldNumber: fieldNumber) }
    }

    @inline(__always)
    mutating func visitSingularBoolField(value: Bool, fieldNumber: Int) {
        makeRoom(20)
        put(tag(fieldNumber, .varint))
        put(value ? 1 : 0)
    }

    @inline(__always)
    mutating func visitSingularEnumField<E: Enum>(value: E, fieldNumber: Int) {
        makeRoom(20)
        put(tag(fieldNumber, .varint))
        put(UInt64(bitPattern: Int64(value.rawValue)))
    }

    @inline(__always)
    mutating func visitSingularStringField(value: String, fieldNumber: Int) {
        var value = value
        value.withUTF8 { text in
            makeRoom(20 + text.count)
            put(tag(fieldNumber, .lengthDelimited))
            put(UInt64(text.count))
            if let base = text.baseAddress {
                (start + count).copyMemory(from: base, byteCount: text.count)
                count += text.count
            }
        }
    }

    @inline(__always)
    mutating func visitSingularMessageField<M: Message>(value: M, fieldNumber: Int) throws {
        makeRoom(20)
        put(tag(fieldNumber, .lengthDelimited))
        let body = beginBody()
        try value.traverse(visitor: &self)
        endBody(body)
    }

    mutating func visitPackedUInt32Field(value: [UInt32], fieldNumber: Int) {
        makeRoom(20)
        put(tag(fieldNumber, .lengthDelimited))
        let body = beginBody()
        for number in value {
            makeRoom(10)
            put(UInt64(number))
        }
        endBody(body)
    }

    // MARK: What the channel's messages do not have

    mutating func visitSingularDoubleField(value: Double, fieldNumber: Int) throws { throw Irregular() }
    mutating func visitSingularFloatField(value: Float, fieldNumber: Int) throws { throw Irregular() }
    mutating func visitSingularSInt32Field(value: Int32, fieldNumber: Int) throws { throw Irregular() }
    mutating func visitSingularSInt64Field(value: Int64, fieldNumber: Int) throws { throw Irregular() }
    mutating func visitSingularFixed32Field(value: UInt32, fieldNumber: Int) throws { throw Irregular() }
    mutating func visitSingularFixed64Field(value: UInt64, fieldNumber: Int) throws { throw Irregular() }
    mutating func visitSingularSFixed32Field(value: Int32, fieldNumber: Int) throws { throw Irregular() }
    mutating func visitSingularSFixed64Field(value: Int64, fieldNumber: Int) throws { throw Irregular() }
    mutating func visitSingularBytesField(value: Data, fieldNumber: Int) throws { throw Irregular() }
    mutating func visitPackedFloatField(value: [Float], fieldNumber: Int) throws { throw Irregular() }
    mutating func visitPackedDoubleField(value: [Double], fieldNumber: Int) throws { throw Irregular() }
    mutating func visitPackedInt32Field(value: [Int32], fieldNumber: Int) throws { throw Irregular() }
    mutating func visitPackedInt64Field(value: [Int64], fieldNumber: Int) throws { throw Irregular() }
    mutating func visitPackedUInt64Field(value: [UInt64], fieldNumber: Int) throws { throw Irregular() }
    mutating func visitPackedSInt32Field(value: [Int32], fieldNumber: Int) throws { throw Irregular() }
    mutating func visitPackedSInt64Field(value: [Int64], fieldNumber: Int) throws { throw Irregular() }
    mutating func visitPackedFixed32Field(value: [UInt32], fieldNumber: Int) throws { throw Irregular() }
    mutating func visitPackedFixed64Field(value: [UInt64], fieldNumber: Int) throws { throw Irregular() }
    mutating func visitPackedSFixed32Field(value: [Int32], fieldNumber: Int) throws { throw Irregular() }
    mutating func visitPackedSFixed64Field(value: [Int64], fieldNumber: Int) throws { throw Irregular() }
    mutating func visitPackedBoolField(value: [Bool], fieldNumber: Int) throws { throw Irregular() }
    mutating func visitPackedEnumField<E: Enum>(value: [E], fieldNumber: Int) throws { throw Irregular() }
    mutating func visitSingularGroupField<G: Message>(value: G, fieldNumber: Int) throws { throw Irregular() }

    mutating func visitMapField<KeyType, ValueType: MapValueType>(
        fieldType: _ProtobufMap<KeyType, ValueType>.Type,
        value: _ProtobufMap<KeyType, ValueType>.BaseType,
        fieldNumber: Int
    ) throws { throw Irregular() }

    mutating func visitMapField<KeyType, ValueType>(
        fieldType: _ProtobufEnumMap<KeyType, ValueType>.Type,
        value: _ProtobufEnumMap<KeyType, ValueType>.BaseType,
        fieldNumber: Int
    ) throws where ValueType.RawValue == Int { throw Irregular() }

    mutating func visitMapField<KeyType, ValueType>(
        fieldType: _ProtobufMessageMap<KeyType, ValueType>.Type,
        value: _ProtobufMessageMap<KeyType, ValueType>.BaseType,
        fieldNumber: Int
    ) throws { throw Irregular() }

    mutating func visitUnknown(bytes: Data) throws { throw Irregular() }

    // MARK: Bytes

    private enum WireType: UInt64 {
        case varint = 0
        case lengthDelimited = 2
    }

    @inline(__always)
    private func tag(_ fieldNumber: Int, _ type: WireType) -> UInt64 {
        UInt64(truncatingIfNeeded: fieldNumber) << 3 | type.rawValue
    }

    /// Leaves one byte for the length: most bodies have fewer than 128.
    @inline(__always)
    private mutating func beginBody() -> Int {
        makeRoom(1)
        count += 1
        return count
    }

    /// Writes the length before the body that began there, which moves up if one byte does not hold it.
    private mutating func endBody(_ body: Int) {
        let length = count - body
        var lengthBytes = 1
        while length >> (7 * lengthBytes) > 0 { lengthBytes += 1 }
        if lengthBytes > 1 {
            makeRoom(lengthBytes)
            (start + body + lengthBytes - 1).copyMemory(from: start + body, byteCount: length)
        }
        count = body - 1
        put(UInt64(length))
        count += length
    }

    @inline(__always)
    private mutating func makeRoom(_ needed: Int) {
        if capacity - count < needed { grow(needed) }
    }

    @inline(never)
    private mutating func grow(_ needed: Int) {
        let larger = max(capacity * 2, count + needed)
        let moved = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 8)
        moved.copyMemory(from: start, byteCount: count)
        if isOnHeap { start.deallocate() }
        start = moved
        capacity = larger
        isOnHeap = true
    }

    /// Ten bytes at the most, for which there is room.
    @inline(__always)
    private mutating func put(_ number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            start.storeBytes(of: UInt8(truncatingIfNeeded: rest) | 0x80, toByteOffset: count, as: UInt8.self)
            count += 1
            rest >>= 7
        }
        start.storeBytes(of: UInt8(truncatingIfNeeded: rest), toByteOffset: count, as: UInt8.self)
        count += 1
    }
}
