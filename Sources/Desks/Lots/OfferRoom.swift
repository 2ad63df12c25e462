import GreenChannelModel

/// What this desk believes is left of an offer since it was last announced: its own bids are taken off at once, and every
/// answer says anew. Kept apart from the offer's terms, which may be long and seldom change.
struct OfferRoom: LedgerEntry, Equatable {
    static var keyPrefix: UInt8 { UInt8(ascii: "r") }

    var grams: Int64
    /// The earliest that anything may arrive.
    var opens: Int64
    /// Of a depot: what it refused of late.
    var refusals: [DepotRefusal]
    var wakeTime: Instant? { nil }

    init(grams: Int64, opens: Int64, refusals: [DepotRefusal] = []) {
        self.grams = grams
        self.opens = opens
        self.refusals = refusals
    }

    init(ledgerBytes bytes: ArraySlice<UInt8>) throws {
        var numbers: [Int64] = []
        var rest = bytes
        while rest.count >= 8 {
            numbers.append(Int64(bitPattern: rest.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }))
            rest = rest.dropFirst(8)
        }
        guard rest.isEmpty, numbers.count >= 2, (numbers.count - 2) % 4 == 0 else {
            throw UnknownLedgerEntry(desk: .lot, key: bytes)
        }
        grams = numbers[0]
        opens = numbers[1]
        refusals = stride(from: 2, to: numbers.count, by: 4).map { first in
            DepotRefusal(
                metres: numbers[first],
                patienceMilliseconds: numbers[first + 1],
                grams: numbers[first + 2],
                until: numbers[first + 3]
            )
        }
    }

    /// Two numbers, and four more for each refusal; eight bytes each, the most significant first.
    func ledgerBytes() -> [UInt8] {
        var numbers = [grams, opens]
        for refusal in refusals {
            numbers += [refusal.metres, refusal.patienceMilliseconds, refusal.grams, refusal.until]
        }
        return numbers.flatMap { number in
            (0..<8).map { UInt8(truncatingIfNeeded: UInt64(bitPattern: number) >> (56 - 8 * $0)) }
        }
    }
}
