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
///
/// Entries stand in slots that an index of ids points to: to find one costs one hash, and to take one out to be changed
/// moves nothing else.
struct Ledger<Entry: LedgerEntry>: Sendable {
    private struct Slot: Sendable {
        var id: String
        /// `nil`: gone, or taken out for the moment.
        var entry: Entry?
        var isTouched = false
    }

    private var slots: [Slot] = []
    private var free: [Int] = []
    private var index: [String: Int] = [:]
    /// In the order in which they were first touched.
    private var touched: [Int] = []

    private(set) var count = 0

    subscript(id: String) -> Entry? { index[id].flatMap { slots[$0].entry } }

    func contains(_ id: String) -> Bool { index[id].map { slots[$0].entry != nil } ?? false }

    /// Changes an entry in place; setting it to `nil` removes it. Every change of a ledger comes through here or `set`.
    mutating func update<Result>(_ id: String, _ change: (inout Entry?) -> Result) -> Result {
        let slot = touchedSlot(id)
        let before = slots[slot].entry != nil
        var entry = slots[slot].entry.take()
        let result = change(&entry)
        put(entry, slot, was: before)
        return result
    }

    /// Takes an entry out, to be changed without a copy. Whoever took it puts it back, or sets it, in the same decision.
    mutating func take(_ id: String) -> Entry? {
        guard let slot = index[id], let entry = slots[slot].entry.take() else { return nil }
        count -= 1
        return entry
    }

    /// Puts an entry that was taken back, unchanged.
    mutating func putBack(_ id: String, _ entry: consuming Entry) {
        put(entry, slot(id), was: false)
    }

    mutating func set(_ id: String, _ entry: consuming Entry?) {
        let slot = touchedSlot(id)
        put(entry, slot, was: slots[slot].entry != nil)
    }

    /// Takes an entry that is in the log already.
    mutating func restore(_ id: String, _ bytes: ArraySlice<UInt8>) throws -> Entry {
        let entry = try Entry(ledgerBytes: bytes)
        let slot = slot(id)
        put(entry, slot, was: slots[slot].entry != nil)
        return entry
    }

    /// Visits entries in no stated order: for building indexes that do not depend on it.
    func forEach(_ visit: (String, Entry) -> Void) {
        for slot in slots {
            if let entry = slot.entry { visit(slot.id, entry) }
        }
    }

    mutating func drainChanges(_ visit: (LedgerChange) throws -> Void) rethrows {
        for slot in touched {
            try visit(
                LedgerChange(
                    key: Self.key(slots[slot].id),
                    value: slots[slot].entry?.ledgerBytes(),
                    wakeAt: slots[slot].entry?.wakeTime
                )
            )
        }
        forgetTouched()
    }

    /// The same without what the entries hold.
    mutating func drainWakeTimes(_ visit: (_ key: [UInt8], _ wakeAt: Instant?) throws -> Void) rethrows {
        for slot in touched { try visit(Self.key(slots[slot].id), slots[slot].entry?.wakeTime) }
        forgetTouched()
    }

    private mutating func forgetTouched() {
        for slot in touched {
            slots[slot].isTouched = false
            guard slots[slot].entry == nil else { continue }
            index[slots[slot].id] = nil
            slots[slot].id = ""
            free.append(slot)
        }
        touched.removeAll(keepingCapacity: true)
    }

    private mutating func slot(_ id: String) -> Int {
        if let slot = index[id] { return slot }
        let slot: Int
        if let unused = free.popLast() {
            slot = unused
            slots[slot].id = id
        } else {
            slot = slots.count
            slots.append(Slot(id: id))
        }
        index[id] = slot
        return slot
    }

    private mutating func touchedSlot(_ id: String) -> Int {
        let slot = slot(id)
        if slots[slot].isTouched == false {
            slots[slot].isTouched = true
            touched.append(slot)
        }
        return slot
    }

    private mutating func put(_ entry: consuming Entry?, _ slot: Int, was: Bool) {
        count += (entry == nil ? 0 : 1) - (was ? 1 : 0)
        slots[slot].entry = entry
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
