import DeskStreams
import EventLog
import Foundation
import GreenChannelModel
import Replay
import Testing

/// Filters over decoded fields, against what the records say.
@Suite struct RecordFilterTests {
    private func record(_ body: RecordBody, key: String = "k") -> SelectedRecord {
        var headers = Headers()
        headers.append(EventHeader.type, body.kind.eventType)
        return SelectedRecord(
            source: TopicPartition(TopicName("greenchannel.lots"), Partition(0)),
            record: Record(
                offset: .zero,
                timestamp: Timestamp(milliseconds: 0),
                key: Array(key.utf8)[...],
                value: body.serialized()[...],
                headers: headers
            )
        )
    }

    private var lot: SelectedRecord {
        var lot = LotOpened()
        lot.lot = "A1"
        lot.crop = "potato"
        lot.grams = 150_500
        lot.place = 231224
        lot.sellBy = 1_772_413_200_000
        lot.flags = ["PRICE_FLAGGED", "DUPLICATE"]
        return record(.lotOpened(lot), key: "A1")
    }

    private var fact: SelectedRecord {
        var fact = JournalEntry()
        fact.kind = .groupBuy
        fact.balance.sold = 7
        fact.why = "因为 (下雨)"
        return record(.journalEntry(fact))
    }

    @Test(
        arguments: [
            ("crop=potato", true), ("crop!=potato", false), ("crop=potato and kg>100", true), ("kg>150.5", false),
            ("kg>=150.5 and kg<=150.5", true), ("kg<150.501", true), ("grams=150500", true), ("GRAMS = 150500", true),
            ("sell_by<2026-03-03T00:00:00+08:00", true), ("sellBy>2026-03-03T00:00:00+08:00", false),
            ("place=231224 or crop=leek", true), ("not place=231224", false), ("not (crop=leek or kg<1)", true),
            ("crop=leek or crop=potato and kg>1000", false), ("(crop=leek or crop=potato) and kg>100", true),
            ("flags=DUPLICATE", true), ("flags=WINDOW_CLOSED", false), ("crop~tat", true), ("type=lotOpened", true),
            ("type=bid", false), ("key=A1", true), ("key~B", false), ("reason=UNKNOWN_CROP", false),
            ("text~x", false), ("floor_price=0", true), ("raw_text=''", true), ("crop='potato'", true),
        ]
    )
    func aLotIsJudgedByItsFields(filter: String, holds: Bool) throws {
        #expect(try RecordFilter(filter).matches(lot) == holds)
    }

    @Test(
        arguments: [
            ("kind=GROUP_BUY", true), ("kind=group_buy", true), ("kind=FEED", false), ("balance.sold=7", true),
            ("balance.sold>7", false), ("trip.fen=0", false), ("why='因为 (下雨)'", true), (#"why~"(下""#, true),
        ]
    )
    func aFactIsJudgedByItsFields(filter: String, holds: Bool) throws {
        #expect(try RecordFilter(filter).matches(fact) == holds)
    }

    @Test(arguments: ["", "crop", "crop=", "=potato", "crop=potato kg>1", "(crop=potato", "crop='potato", "and", "not"])
    func whatDoesNotReadIsRefused(filter: String) throws {
        let refusal = try #require(throws: ReplayRefusal.self) { try RecordFilter(filter) }
        #expect(refusal.code == .wrongFilter && refusal.remedy.contains("crop=potato"), "\(refusal)")
    }

    @Test(
        arguments: [
            ("kg>heavy", "a decimal number"), ("kg>-1", "such as 1.5"), ("grams>heavy", "a whole number"),
            ("grams>1.5", "a whole number"), ("balance.sold=some", "a whole number"), ("opens<2026-03-02", "T08:00"),
            ("type=lotOpend", "types are"), ("kind=vehicels", "GROUP_BUY"), ("kind=true", "GROUP_BUY"),
            ("kind=2", "GROUP_BUY"), ("crop=potato and not kind!=vehicels", "GROUP_BUY"),
        ]
    )
    func aValueThatAFieldNeverHasIsRefused(filter: String, words: String) throws {
        let refusal = try #require(throws: ReplayRefusal.self) { try RecordFilter(filter) }
        #expect(refusal.code == .wrongFilter && refusal.what.contains(words), "\(refusal)")
    }

    @Test(
        arguments: [
            "kind~GROUP", "kind=99", "kind>G", "type>lot and type<lou", "type~lot", "kg>=1.5", "withdrawn=True",
            "opens<2026-03-02T00:00:00+08:00", "considered.kind=FEED", "place=231224",
        ]
    )
    func aValueThatAFieldMayHaveIsTaken(filter: String) throws {
        _ = try RecordFilter(filter)
    }

    @Test func nestingHasAnEnd() throws {
        let deep = String(repeating: "(", count: 100_000) + "crop=x"
        #expect(throws: ReplayRefusal.self) { try RecordFilter(deep) }
        #expect(throws: ReplayRefusal.self) { try RecordFilter(String(repeating: "not ", count: 1000) + "crop=x") }
    }

    @Test func anUnknownFieldIsNamedWithTheOthers() throws {
        for filter in ["krop=potato", "balance=1", "balance.krop=1", "crop.x=1", "considered.value=1 and krop=1"] {
            let refusal = try #require(throws: ReplayRefusal.self) { try RecordFilter(filter) }
            #expect(refusal.code == .unknownField && refusal.remedy.contains(" crop "), "\(filter): \(refusal)")
        }
    }

    @Test func damagedBytesMatchNothing() throws {
        var damaged = lot.record
        damaged.value = [0x08]
        let record = SelectedRecord(source: lot.source, record: damaged)
        #expect(try !RecordFilter("crop=potato").matches(record))
        #expect(DecodedRecord(record).fault != nil)
        for length in 0..<64 {
            damaged.value = lot.record.value?.prefix(length)
            _ = DecodedRecord(SelectedRecord(source: lot.source, record: damaged)).summary
        }
    }

    /// The table of fields is a copy of what the `.proto` file says.
    @Test func theSchemaIsThatOfTheProtoFile() throws {
        let path = URL(filePath: #filePath)
            .appending(path: "../../../../Sources/GreenChannelModel/Proto/greenchannel.proto").standardized
        var message: String?
        var found: [String: [String]] = [:]
        for line in try String(contentsOf: path, encoding: .utf8).split(separator: "\n") {
            let words = line.split { " =;".contains($0) }.map(String.init)
            if words.first == "message" { message = words[1] }
            if words.first == "}" { message = nil }
            let isLabelled = words.first == "repeated" || words.first == "optional"
            let field = isLabelled ? Array(words.dropFirst()) : words
            guard let message, field.count == 3, Int(field[2]) != nil else { continue }
            found[message, default: []].append("\(field[1]) \(field[2]) \(words.first == "repeated")")
        }
        for kind in RecordKind.allCases {
            let name = "\(kind)".prefix(1).uppercased() + "\(kind)".dropFirst()
            let fields = RecordSchema.shipped.fields(of: kind)
            #expect(fields.map { "\($0.name) \($0.number) \($0.isRepeated)" } == found[name], "\(kind)")
            for field in fields {
                guard case .message(let inner) = field.type else { continue }
                #expect(
                    RecordSchema.shipped.fields(ofMessage: inner).map { "\($0.name) \($0.number) \($0.isRepeated)" }
                        == found[inner]
                )
            }
        }
    }
}
