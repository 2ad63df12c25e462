/// The fields of a row one after the other, so that rows sort by their bytes as by their fields, the first field first.
struct RowBytes {
    private(set) var bytes: [UInt8] = []

    mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    mutating func append<Number: FixedWidthInteger>(_ number: Number) {
        // Numbers below zero sort before those above.
        let sign: Number.Magnitude = Number.isSigned ? 1 << (Number.bitWidth - 1) : 0
        let bits = Number.Magnitude(truncatingIfNeeded: number) ^ sign
        Swift.withUnsafeBytes(of: bits.bigEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func append(_ digest: Digest) {
        append(digest.high)
        append(digest.low)
    }

    mutating func append(contentsOf other: ArraySlice<UInt8>) { bytes.append(contentsOf: other) }

    /// Fills a row up to the length that all have.
    mutating func pad(to count: Int) {
        if bytes.count < count { bytes.append(contentsOf: repeatElement(0, count: count - bytes.count)) }
    }
}

/// Reads what `RowBytes` wrote, field by field.
struct RowCursor {
    private let row: UnsafeRawBufferPointer
    private var position = 0

    init(_ row: UnsafeRawBufferPointer) { self.row = row }

    mutating func next<Number: FixedWidthInteger>(_: Number.Type = Number.self) -> Number {
        let bits = Number.Magnitude(
            bigEndian: row.loadUnaligned(fromByteOffset: position, as: Number.Magnitude.self)
        )
        position += MemoryLayout<Number.Magnitude>.size
        let sign: Number.Magnitude = Number.isSigned ? 1 << (Number.bitWidth - 1) : 0
        return Number(truncatingIfNeeded: bits ^ sign)
    }

    mutating func skip(_ count: Int) { position += count }

    mutating func digest() -> Digest { Digest(high: next(), low: next()) }
}
