/// A hash over everything that happened, in order: two runs of one seed must give the same. FNV-1a, 64 bits.
struct SimulationTrace {
    private(set) var hash: UInt64 = 0xcbf2_9ce4_8422_2325

    private mutating func mix(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }

    mutating func add(_ number: Int64) {
        for shift in stride(from: 0, to: 64, by: 8) { mix(UInt8(truncatingIfNeeded: number >> Int64(shift))) }
    }

    mutating func add(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { mix(byte) }
        mix(0xff)
    }

    mutating func add(_ text: String) { add(text.utf8) }
}
