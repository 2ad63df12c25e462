/// The mean outdoor temperature of each province's capital by month, for guessing how warm produce lies.
///
/// From `ambient_celsius.csv`: whole degrees, sources by row. A province is larger than its capital, and a barn is not
/// the open air: good enough to tell a Harbin January from a Haikou July, and for nothing finer.
public struct AmbientTemperatures: Sendable {
    /// Counted for a place in no listed province: a warm day, so that a life is rather guessed too short than too long.
    public static let unknownPlaceCelsius = 25

    /// Twelve months after one another, by province.
    private let celsiusByProvince: [Adcode: [Int]]

    /// - Throws: `ReferenceTableError` for a row that is no province or no plausible temperature.
    public init(_ table: ReferenceTable) throws {
        let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        var celsiusByProvince: [Adcode: [Int]] = [:]
        try table.forEachRow(of: ["province"] + months) { row in
            guard let province = Adcode(row.text(0)), province.isProvince else { throw row.error(.unknownName, 0) }
            var means: [Int] = []
            for column in 1...months.count {
                let mean = try row.integer(column)
                guard (-40...45).contains(mean) else { throw row.error(.outOfRange, column) }
                means.append(Int(mean))
            }
            guard celsiusByProvince.updateValue(means, forKey: province) == nil
            else { throw row.error(.duplicateName, 0) }
        }
        self.celsiusByProvince = celsiusByProvince
    }

    public var provinces: [Adcode] { celsiusByProvince.keys.sorted() }

    /// The mean of a month, 1 to 12, at the capital of the province that a place of any level lies in.
    public func celsius(province place: Adcode, month: Int) -> Int {
        guard let means = celsiusByProvince[place.province], (1...12).contains(month)
        else { return Self.unknownPlaceCelsius }
        return means[month - 1]
    }
}
