/// One partition of a `MemoryLog`: its records in order, or its ledger. Guarded by the lock of its log.
final class MemoryPartition {
    let name: TopicPartition
    /// Records still kept begin at `firstKept`; those before it await being removed in bulk.
    private var records: [Record] = []
    private var firstKept = 0
    private var keptBytes: Int64 = 0
    /// The position after the last record, gaps included.
    private(set) var end = Offset.zero
    private(set) var ledger = MemoryLedger()

    init(name: TopicPartition) { self.name = name }

    var beginning: Offset { firstKept < records.count ? records[firstKept].offset : end }

    /// - Returns: the record's offset.
    @discardableResult
    func append(_ record: Record) -> Offset {
        var record = record
        record.offset = end
        keptBytes += Int64(record.byteCount)
        records.append(record)
        end = record.offset.next
        return record.offset
    }

    /// Skips an offset, as a log with control records does.
    func leaveGap() { end = end.next }

    func changeLedger(key: Bytes, value: Bytes?) { ledger.set(key, value) }

    /// - Returns: `nil` where there is nothing from this position on.
    func read(from position: Offset, bytesMax: Int) -> ArraySlice<Record>? {
        guard position < end else { return nil }
        let start = index(of: position)
        guard start < records.count else { return nil }
        var stop = start
        var bytes = 0
        while stop < records.count {
            bytes += records[stop].byteCount
            if bytes > bytesMax, stop > start { break }
            stop += 1
        }
        return records[start..<stop]
    }

    /// The first kept record at or after a position.
    private func index(of position: Offset) -> Int {
        guard firstKept < records.count else { return records.count }
        // Without gaps the place follows from the offset.
        let (guess, overflow) = position.rawValue.subtractingReportingOverflow(records[firstKept].offset.rawValue)
        if overflow || guess <= 0 { return firstKept }
        if guess < records.count - firstKept, records[firstKept + Int(guess)].offset == position {
            return firstKept + Int(guess)
        }
        var low = firstKept
        var high = records.count
        while low < high {
            let middle = low + (high - low) / 2
            if records[middle].offset < position { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Drops the oldest records that are too old or too many.
    func enforceRetention(olderThan limit: Timestamp?, bytesMax: Int64?) {
        while firstKept < records.count {
            let record = records[firstKept]
            let isTooOld = limit.map { record.timestamp < $0 } ?? false
            let isTooMuch = bytesMax.map { keptBytes > $0 } ?? false
            guard isTooOld || isTooMuch else { break }
            keptBytes -= Int64(record.byteCount)
            records[firstKept] = Record(offset: record.offset, timestamp: record.timestamp, key: nil, value: nil)
            firstKept += 1
        }
        if firstKept > 1024, firstKept * 2 > records.count {
            records.removeFirst(firstKept)
            firstKept = 0
        }
    }
}

extension Record {
    /// The bytes of key, value and headers: what batches and retention are measured in.
    package var byteCount: Int { (key?.count ?? 0) + (value?.count ?? 0) + headers.encoded.count }
}
