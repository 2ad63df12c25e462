import Foundation
import Testing

extension CommandTests {
    struct ParseTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        @Test func aMessageIsShownAsOneLineOfJSON() throws {
            let result = try greenchannel(
                "parse",
                "--json",
                "--received",
                "2026-03-02T09:00:00+08:00",
                "白菜 12吨 庆安县 还能放5天 0.8元/斤",
                in: folder
            )
            #expect(result.ending == .exit(0))
            #expect(result.errors == "")
            #expect(result.lines.count == 1)
            let object = try result.object()
            #expect(object["status"] as? String == "accepted")
            #expect(object["crop"] as? String == "napa_cabbage")
            #expect(object["quantityKg"] as? Double == 12_000)
            #expect(object["place"] as? String == "231224")
            #expect(object["sellBy"] as? String == "2026-03-07T09:00:00+08:00")
            #expect(object["floorPriceFenPerKg"] as? Int == 160)
            #expect(object["reasons"] as? [String] == [])
            #expect((object["reply"] as? String)?.isEmpty == false)
            #expect(object["choices"] == nil)
        }

        @Test func choicesAreGivenWhereAPlaceIsAmbiguous() throws {
            let object = try greenchannel("parse", "--json", "大葱 5吨 鼓楼区 3天", in: folder).object()
            #expect(object["status"] as? String == "ask")
            #expect(object["reasons"] as? [String] == ["AMBIGUOUS_PLACE"])
            #expect((object["choices"] as? [String])?.count == 4)
            let home = try greenchannel("parse", "--json", "--sender-county", "320106", "大葱 5吨 鼓楼区 3天", in: folder)
            #expect(try home.object()["place"] as? String == "320106")
        }

        @Test(arguments: ["jsonl", "csv"])
        func aFileGivesALineAMessageInItsOrder(format: String) throws {
            let text =
                format == "csv"
                ? "id,text\na,白菜 12吨 庆安县 还能放5天\nb,胡萝卜 20亩 萧县\n"
                : """
                {"id":"a","text":"白菜 12吨 庆安县 还能放5天"}
                {"id":"b","text":"胡萝卜 20亩 萧县"}
                """
            let file = try folder.file("messages.\(format)", text)
            let result = try greenchannel("parse", "--file", file, in: folder)
            #expect(result.ending == .exit(0))
            let objects = try result.objects()
            #expect(objects.map { $0["id"] as? String } == ["a", "b"])
            #expect(objects.map { $0["status"] as? String } == ["accepted", "ask"])
            let piped = try greenchannel(
                "parse",
                "--file",
                "-",
                "--received",
                "2026-03-02T09:00:00+08:00",
                in: folder,
                input: text
            )
            #expect(try piped.objects().first?["sellBy"] as? String == "2026-03-07T09:00:00+08:00")
        }

        @Test func aLineThatIsNoMessageIsNamedAndTheOthersAreShown() throws {
            let text = "{\"id\":\"a\",\"text\":\"白菜 12吨 庆安县\"}\noops\n{\"id\":\"c\",\"text\":\"胡萝卜 20亩 萧县\"}\n"
            let result = try greenchannel("parse", "--file", "-", in: folder, input: text)
            #expect(result.ending == .exit(3))
            #expect(result.errors.contains("line 2"))
            #expect(try result.objects().map { $0["id"] as? String } == ["a", "c"])
        }

        @Test func whatASenderWritesNeverReachesTheTerminalRaw() throws {
            let hostile = "土豆 3吨 庆安县 10天 \u{1B}[31mred\u{1B}]0;title\u{7} \u{202E}dlrow\u{9B}2J"
            for text in [hostile, "火星\u{1B}[2J镇 白菜 5吨", "\u{1B}[5m"] {
                for command in [["parse", text], ["parse", "--json", text]] {
                    let process = try CommandProcess(command, in: folder)
                    try process.waitForEnd()
                    let shown = process.output + process.errors
                    #expect(!shown.isEmpty)
                    #expect(!shown.unicodeScalars.contains { Self.isActive($0) }, "\(text.debugDescription)")
                }
            }
        }

        private static func isActive(_ scalar: Unicode.Scalar) -> Bool {
            switch scalar.properties.generalCategory {
            case .control: scalar != "\n"
            case .format: true
            default: false
            }
        }
    }
}
