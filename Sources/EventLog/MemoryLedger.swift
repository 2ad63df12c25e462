/// The live entries of one ledger partition, in the order in which their keys were last added.
///
/// A value type: a reader takes it as it is now, for nothing, and visits it outside the lock. The order does not come from
/// hashing, so that a restore runs the same way in every process.
package struct MemoryLedger {
    private var places: [KeyBytes: Int] = [:]
    private var entries: [(key: Bytes, value: Bytes?)] = []

    package init() {}

    package mutating func set(_ key: Bytes, _ value: Bytes?) {
        let name = KeyBytes(key)
        if let place = places[name] {
            entries[place].value = value
            if value == nil {
                places[name] = nil
                entries[place].key = []
                closeGaps()
            }
        } else if let value {
            places[name] = entries.count
            entries.append((key, value))
        }
    }

    package var count: Int { places.count }

    package func visit(_ body: (_ key: Bytes, _ value: Bytes) throws -> Void) rethrows {
        for entry in entries {
            if let value = entry.value { try body(entry.key, value) }
        }
    }

    /// Removed entries leave gaps; they are closed when they are more than half.
    private mutating func closeGaps() {
        guard entries.count > 64, places.count * 2 < entries.count else { return }
        entries.removeAll { $0.value == nil }
        for (index, entry) in entries.enumerated() { places[KeyBytes(entry.key)] = index }
    }
}
