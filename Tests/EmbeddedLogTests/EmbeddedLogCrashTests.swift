import EmbeddedLog
import EventLog
import Foundation
import TestKit
import Testing

/// What a crash leaves on the disk: the file and some first part of its write-ahead log, perhaps with garbage after it.
struct EmbeddedLogCrashTests {
    private let inbox = TopicName("test.inbox")
    private let outbox = TopicName("test.outbox")
    private let ledger = TopicName("test.ledger")
    private let transactions = 30

    /// Runs transactions that each post to two partitions, change the ledger and advance; copies the files unclosed.
    private func filesOfACrash(_ fixture: EmbeddedLogFixture) throws -> (file: Data, writeAheadLog: Data) {
        let log = try fixture.open()
        let kept = TopicSettings.Cleanup.delete(retentionMilliseconds: nil, retentionBytes: nil)
        try log.createTopics([
            TopicSettings(name: inbox, partitionCount: 1, cleanup: kept),
            TopicSettings(name: outbox, partitionCount: 2, cleanup: kept),
            TopicSettings(name: ledger, partitionCount: 1, cleanup: .compact),
        ])
        let session = try log.join(GroupSettings(group: "group", member: "m", inboxes: [inbox: ledger]))
        guard case .assigned = try session.poll(timeoutMilliseconds: 10_000) else {
            throw CrashTestFailure("nothing was assigned")
        }
        let partition = TopicPartition(inbox, Partition(0))
        for number in 1...transactions {
            let transaction = try session.beginTransaction()
            // Large enough that a transaction spans many pages.
            let value = Bytes("\(number) ".utf8) + Bytes(repeating: UInt8(number), count: number * 700)
            for target in [Int32(0), 1] {
                let time = Timestamp(milliseconds: Int64(number))
                try transaction.post(
                    Post(topic: outbox, partition: Partition(target), timestamp: time, key: nil, value: value)
                )
            }
            try transaction.changeLedger(of: partition, key: [1], value: Bytes("\(number)".utf8))
            try transaction.changeLedger(of: partition, key: Bytes("key \(number)".utf8), value: value)
            try transaction.advance(partition, to: Offset(Int64(number)))
            try transaction.commit()
        }
        let file = try Data(contentsOf: URL(filePath: fixture.path))
        let writeAheadLog = try Data(contentsOf: URL(filePath: fixture.path + "-wal"))
        session.leave()
        log.close()
        return (file, writeAheadLog)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func aCrashAtAnyByteLeavesWholeTransactions(seed: UInt64) throws {
        let fixture = try EmbeddedLogFixture()
        let (file, writeAheadLog) = try filesOfACrash(fixture)
        var random = SystemlessRandom(state: seed)
        var cuts = (0..<25).map { _ in Int(random.next() % UInt64(writeAheadLog.count)) }
        cuts += [0, 31, 32, writeAheadLog.count - 1, writeAheadLog.count]
        var found: Set<Int> = []
        var last = 0
        for cut in cuts.sorted() {
            var torn = writeAheadLog.prefix(cut)
            if cut % 2 == 1 { torn += Data((0..<5000).map { _ in UInt8(truncatingIfNeeded: random.next()) }) }
            let copy = try EmbeddedLogFixture()
            try file.write(to: URL(filePath: copy.path))
            try torn.write(to: URL(filePath: copy.path + "-wal"))
            let survived = try survivingTransactions(copy)
            #expect(survived >= last, "a longer write-ahead log of \(cut) bytes holds less")
            last = survived
            found.insert(survived)
        }
        #expect(last == transactions, "what was committed is lost")
        #expect(found.count > 5, "the cuts do not show much: \(found.sorted())")
    }

    /// How many transactions are there; each must be there whole.
    private func survivingTransactions(_ fixture: EmbeddedLogFixture) throws -> Int {
        let log = try fixture.open()
        defer { log.close() }
        guard try log.topics().count == 3 else { return 0 }
        let reader = try log.reader()
        var counts: [Int] = []
        for target in [Int32(0), 1] {
            let partition = TopicPartition(outbox, Partition(target))
            let records = try reader.read(partition, from: .zero, bytesMax: 1 << 30).records
            for (index, record) in records.enumerated() {
                #expect(record.timestamp.milliseconds == Int64(index + 1))
                #expect(record.value?.count ?? 0 > (index + 1) * 700)
            }
            #expect(try reader.bounds(of: partition) == .zero..<Offset(Int64(records.count)))
            counts.append(records.count)
        }
        let position = try reader.positions(ofGroup: "group")[TopicPartition(inbox, Partition(0))] ?? .zero
        counts.append(Int(position.rawValue))
        var entries: [Bytes: Bytes] = [:]
        try reader.ledger(TopicPartition(ledger, Partition(0))) { key, value in entries[key] = value }
        counts.append(max(entries.count - 1, 0))
        counts.append(entries[[1]].flatMap { Int(String(decoding: $0, as: UTF8.self)) } ?? 0)
        #expect(Set(counts).count == 1, "a transaction took effect in part: \(counts)")
        // The log goes on from there.
        if let count = counts.first, count > 0 {
            let time = Timestamp(milliseconds: 0)
            let post = Post(topic: outbox, partition: Partition(0), timestamp: time, key: nil, value: [1])
            #expect(try log.append([post]).first?.1 == Offset(Int64(count)))
        }
        return counts.first ?? 0
    }

    private struct CrashTestFailure: Error {
        let message: String
        init(_ message: String) { self.message = message }
    }

    /// A linear congruential generator (Knuth's MMIX), its upper half.
    private struct SystemlessRandom {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 33
        }
    }
}
