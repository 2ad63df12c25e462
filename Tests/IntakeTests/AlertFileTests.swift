import GreenChannelModel
import Intake
import Testing

private let parser = MessageParser()

@Suite("Alert files")
struct AlertFileTests {
    private let received = Day(year: 2026, month: 3, day: 2).instant(hour: 9)

    @Test("CSV with Chinese columns, quotes, a byte order mark and CRLF")
    func chineseCSV() throws {
        let text =
            "\u{FEFF}品种,数量,单位,地点,可售天数,价格,价格单位,手机,采收日期\r\n白菜,12,吨,\"黑龙江省,庆安县\",5,0.8,元/斤,13800001111,\r\n"
            + "梨,\"1,000\",斤,砀山县,10,2.4,公斤,,2026-03-01\r\n"
        let rows = try records(text, .csv)
        #expect(rows.count == 2)
        let first = parser.understand(rows[0], received: received)
        #expect(first.status == .accepted)
        #expect(first.quantity == .kilograms(12_000) && first.place == Adcode(231_224))
        #expect(first.floorPrice == FenPerKilogram(160))
        #expect(first.sellBy == Day(year: 2026, month: 3, day: 7).instant(hour: 9))
        #expect(rows[0][.sender] == "13800001111")
        let second = parser.understand(rows[1], received: received)
        #expect(second.quantity == .kilograms(500) && second.floorPrice == FenPerKilogram(240))
        #expect(second.sellBy == Day(year: 2026, month: 3, day: 11).instant(hour: 9))
    }

