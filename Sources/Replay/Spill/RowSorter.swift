import Foundation
import HeapModule

/// Sorts any number of rows of one length by their bytes, in memory that stays the same however many there are.
///
/// What does not fit goes to a temporary file in sorted runs, which are merged when the rows are read. Rows that are equal
/// come in any order. Belongs to one thread.
final class RowSorter {
    private let rowBytes: Int
    private let bufferBytes: Int
    private var rows: [UInt8] = []
    private var file: TemporaryFile?
    private var runs: [Range<Int>] = []

    /// - Parameters:
    ///   - rowBytes: the length of each row, at least 8.
    ///   - bufferBytes: how much is kept in memory.
    init(rowBytes: Int, bufferBytes: Int = 8 << 20) {
        precondition(rowBytes >= 8 && bufferBytes >= rowBytes)
        self.rowBytes = rowBytes
        self.bufferBytes = bufferBytes
    }

    func add(_ row: [UInt8]) throws(ReplayRefusal) {
        precondition(row.count == rowBytes)
        if rows.count + rowBytes > bufferBytes { try spill() }
        rows.append(contentsOf: row)
    }

    /// Visits every row in order. To be called once, when all are there.
    func forEach(_ visit: (UnsafeRawBufferPointer) throws -> Void) throws {
        guard !runs.isEmpty else {
            let order = order()
            return try rows.withUnsafeBytes { rows in
                for row in order {
                    let first = Int(row) * rowBytes
                    try visit(UnsafeRawBufferPointer(rebasing: rows[first..<first + rowBytes]))
                }
            }
        }
        try spill()
        rows = []
        try merge(visit)
    }

    // MARK: Runs

    private func order() -> [UInt32] {
        rows.withUnsafeBytes { rows in
            // Most rows differ within the first eight bytes.
            var keys = (0..<rows.count / rowBytes).map { row in
                let prefix = rows.loadUnaligned(fromByteOffset: row * rowBytes, as: UInt64.self)
                return (prefix: UInt64(bigEndian: prefix), row: UInt32(row))
            }
            keys.sort { left, right in
                if left.prefix != right.prefix { return left.prefix < right.prefix }
                return memcmp(
                    rows.baseAddress! + Int(left.row) * rowBytes,
                    rows.baseAddress! + Int(right.row) * rowBytes,
                    rowBytes
                ) < 0
            }
            return keys.map(\.row)
        }
    }

    private func spill() throws(ReplayRefusal) {
        if rows.isEmpty { return }
        let file = if let file { file } else { try TemporaryFile() }
        self.file = file
        let start = file.count
        for row in order() {
            let first = Int(row) * rowBytes
            try file.append(rows[first..<first + rowBytes])
        }
        try file.flush()
        runs.append(start..<file.count)
        rows.removeAll(keepingCapacity: true)
    }

    // MARK: Merging

    private func merge(_ visit: (UnsafeRawBufferPointer) throws -> Void) throws {
        guard let file else { return }
        // All runs share one buffer's worth of memory, as far as a piece of each is worth a read.
        let pieceRows = max(1, max(1 << 12, bufferBytes / runs.count) / rowBytes)
        var heads = Heap<Head>()
        for bytes in runs {
            let run = Run(file, bytes, rowBytes: rowBytes, pieceRows: pieceRows)
            if try run.next() { heads.insert(Head(run)) }
        }
        while let head = heads.popMin() {
            try visit(head.run.row)
            if try head.run.next() { heads.insert(Head(head.run)) }
        }
    }

    /// A sorted run that is being read.
    private final class Run {
        private let file: TemporaryFile
        private var rest: Range<Int>
        private let rowBytes: Int
        private let piece: UnsafeMutableRawBufferPointer
        private var filledBytes = 0
        private var position: Int

        init(_ file: TemporaryFile, _ bytes: Range<Int>, rowBytes: Int, pieceRows: Int) {
            self.file = file
            rest = bytes
            self.rowBytes = rowBytes
            piece = .allocate(byteCount: min(pieceRows * rowBytes, max(bytes.count, rowBytes)), alignment: 8)
            position = -rowBytes
        }

        deinit { piece.deallocate() }

        /// Where the run stands.
        var row: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: piece[position..<position + rowBytes]) }

        /// Goes to the next row. False: there is none.
        func next() throws(ReplayRefusal) -> Bool {
            position += rowBytes
            if position < filledBytes { return true }
            if rest.isEmpty { return false }
            let count = min(piece.count, rest.count)
            filledBytes = try file.read(
                at: rest.lowerBound,
                into: UnsafeMutableRawBufferPointer(rebasing: piece[..<count])
            )
            rest = rest.lowerBound + filledBytes..<rest.upperBound
            position = 0
            return filledBytes >= rowBytes
        }
    }

    /// A run by the row at which it stands.
    private struct Head: Comparable {
        let run: Run
        private let prefix: UInt64

        init(_ run: Run) {
            self.run = run
            prefix = UInt64(bigEndian: run.row.loadUnaligned(as: UInt64.self))
        }

        static func < (left: Head, right: Head) -> Bool {
            left.prefix == right.prefix ? compare(left, right) < 0 : left.prefix < right.prefix
        }

        static func == (left: Head, right: Head) -> Bool {
            left.prefix == right.prefix && compare(left, right) == 0
        }

        private static func compare(_ left: Head, _ right: Head) -> Int32 {
            let (left, right) = (left.run.row, right.run.row)
            return memcmp(left.baseAddress!, right.baseAddress!, left.count)
        }
    }
}
