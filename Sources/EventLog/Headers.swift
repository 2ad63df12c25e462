/// A record's headers, kept encoded: names may repeat and values may be null, in the order in which they were written.
///
/// Encoded so that a batch of records costs no allocation for headers that nobody reads. The layout is private to this
/// process and the embedded log: a little-endian 32-bit name length and name, then a 32-bit value length (-1: null) and value.
public struct Headers: Sendable {
    public private(set) var encoded: Bytes

    public init() { encoded = [] }

    /// Takes headers that `encoded` gave before. Bytes that do not parse read as no headers.
    public init(encoded: Bytes) { self.encoded = encoded }

    /// Adds a header after those that are there; a name may repeat.
    public mutating func append(_ name: some StringProtocol, _ value: some StringProtocol) {
        append(nameBytes: name.utf8, valueBytes: value.utf8)
    }

    /// Adds a header of any bytes, or a null one.
    public mutating func append(_ name: some StringProtocol, bytes value: Bytes?) {
        if let value {
            append(nameBytes: name.utf8, valueBytes: value)
        } else {
            appendLength(Int32(name.utf8.count))
            encoded.append(contentsOf: name.utf8)
            appendLength(-1)
        }
    }

    /// The value of the last header of that name, or `nil` where there is none or its value is null.
    public subscript(name: String) -> Bytes? {
        var found: Bytes?
        forEach { candidate, value in
            if candidate.elementsEqual(name.utf8) { found = value }
        }
        return found
    }

    /// The same as text; bytes that are not UTF-8 are repaired, as for display.
    public func text(_ name: String) -> String? {
        self[name].map { String(decoding: $0, as: UTF8.self) }
    }

    /// Visits each header in order.
    public func forEach(_ visit: (_ name: Bytes, _ value: Bytes?) throws -> Void) rethrows {
        var cursor = HeaderCursor(self)
        while cursor.next() { try visit(cursor.name, cursor.value) }
    }

    private mutating func append(nameBytes: some Collection<UInt8>, valueBytes: some Collection<UInt8>) {
        appendLength(Int32(nameBytes.count))
        encoded.append(contentsOf: nameBytes)
        appendLength(Int32(valueBytes.count))
        encoded.append(contentsOf: valueBytes)
    }

    private mutating func appendLength(_ length: Int32) {
        let bits = UInt32(bitPattern: length)
        for shift in stride(from: 0, through: 24, by: 8) { encoded.append(UInt8(truncatingIfNeeded: bits >> shift)) }
    }
}
