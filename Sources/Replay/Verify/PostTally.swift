import EventLog

/// What one task posted to one partition, in order: how much, from where to where, and a digest over every byte of it.
///
/// Two tallies are equal exactly where every record is the same in the same order, but for a chance of one in 2^64 and less;
/// `PostComparison` then says where they part. It is no seal: whoever can write to a log can write what gives any tally.
struct PostTally: Equatable, Sendable {
    private(set) var count = 0
    private(set) var first: RecordOrigin.Cause?
    private(set) var last: RecordOrigin.Cause?
    private var low: UInt64 = 0x9e37_79b9_7f4a_7c15
    private var high: UInt64 = 0xc2b2_ae3d_27d4_eb4f

    /// - Returns: whether it came in order: after everything that the same task had posted there before.
    mutating func add(
        _ cause: RecordOrigin.Cause,
        timestamp: Timestamp,
        key: Bytes?,
        value: Bytes?,
        headers: Headers
    ) -> Bool {
        let isInOrder = last?.precedes(cause) ?? true
        count += 1
        if first == nil { first = cause }
        last = cause
        mix(UInt64(bitPattern: cause.place.offset), UInt64(bitPattern: Int64(cause.number)))
        mix(UInt64(bitPattern: timestamp.milliseconds), 0)
        add(key)
        add(value)
        add(headers.encoded)
        return isInOrder
    }

    private mutating func add(_ bytes: Bytes?) {
        guard let bytes else { return mix(.max, .max) }
        mix(UInt64(bytes.count), 1)
        bytes.withUnsafeBytes { buffer in
            var index = 0
            while index + 16 <= buffer.count {
                mix(
                    UInt64(littleEndian: buffer.loadUnaligned(fromByteOffset: index, as: UInt64.self)),
                    UInt64(littleEndian: buffer.loadUnaligned(fromByteOffset: index + 8, as: UInt64.self))
                )
                index += 16
            }
            var rest: (UInt64, UInt64) = (0, 0)
            while index < buffer.count {
                rest = (rest.0 << 8 | rest.1 >> 56, rest.1 << 8 | UInt64(buffer[index]))
                index += 1
            }
            mix(rest.0, rest.1)
        }
    }

    /// Each state is the folded product of itself with the words, which no permutation of them leaves as it is.
    @inline(__always)
    private mutating func mix(_ a: UInt64, _ b: UInt64) {
        let left = (low ^ a).multipliedFullWidth(by: 0xff51_afd7_ed55_8ccd)
        let right = (high ^ b).multipliedFullWidth(by: 0xc4ce_b9fe_1a85_ec53)
        low = left.high ^ left.low &+ (right.low << 1 | right.low >> 63)
        high = right.high ^ right.low &+ (left.low << 31 | left.low >> 33)
    }
}
