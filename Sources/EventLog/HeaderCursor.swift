/// Walks over headers one by one, for whoever looks for a few names in every record.
///
/// Nothing here is generic and nothing is allocated: a name is compared where it stands.
package struct HeaderCursor {
    private let bytes: Bytes
    private var position: Int
    /// Where this header's name stands in the encoded headers.
    package private(set) var nameRange: Range<Int>
    /// Where this header's value stands in the encoded headers; `nil`: it is null.
    package private(set) var valueRange: Range<Int>?

    package init(_ headers: Headers) {
        bytes = headers.encoded
        position = bytes.startIndex
        nameRange = position..<position
    }

    /// Goes to the next header, the first one at first. False: there is none, or the bytes are damaged.
    package mutating func next() -> Bool {
        guard let nameLength = length(), nameLength >= 0, nameLength <= bytes.endIndex - position else { return false }
        nameRange = position..<position + nameLength
        position += nameLength
        guard let valueLength = length() else { return false }
        if valueLength == -1 {
            valueRange = nil
            return true
        }
        guard valueLength >= 0, valueLength <= bytes.endIndex - position else { return false }
        valueRange = position..<position + valueLength
        position += valueLength
        return true
    }

    package var name: Bytes { bytes[nameRange] }

    /// How long this header's name is.
    package var nameCount: Int { nameRange.count }

    package func isNamed(_ other: [UInt8]) -> Bool {
        guard other.count == nameRange.count else { return false }
        return bytes.withUnsafeBufferPointer { buffer in
            let start = nameRange.lowerBound - bytes.startIndex
            for index in other.indices where other[index] != buffer[start + index] { return false }
            return true
        }
    }

    /// This header's value; `nil`: it is null.
    package var value: Bytes? {
        guard let valueRange else { return nil }
        return bytes[valueRange]
    }

    private mutating func length() -> Int? {
        guard bytes.endIndex - position >= 4 else { return nil }
        let start = position - bytes.startIndex
        let bits = bytes.withUnsafeBytes {
            UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: start, as: UInt32.self))
        }
        position += 4
        return Int(Int32(bitPattern: bits))
    }
}
