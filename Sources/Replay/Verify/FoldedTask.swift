import Desks
import EventLog
import GreenChannelModel
import Streams

/// A task folded so far, and what its ledger must hold.
struct FoldedTask {
    let desk: DeskName
    private(set) var fold: TaskFold
    private(set) var ledger: [Bytes: Bytes] = [:]

    init(_ desk: DeskName, _ fold: TaskFold) {
        self.desk = desk
        self.fold = fold
    }

    /// Begins with a ledger instead of with nothing.
    mutating func restore(_ entries: [Bytes: Bytes]) throws {
        for (key, value) in entries { try fold.restore(key: key, value: value) }
        ledger = entries
    }

    mutating func take(_ record: Record, _ visit: (TaskFold.ExpectedPost) throws -> Void) rethrows {
        try fold.fold(record, visit)
    }

    /// Notes what has changed in the ledger.
    mutating func settle() throws {
        try fold.drainLedgerChanges { key, value in ledger[key] = value }
    }

    /// The same, with what the touched entries were before.
    mutating func settleNotingBefore() throws -> [(key: Bytes, before: Bytes?)] {
        var touched: [(key: Bytes, before: Bytes?)] = []
        try fold.drainLedgerChanges { key, value in
            touched.append((key, ledger[key]))
            ledger[key] = value
        }
        return touched
    }

    /// What is wrong with a timer's record, which the runtime must have written as it would again; `nil`: nothing, or it
    /// is no timer of this task.
    func complaint(ofTimer record: Record, _ origin: RecordOrigin) -> (what: String, parts: [String])? {
        guard origin.isTimer, let value = record.value,
            case .timerFired(let timer)? = try? RecordBody(.timerFired, serialized: value)
        else { return origin.isTimer ? ("a timer's record does not read", ["value"]) : nil }
        let due = Timestamp(milliseconds: timer.due)
        let expected = fold.timerRecord(forEntry: record.key ?? [], due: due)
        var parts: [String] = []
        if record.key == nil { parts.append("key") }
        if expected.value != record.value { parts.append("value") }
        if expected.headers.encoded != record.headers.encoded { parts.append("headers") }
        if record.timestamp < due { parts.append("timestamp") }
        if parts.isEmpty { return nil }
        return ("the timer's record is not what the runtime writes: \(parts.joined(separator: ", "))", parts)
    }
}
