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

    /// Reads what `appendHex` writes.
    init?(hex: Slice<UnsafeBufferPointer<UInt8>>) {
        guard hex.count == 32 else { return nil }
        var words: (UInt64, UInt64) = (0, 0)
        for (index, digit) in hex.enumerated() {
            guard let value = Self.value(ofDigit: digit) else { return nil }
            if index < 16 { words.0 = words.0 << 4 | value } else { words.1 = words.1 << 4 | value }
        }
        self.init(high: words.0, low: words.1)
    }

    private static func value(ofDigit digit: UInt8) -> UInt64? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(digit - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(digit - UInt8(ascii: "a") + 10)
        default: nil
        }
    }

    public var description: String {
        var hex: [UInt8] = []
        appendHex(to: &hex)
        return String(decoding: hex, as: UTF8.self)
    }

    /// 32 digits.
    func appendHex(to text: inout [UInt8]) {
        for word in [high, low] { Self.appendHex(word, bytes: 8, to: &text) }
    }

    fileprivate static func appendHex(_ word: UInt64, bytes: Int, to text: inout [UInt8]) {
        for shift in stride(from: 8 * bytes - 4, through: 0, by: -4) {
            let value = UInt8(truncatingIfNeeded: word >> shift) & 0xf
            text.append(value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10)
        }
    }
}

/// Adds up what a digest is of. Each part goes in with its length, so that no two lists of parts are alike.
struct DigestBuilder {
    private var bytes: [UInt8] = []

    mutating func add(_ number: Int64) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func add(_ part: Bytes?) {
        add(part.map { Int64($0.count) } ?? -1)
        if let part { bytes.append(contentsOf: part) }
    }

    mutating func add(_ text: String) {
        add(Int64(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    mutating func add(_ record: Record) {
        add(record.timestamp.milliseconds)
        add(record.key)
        add(record.value)
        add(record.headers.encoded)
    }

    /// The digest of what was added since the one before; storage is kept.
    mutating func digest() -> Digest {
        let digest = SHA256.hash(data: bytes).withUnsafeBytes { hash in
            Digest(
                high: UInt64(bigEndian: hash.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
                low: UInt64(bigEndian: hash.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            )
        }
        bytes.removeAll(keepingCapacity: true)
        return digest
    }

    /// All of a SHA-256, in hexadecimal.
    static func hex(_ hash: SHA256.Digest) -> String {
        var text: [UInt8] = []
        for byte in hash { Digest.appendHex(UInt64(byte), bytes: 1, to: &text) }
        return String(decoding: text, as: UTF8.self)
    }
}
