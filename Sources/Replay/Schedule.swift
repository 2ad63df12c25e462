import GreenChannelModel
import HeapModule

/// Records that are yet to happen, by time; those of one time in the order in which they were added.
struct Schedule {
    private struct Entry: Comparable {
        var at: Int64
        var number: Int
        var record: TimedRecord

        static func == (left: Entry, right: Entry) -> Bool { left.at == right.at && left.number == right.number }
        static func < (left: Entry, right: Entry) -> Bool {
            left.at == right.at ? left.number < right.number : left.at < right.at
        }
    }

    private var entries = Heap<Entry>()
    private var count = 0

    /// When the next record happens.
    var next: Instant? { entries.min.map { Instant(milliseconds: $0.at) } }

    mutating func add(_ records: [TimedRecord]) {
        entries.insert(
            contentsOf: records.enumerated().map { index, record in
                Entry(at: record.at.milliseconds, number: count + index, record: record)
            }
        )
        count += records.count
    }

    /// Takes out what happens until a moment, in order.
    mutating func take(until moment: Instant) -> [TimedRecord] {
        var due: [TimedRecord] = []
        while let first = entries.min, first.at <= moment.milliseconds {
            due.append(first.record)
            entries.removeMin()
        }
        return due
    }
}
