import TestKit
import Testing

@testable import Replay

/// Rows come back in order, all of them, whether or not they fit into memory.
@Suite struct RowSorterTests {
    private struct Row: Comparable {
        var first: Int64
        var second: UInt8
        var third: Int32

        static func < (left: Row, right: Row) -> Bool {
            (left.first, left.second, left.third) < (right.first, right.second, right.third)
        }
    }

    @Test(arguments: [13, 130, 4_096, 1 << 20])
    func rowsComeInTheOrderOfTheirFields(_ bufferBytes: Int) throws {
        var random = SimulationRandom(seed: 7)
        let sorter = RowSorter(rowBytes: 13, bufferBytes: bufferBytes)
        var bytes = RowBytes()
        let rows = (0..<2_000).map { number -> Row in
            // Many share their first field, and some everything.
            let first = [Int64.min, -1, 0, 1, .max, Int64(number)][Int(random.number(in: 0...5))]
            return Row(
                first: first,
                second: UInt8(random.number(in: 0...3)),
                third: Int32(random.number(in: 0...9)) - 5
            )
        }
        for row in rows {
            bytes.removeAll()
            bytes.append(row.first)
            bytes.append(row.second)
            bytes.append(row.third)
            try sorter.add(bytes.bytes)
        }
        var sorted: [Row] = []
        try sorter.forEach { row in
            var fields = RowCursor(row)
            sorted.append(Row(first: fields.next(), second: fields.next(), third: fields.next()))
        }
        #expect(sorted == rows.sorted())
    }

    @Test func nothingIsVisitedWhereThereIsNothing() throws {
        try RowSorter(rowBytes: 8).forEach { _ in Issue.record("there is no row") }
    }

    @Test func aFilterFindsWhatWasInserted() {
        var filter = IdentityFilter()
        func identity(_ number: UInt64) -> Digest {
            // As good as random, as digests are.
            Digest(high: number &* 0x9e37_79b9_7f4a_7c15, low: (number &+ 1) &* 0xc2b2_ae3d_27d4_eb4f)
        }
        #expect(!filter.mayContain(identity(1)))
        for number in 0..<20_000 as Range<UInt64> { filter.insert(identity(number)) }
        #expect((0..<20_000 as Range<UInt64>).allSatisfy { filter.mayContain(identity($0)) })
        let mistaken = (20_000..<40_000 as Range<UInt64>).count { filter.mayContain(identity($0)) }
        #expect(mistaken < 20)
    }
}
