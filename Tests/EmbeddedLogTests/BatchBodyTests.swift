import EventLog
import Testing

@testable import EmbeddedLog

struct BatchBodyTests {
    /// The check value of CRC-32C in the catalogue of parametrised CRC algorithms.
    @Test func checksumsAsCastagnoli() {
        #expect(Array("123456789".utf8).withUnsafeBytes(CRC32C.checksum) == 0xe306_9283)
        #expect([UInt8]().withUnsafeBytes(CRC32C.checksum) == 0)
        // RFC 3720, B.4: 32 bytes of zeroes, of ones, and counting up.
        #expect([UInt8](repeating: 0, count: 32).withUnsafeBytes(CRC32C.checksum) == 0x8a91_36aa)
        #expect([UInt8](repeating: 0xff, count: 32).withUnsafeBytes(CRC32C.checksum) == 0x62a8_ab43)
        #expect((0..<32).map { UInt8($0) }.withUnsafeBytes(CRC32C.checksum) == 0x46dd_794e)
    }

    private func body(of posts: [Post], at base: Offset) throws -> [UInt8] {
        var body = BatchBody()
        for post in posts { try body.append(post) }
        body.seal()
        body.place(at: base)
        return body.bytes
    }

    private var posts: [Post] {
        var headers = Headers()
        headers.append("name", "value")
        let times: [Int64] = [5, .max, .min, 0, -1]
        let values: [Bytes?] = [nil, [], [1, 2, 3], Bytes(repeating: 7, count: 300), nil]
        return zip(times, values).map { time, value in
            let timestamp = Timestamp(milliseconds: time)
            return Post(topic: TopicName("t"), timestamp: timestamp, key: value, value: value, headers: headers)
        }
    }

    @Test func readsWhatItWrote() throws {
        let posts = posts
        let base = Offset(1_000_000)
        var records: [Record] = []
        try BatchBody.read(try body(of: posts, at: base), base: base, from: .zero, into: &records)
        #expect(records.map(\.offset.rawValue) == Array(1_000_000..<1_000_005))
        #expect(records.map(\.timestamp) == posts.map(\.timestamp))
        #expect(records.map(\.key) == posts.map(\.key))
        #expect(records.map(\.value) == posts.map(\.value))
        #expect(records.allSatisfy { $0.headers.text("name") == "value" })
        records = []
        try BatchBody.read(try body(of: posts, at: base), base: base, from: Offset(1_000_003), into: &records)
        #expect(records.map(\.offset.rawValue) == [1_000_003, 1_000_004])
    }

    @Test func knowsItsEarliestAndLatest() throws {
        var body = BatchBody()
        for post in posts { try body.append(post) }
        #expect(body.earliest == .distantPast)
        #expect(body.latest == .distantFuture)
    }

    @Test func refusesEveryPartOfItself() throws {
        let whole = try body(of: posts, at: .zero)
        for length in 0..<whole.count {
            var records: [Record] = []
            #expect(throws: BatchBody.Damage.self, "\(length) bytes of \(whole.count)") {
                try BatchBody.read(Array(whole[..<length]), base: .zero, from: .zero, into: &records)
            }
        }
    }

    @Test func refusesEveryFlippedByte() throws {
        let whole = try body(of: posts, at: Offset(3))
        // The three bytes after the version are not used.
        for index in whole.indices where !(1...3).contains(index) {
            var damaged = whole
            damaged[index] ^= 0x10
            var records: [Record] = []
            #expect(throws: BatchBody.Damage.self, "byte \(index)") {
                try BatchBody.read(damaged, base: Offset(3), from: .zero, into: &records)
            }
        }
    }

    /// A body whose checksum is right but whose lengths lie must not run past its end.
    @Test func refusesLengthsThatLie() throws {
        for lie in [UInt8(0x7f), 0xff] {
            for index in BatchBody.headerBytes..<BatchBody.headerBytes + 12 {
                var damaged = try body(of: posts, at: .zero)
                damaged[index] = lie
                let checksum = damaged.withUnsafeBytes { CRC32C.checksum(UnsafeRawBufferPointer(rebasing: $0[16...])) }
                damaged.withUnsafeMutableBytes {
                    $0.storeBytes(of: checksum.littleEndian, toByteOffset: 4, as: UInt32.self)
                }
                var records: [Record] = []
                do {
                    try BatchBody.read(damaged, base: .zero, from: .zero, into: &records)
                    #expect(records.count == posts.count)
                } catch {
                    #expect(!error.description.isEmpty)
                }
            }
        }
    }
}
