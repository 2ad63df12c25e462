import GreenChannelModel
import HeapModule

/// What is yet to happen, by time; those of one time in the order in which they were added.
struct Schedule<Item> {
    /// Small, as a heap moves its entries about: the items themselves stay where they are.
    private struct Entry: Comparable {
        var at: Int64
        var number: Int
        var slot: Int

        static func == (left: Entry, right: Entry) -> Bool { left.at == right.at && left.number == right.number }
        static func < (left: Entry, right: Entry) -> Bool {
            left.at == right.at ? left.number < right.number : left.at < right.at
        }
    }

    private var entries = Heap<Entry>()
    private var items: [Item?] = []
    private var free: [Int] = []
    private var count = 0

    /// When the next thing happens.
    var next: Instant? { entries.min.map { Instant(milliseconds: $0.at) } }

    mutating func add(_ added: [Item], at time: (Item) -> Instant) {
        for item in added {
            let slot = free.popLast() ?? items.count
            if slot == items.count { items.append(item) } else { items[slot] = item }
            entries.insert(Entry(at: time(item).milliseconds, number: count, slot: slot))
            count += 1
        }
    }

    /// Takes out what happens until a moment, in order.
    mutating func take(until moment: Instant) -> [Item] {
        var due: [Item] = []
        while let first = entries.min, first.at <= moment.milliseconds {
            entries.removeMin()
            if let item = items[first.slot].take() { due.append(item) }
            free.append(first.slot)
        }
        return due
    }
}
