import GreenChannelModel

/// What this desk believes is left of an offer since it was last announced: its own bids are taken off at once, and every
/// answer says anew. Kept apart from the offer's terms, which may be long and seldom change.
struct OfferRoom: LedgerEntry, Equatable {
    static var keyPrefix: UInt8 { UInt8(ascii: "r") }

    var grams: Int64
    var wakeTime: Instant? { nil }

    init(grams: Int64) { self.grams = grams }

    init(ledgerBytes bytes: ArraySlice<UInt8>) throws {
        guard bytes.count == 8 else { throw UnknownLedgerEntry(desk: .lot, key: bytes) }
        grams = Int64(bitPattern: bytes.reduce(0) { $0 << 8 | UInt64($1) })
    }

    /// Eight bytes, the most significant first.
    func ledgerBytes() -> [UInt8] {
        let bits = UInt64(bitPattern: grams)
        return (0..<8).map { UInt8(truncatingIfNeeded: bits >> (56 - 8 * $0)) }
    }
}
