import EventLog
import Foundation

/// What the stage knows of a sender: how many lots and repeats it has sent, and its last ids.
struct StageSender {
    /// An id is a repeat while it is among so many before it.
    private static let idsMax = 16
    /// Ids are kept with a byte for their length.
    static let idBytesMax = 255

    private(set) var lots: UInt64 = 0
    private(set) var repeats: UInt64 = 0
    /// The last ids, oldest first: a length and so many bytes each.
    private var ids: [UInt8] = []
    private var idCount = 0
    /// Whether the ledger must be told.
    var isTouched = false

    init() {}

    /// - Returns: whether this id opens a lot.
    mutating func take(_ id: Bytes) -> Bool {
        if holds(id) {
            repeats += 1
            return false
        }
        lots += 1
        if idCount == Self.idsMax {
            ids.removeFirst(Int(ids[0]) + 1)
            idCount -= 1
        }
        ids.append(UInt8(truncatingIfNeeded: id.count))
        ids.append(contentsOf: id)
        idCount += 1
        return true
    }

    private func holds(_ id: Bytes) -> Bool {
        ids.withUnsafeBytes { ids in
            id.withUnsafeBytes { id in
                guard let known = ids.baseAddress, let wanted = id.baseAddress else { return false }
                var place = 0
                while place < ids.count {
                    let length = Int(ids[place])
                    if length == id.count, memcmp(known + place + 1, wanted, length) == 0 { return true }
                    place += 1 + length
                }
                return false
            }
        }
    }

    // MARK: The ledger

    var ledgerValue: Bytes {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(16 + ids.count)
        for number in [lots, repeats] { withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) } }
        bytes.append(contentsOf: ids)
        return bytes[...]
    }

    init(ledgerValue bytes: Bytes) throws {
        func number(_ part: Bytes) -> UInt64 { part.reduce(0) { $0 << 8 | UInt64($1) } }
        guard bytes.count >= 16 else { throw BenchmarkFailure("a sender's ledger entry is too short") }
        lots = number(bytes.prefix(8))
        repeats = number(bytes.dropFirst(8).prefix(8))
        ids = Array(bytes.dropFirst(16))
        var place = 0
        while place < ids.count {
            place += Int(ids[place]) + 1
            idCount += 1
        }
        guard place == ids.count else { throw BenchmarkFailure("a sender's ledger entry is cut off") }
    }
}
