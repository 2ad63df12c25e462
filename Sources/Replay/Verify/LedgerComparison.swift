import EventLog

/// Holds a stored ledger against what it must hold.
///
/// A ledger that is being written to while it is read may hold, of each entry, any value that it had meanwhile.
struct LedgerComparison {
    struct Difference {
        var kind: VerificationFinding.Kind
        var key: Bytes
        var what: String
        var expected: Bytes?
        var stored: Bytes?
        /// How many entries differ.
        var count: Int
    }

    private let expected: [Bytes: Bytes]
    private var stored: [Bytes: Bytes] = [:]
    /// Values that an entry had after the position in question; `nil` among them: it was gone.
    private var allowed: [Bytes: [Bytes?]] = [:]

    init(expected: [Bytes: Bytes]) { self.expected = expected }

    var storedCount: Int { stored.count }

    mutating func add(_ key: Bytes, _ value: Bytes) { stored[key] = value }

    mutating func allow(_ key: Bytes, _ value: Bytes?) { allowed[key, default: []].append(value) }

    /// The first by key that differs.
    var first: Difference? {
        var count = 0
        var least: Bytes?
        func look(_ key: Bytes) {
            let value = stored[key]
            if value == expected[key] || allowed[key]?.contains(value) == true { return }
            count += 1
            if least.map({ key.lexicographicallyPrecedes($0) }) ?? true { least = key }
        }
        for key in stored.keys { look(key) }
        for key in expected.keys where stored[key] == nil { look(key) }
        guard let key = least else { return nil }
        let (kind, what): (VerificationFinding.Kind, String) =
            switch (expected[key], stored[key]) {
            case (nil, _): (.ledgerExtra, "the first is there and should not be")
            case (_, nil): (.ledgerMissing, "the first is not there")
            case (_, _): (.ledgerChanged, "the first holds something else")
            }
        return Difference(
            kind: kind,
            key: key,
            what: what,
            expected: expected[key],
            stored: stored[key],
            count: count
        )
    }
}
