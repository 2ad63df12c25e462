/// Distances between the places of lots and of outlets, asked for once and kept: the sphere's sines cost more than a
/// whole decision otherwise. Holds nothing that `LotKnowledge` would not say again.
struct DistanceTable: Sendable {
    /// The row of one lot's place.
    struct Row: Sendable {
        fileprivate var index: Int
        /// The cell of the map in which the place lies.
        var cell: Int32
    }

    struct Leg: Sendable {
        var straightMetres: Int64
        var roadMetres: Int64
    }

    /// Counties of China and then some; beyond it the table starts anew, so that no input can make it grow without end.
    private static let rowsMax = 4096
    private static let columnsMax = 4096
    private static let notAsked: Int32 = -1
    private static let unknown: Int32 = -2

    private struct Distances: Sendable {
        var place: UInt32
        var cell: Int32
        /// Straight and road metres in turn, by column.
        var metres: [Int32] = []
    }

    private var rows: [Distances] = []
    private var rowOf: [UInt32: Int] = [:]
    private var columnOf: [UInt32: Int] = [:]

    /// The row of a lot's place, or `nil` for a place that no table holds. Good until the next call.
    mutating func row(of place: UInt32, _ knowledge: any LotKnowledge) -> Row? {
        if let index = rowOf[place] { return Row(index: index, cell: rows[index].cell) }
        guard let centre = knowledge.centre(of: place) else { return nil }
        if rows.count == Self.rowsMax || columnOf.count > Self.columnsMax { self = DistanceTable() }
        let row = Distances(place: place, cell: OfferIndex.cell(centre))
        rowOf[place] = rows.count
        rows.append(row)
        return Row(index: rows.count - 1, cell: row.cell)
    }

    /// The way from a row's place to an outlet or depot; `nil` where no table knows it.
    mutating func leg(from row: Row, to place: UInt32, _ knowledge: any LotKnowledge) -> Leg? {
        let column: Int
        if let known = columnOf[place] {
            column = known
        } else {
            column = columnOf.count
            columnOf[place] = column
        }
        let at = 2 * column
        if rows[row.index].metres.count <= at + 1 {
            let missing = 2 * columnOf.count - rows[row.index].metres.count
            rows[row.index].metres.append(contentsOf: repeatElement(Self.notAsked, count: missing))
        }
        if rows[row.index].metres[at] == Self.notAsked {
            let origin = rows[row.index].place
            let straight = knowledge.straightMetres(from: origin, to: place)
            let road = knowledge.roadMetres(from: origin, to: place)
            rows[row.index].metres[at] = straight.map { Int32(clamping: max(0, $0)) } ?? Self.unknown
            rows[row.index].metres[at + 1] = road.map { Int32(clamping: max(0, $0)) } ?? Self.unknown
        }
        let straight = rows[row.index].metres[at]
        let road = rows[row.index].metres[at + 1]
        guard straight >= 0, road >= 0 else { return nil }
        return Leg(straightMetres: Int64(straight), roadMetres: Int64(road))
    }
}
