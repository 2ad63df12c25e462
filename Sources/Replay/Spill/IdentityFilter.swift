/// Says of almost every identity that is not in a set that it is not, in memory that stays the same however large the set is.
///
/// A Bloom filter: what was inserted is always found. With a million identities, about one in ninety thousand of the others is
/// taken for one of them; whoever asks must look closer then.
struct IdentityFilter {
    private static let bitCount: UInt64 = 1 << 26
    private static let probes: UInt64 = 4
    private var words: [UInt64] = []

    mutating func insert(_ identity: Digest) {
        if words.isEmpty { words = Array(repeating: 0, count: Int(Self.bitCount / 64)) }
        for probe in 0..<Self.probes {
            let bit = Self.bit(identity, probe)
            words[Int(bit / 64)] |= 1 << (bit % 64)
        }
    }

    func mayContain(_ identity: Digest) -> Bool {
        if words.isEmpty { return false }
        for probe in 0..<Self.probes {
            let bit = Self.bit(identity, probe)
            if words[Int(bit / 64)] & 1 << (bit % 64) == 0 { return false }
        }
        return true
    }

    /// Both halves of a digest are as good as random.
    private static func bit(_ identity: Digest, _ probe: UInt64) -> UInt64 {
        (identity.high &+ probe &* (identity.low | 1)) % bitCount
    }
}
