import GreenChannelModel
import Intake
import Testing

private let parser = MessageParser()

@Suite("Any bytes")
struct MessageFuzzTests {
    private static let seeds = MessageRow.rows(
        MessageTable.quantities + "\n" + MessageTable.prices + "\n" + MessageTable.places + "\n" + MessageTable.days
            + "\n"
            + SenderTable.sentences + "\n" + SenderTable.english + "\n" + SenderTable.injections
    ).map { Array($0.text.utf8) }
    private static let pieces = [
        "万", "亿", "两", "半", "一", "十", "-", "/", "*", "~", "元", "块", "毛", "斤", "吨", "箱", "每", "县", "镇", "1e309", "nan",
        "9999999999999999",
        "0", "\u{202E}", "\u{200B}", "🍍", "=", "<b", ">", "http://", "3月", "31日", "2月30日", "前", "后", "采", "\0", "\n",
        "'", "，", "点", "几",
    ].map { Array($0.utf8) }
    private static let received = Day(year: 2026, month: 3, day: 2).instant(hour: 9)

    @Test("mutated messages are understood as something, and replies fit", arguments: 0..<8)
    func mutations(seed: Int) {
        var random = Seeded(state: UInt64(seed))
        let composer = ReplyComposer()
        for _ in 0..<500 {
            var bytes = Self.seeds[Int.random(in: 0..<Self.seeds.count, using: &random)]
            for _ in 0..<Int.random(in: 1...6, using: &random) { mutate(&bytes, &random) }
            let message = Message(bytes: bytes, received: Self.received)
            let understanding = parser.understand(message)
            check(understanding)
            let reply = composer.reply(to: understanding, caseNumber: "A0123456")
            #expect(reply.utf16.count <= (understanding.language == .zh ? 70 : 160))
            #expect(reply.contains("A0123456"))
            _ = parser.read(message)
        }
    }

    @Test("random bytes are understood as something", arguments: 0..<4)
    func randomBytes(seed: Int) {
        var random = Seeded(state: UInt64(seed) &+ 99)
        for _ in 0..<500 {
            let bytes = (0..<Int.random(in: 0...300, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            check(parser.understand(Message(bytes: bytes, received: Self.received)))
        }
        for _ in 0..<200 {
            let scalars = (0..<80).map { _ in Unicode.Scalar(UInt32.random(in: 0x4E00...0x9FA5, using: &random)) ?? "一"
            }
            check(parser.understand(Message(text: String(String.UnicodeScalarView(scalars)), received: Self.received)))
        }
    }

    @Test(
        "4 KiB of one thing take no longer than 4 KiB of another",
        arguments: [
            "9", "一", "两", "吨", "一斤", "1吨", "1元", "一块", "城关镇", "鼓楼区", "一块一斤", "5天", "1-", "-1", "a", "a ", "<a", "刺",
            "刺 ", "苹果", "1,111,",
            "每", "每箱", "10斤/箱", "昨天", "3月1日", "未知县", "万", "几", "多", "http://", "'a", "、1", "1、", "黑老虎果", "\u{200B}",
            "🍍", "梨", "去年",
        ]
    )
    func longTexts(piece: String) {
        let count = Message.textBytesMax / piece.utf8.count
        let text = String(repeating: piece, count: count)
        let clock = ContinuousClock()
        let time = clock.measure { check(parser.understand(Message(text: text, received: Self.received))) }
        // A debug build on a busy machine takes some milliseconds; a reading in the square of the length takes minutes.
        #expect(time < .seconds(5), "\(piece): \(time)")
    }

    @Test("files of any bytes give records or errors, and lose none", arguments: 0..<4)
    func files(seed: Int) {
        var random = Seeded(state: UInt64(seed) &+ 7)
        let csv = Array("品种,数量,单位,地点\n白菜,5,吨,庆安县\n\"梨,\"\"酥\"\"\",3,吨,砀山县\n".utf8)
        let json = Array(
            "[{\"crop\":\"白菜\",\"quantity\":5,\"x\":{\"y\":[1,2]}},\n{\"text\":\"梨 3吨 \\u7800山县\"}]\n".utf8
        )
        for _ in 0..<300 {
            for (format, seedBytes) in [(AlertFileFormat.csv, csv), (.json, json)] {
                var bytes = seedBytes
                for _ in 0..<Int.random(in: 1...5, using: &random) { mutate(&bytes, &random) }
                let whole = AlertFileReader.records(in: bytes, format: format)
                var reader = AlertFileReader(format: format)
                var pieces: [AlertFileReader.Record] = []
                for byte in bytes { reader.consume(CollectionOfOne(byte)) { pieces.append($0) } }
                reader.finish { pieces.append($0) }
                #expect(whole == pieces)
                for case .success(let fields) in whole { check(parser.understand(fields, received: Self.received)) }
            }
        }
    }

    private func check(_ understanding: Understanding) {
        #expect(Set(understanding.reasons).count == understanding.reasons.count)
        if understanding.status == .accepted {
            #expect(understanding.crop != nil && understanding.place != nil)
            #expect((understanding.quantity ?? .zero) > .zero)
        } else {
            #expect(!understanding.reasons.isEmpty)
        }
    }

    private func mutate(_ bytes: inout [UInt8], _ random: inout Seeded) {
        let at = Int.random(in: 0...bytes.count, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: bytes.insert(contentsOf: Self.pieces[Int.random(in: 0..<Self.pieces.count, using: &random)], at: at)
        case 1 where at < bytes.count: bytes.remove(at: at)
        case 2 where at < bytes.count: bytes[at] = UInt8.random(in: 0...255, using: &random)
        case 3: bytes.insert(contentsOf: bytes.prefix(at).suffix(12), at: at)
        default:
            bytes.insert(
                contentsOf: Self.seeds[Int.random(in: 0..<Self.seeds.count, using: &random)].prefix(30),
                at: at
            )
        }
        if bytes.count > 4000 { bytes.removeLast(bytes.count - 4000) }
    }
}
