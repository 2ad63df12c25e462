import EmbeddedLog
import EventLog
import Foundation
import TestKit
import Testing

/// Files that are not what they should be: refused in plain words, and not touched.
struct LogFileTests {
    private let topic = TopicName("test.lots")
    private let kept = TopicSettings.Cleanup.delete(retentionMilliseconds: nil, retentionBytes: nil)

    /// A closed log file with some records.
    private func makeFile(_ fixture: EmbeddedLogFixture, value: String = "value") throws {
        let log = try fixture.open()
        try log.createTopics([TopicSettings(name: topic, partitionCount: 2, cleanup: kept)])
        for number in 0..<20 { try log.append([post("\(value) \(number)")]) }
        log.close()
    }

    private func post(_ value: String) -> Post {
        let time = Timestamp(milliseconds: 1)
        return Post(topic: topic, partition: Partition(1), timestamp: time, key: nil, value: Bytes(value.utf8))
    }

    private func patch(_ fixture: EmbeddedLogFixture, _ change: (inout Data) throws -> Void) throws -> Data {
        var data = try Data(contentsOf: URL(filePath: fixture.path))
        try change(&data)
        try data.write(to: URL(filePath: fixture.path))
        return data
    }

    private func refusal(_ fixture: EmbeddedLogFixture) -> LogError? {
        do {
            _ = try EmbeddedLog(path: fixture.path)
            return nil
        } catch {
            return error
        }
    }

    @Test func garbageIsNotALog() throws {
        let fixture = try EmbeddedLogFixture()
        let garbage = Data("# a text file, not a log\n".utf8) + Data(repeating: 7, count: 5000)
        try garbage.write(to: URL(filePath: fixture.path))
        let error = try #require(refusal(fixture))
        #expect(error.code == .stop)
        #expect(error.message.contains(fixture.path))
        #expect(!error.remedy.isEmpty)
        #expect(try Data(contentsOf: URL(filePath: fixture.path)) == garbage)
    }

    /// Bytes 68 to 71 of a SQLite file are its application id.
    @Test func anotherApplicationsDatabaseIsNotALog() throws {
        let fixture = try EmbeddedLogFixture()
        try makeFile(fixture)
        let before = try patch(fixture) { $0.replaceSubrange(68..<72, with: [0, 0, 0, 1]) }
        let error = try #require(refusal(fixture))
        #expect(error.code == .stop)
        #expect(error.message.contains("not a log of the green channel"))
        #expect(try Data(contentsOf: URL(filePath: fixture.path)) == before)
    }

    /// Bytes 60 to 63 of a SQLite file are its user version.
    @Test func aNewerFormatIsRefused() throws {
        let fixture = try EmbeddedLogFixture()
        try makeFile(fixture)
        let before = try patch(fixture) { $0.replaceSubrange(60..<64, with: [0, 0, 0, 99]) }
        let error = try #require(refusal(fixture))
        #expect(error.code == .stop)
        #expect(error.message.contains("99"))
        #expect(try Data(contentsOf: URL(filePath: fixture.path)) == before)
    }

    /// Format 1 did not know how far ahead records may be stamped.
    @Test func anOlderFormatIsBroughtUpToDate() throws {
        let fixture = try EmbeddedLogFixture()
        try makeFile(fixture)
        _ = try patch(fixture) { data in
            let column = try #require(data.range(of: Data(",\n    timestamp_ahead_max INTEGER\n)".utf8)))
            data.replaceSubrange(column, with: Data(")".utf8) + Data(repeating: 0x20, count: column.count - 1))
            data.replaceSubrange(60..<64, with: [0, 0, 0, 1])
        }
        let log = try fixture.open()
        var settings = TopicSettings(name: topic, partitionCount: 2, cleanup: kept)
        #expect(try log.topics() == [settings])
        settings.timestampAheadMillisecondsMax = 1000
        try log.createTopics([settings])
        log.close()
        let again = try fixture.open()
        #expect(try again.topics() == [settings])
        #expect(try again.reader().bounds(of: TopicPartition(topic, Partition(1))) == .zero..<Offset(20))
    }

