import DeskStreams
import EventLog

/// Reads an `ArchivedLog` by position.
final class ArchivedLogReader: LogReader {
    private let log: ArchivedLog

    init(_ log: ArchivedLog) { self.log = log }

    func bounds(of partition: TopicPartition) throws(LogError) -> Range<Offset> { try stretch(partition).bounds }

    func read(_ partition: TopicPartition, from position: Offset, bytesMax: Int) throws(LogError) -> RecordBatch {
        let stretch = try stretch(partition)
        var batch = RecordBatch(source: partition, records: [])
        var index = max(0, Self.count(of: stretch.pieces, upTo: position) - 1)
        var bytes = 0
        while bytes < bytesMax, index < stretch.pieces.count {
            let start = stretch.pieces[index].place
            index += 1
            let end = index < stretch.pieces.count ? stretch.pieces[index].place : stretch.end
            let piece = try read(start..<end)
            var place = 0
            while place < piece.count, bytes < bytesMax {
                let (record, next) = Self.record(in: piece, at: place)
                if record.offset >= position {
                    batch.records.append(record)
                    bytes += next - place
                }
                place = next
            }
        }
        return batch
    }

    func positions(ofGroup group: String) throws(LogError) -> [TopicPartition: Offset] {
        guard group == log.topology.groupName else { return [:] }
        var positions: [TopicPartition: Offset] = [:]
        for (name, offsets) in log.manifest.positions {
            for (number, offset) in offsets.enumerated() where offset > 0 {
                positions[TopicPartition(TopicName(name), Partition(Int32(clamping: number)))] = Offset(offset)
            }
        }
        return positions
    }

    func ledger(_ partition: TopicPartition, _ visit: (_ key: Bytes, _ value: Bytes) throws -> Void) throws {
        guard let range = log.ledgers[partition] else { throw Self.missing(partition) }
        var rest = range
        while !rest.isEmpty {
            // Entries have no index: a piece is read, and what is cut at its end is read again.
            var piece = try read(rest.lowerBound..<min(rest.upperBound, rest.lowerBound + ArchivedLog.pieceBytes))
            if Self.entryBytes(in: piece, at: 0) > piece.count {
                piece = try read(rest.lowerBound..<rest.lowerBound + Self.entryBytes(in: piece, at: 0))
            }
            var place = 0
            while place + 8 <= piece.count, place + Self.entryBytes(in: piece, at: place) <= piece.count {
                let end = place + Self.entryBytes(in: piece, at: place)
                let value = place + 8 + Int(Self.number(in: piece, at: place, UInt32.self))
                try visit(piece[(place + 8)..<value], piece[value..<end])
                place = end
            }
            rest = rest.lowerBound + place..<rest.upperBound
        }
    }

    // MARK: The file

    private func stretch(_ partition: TopicPartition) throws(LogError) -> ArchivedLog.Stretch {
        guard let stretch = log.stretches[partition] else { throw Self.missing(partition) }
        return stretch
    }

    private static func missing(_ partition: TopicPartition) -> LogError {
        LogError(
            .stop,
            "The archive does not hold \(partition.topic)",
            remedy: "Export the whole channel with `greenchannel replay export --channel`.",
            partition: partition
        )
    }

    private func read(_ range: Range<Int>) throws(LogError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: range.count)
        let count: Int
        do {
            count = try bytes.withUnsafeMutableBytes { try log.file.read(at: range.lowerBound, into: $0) }
        } catch let refusal as ReplayRefusal {
            throw LogError(.stop, refusal.what, remedy: refusal.remedy)
        } catch {
            throw LogError(.stop, "The unpacked archive cannot be read: \(error)")
        }
        guard count == range.count else { throw LogError(.stop, "The unpacked archive is cut short") }
        return bytes
    }

    /// How many pieces begin at or before a position.
    private static func count(of pieces: [(first: Offset, place: Int)], upTo position: Offset) -> Int {
        var (low, high) = (0, pieces.count)
        while low < high {
            let middle = (low + high) / 2
            if pieces[middle].first <= position { low = middle + 1 } else { high = middle }
        }
        return low
    }

    // MARK: Bytes

    private static let recordHeadBytes = 8 + 8 + 4 + 4 + 4

    /// A null key or value has the length -1.
    static func append(_ record: Record, to row: inout RowBytes) {
        row.append(record.offset.rawValue)
        row.append(record.timestamp.milliseconds)
        row.append(Int32(clamping: record.key?.count ?? -1))
        row.append(Int32(clamping: record.value?.count ?? -1))
        row.append(UInt32(clamping: record.headers.encoded.count))
        if let key = record.key { row.append(contentsOf: key) }
        if let value = record.value { row.append(contentsOf: value) }
        row.append(contentsOf: record.headers.encoded)
    }

    private static func record(in piece: [UInt8], at place: Int) -> (Record, next: Int) {
        var end = place + recordHeadBytes
        func part(_ length: Int32) -> Bytes? {
            guard length >= 0 else { return nil }
            defer { end += Int(length) }
            return piece[end..<end + Int(length)]
        }
        let offset = number(in: piece, at: place, Int64.self)
        let timestamp = number(in: piece, at: place + 8, Int64.self)
        let key = part(number(in: piece, at: place + 16, Int32.self))
        let value = part(number(in: piece, at: place + 20, Int32.self))
        let headers = part(Int32(clamping: number(in: piece, at: place + 24, UInt32.self))) ?? []
        let record = Record(
            offset: Offset(offset),
            timestamp: Timestamp(milliseconds: timestamp),
            key: key,
            value: value,
            headers: Headers(encoded: headers)
        )
        return (record, end)
    }

    static func append(_ key: Bytes, _ value: Bytes, to row: inout RowBytes) {
        row.append(UInt32(clamping: key.count))
        row.append(UInt32(clamping: value.count))
        row.append(contentsOf: key)
        row.append(contentsOf: value)
    }

    private static func entryBytes(in piece: [UInt8], at place: Int) -> Int {
        8 + Int(number(in: piece, at: place, UInt32.self)) + Int(number(in: piece, at: place + 4, UInt32.self))
    }

    private static func number<Number: FixedWidthInteger>(in piece: [UInt8], at place: Int, _: Number.Type) -> Number {
        piece.withUnsafeBytes { bytes in
            var cursor = RowCursor(UnsafeRawBufferPointer(rebasing: bytes[place...]))
            return cursor.next()
        }
    }
}
