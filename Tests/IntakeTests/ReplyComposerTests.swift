import GreenChannelModel
import Intake
import Testing

private let parser = MessageParser()
private let composer = ReplyComposer()

@Suite("Replies")
struct ReplyComposerTests {
    private let number = "A00017"

    @Test("an accepted alert is echoed with case number, kilograms, place, day and price")
    func accepted() {
        let reply = reply(to: "白菜 12吨 庆安县 还能放5天 0.8元/斤")
        #expect(reply == "受理A00017：大白菜12000公斤，庆安县，售至3-7，1.6元/公斤。有误请回：更正")
        #expect(reply.utf16.count <= 70)
    }

    @Test("the echo says when the sender's county decided the place")
    func senderCounty() {
        let reply = reply(to: "大葱 5吨 鼓楼区", from: Adcode(320_302))
        #expect(reply.contains("鼓楼区(按您所在县)"))
    }

    @Test("a held quantity is asked back in the unit that was likelier meant")
    func held() {
        #expect(reply(to: "菠萝 30万吨 徐闻县 4天").contains("30万斤(150吨)? 回1是，回2改"))
        #expect(reply(to: "雪花梨 5吨 砀山县 500元/斤").contains("1000元/公斤？回1是"))
    }

    @Test("an ambiguous place is asked with its choices, numbered")
    func choices() {
        let reply = reply(to: "大葱 5吨 鼓楼区 3天")
        for part in ["1", "2", "3", "4", "徐州", "福州"] { #expect(reply.contains(part), "\(reply)") }
        #expect(reply.utf16.count <= 70)
    }

    @Test(
        "what is missing is asked for, one thing at a time",
        arguments: [
            ("胡萝卜 20亩 萧县", "共重多少"), ("梨 1000件 砀山县", "多少斤"), ("大葱 5吨 火星镇", "“火星镇”没找到"),
            ("大葱 5吨 城关镇", "哪个县"), ("榴莲 3吨 徐闻县", "“榴莲”不认识"), ("土豆5吨、洋葱3吨 庆安县", "分开发"), ("你好", "请写"),
            ("土豆 0吨 庆安县", "数字有误"), ("土豆 5吨 庆安县 保质期到2月20日", "已过可售期"), ("5吨 庆安县", "什么品种"), ("大葱 庆安县", "共有多少"),
        ]
    )
    func asked(text: String, part: String) {
        let reply = reply(to: text)
        #expect(reply.contains(part), "\(reply)")
        #expect(reply.contains(number))
        #expect(reply.utf16.count <= 70)
    }

    @Test(
        "English is answered in English, in the GSM alphabet",
        arguments: [
            "Potatoes 20 tonnes, Dingbian County, Shaanxi, 10 days left, 0.5 yuan/jin", "garlic 5 tonnes, Nashik",
            "hello", "garlic 5 tonnes",
            "carrots 50,000 tonnes, Jingbian county", "carrots 5 tonnes Jingbian county 900 yuan/kg",
            "20 acres of watermelon, Weishi county, Henan",
            "onions 3 tonnes Gulou district",
        ]
    )
    func english(text: String) {
        let reply = reply(to: text)
        #expect(reply.utf16.count <= 160)
        #expect(reply.unicodeScalars.allSatisfy { (0x20...0x7E).contains($0.value) }, "\(reply)")
        #expect(reply.contains(number))
    }

    @Test("what the sender wrote comes back without signs that do something")
    func inert() {
        var understanding = Understanding()
        understanding.status = .ask
        understanding.reasons = [.unknownPlace]
        understanding.placeText = "<img>\u{202E}火\u{200B}星\u{7}'=@镇" + String(repeating: "长", count: 500)
        let reply = composer.reply(to: understanding, caseNumber: number)
        #expect(reply.utf16.count <= 70)
        for sign in ["<", ">", "\u{202E}", "\u{200B}", "\u{7}", "'", "=", "@"] { #expect(!reply.contains(sign)) }
        #expect(reply.contains("火星镇"))
    }

    @Test("repeats, corrections and cancellations")
    func others() {
        #expect(composer.repeated(caseNumber: number, language: .zh).contains(number))
        #expect(composer.repeated(caseNumber: "A0123456789ABCD", language: .zh).utf16.count <= 70)
        #expect(
            composer.corrected(caseNumber: number, quantity: .kilograms(10_000), language: .zh)
                == "A00017已更正：现共10000公斤。"
        )
        #expect(
            composer.corrected(caseNumber: number, quantity: .kilograms(10_000), language: .en).contains("10000 kg")
        )
        #expect(composer.cancelled(caseNumber: number, language: .zh).contains("已取消"))
        #expect(composer.unknownCase(nil, language: .zh).utf16.count <= 70)
    }

    private func reply(to text: String, from county: Adcode? = nil) -> String {
        let received = Day(year: 2026, month: 3, day: 2).instant(hour: 9)
        let message = Message(text: text, received: received, senderCounty: county)
        return composer.reply(to: parser.understand(message), caseNumber: number)
    }
}
