/// Writes headers behind a fixed beginning, in one allocation: for whoever writes the same names in every record.
///
/// The layout is that of `Headers`. Nothing here is generic, so that it costs no more than copying the bytes.
package struct HeaderWriter {
    /// A name, encoded once.
    package struct Name: Sendable {
        fileprivate let encoded: [UInt8]

        package init(_ name: String) {
            var writer = HeaderWriter(Headers(), reserving: 0)
            writer.append(field: Array(name.utf8)[...])
            encoded = writer.bytes
        }
    }

    private var bytes: [UInt8]

    /// - Parameter count: how many bytes will be written behind the beginning, about.
    package init(_ beginning: Headers, reserving count: Int) {
        bytes = []
        bytes.reserveCapacity(beginning.encoded.count + count)
        bytes.append(contentsOf: beginning.encoded)
    }

    package mutating func append(_ name: Name, _ value: Bytes) {
        bytes.append(contentsOf: name.encoded)
        append(field: value)
    }

    package var headers: Headers { Headers(encoded: bytes[...]) }

    private mutating func append(field: Bytes) {
        let length = UInt32(truncatingIfNeeded: field.count)
        for shift in 0..<4 as Range<UInt32> { bytes.append(UInt8(truncatingIfNeeded: length >> (8 * shift))) }
        bytes.append(contentsOf: field)
    }
}
