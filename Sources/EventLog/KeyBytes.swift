/// A key of a ledger as a dictionary's key: hashed in one go, where a slice of bytes is hashed byte by byte.
package struct KeyBytes: Hashable, Sendable {
    package let bytes: Bytes

    package init(_ bytes: Bytes) { self.bytes = bytes }

    package static func == (left: KeyBytes, right: KeyBytes) -> Bool { left.bytes == right.bytes }

    package func hash(into hasher: inout Hasher) {
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}
