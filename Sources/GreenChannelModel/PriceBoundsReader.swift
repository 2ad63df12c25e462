/// Gathers the price statistics of wholesale names into one range for each crop.
enum PriceBoundsReader {
    /// The table is in yuan per jin; one yuan per jin is 200 fen per kilogram.
    private static let fenPerKilogramOfYuanPerJin: Int64 = 200
    private static let decimals = 4
    private static let decimalScale: Int64 = 10_000

    /// By crop: from the lowest 1st to the highest 99th percentile of its names, rounded outwards to whole fen.
    ///
    /// Names of something priced by the box or the piece ("箱", "/个") are left out: their prices are not per jin.
    static func read(
        _ table: ReferenceTable,
        crops: Int,
        resolver: MarketNameResolver
    ) throws -> [ClosedRange<FenPerKilogram>?] {
        var bounds = [ClosedRange<FenPerKilogram>?](repeating: nil, count: crops)
        try table.forEachRow(of: ["name", "p01", "p99"]) { row in
            let name = row.text(0)
            guard !name.contains("箱"), !name.contains("/"), let crop = resolver.crop(name) else { return }
            let lowest = try fen(row, 1, roundingUp: false)
            let highest = try fen(row, 2, roundingUp: true)
            guard lowest <= highest else { throw row.error(.outOfRange, 2) }
            let index = Int(crop.rawValue)
            let soFar = bounds[index] ?? lowest...highest
            bounds[index] = min(soFar.lowerBound, lowest)...max(soFar.upperBound, highest)
        }
        return bounds
    }

    private static func fen(
        _ row: borrowing ReferenceTable.Row,
        _ column: Int,
        roundingUp: Bool
    ) throws -> FenPerKilogram {
        let scaled = try row.decimal(column, places: decimals)
        guard (1...1_000 * decimalScale).contains(scaled) else { throw row.error(.outOfRange, column) }
        let exact = scaled * fenPerKilogramOfYuanPerJin
        return FenPerKilogram((exact + (roundingUp ? decimalScale - 1 : 0)) / decimalScale)
    }
}
