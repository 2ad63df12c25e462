import EventLog

/// Ledger changes on their way into the log.
struct StagedChanges {
    struct Change {
        let ledger: Int64
        let key: Bytes
        let value: Bytes?
        /// Its turn among the changes of the transaction: the last of a key wins.
        let turn: Int
    }

    private var changes: [Change] = []

    mutating func add(_ ledger: Int64, key: Bytes, value: Bytes?) {
        changes.append(Change(ledger: ledger, key: key, value: value, turn: changes.count))
    }

    /// Puts the changes into the order of the table and drops those that a later one undoes, so that every page of the
    /// table is touched once. To be called when all changes are there.
    mutating func seal() {
        changes.sort { left, right in
            if left.ledger != right.ledger { return left.ledger < right.ledger }
            let order = Self.compare(left.key, right.key)
            return order == 0 ? left.turn < right.turn : order < 0
        }
        var kept = 0
        for index in changes.indices {
            let isUndone =
                index + 1 < changes.count && changes[index].ledger == changes[index + 1].ledger
                && changes[index].key == changes[index + 1].key
            if isUndone { continue }
            changes.swapAt(kept, index)
            kept += 1
        }
        changes.removeLast(changes.count - kept)
    }

    func write(in scope: WriteScope) throws {
        for change in changes { try scope.changeLedger(change.ledger, key: change.key, value: change.value) }
    }

    /// Below, at or above 0, as SQLite orders blobs.
    private static func compare(_ left: Bytes, _ right: Bytes) -> Int {
        left.withUnsafeBytes { left in
            right.withUnsafeBytes { right in
                for index in 0..<min(left.count, right.count) where left[index] != right[index] {
                    return Int(left[index]) - Int(right[index])
                }
                return left.count - right.count
            }
        }
    }
}