    @Test("CSV with English columns and a unit in the title")
    func englishCSV() throws {
        let rows = try records("crop,quantity (t),place,price,days\npotato,5,Dingbian county,0.5,3\n", .csv)
        let understanding = parser.understand(try #require(rows.first), received: received)
        #expect(understanding.status == .accepted)
        #expect(understanding.quantity == .kilograms(5000) && understanding.place == Adcode(610_825))
    }

    @Test(
        "doubtful cells ask, hold or refuse",
        arguments: [
            ("榴莲,3,吨,徐闻县,3", UnderstandingStatus.ask, ReasonCode.unknownCrop),
            ("白菜,-3,吨,庆安县,3", .refused, .numberInvalid),
            ("白菜,=1+1,吨,庆安县,3", .ask, .missingQuantity), ("白菜,30,万吨,庆安县,3", .held, .quantityImplausible),
            ("白菜,3,吨,冀甘陕,3", .ask, .ambiguousPlace), ("白菜,3,吨,火星县,3", .ask, .unknownPlace),
            ("白菜,3,吨,,3", .ask, .missingPlace),
            (",3,吨,庆安县,3", .ask, .missingCrop), ("白菜,3,盒,庆安县,3", .ask, .packageWeightUnknown),
            ("白菜,1e309,吨,庆安县,3", .refused, .numberInvalid),
            ("白菜,3,亩,庆安县,3", .ask, .unitNotMass), ("白菜,nan,吨,庆安县,3", .refused, .numberInvalid),
            ("白菜,,吨,庆安县,3", .ask, .missingQuantity),
        ]
    )
    func cells(row: String, status: UnderstandingStatus, reason: ReasonCode) throws {
        let rows = try records("品种,数量,单位,地点,可售天数\n\(row)\n", .csv)
        let understanding = parser.understand(try #require(rows.first), received: received)
        #expect(understanding.status == status, "\(understanding)")
        #expect(understanding.reasons == [reason])
    }

    @Test("JSON as one object, an array and lines")
    func json() throws {
        let object = #"{"text":"白菜 5吨 庆安县"}"#
        for text in [object, "[\(object),\n\(object)]", "\(object)\n\(object)\n", "  \(object) \(object)"] {
            let rows = try records(text, .json)
            #expect(!rows.isEmpty)
            for row in rows { #expect(parser.understand(row, received: received).quantity == .kilograms(5000)) }
        }
        let fields = try records(
            #"{"crop":"土豆","quantityKg":3500.5,"county":"610825","price":"1.2元/公斤","meta":{"a":[1,{"b":null}]}}"#,
            .json
        )
        let understanding = parser.understand(try #require(fields.first), received: received)
        #expect(understanding.quantity == Grams(3_500_500) && understanding.floorPrice == FenPerKilogram(120))
        let escaped = try records(#"{"text":"\u767d\u83dc 5\u5428 \u5e86\u5b89\u53bf \ud83c\udf4d"}"#, .json)
        #expect(parser.understand(try #require(escaped.first), received: received).status == .accepted)
    }

    @Test("a record that cannot be read is an error with its line, remedy and bytes, and reading goes on")
    func errors() throws {
        let lines =
            "{\"text\":\"白菜 5吨 庆安县\"}\n{\"text\":\n\"x\n{\"text\":\"梨 5吨 砀山县\"}\nrubbish\n{\"text\":\"梨 3吨 砀山县\"}\n"
        let found = AlertFileReader.records(in: Array(lines.utf8), format: .json)
        let errors = found.compactMap { if case .failure(let error) = $0 { error } else { nil } }
        #expect(errors.map(\.line) == [2, 5])
        #expect(errors.allSatisfy { !$0.remedy.isEmpty && !$0.raw.isEmpty })
        #expect(found.count == 5)
        let csv = AlertFileReader.records(in: Array("品种,数量\n\"白菜\"x,5\n梨,3\n".utf8), format: .csv)
        #expect(csv.count == 2)
        if case .failure(let error) = csv[0] {
            #expect(error.line == 2 && error.code == .malformed)
        } else {
            Issue.record("no error")
        }
    }

    @Test(
        "an object left open takes no other along",
        arguments: [
            "{bad", "{\"text\"", "{\"text\":\"x\",", "{\"text\":\"x\"", "{\"a\":[1,2", "{\"a\":{\"b\":1",
            "{\"a\":[{\"b\":1}",
            "{\"text\":\"x", "{{{",
        ]
    )
    func openObjects(broken: String) {
        let good = "{\"text\":\"梨 5吨 砀山县\"}"
        for lineEnd in ["\n", "\r\n", "\n  "] {
            let text = [good, broken, good, good, broken, good].joined(separator: lineEnd)
            let found = AlertFileReader.records(in: Array(text.utf8), format: .json)
            #expect(found.map { (try? $0.get()) != nil } == [true, false, true, true, false, true], "\(text)")
            let lines = found.compactMap { if case .failure(let error) = $0 { error.line } else { nil } }
            #expect(lines == [2, 5])
        }
    }

    @Test("objects may go over several lines")
    func manyLines() throws {
        let text =
            "[\n{\n\"meta\":\n{\"a\":1},\n\"list\":[\n{\"b\":2},\n{\"c\":[\n[1],\n{}\n]}\n],\n\"text\":\"梨 5吨 砀山县\"\n}\n,\n{\"text\":\"x\"}]"
        #expect(try records(text, .json).map { $0[.text] } == ["梨 5吨 砀山县", "x"])
    }

    @Test("a file without a header is one error, however long")
    func oneErrorForNoHeader() {
        let text = "a,b\n" + String(repeating: "1,2\n", count: 500)
        #expect(AlertFileReader.records(in: Array(text.utf8), format: .csv).count == 1)
    }

    @Test("depth, size and headers are bounded and checked")
    func bounds() {
        let deep =
            "{\"text\":\"x\",\"a\":" + String(repeating: "[", count: 40) + String(repeating: "]", count: 40) + "}"
        #expect(code(deep, .json) == .tooDeep)
        let large = "{\"text\":\"" + String(repeating: "a", count: 70_000) + "\"}"
        #expect(code(large, .json) == .tooLarge)
        #expect(code("品种,数量\n\"" + String(repeating: "a", count: 70_000), .csv) == .tooLarge)
        #expect(code("a,b\n1,2\n", .csv) == .noHeader)
        #expect(code("{\"text\":\"白菜", .json) == .malformed)
    }

    @Test("cells that a spreadsheet would run are shown with a quote in front")
    func neutralised() {
        #expect(AlertFields.shown("=1+1") == "'=1+1")
        #expect(AlertFields.shown("@x") == "'@x")
        #expect(AlertFields.shown("-5") == "'-5")
        #expect(AlertFields.shown("白菜") == "白菜")
    }

    @Test("the first byte tells the format")
    func format() {
        #expect(AlertFileReader.format(ofFirst: Array(" [{".utf8)) == .json)
        #expect(AlertFileReader.format(ofFirst: Array("\u{FEFF}品种,".utf8)) == .csv)
    }

    private func records(_ text: String, _ format: AlertFileFormat) throws -> [AlertFields] {
        try AlertFileReader.records(in: Array(text.utf8), format: format).map { try $0.get() }
    }

    private func code(_ text: String, _ format: AlertFileFormat) -> AlertFileError.Code? {
        for case .failure(let error) in AlertFileReader.records(in: Array(text.utf8), format: format) {
            return error.code
        }
        return nil
    }
}
