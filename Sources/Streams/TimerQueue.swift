package import EventLog

/// The entries of one task that want to be woken, earliest first.
///
/// Each (entry, wake time) is handed out once as long as the queue lives: setting an entry to the time at which it was
/// handed out already does nothing. A binary heap whose outdated places are skipped when they come up, and swept when
/// they are more than half.
package struct TimerQueue {
    package struct Timer: Equatable {
        package var due: Timestamp
        package var key: Bytes
    }

    private struct Wish {
        var due: Timestamp
        var isHandedOut: Bool
    }

    private var heap: [Timer] = []
    private var wishes: [KeyBytes: Wish] = [:]
    private var waitingCount = 0
    /// Whether the heap's first place was found current since anything changed: it is asked for at every step.
    private var isFirstCurrent = false

    /// How many entries wait to be woken.
    package var count: Int { waitingCount }

    package init() {}

    /// States when an entry wants to be woken; the statement before is void.
    package mutating func set(_ key: Bytes, _ due: Timestamp?) {
        // Most tasks have entries that never wake up.
        if due == nil, wishes.isEmpty { return }
        isFirstCurrent = false
        let name = KeyBytes(key)
        guard let due else {
            if let old = wishes.removeValue(forKey: name), !old.isHandedOut { waitingCount -= 1 }
            return
        }
        if let old = wishes[name] {
            if old.due == due { return }
            if !old.isHandedOut { waitingCount -= 1 }
        }
        wishes[name] = Wish(due: due, isHandedOut: false)
        waitingCount += 1
        push(Timer(due: due, key: key))
        if heap.count > 64, heap.count > waitingCount * 2 { sweep() }
    }

    /// When the first timer is due.
    package var firstDue: Timestamp? {
        mutating get {
            while let first = heap.first {
                if isFirstCurrent || isCurrent(first) {
                    isFirstCurrent = true
                    return first.due
                }
                _ = popHeap()
            }
            return nil
        }
    }

    /// The first timer due by `now`, ties in the order of their keys; it will not be handed out again.
    package mutating func popFirst(dueBy now: Timestamp) -> Timer? {
        guard let due = firstDue, due <= now, let timer = popHeap() else { return nil }
        isFirstCurrent = false
        wishes[KeyBytes(timer.key)] = Wish(due: timer.due, isHandedOut: true)
        waitingCount -= 1
        return timer
    }

    private func isCurrent(_ timer: Timer) -> Bool {
        guard let wish = wishes[KeyBytes(timer.key)] else { return false }
        return wish.due == timer.due && !wish.isHandedOut
    }

    /// Drops outdated places, doubled ones included, and builds the heap anew.
    private mutating func sweep() {
        var kept: Set<KeyBytes> = []
        heap = heap.filter { isCurrent($0) && kept.insert(KeyBytes($0.key)).inserted }
        for index in stride(from: heap.count / 2 - 1, through: 0, by: -1) { siftDown(from: index) }
    }

    private static func precedes(_ left: Timer, _ right: Timer) -> Bool {
        left.due == right.due ? left.key.lexicographicallyPrecedes(right.key) : left.due < right.due
    }

    private mutating func push(_ timer: Timer) {
        heap.append(timer)
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard Self.precedes(heap[child], heap[parent]) else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    private mutating func popHeap() -> Timer? {
        guard let last = heap.popLast() else { return nil }
        guard let first = heap.first else { return last }
        heap[0] = last
        siftDown(from: 0)
        return first
    }

    private mutating func siftDown(from start: Int) {
        var parent = start
        while true {
            var least = parent
            for child in 2 * parent + 1...2 * parent + 2 {
                if child < heap.count, Self.precedes(heap[child], heap[least]) { least = child }
            }
            if least == parent { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
