/// Which partition a key belongs to: the hash of Java's Kafka client, so that producers in any language agree.
///
/// MurmurHash2, 32 bits, seed 0x9747b28c, sign bit dropped, as `org.apache.kafka.common.utils.Utils.murmur2` and
/// librdkafka's `murmur2_random` have it.
public enum Partitioner {
    /// - Parameter key: a null key has no home; it goes to partition 0 here, so that a run can be repeated exactly.
    public static func partition(of key: Bytes?, partitionCount: Int32) -> Partition {
        guard let key, partitionCount > 1 else { return Partition(0) }
        return Partition(Int32(bitPattern: murmur2(key) & 0x7fff_ffff) % partitionCount)
    }

    /// The hash of Java's client for keys, `Utils.murmur2` in apache/kafka.
    public static func murmur2(_ key: Bytes) -> UInt32 {
        key.withUnsafeBytes { bytes in
            let multiplier: UInt32 = 0x5bd1_e995
            var hash = 0x9747_b28c ^ UInt32(truncatingIfNeeded: bytes.count)
            var index = 0
            while index + 4 <= bytes.count {
                var word = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt32.self))
                word &*= multiplier
                word ^= word >> 24
                word &*= multiplier
                hash = hash &* multiplier ^ word
                index += 4
            }
            let rest = bytes.count - index
            if rest >= 3 { hash ^= UInt32(bytes[index + 2]) << 16 }
            if rest >= 2 { hash ^= UInt32(bytes[index + 1]) << 8 }
            if rest >= 1 {
                hash ^= UInt32(bytes[index])
                hash &*= multiplier
            }
            hash ^= hash >> 13
            hash &*= multiplier
            return hash ^ hash >> 15
        }
    }
}
