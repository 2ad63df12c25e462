internal import SwiftProtobuf

extension Message {
    /// The message's bytes. Messages here hold no required fields and no `Any`, so that encoding cannot fail.
    @inline(__always)
    func encoded() -> [UInt8] { WireEncoder.bytes(of: self) ?? encodedBySwiftProtobuf() }

    /// Reads a message; what stands in it that this version does not know is kept.
    @inline(__always)
    init(encoded bytes: ArraySlice<UInt8>) throws {
        if let message: Self = WireDecoder.message(of: bytes) {
            self = message
        } else {
            try self.init(serializedBytes: bytes.span.bytes)
        }
    }

    @inline(never)
    private func encodedBySwiftProtobuf() -> [UInt8] {
        do {
            return try serializedBytes()
        } catch {
            preconditionFailure("a message without required fields did not encode: \(error)")
        }
    }
}