    @Test func aPathThatCannotBeOpenedIsNamed() throws {
        let fixture = try EmbeddedLogFixture()
        let missing = fixture.directory.appending(path: "missing/log.sqlite").path
        for path in [missing, fixture.directory.path] {
            let error = #expect(throws: LogError.self) { _ = try EmbeddedLog(path: path) }
            #expect(error?.code == .stop)
            #expect(error?.message.contains(path) == true)
            #expect(error?.remedy.isEmpty == false)
        }
    }

    @Test func aDamagedBatchIsNamed() throws {
        let fixture = try EmbeddedLogFixture()
        try makeFile(fixture, value: "find me")
        _ = try patch(fixture) { data in
            let place = try #require(data.range(of: Data("find me 13".utf8)))
            data[place.lowerBound] = UInt8(ascii: "F")
        }
        let log = try fixture.open()
        let reader = try log.reader()
        let partition = TopicPartition(topic, Partition(1))
        let whole = try reader.read(partition, from: Offset(14), bytesMax: 1 << 20)
        #expect(whole.records.count == 6)
        let error = #expect(throws: LogError.self) {
            _ = try reader.read(partition, from: Offset(10), bytesMax: 1 << 20)
        }
        #expect(error?.code == .stop)
        #expect(error?.partition == partition)
        #expect(error?.message.contains("offset 13") == true)
        #expect(error?.remedy.isEmpty == false)
    }

    @Test func aFileCutShortIsAnErrorOrWholeTransactions() throws {
        let fixture = try EmbeddedLogFixture()
        try makeFile(fixture, value: String(repeating: "x", count: 3000))
        let whole = try Data(contentsOf: URL(filePath: fixture.path))
        for length in stride(from: 0, to: whole.count, by: 3001) {
            try whole.prefix(length).write(to: URL(filePath: fixture.path))
            do {
                let log = try EmbeddedLog(path: fixture.path)
                defer { log.close() }
                for settings in try log.topics() {
                    for number in 0..<settings.partitionCount {
                        let partition = TopicPartition(settings.name, Partition(number))
                        _ = try log.reader().read(partition, from: .zero, bytesMax: 1 << 20)
                    }
                }
            } catch {
                #expect(error.code == .stop, "\(length) of \(whole.count) bytes: \(error)")
            }
        }
    }

    /// SQLite has no checksums of its own: whatever a bad byte does, it must not end the process.
    @Test(arguments: 1...60 as ClosedRange<Int>)
    func badBytesNeverTrap(seed: Int) throws {
        let fixture = try EmbeddedLogFixture()
        try makeFile(fixture)
        let group = GroupSettings(group: "g", member: "m", inboxes: [topic: nil])
        let log = try fixture.open()
        let session = try log.join(group)
        _ = try session.poll(timeoutMilliseconds: 0)
        log.close()
        _ = try patch(fixture) { data in
            var state = UInt64(seed)
            for _ in 0..<200 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let place = 100 + Int(state >> 33) % (data.count - 100)
                data[place] = UInt8(truncatingIfNeeded: state >> 24)
            }
        }
        do {
            let damaged = try EmbeddedLog(path: fixture.path)
            defer { damaged.close() }
            for settings in try damaged.topics() {
                let partition = TopicPartition(settings.name, Partition(1))
                let reader = try damaged.reader()
                _ = try reader.bounds(of: partition)
                _ = try reader.read(partition, from: .zero, bytesMax: 1 << 20)
            }
            let session = try damaged.join(group)
            for _ in 0..<3 { _ = try session.poll(timeoutMilliseconds: 0) }
            try damaged.append([post("more")])
            try damaged.enforceRetention()
        } catch {
            #expect(error.code == .stop, "\(error)")
        }
    }
}
