import GreenChannelModel
import Testing

struct ReferenceTableTests {
    private func rows(_ text: String, _ columns: [String]) throws -> [[String]] {
        var rows: [[String]] = []
        try ReferenceTable(label: "test", text: text).forEachRow(of: columns) { row in
            rows.append(columns.indices.map { row.text($0) })
        }
        return rows
    }

    @Test func fieldsComeInTheOrderAskedFor() throws {
        #expect(try rows("a,b,c\n1,2,3\n4,,6\n", ["c", "a", "b"]) == [["3", "1", "2"], ["6", "4", ""]])
    }

    @Test func theLastLineNeedsNoLineBreakAndBlankLinesAreSkipped() throws {
        #expect(try rows("a,b\n\n1,2\n\n3,", ["a", "b"]) == [["1", "2"], ["3", ""]])
    }

    @Test func linesMayEndInCarriageReturnAndLineFeed() throws {
        #expect(try rows("a,b\r\n1,\"2\"\r\n\r\n3,4\r\n", ["a", "b"]) == [["1", "2"], ["3", "4"]])
    }

    @Test func quotesKeepCommasAndDoubledQuotes() throws {
        #expect(try rows("a,b\n\"x, y\",\"say \"\"hi\"\"\"\n", ["a", "b"]) == [["x, y", "say \"hi\""]])
    }

    @Test(
        arguments: [
            ("", ReferenceTableError.Code.empty), ("b\n1\n", .missingColumn), ("a,b\n1\n", .wrongWidth),
            ("a,b\n1,2,3\n", .wrongWidth), ("a,b\n\"1,2\n", .badQuote), ("a,b\n\"1\"x,2\n", .badQuote),
        ]
    )
    func faultsAreNamed(text: String, code: ReferenceTableError.Code) throws {
        let error = #expect(throws: ReferenceTableError.self) { try rows(text, ["a"]) }
        #expect(error?.code == code)
        #expect(error?.table == "test")
    }

    @Test func numbersAreExactOrRefused() throws {
        let text = "n\n0.20416\n-3\n12.5\n.5\n"
        var values: [Int64] = []
        try ReferenceTable(label: "test", text: text).forEachRow(of: ["n"]) { row in
            values.append(try row.decimal(0, places: 5))
        }
        #expect(values == [20416, -300_000, 1_250_000, 50_000])
        for wrong in ["1.000001", "", "-", ".", "1.2.3", "1e3", " 1", "9223372036854775807", "99999999999999999999"] {
            #expect(throws: ReferenceTableError.self, "\(wrong)") {
                try ReferenceTable(label: "test", text: "n,m\n\(wrong),x\n").forEachRow(of: ["n"]) { row in
                    _ = try row.decimal(0, places: 5)
                }
            }
        }
    }

    @Test(arguments: ReferenceTable.Name.allCases)
    func everyShippedTableIsWellFormed(name: ReferenceTable.Name) throws {
        let firstColumn: [ReferenceTable.Name: String] = [
            .adcodes: "adcode", .ambientCelsius: "province", .crops: "crop_id", .emissionFactors: "vehicle",
            .greenPassCatalogue: "class", .handlingClasses: "handling", .marketNames: "name", .otherGoods: "name",
            .packages: "package",
            .priceBounds: "name", .referenceSources: "source_key", .storageLife: "crop_id", .streets: "code",
            .units: "unit",
        ]
        let column = try #require(firstColumn[name])
        var rows = 0
        var empty = 0
        try ReferenceTable(name).forEachRow(of: [column]) { row in
            rows += 1
            if row.bytes(0).isEmpty { empty += 1 }
        }
        #expect(rows > 10)
        #expect(empty == 0)
    }
}
