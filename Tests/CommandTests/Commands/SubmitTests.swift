import Foundation
import Testing

extension CommandTests {
    /// Posting alerts, and what their senders are told.
    struct SubmitTests {
        private let channel: RunningChannel

        init() throws { channel = try RunningChannel() }

        @Test func aMessageGetsACaseNumberAndItsStory() throws {
            try channel.loadOffers()
            let result = try channel.command("submit", "白菜 12吨 庆安县 还能放5天 0.8元/斤", "--wait")
            #expect(result.ending == .exit(0), "\(result.errors)")
            let number = try #require(result.lines.first)
            #expect(number.count >= 6 && number.hasPrefix("A"))
            #expect(result.output.contains("opened: Chinese cabbage 12000 kg"), "\(result.output)")
            #expect(result.output.contains("processor 测试加工厂 takes 12000 kg"))
            #expect(result.errors.contains(number), "the sender is told the number")
            let again = try channel.command("submit", "白菜 12吨 庆安县 还能放5天 0.8元/斤", "--wait")
            #expect(again.ending == .exit(0))
            #expect(again.errors.contains(number), "a repeat is the same case")
        }

        @Test func aQuestionEndsTheWait() throws {
            let result = try channel.command("submit", "胡萝卜 20亩 萧县", "--wait", "--lang", "zh")
            #expect(result.ending == .exit(0))
            #expect(result.output.contains("回问（亩是面积，不是重量）"))
        }

        @Test(arguments: [
            ("白菜 0吨 庆安县", "NUMBER_INVALID"), ("1", "NOT_AN_ALERT"),
            (String(repeating: "白菜", count: 1000), "PAYLOAD_TOO_LARGE"),
        ])
        func aRefusalEndsTheWaitAndIsTold(text: String, reason: String) throws {
            let result = try channel.command("submit", text, "--wait")
            #expect(result.ending == .exit(3))
            #expect(result.errors.contains("refused (\(reason))"), "\(result.errors)")
            let json = try channel.command("submit", text, "--wait", "--json", "--sender", "other")
            #expect(json.ending == .exit(3))
            #expect(try json.objects().last?["reason"] as? String == reason)
        }

        @Test(arguments: [
            "text,sender\n白菜 1吨 庆安县 还能放5天,a\n土豆 2吨 萧县 还能放9天,b\n",
            "[{\"text\":\"白菜 1吨 庆安县\",\"sender\":\"a\"},{\"text\":\"土豆 2吨 萧县\",\"sender\":\"b\"}]",
            "{\"text\":\"白菜 1吨 庆安县\",\"sender\":\"a\"}\n{\"text\":\"土豆 2吨 萧县\",\"sender\":\"b\"}\n",
            "crop,quantity,unit,place,sender\n白菜,1,吨,庆安县,a\n土豆,2,吨,萧县,b\n",
        ])
        func aFileGivesANumberALine(text: String) throws {
            let file = try channel.folder.file("alerts", text)
            let result = try channel.command("submit", "--file", file, "--json")
            #expect(result.ending == .exit(0), "\(result.errors)")
            let numbers = try result.objects().compactMap { $0["caseNumber"] as? String }
            #expect(Set(numbers).count == 2)
            for number in numbers { try channel.waitFor("OPENED", in: number) }
        }

        @Test func aFileWithAWrongLineIsNotTakenAtAll() throws {
            let text = "{\"text\":\"白菜 1吨 庆安县\"}\n{\"text\":\n"
            let result = try channel.command("submit", "--file", "-", input: text)
            #expect(result.ending == .exit(1))
            #expect(result.errors.contains("line 2"))
            #expect(result.errors.contains("nothing was taken"))
            #expect(result.output == "")
        }

        @Test func withoutAWorkerTheWaitEndsAndSaysSo() throws {
            channel.up.send(SIGTERM)
            try channel.up.waitForEnd()
            let result = try channel.command("submit", "白菜 1吨 庆安县", "--wait", "--timeout", "0.5")
            #expect(result.ending == .exit(1))
            #expect(result.errors.contains("Is a worker running"))
        }
    }
}
