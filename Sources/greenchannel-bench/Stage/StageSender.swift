import EventLog

/// What is known of one sender: how many lots, how many repeats, and the ids of its last lots.
///
///     lots, repeats: 4 bytes each, little-endian; then each id, the oldest first: a byte of length, its bytes
struct StageSender {
    struct Malformed: Error {}

    private static let idsMax = 16

    let name: Bytes
    private(set) var lots: UInt32 = 0
    private(set) var repeats: UInt32 = 0
    private var ids: [UInt8] = []
    private var idCount = 0
    var isTouched = false

    init(name: Bytes) { self.name = name }

    init(name: Bytes, ledgerBytes: Bytes) throws {
        self.name = name
        guard ledgerBytes.count >= 8 else { throw Malformed() }
        let numbers = ledgerBytes.prefix(8)
        lots = numbers.prefix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
        repeats = numbers.dropFirst(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
        ids = Array(ledgerBytes.dropFirst(8))
        var position = 0
        while position < ids.count {
            position += 1 + Int(ids[position])
            idCount += 1
        }
        guard position == ids.count, idCount <= Self.idsMax else { throw Malformed() }
    }

    /// Takes an alert of this sender.
    /// - Returns: whether it is a new lot; a repeat only counts.
    mutating func take(_ id: Bytes) -> Bool {
        if knows(id) {
            repeats &+= 1
            return false
        }
        lots &+= 1
        if idCount == Self.idsMax {
            ids.removeFirst(1 + Int(ids[0]))
            idCount -= 1
        }
        ids.append(UInt8(truncatingIfNeeded: id.count))
        ids.append(contentsOf: id)
        idCount += 1
        return true
    }

    private func knows(_ id: Bytes) -> Bool {
        var position = 0
        while position < ids.count {
            let next = position + 1 + Int(ids[position])
            if next - position - 1 == id.count, ids[(position + 1)..<next].elementsEqual(id) { return true }
            position = next
        }
        return false
    }

    var ledgerBytes: Bytes {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 + ids.count)
        for number in [lots, repeats] {
            for shift in stride(from: 0, through: 24, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: number >> shift))
            }
        }
        bytes.append(contentsOf: ids)
        return bytes[...]
    }
}
