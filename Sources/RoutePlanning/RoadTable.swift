public import GreenChannelModel

/// Road distances between the places of one plan, each asked for once.
///
/// A search compares thousands of legs between few places, so places are numbered and distances kept by number.
public struct RoadTable: Sendable {
    /// A place by its number in one table. Means nothing in another.
    public struct Place: Hashable, Sendable {
        fileprivate var number: Int
    }

    /// Longer than any road on earth: a distance beyond it is as good as unknown.
    public static let metresMax: Int64 = 100_000_000

    private static let unknown: Int64 = -1
    private static let notAsked: Int64 = -2

    private let roads: any RoadDistances
    private var numbers: [Adcode: Int] = [:]
    private var codes: [Adcode] = []
    /// By origin, then destination; each row as long as was needed so far.
    private var rows: [[Int64]] = []

    public init(_ roads: any RoadDistances) { self.roads = roads }

    /// A table of the same roads of which nothing was asked yet.
    var unasked: RoadTable { RoadTable(roads) }

    /// How many places the table knows; it grows with their square.
    public var placeCount: Int { codes.count }

    public mutating func place(_ code: Adcode) -> Place {
        if let number = numbers[code] { return Place(number: number) }
        let number = codes.count
        numbers[code] = number
        codes.append(code)
        rows.append([])
        return Place(number: number)
    }

    /// Metres by road; 0 within a place; `nil`: unknown.
    public mutating func metres(from origin: Place, to destination: Place) -> Int64? {
        if origin == destination { return 0 }
        let missing = destination.number - rows[origin.number].count
        if missing >= 0 {
            rows[origin.number].append(contentsOf: repeatElement(Self.notAsked, count: missing + 1))
        }
        var metres = rows[origin.number][destination.number]
        if metres == Self.notAsked {
            let answer = roads.metres(from: codes[origin.number], to: codes[destination.number])
            metres = answer.map { (0...Self.metresMax).contains($0) ? $0 : Self.unknown } ?? Self.unknown
            rows[origin.number][destination.number] = metres
        }
        return metres == Self.unknown ? nil : metres
    }
}
