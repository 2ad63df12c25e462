import GreenChannelModel
import Intake
import Testing

private let parser = MessageParser()

@Suite("Answers, corrections, cancellations")
struct SenderMessageTests {
    @Test(
        "a lone digit is an answer",
        arguments: [("1", 1), ("２", 2), ("选1", 1), (" 3 ", 3), ("回2", 2), ("二", 2), ("1.", 1)]
    )
    func replies(text: String, choice: Int) {
        #expect(read(text) == .reply(choice: choice))
    }

    @Test(
        "a correction names a case and what changes",
        arguments: ["更正 A00017 10吨", "更正A00017：10吨", "correct a00017 10 t", "更正　Ａ０００１７　１０吨"]
    )
    func corrections(text: String) {
        guard case .correction(let number, let said) = read(text) else {
            Issue.record("\(text) is no correction")
            return
        }
        #expect(number == "A00017")
        #expect(said.quantity == .kilograms(10_000))
        #expect(said.reasons.isEmpty)
        #expect(said.crop == nil && said.place == nil && said.floorPrice == nil)
    }

    @Test("a correction may name anything, and says what is wrong with it")
    func correctionParts() {
        guard case .correction(_, let said) = read("更正 A00017 萝卜 望奎县 还能放3天 5毛") else {
            Issue.record("no correction")
            return
        }
        #expect(said.crop == CropCatalogue.shipped.crop(id: "radish"))
        #expect(said.place == Adcode(231_221))
        #expect(said.floorPrice == FenPerKilogram(100))
        #expect(said.sellBy != nil && said.quantity == nil)
        guard case .correction(_, let wrong) = read("更正 A00017 -10吨") else {
            Issue.record("no correction")
            return
        }
        #expect(wrong.reasons == [.numberInvalid])
        guard case .correction(_, let empty) = read("更正 A00017") else {
            Issue.record("no correction")
            return
        }
        #expect(empty.isEmpty)
    }

    @Test("a cancellation names a case", arguments: ["取消 A00017", "取消A00017", "cancel A00017", "撤销 a00017 不卖了"])
    func cancellations(text: String) { #expect(read(text) == .cancel(caseNumber: "A00017")) }

    @Test("everything else is an alert or none", arguments: ["白菜 5吨 庆安县", "取消", "更正", "10", "1吨", "correct", "你好", ""])
    func alerts(text: String) {
        guard case .alert = read(text) else {
            Issue.record("\(text) is taken for something else")
            return
        }
    }

    private func read(_ text: String) -> SenderMessage {
        parser.read(Message(text: text, received: Day(year: 2026, month: 3, day: 2).instant(hour: 9)))
    }
}
