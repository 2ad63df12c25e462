import EmbeddedLog
import EventLog
import Foundation
import Synchronization
import TestKit
import Testing

/// Several threads and several connections on one file at the same time, as of several processes.
struct EmbeddedLogThreadTests {
    private static let inbox = TopicName("test.inbox")
    private static let outbox = TopicName("test.outbox")

    private func createTopics(_ log: any EventLog) throws {
        let kept = TopicSettings.Cleanup.delete(retentionMilliseconds: nil, retentionBytes: nil)
        try log.createTopics([
            TopicSettings(name: Self.inbox, partitionCount: 6, cleanup: kept),
            TopicSettings(name: Self.outbox, partitionCount: 2, cleanup: kept),
        ])
    }

    private static func post(_ topic: TopicName, key: String, _ value: String) -> Post {
        let time = Timestamp(milliseconds: 0)
        return Post(topic: topic, timestamp: time, key: Bytes(key.utf8), value: Bytes(value.utf8))
    }

    private func values(_ log: any EventLog, _ topic: TopicName, partitions: Int32) throws -> [[String]] {
        let reader = try log.reader()
        return try (0..<partitions).map { number in
            let partition = TopicPartition(topic, Partition(number))
            let records = try reader.read(partition, from: .zero, bytesMax: 1 << 30).records
            return records.map { String(decoding: $0.value ?? [], as: UTF8.self) }
        }
    }

    @Test func appendsOfManyThreadsAllArriveInTheirOrder() throws {
        let fixture = try EmbeddedLogFixture()
        let logs = [try fixture.open(), try fixture.open()]
        try createTopics(logs[0])
        let failures = Mutex<[String]>([])
        let threads = OwnedThreads(count: 6) { number in
            do {
                for round in 0..<50 {
                    try logs[number % 2].append([Self.post(Self.inbox, key: "\(number)", "\(number)/\(round)")])
                }
            } catch {
                failures.withLock { $0.append("\(error)") }
            }
        }
        threads.wait()
        #expect(failures.withLock { $0 } == [])
        for log in logs {
            let found = try values(log, Self.inbox, partitions: 6).flatMap { $0 }
            #expect(found.count == 300)
            for number in 0..<6 {
                #expect(found.filter { $0.hasPrefix("\(number)/") } == (0..<50).map { "\(number)/\($0)" })
            }
        }
    }

    /// Members on two connections copy an inbox; some stop half-way without a word and are fenced by successors of the
    /// same name.
    @Test func everyRecordIsCopiedOnceByThreadsThatComeAndGo() throws {
        let fixture = try EmbeddedLogFixture()
        let logs = [try fixture.open(), try fixture.open()]
        try createTopics(logs[0])
        let expected = (0..<600).map { "record \($0)" }
        try logs[0].append(expected.enumerated().map { Self.post(Self.inbox, key: "\($0 % 50)", $1) })
        let copied = Atomic<Int>(0)
        let failures = Mutex<[String]>([])
        let threads = OwnedThreads(count: 4) { number in
            do {
                for life in 0..<4 {
                    let settings = GroupSettings(
                        group: "group",
                        member: "m\(number)",
                        inboxes: [Self.inbox: nil],
                        batchBytesMax: 100
                    )
                    let session = try logs[(number + life) % 2].join(settings)
                    let batchesMax = life == 3 ? Int.max : 6 + number
                    try Self.copy(session, batchesMax: batchesMax, copied, expected.count)
                    // The first lives end like a crash: with a transaction open, and without leaving.
                    if life == 3 { session.leave() } else { _ = try session.beginTransaction() }
                }
            } catch {
                failures.withLock { $0.append("\(error)") }
            }
        }
        threads.wait()
        #expect(failures.withLock { $0 } == [])
        let found = try values(logs[1], Self.outbox, partitions: 2).flatMap { $0 }
        #expect(found.sorted() == expected.sorted())
    }

    private static func copy(
        _ session: any GroupSession,
        batchesMax: Int,
        _ copied: borrowing Atomic<Int>,
        _ total: Int
    ) throws {
        var batches = 0
        var idle = 0
        while batches < batchesMax, copied.load(ordering: .sequentiallyConsistent) < total, idle < 2000 {
            guard case .batch(let batch) = try session.poll(timeoutMilliseconds: 10), let last = batch.records.last
            else {
                idle += 1
                continue
            }
            idle = 0
            batches += 1
            let transaction = try session.beginTransaction()
            for record in batch.records {
                let value = String(decoding: record.value ?? [], as: UTF8.self)
                try transaction.post(post(outbox, key: value, value))
            }
            try transaction.advance(batch.source, to: last.offset.next)
            try transaction.commit()
            copied.wrappingAdd(batch.records.count, ordering: .sequentiallyConsistent)
        }
    }
}

/// Threads that are waited for.
private final class OwnedThreads: Sendable {
    private let group = DispatchGroup()

    init(count: Int, _ body: @escaping @Sendable (Int) -> Void) {
        for number in 0..<count {
            group.enter()
            let thread = Thread { [group] in
                body(number)
                group.leave()
            }
            thread.start()
        }
    }

    func wait() { group.wait() }
}
