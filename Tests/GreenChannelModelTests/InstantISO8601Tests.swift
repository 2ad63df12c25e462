import Foundation
import GreenChannelModel
import Testing

@Suite struct InstantISO8601Tests {
    @Test func `the samples' hour reads and writes`() throws {
        let instant = try #require(Instant(iso8601: "2026-03-02T09:00:00+08:00"))
        #expect(instant.milliseconds == 1_772_413_200_000)
        #expect(instant.iso8601() == "2026-03-02T09:00:00+08:00")
        #expect(instant.iso8601(utcOffsetMinutes: 0) == "2026-03-02T01:00:00Z")
        #expect(instant.iso8601(utcOffsetMinutes: -210) == "2026-03-01T21:30:00-03:30")
    }

    @Test(arguments: [
        ("2026-03-02 09:00+08:00", 1_772_413_200_000), ("2026-03-02T01:00:00Z", 1_772_413_200_000),
        ("2026-03-02t01:00:00.5z", 1_772_413_200_500), ("2026-03-02T09:00:00.0019+0800", 1_772_413_200_001),
        ("1969-12-31T23:59:59.999Z", -1), ("2000-02-29T00:00:00Z", 951_782_400_000),
        ("0000-01-01T00:00:00Z", -62_167_219_200_000),
    ])
    func `other spellings of the same kind are understood`(text: String, milliseconds: Int) {
        #expect(Instant(iso8601: text)?.milliseconds == Int64(milliseconds))
    }

    @Test(arguments: [
        "", "2026", "2026-03-02", "2026-03-02T09:00:00", "2026-13-02T09:00:00Z", "2026-02-29T09:00:00Z",
        "1900-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-03-00T09:00:00Z", "2026-03-02T24:00:00Z",
        "2026-03-02T09:60:00Z", "2026-03-02T09:00:60Z", "2026-03-02T09:00:00+19:00", "2026-03-02T09:00:00+08:60",
        "2026-03-02T09:00:00Zx", "2026-03-02T09:00:00.Z", "2026-03-02T09:00:00.1234567890Z", "+2026-03-02T09:00:00Z",
        "２０２６-03-02T09:00:00Z", "2026-3-2T9:00:00Z", "2026-03-02T09:00:00 +08:00",
    ])
    func `what names no instant is refused`(text: String) {
        #expect(Instant(iso8601: text) == nil)
    }

    @Test func `agrees with Foundation over random instants`() throws {
        var random = SplitMix(state: 20_260_302)
        var formatter = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        for _ in 0..<4_000 {
            // Years 1600 to 9999: Foundation's calendar is Julian before 1582.
            let milliseconds = Int64.random(in: -11_670_000_000_000...253_370_000_000_000, using: &random)
            // Foundation has no zone at 18 hours and writes such a time as if it were UTC.
            let offset = Int.random(in: -1079...1079, using: &random)
            formatter.timeZone = try #require(TimeZone(secondsFromGMT: offset * 60))
            let date = Date(timeIntervalSince1970: Double(milliseconds) / 1000)
            let instant = Instant(milliseconds: milliseconds)
            let whole = Instant(milliseconds: milliseconds - ((milliseconds % 1000) + 1000) % 1000)
            var plain = Date.ISO8601FormatStyle()
            plain.timeZone = formatter.timeZone
            let theirs = plain.format(Date(timeIntervalSince1970: Double(whole.milliseconds / 1000)))
            #expect(whole.iso8601(utcOffsetMinutes: offset).prefix(19) == theirs.prefix(19))
            #expect(Instant(iso8601: instant.iso8601(utcOffsetMinutes: offset)) == instant)
            let read = try #require(Instant(iso8601: formatter.format(date)))
            #expect(abs(read.milliseconds - milliseconds) <= 1)
        }
    }

    @Test(arguments: [Int64.min, Int64.min + 1, -1, 0, Int64.max - 1, Int64.max])
    func `no instant and no offset traps`(milliseconds: Int64) {
        for offset in [Int.min, -480, 0, 480, Int.max] {
            #expect(!Instant(milliseconds: milliseconds).iso8601(utcOffsetMinutes: offset).isEmpty)
        }
    }

    @Test func `random bytes never trap`() {
        var random = SplitMix(state: 7)
        let alphabet = Array("0123456789-:+.,TZ \u{FF11}".utf8)
        for _ in 0..<20_000 {
            let length = Int.random(in: 0...34, using: &random)
            let bytes = (0..<length).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] }
            if let instant = Instant(iso8601Bytes: bytes) {
                #expect(Instant(iso8601: instant.iso8601()) == instant)
            }
        }
    }
}
