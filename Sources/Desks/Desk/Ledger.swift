import GreenChannelModel

/// A message that is kept in a desk's ledger.
protocol LedgerEntry: Sendable {
    /// Tells the kinds of entries of one ledger apart: the first byte of each key.
    static var keyPrefix: UInt8 { get }

    /// When the entry wants a `TimerFired`, if at all.
    var wakeTime: Instant? { get }

    init(ledgerBytes: ArraySlice<UInt8>) throws
    func ledgerBytes() -> [UInt8]
}

/// One kind of entry of a desk's ledger, in memory, with what has been touched since the last commit.
///
/// There is no undo: after an abort the runtime drops the desk and restores it, so that memory can only ever show what
/// the log holds or what is about to be committed.
struct Ledger<Entry: LedgerEntry>: Sendable {
    private var entries: [String: Entry] = [:]
    private var touchedOrder: [String] = []
    private var touched: Set<String> = []

    var count: Int { entries.count }

    subscript(id: String) -> Entry? { entries[id] }

    func contains(_ id: String) -> Bool { entries[id] != nil }

    /// Changes an entry in place; setting it to `nil` removes it. Every change of a ledger comes through here.
    mutating func update<Result>(_ id: String, _ change: (inout Entry?) -> Result) -> Result {
        if touched.insert(id).inserted { touchedOrder.append(id) }
        return change(&entries[id])
    }

    /// Takes an entry out, to be changed without a copy. Whoever took it puts it back, or sets it, in the same decision.
    mutating func take(_ id: String) -> Entry? { entries.removeValue(forKey: id) }

    /// Puts an entry that was taken back, unchanged.
    mutating func putBack(_ id: String, _ entry: consuming Entry) { entries[id] = entry }

    mutating func set(_ id: String, _ entry: Entry?) {
        update(id) { $0 = entry }
    }

    /// Takes an entry that is in the log already.
    mutating func restore(_ id: String, _ bytes: ArraySlice<UInt8>) throws -> Entry {
        let entry = try Entry(ledgerBytes: bytes)
        entries[id] = entry
        return entry
    }

    /// Visits entries in no stated order: for building indexes that do not depend on it.
    func forEach(_ visit: (String, Entry) -> Void) {
        for (id, entry) in entries { visit(id, entry) }
    }

    mutating func drainChanges(_ visit: (LedgerChange) throws -> Void) rethrows {
        for id in touchedOrder {
            let entry = entries[id]
            try visit(
                LedgerChange(key: Self.key(id), value: entry?.ledgerBytes(), wakeAt: entry?.wakeTime)
            )
        }
        touchedOrder.removeAll(keepingCapacity: true)
        touched.removeAll(keepingCapacity: true)
    }

    static func key(_ id: String) -> [UInt8] {
        var key = [Entry.keyPrefix]
        key.append(contentsOf: id.utf8)
        return key
    }
}

/// The text of a ledger key, as it stands in `TimerFired.entry`: the prefix and the id.
func entryID(_ key: ArraySlice<UInt8>) -> String {
    String(decoding: key.dropFirst(), as: UTF8.self)
}
