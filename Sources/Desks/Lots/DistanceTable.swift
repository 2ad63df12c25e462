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

    /// Counties of China and then some; beyond it the table starts anew.
    private static let rowsMax = 4096
    private static let notAsked: Int32 = -1
    private static let unknown: Int32 = -2

    /// Where an outlet's or depot's place stands in every row.
    typealias Column = Int32

    private struct Distances: Sendable {
        var place: UInt32
        var cell: Int32
        /// Straight and road metres in turn, by column.
        var metres: [Int32] = []
    }

    private var rows: [Distances] = []
    private var rowOf: [UInt32: Int] = [:]
    private var places: [UInt32] = []
    private var columnOf: [UInt32: Column] = [:]

    /// The column of an outlet's place, for as long as the desk lives.
    mutating func column(of place: UInt32) -> Column {
        if let column = columnOf[place] { return column }
        let column = Column(truncatingIfNeeded: places.count)
        columnOf[place] = column
        places.append(place)
        return column
    }

    /// The row of a lot's place, or `nil` for a place that no table holds. Good until the next call for another place.
    mutating func row(of place: UInt32, _ knowledge: any LotKnowledge) -> Row? {
        if let index = rowOf[place] { return Row(index: index, cell: rows[index].cell) }
        guard let centre = knowledge.centre(of: place) else { return nil }
        if rows.count == Self.rowsMax {
            rows = []
            rowOf = [:]
        }
        let row = Distances(place: place, cell: OfferIndex.cell(centre))
        rowOf[place] = rows.count
        rows.append(row)
        return Row(index: rows.count - 1, cell: row.cell)
    }

    /// The way from a row's place to an outlet or depot; `nil` where no table knows it.
    mutating func leg(from row: Row, to column: Column, _ knowledge: any LotKnowledge) -> Leg? {
        let at = 2 * Int(column)
        if rows[row.index].metres.count <= at + 1 || rows[row.index].metres[at] == Self.notAsked {
            ask(row.index, column, knowledge)
        }
        let straight = rows[row.index].metres[at]
        let road = rows[row.index].metres[at + 1]
        guard straight >= 0, road >= 0 else { return nil }
        return Leg(straightMetres: Int64(straight), roadMetres: Int64(road))
    }

    private mutating func ask(_ row: Int, _ column: Column, _ knowledge: any LotKnowledge) {
        let missing = 2 * places.count - rows[row].metres.count
        if missing > 0 { rows[row].metres.append(contentsOf: repeatElement(Self.notAsked, count: missing)) }
        let place = places[Int(column)]
        let straight = knowledge.straightMetres(from: rows[row].place, to: place)
        let road = knowledge.roadMetres(from: rows[row].place, to: place)
        rows[row].metres[2 * Int(column)] = straight.map { Int32(clamping: max(0, $0)) } ?? Self.unknown
        rows[row].metres[2 * Int(column) + 1] = road.map { Int32(clamping: max(0, $0)) } ?? Self.unknown
    }
}
