import GreenChannelModel
import Intake
import Testing

private let parser = MessageParser()

@Suite("Messages")
struct MessageParserTests {
    @Test(
        "amounts, money, names and days",
        arguments: [
            MessageTable.quantities, MessageTable.prices, MessageTable.places, MessageTable.days,
        ]
    )
    func parts(table: String) { check(table) }

    @Test(
        "turns of phrase",
        arguments: [
            DayTable.rows, AmountTable.rows, MoneyTable.prices, MoneyTable.lots, NameTable.rows, IntentTable.rows,
            EnglishTable.rows,
        ]
    )
    func turnsOfPhrase(table: String) { check(table) }

    @Test(
        "people's words",
        arguments: [
            SenderTable.sentences, SenderTable.traditional, SenderTable.english, SenderTable.injections,
            MixedTable.rows,
        ]
    )
    func sentences(table: String) { check(table) }

    @Test(
        "what is asked, held and refused",
        arguments: [
            SenderTable.implausible, SenderTable.invalidNumbers, SenderTable.severalLots, SenderTable.unknownCrops,
            SenderTable.noAlerts,
        ]
    )
    func doubts(table: String) { check(table) }

    private func check(_ table: String) {
        let rows = MessageRow.rows(table)
        #expect(rows.count >= 4)
        for row in rows {
            let understanding = parser.understand(row.message)
            #expect(row.differences(understanding).isEmpty, "\(row.text): \(understanding)")
        }
    }

    @Test("the order of the parts changes nothing")
    func anyOrder() {
        let parts = ["白菜", "12吨", "庆安县", "还能放5天", "0.8元/斤"]
        let first = understand(parts.joined(separator: " "))
        #expect(first.status == .accepted)
        var order = Array(parts.indices)
        var seen = 0
        permute(&order, order.count) { order in
            seen += 1
            #expect(understand(order.map { parts[$0] }.joined(separator: " ")) == first)
            #expect(understand(order.map { parts[$0] }.joined(separator: "，")) == first)
        }
        #expect(seen == 120)
    }

    @Test("characters without a width, direction marks and full width change nothing")
    func inertCharacters() {
        let plain = understand("白菜 12吨 庆安县 还能放5天 0.8元/斤")
        #expect(understand("白\u{200B}菜 12\u{FEFF}吨 庆\u{202E}安县 还能放5天\u{2066} 0.8元/斤") == plain)
        #expect(understand("白菜　１２吨　庆安县　还能放５天　０．８元／斤").quantity == plain.quantity)
        #expect(understand("白菜\u{7}12吨\u{1B}庆安县\u{0}还能放5天 0.8元/斤").floorPrice == plain.floorPrice)
    }

    @Test("what was declared is kept as written")
    func declared() {
        let held = understand("菠萝 30万吨 徐闻县 4天")
        #expect(held.declaredQuantity == "30")
        #expect(held.declaredUnit == "万吨")
        #expect(held.suggestedQuantity == .kilograms(150_000))
        let boxes = understand("梨 1000件 每件10斤 砀山县")
        #expect(boxes.packageNet == .kilograms(5))
        #expect(boxes.declaredQuantity == "1000")
        #expect(boxes.declaredUnit == "件")
    }

    @Test("the choices of an ambiguous name, when they are few")
    func choices() {
        let streets = understand("大葱 5吨 鼓楼区 3天")
        #expect(streets.reasons == [.ambiguousPlace])
        #expect(streets.choices.map(\.description) == ["320106", "320302", "350102", "410204"])
        #expect(understand("大葱 5吨 城关镇 3天").choices.isEmpty)
        let sender = Adcode(320_302)
        let resolved = parser.understand(message("大葱 5吨 鼓楼区 3天", sender))
        #expect(resolved.place == sender)
        #expect(resolved.placeSource == .senderCounty)
    }

    @Test("a text beyond the bound is refused unread")
    func tooLarge() {
        let text = "白菜 12吨 庆安县 " + String(repeating: "急", count: 4000)
        #expect(understand(text).reasons == [.payloadTooLarge])
        #expect(understand(text).status == .refused)
    }

    @Test("the same message is always understood the same")
    func deterministic() {
        let other = MessageParser()
        for row in MessageRow.rows(MessageTable.places) {
            #expect(parser.understand(row.message) == other.understand(row.message))
        }
    }

    private func understand(_ text: String) -> Understanding { parser.understand(message(text)) }

    private func message(_ text: String, _ sender: Adcode? = nil) -> Message {
        Message(text: text, received: Day(year: 2026, month: 3, day: 2).instant(hour: 9), senderCounty: sender)
    }

    private func permute(_ order: inout [Int], _ count: Int, _ body: ([Int]) -> Void) {
        if count <= 1 { return body(order) }
        for index in 0..<count {
            permute(&order, count - 1, body)
            order.swapAt(count % 2 == 0 ? index : 0, count - 1)
        }
    }
}
