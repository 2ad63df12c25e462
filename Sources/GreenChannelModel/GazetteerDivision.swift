/// A province, prefecture or county: its code, its name, and its centre where one is known.
struct GazetteerDivision: Sendable {
    var code: UInt32
    var name: String
    /// The first Latin spelling, in small letters; empty where there is none.
    var latin = ""
    /// Degrees; not a number where the table has none and no neighbour lends its own.
    var longitude: Double
    var latitude: Double

    var hasCentre: Bool { !longitude.isNaN && !latitude.isNaN }

    /// A county that people live in and name, not a line of the statistics.
    var isCounty: Bool { code % 100 != 0 && GazetteerDivision.isNamed(name) }

    /// False for the lines that only the statistics know: 市辖区, 省直辖县级行政区划.
    static func isNamed(_ name: String) -> Bool {
        name != "市辖区" && name != "县" && !name.hasSuffix("直辖县级行政区划")
    }
}
