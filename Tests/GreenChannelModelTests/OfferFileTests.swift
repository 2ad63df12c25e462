import Foundation
import GreenChannelModel
import Testing

@Suite struct OfferFileTests {
    private static let epochLine = #"{"epoch":"2026-03-02T00:00:00+08:00"}"#
    private static let epoch = Instant(milliseconds: 1_772_380_800_000)

    private func read(_ lines: String...) -> (file: OfferFile, errors: [OfferFileError]) {
        OfferFile.read(Array(lines.joined(separator: "\n").utf8))
    }

    @Test func `every kind of record has its topic and key`() {
        let (file, errors) = read(
            Self.epochLine,
            #"{"channelOffered":{"channel":"c1","kind":"FOOD_BANK","place":230102,"gramsPerDay":"5000000"}}"#,
            #"{"ordersReported":{"channel":"c1","units":"12"}, "at":"2026-03-02T10:00:00+08:00"}"#,
            #"{"channelWithdrawn":{"channel":"c1","by":"ops","why":"closed"}}"#,
            #"{"slotOffered":{"studio":"s1","slot":"s1-1","host":"h"}}"#,
            #"{"slotCancelled":{"studio":"s1","slot":"s1-1"}}"#,
            #"{"liveOrderPlaced":{"studio":"s1","slot":"s1-1","lot":"L1","order":"o1","units":2}}"#,
            #"{"vehicleOffered":{"depot":"d1","vehicle":"v1","rated_grams":"15000000"}}"#,
            #"{"vehicleWithdrawn":{"depot":"d1","vehicle":"v1"}}"#,
            #"{"emergencyDeclared":{"place":231200,"until":"1772467200000"}}"#
        )
        #expect(errors.isEmpty)
        #expect(file.epoch == Self.epoch)
        #expect(
            file.records.map { "\($0.topic.rawValue) \($0.key)" } == [
                "promotion c1", "promotion c1", "promotion c1", "broadcast s1", "broadcast s1", "broadcast s1",
                "dispatch d1", "dispatch d1", "lots 231200",
            ]
        )
        #expect(
            file.records.map(\.at) == [0, 36_000_000, 0, 0, 0, 0, 0, 0, 0].map(Self.epoch.advanced(byMilliseconds:))
        )
        var channel = ChannelOffered()
        channel.channel = "c1"
        channel.kind = .foodBank
        channel.place = 230_102
        channel.gramsPerDay = 5_000_000
        #expect(file.records.first?.body == .channelOffered(channel))
    }

    @Test func `a file without an epoch takes the time given and does not move`() {
        let now = Instant(milliseconds: 5)
        let (file, errors) = OfferFile.read(
            Array(#"{"vehicleOffered":{"depot":"d","vehicle":"v"}}"#.utf8),
            defaultTime: now
        )
        #expect(errors.isEmpty)
        #expect(file.epoch == nil && file.records.map(\.at) == [now])
        #expect(file.shifted(toEpoch: Self.epoch) == file)
    }

    @Test func `a shift moves every time that is stated and no other`() {
        let (file, errors) = read(
            Self.epochLine,
            #"{"channelOffered":{"channel":"c","opens":"1772380800000","closes":"1772380800007"}}"#,
            #"{"channelOffered":{"channel":"g","deadline":"1772380800001","saleDelayMilliseconds":"9"}}"#,
            #"{"slotOffered":{"studio":"s","starts":"1772380800000","ends":"1772380800002","shipBy":"1772380800003"}}"#,
            #"{"vehicleOffered":{"depot":"d","shiftStarts":"1772380800004","shiftEnds":"1772380800005"}}"#,
            #"{"emergencyDeclared":{"place":1,"until":"1772380800006"},"at":"2026-03-02T00:00:01+08:00"}"#
        )
        #expect(errors.isEmpty)
        let shifted = file.shifted(toEpoch: Instant(milliseconds: 1_000_000))
        #expect(shifted.epoch == Instant(milliseconds: 1_000_000))
        #expect(shifted.records.map(\.at.milliseconds) == [1_000_000, 1_000_000, 1_000_000, 1_000_000, 1_001_000])
        let times = shifted.records.map { record -> [Int64] in
            switch record.body {
            case .channelOffered(let channel):
                [channel.opens, channel.closes, channel.deadline, channel.saleDelayMilliseconds]
            case .slotOffered(let slot): [slot.starts, slot.ends, slot.shipBy]
            case .vehicleOffered(let vehicle): [vehicle.shiftStarts, vehicle.shiftEnds]
            case .emergencyDeclared(let emergency): [emergency.until]
            default: []
            }
        }
        #expect(
            times == [
                [1_000_000, 1_000_007, 0, 0], [0, 0, 1_000_001, 9], [1_000_000, 1_000_002, 1_000_003],
                [1_000_004, 1_000_005], [1_000_006],
            ]
        )
        #expect(shifted.shifted(toEpoch: Self.epoch) == file)
    }

    @Test func `an extreme shift is clamped, not wrapped`() throws {
        let (file, _) = read(
            #"{"epoch":"0000-01-01T00:00:00Z"}"#,
            #"{"vehicleOffered":{"depot":"d","shiftStarts":"9223372036854775807","shiftEnds":"-9223372036854775808"}}"#
        )
        for extreme in [Int64.min, Int64.max] {
            let shifted = file.shifted(toEpoch: Instant(milliseconds: extreme))
            guard case .vehicleOffered(let vehicle) = try #require(shifted.records.first).body else {
                Issue.record("no vehicle")
                return
            }
            #expect(extreme > 0 ? vehicle.shiftStarts == .max : vehicle.shiftEnds == .min)
        }
    }

    @Test(arguments: [
        (#"{"channelOffered":{"channel":"c","grams_per_dya":"5"}}"#, "grams_per_dya", #""5""#, "no such field"),
        (#"{"channelOffered":{"channel":"c","kind":"CIRCUS"}}"#, "kind", #""CIRCUS""#, "no such kind"),
        (#"{"channelOffered":{"channel":"c","gramsPerDay":"many"}}"#, "gramsPerDay", #""many""#, "not a number"),
        (#"{"channelOffered":{"channel":"c","place":99999999999}}"#, "place", "99999999999", "does not fit"),
        (
            #"{"channelOffered":{"channel":"c","needsTransport":"yes"}}"#, "needsTransport", #""yes""#,
            "neither true nor false"
        ),
        (#"{"channelOffered":{"kind":"FEED"}}"#, "channel", #"{"kind":"FEED"}"#, "not stated"),
        (#"{"emergencyDeclared":{"until":"1"}}"#, "place", #"{"until":"1"}"#, "not stated"),
        (#"{"channelOfered":{"channel":"c"}}"#, "channelOfered", #"{"channel":"c"}"#, "no record of an offer file"),
        (#"{"at":"yesterday","vehicleWithdrawn":{"depot":"d"}}"#, "at", #""yesterday""#, "not a time"),
        (#"{"vehicleWithdrawn":{"depot":"d"},"slotCancelled":{"studio":"s"}}"#, "slotCancelled", "studio", "second"),
        (#"{"epoch":"2026-03-02T00:00:00+08:00"}"#, "epoch", "2026", "alone, once, before every record"),
        (#"{"at":"2026-03-02T00:00:00+08:00"}"#, "", "2026", "no record"),
        ("channelOffered", "", "channelOffered", "not one JSON object"),
        (#"{"channelOffered":{"channel":"c"}} trailing"#, "", "channelOffered", "not one JSON object"),
        (#"{"channelOffered":{"channel":"c"}"#, "", "channelOffered", "not one JSON object"),
    ])
    func `a wrong line is named by line, field and value and stops no other`(
        line: String,
        field: String,
        value: String,
        problem: String
    ) throws {
        let (file, errors) = read(
            #"{"vehicleOffered":{"depot":"d1","vehicle":"v"}}"#,
            "",
            line,
            #"{"vehicleOffered":{"depot":"d2","vehicle":"v"}}"#
        )
        #expect(file.records.map(\.key) == ["d1", "d2"])
        let error = try #require(errors.first)
        #expect(errors.count == 1)
        #expect(error.line == 3)
        #expect(error.field == field)
        #expect(error.value.contains(value))
        #expect(error.problem.contains(problem))
        #expect(!error.remedy.isEmpty)
        #expect(error.description.hasPrefix("line 3: "))
    }

    @Test func `an error shows neither control characters nor an endless value`() throws {
        let line =
            "{\"channelOffered\":{\"channel\":\"c\",\"x\u{202E}\":\"\u{1B}[31m" + String(repeating: "a", count: 500)
            + "\"}}"
        let error = try #require(read(line).errors.first)
        #expect(!error.description.unicodeScalars.contains { $0.value == 0x1B || $0.value == 0x202E })
        #expect(error.value.utf8.count < 100)
    }

    @Test func `a line above the limit is passed over and told`() throws {
        let long = #"{"channelOffered":{"channel":"c","name":""# + String(repeating: "n", count: 65_536) + #""}}"#
        let (file, errors) = read(long, #"{"vehicleOffered":{"depot":"d","vehicle":"v"}}"#)
        #expect(file.records.map(\.key) == ["d"])
        #expect(errors.map(\.line) == [1])
        #expect(errors.first?.problem.contains("65536") == true)
    }

    @Test func `pieces of any size give the same records`() {
        let bytes = Array(
            ("\u{FEFF}" + Self.epochLine + "\r\n" + #"{"slotOffered":{"studio":"直播","slot":"1"}}"#
                + "\r\n\r\nnonsense\n"
                + #"{"slotOffered":{"studio":"s2","slot":"2"}}"#).utf8
        )
        let whole = OfferFile.read(bytes)
        #expect(whole.file.records.map(\.key) == ["直播", "s2"])
        #expect(whole.errors.map(\.line) == [4])
        for size in [1, 2, 3, 7, 64] {
            var reader = OfferFileReader()
            var records: [TimedRecord] = []
            var errors: [OfferFileError] = []
            var lines: [Int] = []
            func keep(_ line: Int, _ result: Result<TimedRecord, OfferFileError>) {
                switch result {
                case .success(let record):
                    records.append(record)
                    lines.append(line)
                case .failure(let error): errors.append(error)
                }
            }
            for start in stride(from: 0, to: bytes.count, by: size) {
                reader.read(bytes[start..<min(start + size, bytes.count)], each: keep)
            }
            reader.finish(each: keep)
            #expect(records == whole.file.records)
            #expect(lines == [2, 5] && lines == whole.file.lines)
            #expect(errors == whole.errors)
            #expect(reader.epoch == Self.epoch)
        }
    }

    @Test func `damaged files never trap`() {
        let good = Array(
            (Self.epochLine + "\n"
                + #"{"at":"2026-03-02T10:00:00+08:00","channelOffered":{"channel":"c","prices":[{"crop":"a","price":"1"}]}}"#)
                .utf8
        )
        var random = SplitMix(state: 99)
        for _ in 0..<5_000 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[index] = UInt8.random(in: .min ... .max, using: &random)
                case 1: bytes.remove(at: index)
                default: bytes.insert(contentsOf: bytes[index..<min(index + 9, bytes.count)], at: index)
                }
            }
            let (file, errors) = OfferFile.read(bytes)
            #expect(file.records.count + errors.count <= bytes.count)
        }
        let deep = Array((#"{"channelOffered":"# + String(repeating: "[", count: 60_000)).utf8)
        #expect(OfferFile.read(deep).errors.count == 1)
        let deepClosed =
            #"{"channelOffered":{"prices":"# + String(repeating: "[", count: 30_000)
            + String(repeating: "]", count: 30_000) + "}}"
        #expect(OfferFile.read(Array(deepClosed.utf8)).errors.count == 1)
    }
}
