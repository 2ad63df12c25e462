import GreenChannelModel
import HeapModule

/// What is yet to happen, by time; those of one time in the order in which they were added.
struct Schedule<Item> {
    private struct Entry: Comparable {
        var at: Int64
        var number: Int
        var item: Item

        static func == (left: Entry, right: Entry) -> Bool { left.at == right.at && left.number == right.number }
        static func < (left: Entry, right: Entry) -> Bool {
            left.at == right.at ? left.number < right.number : left.at < right.at
        }
    }

    private var entries = Heap<Entry>()
    private var count = 0

    /// When the next thing happens.
    var next: Instant? { entries.min.map { Instant(milliseconds: $0.at) } }

    mutating func add(_ items: [Item], at time: (Item) -> Instant) {
        entries.insert(
            contentsOf: items.enumerated().map { index, item in
                Entry(at: time(item).milliseconds, number: count + index, item: item)
            }
        )
        count += items.count
    }

    /// Takes out what happens until a moment, in order.
    mutating func take(until moment: Instant) -> [Item] {
        var due: [Item] = []
        while let first = entries.min, first.at <= moment.milliseconds {
            due.append(first.item)
            entries.removeMin()
        }
        return due
    }
}
