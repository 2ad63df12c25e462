public import Desks
public import GreenChannelModel

/// Plays one desk the way the runtime does, on a virtual clock: delivers records, wakes entries when they are due, and
/// keeps what the log would hold.
///
/// Timers that fall due before a record are delivered first, in order of due time and key. The stored ledger is only what
/// the desk handed over, so that `restarted()` continues from exactly what a restore would see.
public struct DeskHarness<D: Desk> {
    public private(set) var desk: D
    /// The largest time shown so far.
    public private(set) var now: Instant
    /// Everything posted so far, in order.
    public private(set) var posts: [Outbox.Posting] = []
    public private(set) var refusals: [Outbox.Refusal] = []
    /// The stored ledger, by key.
    public private(set) var ledger: [[UInt8]: [UInt8]] = [:]
    /// What a desk did that the runtime could not work with. Empty in a right run.
    public private(set) var faults: [String] = []
    /// Called after each decision, timers included.
    public var observe: ((InboxRecord, Outbox) -> Void)?

    private let makeDesk: () -> D
    private var timers = TimerQueue()
    private var offset: Int64 = 0

    public init(startingAt now: Instant = Instant(milliseconds: 0), _ makeDesk: @escaping () -> D) {
        self.makeDesk = makeDesk
        self.now = now
        desk = makeDesk()
    }

    /// Delivers a record at `time` (a time in the past keeps the clock where it is), after the timers due until then.
    /// Gives what this one record made the desk do.
    @discardableResult
    public mutating func deliver(_ body: RecordBody, key: String = "", at time: Instant? = nil) -> Outbox {
        let time = time ?? now
        advance(to: time)
        return decide(body, key: key, timestamp: time)
    }

    /// Fires, one by one, every timer due until `time`, and sets the clock to it. Gives what they posted.
    @discardableResult
    public mutating func advance(to time: Instant) -> [Outbox.Posting] {
        let first = posts.count
        while let timer = timers.popFirst(dueBy: time.milliseconds) {
            var body = TimerFired()
            body.entry = String(decoding: timer.key, as: UTF8.self)
            body.due = timer.due
            decide(.timerFired(body), key: "", timestamp: Instant(milliseconds: timer.due))
            if desk.wakeTime(ofEntry: timer.key[...])?.milliseconds == timer.due {
                faults.append("entry \(body.entry) woken at \(timer.due) asks to be woken at that same time again")
            }
        }
        now = max(now, time)
        return Array(posts[first...])
    }

    /// Fires timers until none is left, at the most `limit`. Gives what they posted.
    @discardableResult
    public mutating func runDown(limit: Int = 1_000_000) -> [Outbox.Posting] {
        let first = posts.count
        var fired = 0
        while let due = timers.firstDue {
            guard fired < limit else {
                faults.append("timers did not run down after \(limit)")
                break
            }
            advance(to: Instant(milliseconds: due))
            fired += 1
        }
        return Array(posts[first...])
    }

    /// The same harness with a new desk, restored from the stored ledger in another order for each `shuffle`.
    public func restarted(shuffle: UInt64 = 0) throws -> DeskHarness {
        var other = self
        other.desk = makeDesk()
        var keys = ledger.keys.sorted { $0.lexicographicallyPrecedes($1) }
        var random = SplitMix64(seed: shuffle)
        if shuffle != 0 { keys.shuffle(using: &random) }
        other.timers = TimerQueue()
        for key in keys {
            guard let value = ledger[key] else { continue }
            try other.desk.restore(entry: key[...], value: value[...])
        }
        for key in keys {
            if let due = other.desk.wakeTime(ofEntry: key[...]) { other.timers.set(key, due.milliseconds) }
        }
        other.desk.drainLedgerChanges { change in
            other.faults.append("restore touched the entry \(String(decoding: change.key, as: UTF8.self))")
        }
        return other
    }

    /// The bodies posted to a topic so far, in order.
    public func bodies(_ topic: Topic) -> [RecordBody] {
        posts.filter { $0.topic == topic }.map(\.body)
    }

    @discardableResult
    private mutating func decide(_ body: RecordBody, key: String, timestamp: Instant) -> Outbox {
        now = max(now, timestamp)
        let record = InboxRecord(
            partition: 0,
            offset: offset,
            now: now,
            timestamp: timestamp,
            key: key,
            body: body
        )
        offset += 1
        var outbox = Outbox()
        desk.decide(record, &outbox)
        posts.append(contentsOf: outbox.postings)
        if let refusal = outbox.refusal { refusals.append(refusal) }
        store()
        observe?(record, outbox)
        return outbox
    }

    private mutating func store() {
        var changes: [LedgerChange] = []
        desk.drainLedgerChanges { changes.append($0) }
        var seen: Set<[UInt8]> = []
        for change in changes {
            if !seen.insert(change.key).inserted { fault("drained twice at once", change) }
            if change.value == nil, change.wakeAt != nil { fault("is gone but wants to be woken", change) }
            if desk.wakeTime(ofEntry: change.key[...]) != change.wakeAt { fault("has two wake times", change) }
            ledger[change.key] = change.value
            timers.set(change.key, change.wakeAt?.milliseconds)
        }
    }

    private mutating func fault(_ what: String, _ change: LedgerChange) {
        faults.append("entry \(String(decoding: change.key, as: UTF8.self)) \(what)")
    }
}

extension Outbox.Posting: Equatable {
    public static func == (left: Outbox.Posting, right: Outbox.Posting) -> Bool {
        left.topic == right.topic && left.key == right.key && left.target == right.target && left.body == right.body
    }
}

/// A small seeded generator: the same seed gives the same numbers on every machine.
public struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// When which entry wants to be woken, in order of time, then key.
private struct TimerQueue {
    private var due: [[UInt8]: Int64] = [:]
    private var order: [(due: Int64, key: [UInt8])] = []

    var firstDue: Int64? { order.first?.due }

    mutating func set(_ key: [UInt8], _ time: Int64?) {
        if let old = due[key] {
            if old == time { return }
            order.remove(at: position(old, key))
        }
        due[key] = time
        if let time { order.insert((time, key), at: position(time, key)) }
    }

    mutating func popFirst(dueBy time: Int64) -> (due: Int64, key: [UInt8])? {
        guard let first = order.first, first.due <= time else { return nil }
        order.removeFirst()
        due[first.key] = nil
        return first
    }

    /// Where the pair stands, or would stand.
    private func position(_ time: Int64, _ key: [UInt8]) -> Int {
        var low = 0
        var high = order.count
        while low < high {
            let middle = (low + high) / 2
            let entry = order[middle]
            let isBefore = entry.due != time ? entry.due < time : entry.key.lexicographicallyPrecedes(key)
            if isBefore { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
