import EventLog
import Foundation
import TestKit

@testable import KafkaLog

/// A member of a group on a mock cluster that copies records, and does about each failure what its code says.
final class MockStage {
    let cluster: MockCluster
    let group = "copiers"
    let inbox = TopicName("inbox")
    let ledger = TopicName("ledger")
    let outbox = TopicName("outbox")
    /// What went wrong on the way, in order.
    private(set) var codes: [LogError.Code] = []
    /// The same in words.
    private(set) var told: [String] = []

    private let log: KafkaLog
    private let sessionTimeoutMilliseconds: Int64
    private var session: (any GroupSession)?
    private var written = 0

    var inboxPartition: TopicPartition { TopicPartition(inbox, Partition(0)) }
    var transactionalID: String { "\(group)/copier" }

    init(requestTimeoutMilliseconds: Int = 3_000, sessionTimeoutMilliseconds: Int64 = 6_000) throws {
        self.sessionTimeoutMilliseconds = sessionTimeoutMilliseconds
        cluster = try MockCluster()
        for topic in [inbox, ledger, outbox] { cluster.create(topic, partitions: 1) }
        var settings = try KafkaSettings(bootstrap: cluster.bootstrap)
        settings.requestTimeoutMilliseconds = requestTimeoutMilliseconds
        // The mock brokers are of Kafka 2.4 in this. There is one member only.
        settings.transactionOffsetsVersionMin = 0
        log = try KafkaLog(settings)
        let kept = TopicSettings.Cleanup.delete(retentionMilliseconds: nil, retentionBytes: nil)
        // The mock brokers do not tell how topics are configured.
        log.catalogue.learn([
            TopicSettings(name: inbox, partitionCount: 1, cleanup: kept),
            TopicSettings(name: outbox, partitionCount: 1, cleanup: kept),
            TopicSettings(name: ledger, partitionCount: 1, cleanup: .compact),
        ])
    }

    func join() throws {
        session = try log.join(
            GroupSettings(
                group: group,
                member: "copier",
                inboxes: [inbox: ledger],
                sessionTimeoutMilliseconds: sessionTimeoutMilliseconds
            )
        )
    }

    func inboxBounds() throws -> Range<Offset> { try reader().bounds(of: inboxPartition) }

    func forgetCodes() {
        codes = []
        told = []
    }

    func leave() {
        session?.leave()
        session = nil
    }

    func close() {
        leave()
        log.close()
    }

    func reader() throws -> any LogReader { try log.reader() }

    /// How far the group has come, as a reader is told.
    func positions() throws -> [TopicPartition: Offset] { try reader().positions(ofGroup: group) }

    /// Posts a record to the inbox.
    func post() throws {
        written += 1
        try log.append([
            Post(
                topic: inbox,
                timestamp: Timestamp(milliseconds: 1),
                key: nil,
                value: Array("record \(written)".utf8)[...]
            )
        ])
    }

    /// Copies what comes from the inbox in one transaction, again and again until it is committed.
    /// - Parameter before: called before each attempt with its number.
    func copy(attempts: Int = 20, before: (Int) -> Void = { _ in }) throws {
        try attempt(attempts, before) { try self.begin().commit() }
    }

    /// A transaction that copies what comes from the inbox, not committed yet.
    func begin() throws -> any LogTransaction {
        let session = try joined()
        let batch = try nextBatch(session)
        let transaction = try session.beginTransaction()
        do {
            for record in batch.records {
                try transaction.post(
                    Post(topic: outbox, timestamp: Timestamp(milliseconds: 1), key: record.key, value: record.value)
                )
            }
            try transaction.changeLedger(of: batch.source, key: [1], value: [2])
            try transaction.advance(batch.source, to: batch.records.last?.offset.next ?? .zero)
            return transaction
        } catch {
            transaction.abort()
            throw error
        }
    }

    func limitWaits(milliseconds: Int) { session?.limitWaits(milliseconds: milliseconds) }

    private func attempt(_ attempts: Int, _ before: (Int) -> Void, _ body: () throws -> Void) throws {
        var last: (any Error)?
        for number in 0..<attempts {
            before(number)
            do {
                return try body()
            } catch let error as LogError {
                codes.append(error.code)
                told.append("\(error)")
                last = error
                recover(error)
                // A person would have to do something first.
                if error.code == .stop { throw error }
                Thread.sleep(forTimeInterval: 0.05)
            }
        }
        if let last { throw last }
    }

    private func recover(_ error: LogError) {
        switch error.code {
        case .retry: break
        case .abortAndRewind:
            do {
                try session?.rewind()
            } catch {
                leave()
            }
        case .rejoin, .rebuild, .stop: leave()
        }
    }

    private func joined() throws -> any GroupSession {
        if session == nil { try join() }
        guard let session else { throw TestBroker.Unavailable(description: "there is no session") }
        return session
    }

    private func nextBatch(_ session: any GroupSession) throws -> RecordBatch {
        let deadline = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < deadline {
            if case .batch(let batch) = try session.poll(timeoutMilliseconds: 50) { return batch }
        }
        throw LogError(.retry, "nothing came from the inbox")
    }
}
