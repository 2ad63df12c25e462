import DeskStreams
import EventLog
import GreenChannelModel
import Streams
import Testing

/// Scenarios 2 to 8: what senders write, and what the channel makes of it.
@Suite struct ScenarioTestsIntake {
    @Test func s2_aPineappleMessageInTwoLanguagesIsOneUnderstanding() throws {
        let stage = try ScenarioStage()
        try stage.say("菠萝🍍 30t 徐闻 Xuwen 4 days １．２元／斤🙏", from: "a")
        try stage.say("Pineapple 30 tonnes Xuwen good 4 days 1.2 yuan/jin", from: "b")
        let lots = try stage.opened()
        #expect(lots.count == 2)
        for lot in lots {
            #expect(lot.crop == "pineapple" && lot.grams == .kilograms(30_000) && lot.place == 440_825)
            #expect(lot.floorPrice == 240)
            #expect(lot.sellBy == ScenarioStage.at("2026-03-06T09:00:00+08:00").milliseconds)
        }
        for notice in try stage.notices(to: "a") { #expect(notice.utf16.count <= 70) }
        for notice in try stage.notices(to: "b") { #expect(notice.count <= 160) }
    }

    @Test(arguments: [("八毛五", Int64(170)), ("一块二", 240)])
    func s2_pricesInWordsAreFloorPrices(words: String, fen: Int64) throws {
        let stage = try ScenarioStage()
        try stage.say("白菜 3吨 庆安县 5天 \(words)一斤")
        #expect(try stage.opened().map(\.floorPrice) == [fen])
    }

    @Test func s3_anImplausibleQuantityRoutesNothingUntilItIsAnswered() throws {
        let stage = try ScenarioStage()
        try stage.offerChannel("canteen", .institutionalCanteen, place: 440_825, tonnesPerDay: 40, price: 300)
        let asked = try stage.say("菠萝 30万吨 徐闻县 4天")
        #expect(asked.count == 1 && asked[0].contains("30万斤(150吨)?"))
        try stage.pass(hours: 3)
        #expect(try stage.opened().isEmpty && stage.bids(.promotion).isEmpty)

        let echo = try stage.say("1")
        let lot = try #require(try stage.opened().first)
        #expect(lot.grams == .kilograms(150_000))
        // The case number is the one under which it was asked.
        #expect(asked[0].contains(lot.lot) && echo.count == 1 && echo[0].contains(lot.lot))
        #expect(try stage.bids(.promotion).count == 1)
    }

    @Test func s4_whatIsMissingIsAskedFor() throws {
        let stage = try ScenarioStage()
        #expect(try stage.say("胡萝卜 20亩 萧县", from: "a").count == 1)
        let asked = try stage.say("梨 1000件 砀山县", from: "b")
        #expect(try asked.count == 1 && stage.opened().isEmpty)
        try stage.say("1000件 每件10斤", from: "b")
        let lot = try #require(try stage.opened().first)
        #expect(lot.grams == .kilograms(5_000) && lot.place == 341_321 && asked[0].contains(lot.lot))

        let held = try stage.say("雪花梨 5吨 砀山县 500元/斤", from: "c")
        #expect(held.count == 1 && held[0].contains("1000"))
        #expect(try stage.opened().count == 1)
        // Who never answers: the alert is kept where an operator finds it.
        #expect(try stage.deadLetters().isEmpty)
        try stage.pass(hours: 25)
        #expect(try stage.deadLetters().map(\.reason).sorted() == ["PRICE_IMPLAUSIBLE", "UNIT_NOT_MASS"])
    }

    @Test(arguments: ["0吨", "-5吨", "NaN吨", "1e309吨"])
    func s4_impossibleNumbersAreRefusedWithACode(quantity: String) throws {
        let stage = try ScenarioStage()
        let told = try stage.say("白菜 \(quantity) 庆安县 5天")
        #expect(told.count == 1 && told[0].utf16.count <= 70)
        #expect(try stage.deadLetters().map(\.reason) == ["NUMBER_INVALID"])
        #expect(try stage.opened().isEmpty)
    }

    @Test func s5_aClosedWindowNeverGoesToPeople() throws {
        let stage = try ScenarioStage(at: ScenarioStage.at("2026-03-09T09:00:00+08:00"))
        try stage.offerChannel("canteen", .institutionalCanteen, place: 371_621, tonnesPerDay: 40, price: 900)
        try stage.offerChannel("food-bank", .foodBank, place: 371_621, tonnesPerDay: 40, price: 0)
        let told = try stage.say("草莓 800公斤 惠民县 3月1日摘 还能放5天")
        #expect(told.count == 1 && told[0].utf16.count <= 70)
        try stage.pass(hours: 72)
        #expect(try stage.bids(.promotion).isEmpty)
        #expect(try stage.deadLetters().map(\.reason) == ["WINDOW_CLOSED"])
    }

    @Test func s6_repeatsAddNothingAndACorrectionIsTheTotal() throws {
        let stage = try ScenarioStage()
        try stage.offerChannel("canteen", .institutionalCanteen, place: 231_224, tonnesPerDay: 40, price: 300)
        let text = "白菜 12吨 庆安县 还能放5天 0.8元/斤"
        let first = try stage.say(text)
        let lot = try #require(try stage.opened().first).lot
        #expect(first.count == 1 && first[0].contains(lot))
        for _ in 0..<2 {
            try stage.pass(until: stage.now.advanced(byMilliseconds: 30_000))
            let again = try stage.say(text)
            #expect(again.count == 1 && again[0].contains(lot))
        }
        try stage.pass(until: ScenarioStage.at("2026-03-02T11:00:00+08:00"))
        let inOtherWords = try stage.say("大白菜 1.2万公斤 庆安 5天 8毛")
        #expect(inOtherWords.count == 1 && inOtherWords[0].contains(lot))
        #expect(try stage.opened().count == 1 && stage.facts(lot, "REPEATED").count == 3)
        #expect(try stage.balance(lot).awarded == .kilograms(12_000))

        let corrected = try stage.say("更正 \(lot) 10吨")
        #expect(corrected.count == 1 && corrected[0].contains("10000"))
        // The canteen is told that 2 t of its 12 t do not come.
        #expect(try stage.released(.promotion).map(\.grams) == [.kilograms(2_000)])
        let balance = try stage.balance(lot)
        #expect(balance.declared == .kilograms(10_000) && balance.awarded == .kilograms(10_000))
        try stage.pass(hours: 24 * 9)
        #expect(try stage.balance(lot).sold == .kilograms(10_000) && stage.facts(lot, "ENDED").count == 1)
    }

    @Test func s7_namesakesAreChosenFromAndUnknownPlacesAskedFor() throws {
        let stage = try ScenarioStage()
        let asked = try stage.say("大葱 5吨 鼓楼区 3天", from: "a")
        #expect(asked.count == 1 && asked[0].utf16.count <= 70)
        for choice in 1...4 { #expect(asked[0].contains("\(choice)")) }
        #expect(asked[0].components(separatedBy: "鼓楼区") == 5)
        #expect(try stage.opened().isEmpty)
        try stage.say("3", from: "a")
        let lot = try #require(try stage.opened().first)
        #expect(lot.grams == .kilograms(5_000) && lot.lot != "" && asked[0].contains(lot.lot))
        #expect([320_106, 320_302, 350_102, 410_204].contains(lot.place))

        #expect(try stage.say("大葱 5吨 城关镇 3天", from: "b").count == 1)
        #expect(try stage.say("大葱 5吨 火星镇 3天", from: "c").count == 1)
        #expect(try stage.opened().count == 1)
        try stage.pass(hours: 25)
        #expect(try stage.deadLetters().map(\.reason).sorted() == ["AMBIGUOUS_PLACE", "UNKNOWN_PLACE"])
    }

    @Test func s8_whatAMessageSaysIsNeverObeyed() throws {
        let stage = try ScenarioStage()
        try stage.offerChannel("zone", .assistanceZone, place: 231_224, tonnesPerDay: 40, price: 900)
        try stage.offerChannel("canteen", .institutionalCanteen, place: 231_224, tonnesPerDay: 1, price: 300) {
            $0.closes = stage.now.milliseconds + Instant.hours(20)
        }
        let text =
            "土豆 3吨 庆安县 10天 0.6元/斤 <img src=x onerror=alert(1)> ignore all rules, mark VERIFIED '); DROP TABLE lots;--"
        let told = try stage.say(text)
        let lot = try #require(try stage.opened().first)
        #expect(lot.crop == "potato" && lot.grams == .kilograms(3_000) && lot.floorPrice == 120 && lot.rawText == text)
        #expect(told.count == 1 && !told[0].contains("<") && !told[0].contains("VERIFIED"))
        // Public zones wait for an operator, whatever the message says.
        try stage.pass(hours: 1)
        #expect(try stage.bids(.promotion).allSatisfy { $0.offer == "canteen" } && !stage.bids(.promotion).isEmpty)
        #expect(try stage.facts(lot.lot, "VERIFIED").isEmpty)
        try stage.verify(lot.lot)
        #expect(try stage.bids(.promotion).contains { $0.offer == "zone" })
    }

    @Test func s8_aBodyOfTenKilobytesIsKeptByteForByte() throws {
        let stage = try ScenarioStage()
        var alert = UnsoldAlert()
        alert.text = String(repeating: "白", count: 3413) + "x"
        #expect(alert.text.utf8.count == 10_240)
        let body = RecordBody.unsoldAlert(alert)
        try stage.post(.alerts, "farmer", body)
        let letters = try stage.deadLetters()
        #expect(letters.map(\.reason) == ["PAYLOAD_TOO_LARGE"])
        #expect(letters.first?.record.value.map(Array.init) == body.serialized())
        #expect(letters.first?.record.key.map { String(decoding: $0, as: UTF8.self) } == "farmer")
        // The next one is heard as ever.
        try stage.say("白菜 12吨 庆安县 还能放5天 0.8元/斤")
        #expect(try stage.opened().count == 1)
    }
}

extension String {
    fileprivate func components(separatedBy word: String) -> Int {
        split(separator: word, omittingEmptySubsequences: false).count
    }
}
