import Crypto
import EventLog

/// 128 bits of a SHA-256, which stand for a record or for who it is.
public struct Digest: Hashable, Sendable, CustomStringConvertible {
    let high: UInt64
    let low: UInt64

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Reads what `description` writes.
    init?(_ text: some StringProtocol) {
        guard text.utf8.count == 32, let high = UInt64(text.prefix(16), radix: 16),
            let low = UInt64(text.suffix(16), radix: 16)
        else { return nil }
        self.init(high: high, low: low)
    }

    public var description: String { Self.hex(high) + Self.hex(low) }

    /// Sixteen bytes, big-endian.
    var bytes: [UInt8] {
        [high, low].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * $0)) } }
    }

    private static func hex(_ word: UInt64) -> String {
        let text = String(word, radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
    }
}

/// Adds up what a digest is of. Each part goes in with its length, so that no two lists of parts are alike.
struct DigestBuilder {
    private var hash = SHA256()

    mutating func add(_ number: Int64) {
        withUnsafeBytes(of: number.littleEndian) { hash.update(bufferPointer: $0) }
    }

    mutating func add(_ bytes: Bytes?) {
        add(bytes.map { Int64($0.count) } ?? -1)
        bytes?.withUnsafeBytes { hash.update(bufferPointer: $0) }
    }

    mutating func add(_ text: String) { add(Array(text.utf8)[...]) }

    mutating func add(_ record: Record) {
        add(record.timestamp.milliseconds)
        add(record.key)
        add(record.value)
        add(record.headers.encoded)
    }

    consuming func digest() -> Digest {
        let bytes = Array(hash.finalize())
        func word(_ start: Int) -> UInt64 { bytes[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) } }
        return Digest(high: word(0), low: word(8))
    }

    /// All of a SHA-256 over bytes, in hexadecimal.
    static func sha256(_ bytes: [UInt8]) -> String {
        SHA256.hash(data: bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
