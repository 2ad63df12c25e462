import EventLog
import Streams
import TestKit
import Testing

@Suite struct LaneCoreTests {
    @Test func recordsPostsLedgerAndPositionsAreOneTransaction() throws {
        let stage = try LaneStage()
        try stage.order("a", "deposit a 10")
        try stage.order("a", "transfer a 4 b")
        #expect(stage.settle() == .idle(until: .distantFuture))
        #expect(try stage.ledger() == ["a": "6 0 0", "b": "4 0 0"])
        let journal = try stage.texts(Bank.journal) + stage.texts(Bank.journal, partition: 1)
        #expect(journal.sorted() == ["credit b 4", "deposit a 10", "transfer a 4 b"])
        let position = try stage.log.reader().positions(ofGroup: "bank")[TopicPartition(Bank.inbox, Partition(0))]
        #expect(position == (try stage.records(Bank.inbox).last?.offset.next))
        let sum = stage.commits.reduce(into: 0) { $0 += $1.records }
        #expect(sum == 3)
    }

    @Test func anEntryTouchedOftenIsChangedOncePerCommit() throws {
        let stage = try LaneStage()
        for _ in 0..<50 { try stage.order("a", "deposit a 1") }
        stage.settle()
        #expect(stage.commits.count == 1)
        // The account and the clock.
        #expect(stage.commits.first?.ledgerChanges == 2)
        #expect(stage.commits.first?.records == 50)
    }

    @Test func aCommitComesWhenNothingIsLeftToRead() throws {
        let stage = try LaneStage(settings: WorkerSettings(name: "stage", commitIntervalMilliseconds: 4_000))
        try stage.order("a", "deposit a 1")
        stage.settle()
        #expect(stage.commits.count == 1)
    }

    @Test func recordsGatherBetweenTwoTransactions() throws {
        let settings = WorkerSettings(name: "stage", commitIntervalMilliseconds: 4_000, gatherMilliseconds: 10)
        let stage = try LaneStage(settings: settings)
        try stage.order("a", "deposit a 1")
        let due = stage.time.now.advanced(byMilliseconds: 10)
        #expect(stage.settle() == .waiting(until: due))
        #expect(stage.commits.map(\.records) == [1], "the first is not held up")
        try stage.order("a", "deposit a 1")
        stage.advance(9)
        try stage.order("a", "deposit a 1")
        #expect(stage.settle() == .waiting(until: due))
        #expect(stage.commits.count == 1)
        stage.advance(1)
        stage.settle()
        #expect(stage.commits.map(\.records) == [1, 2])
        // After a pause the next is not held up, either.
        stage.advance(1_000)
        #expect(stage.settle() == .idle(until: .distantFuture))
        try stage.order("a", "deposit a 1")
        stage.settle()
        #expect(stage.commits.map(\.records) == [1, 2, 1])
    }

    @Test func aClockThatWasSetBackDoesNotHoldUpALaneThatGathers() throws {
        let stage = try LaneStage(settings: WorkerSettings(name: "stage", gatherMilliseconds: 10))
        try stage.order("a", "deposit a 1")
        stage.settle()
        try stage.order("a", "deposit a 1")
        stage.advance(-60_000)
        stage.settle()
        #expect(stage.commits.map(\.records) == [1, 1])
    }

    @Test func aLaneThatHasMoreToReadDoesNotRest() throws {
        let stage = try LaneStage(
            settings: WorkerSettings(
                name: "stage",
                gatherMilliseconds: 10,
                recordsPerTransactionMax: 8,
                // A record a step, so that the next step would see a rest.
                batchBytesMax: 1
            )
        )
        for _ in 0..<20 { try stage.order("a", "deposit a 1") }
        stage.settle()
        #expect(stage.commits.map(\.records) == [8, 8, 4])
    }

    @Test func aCommitComesAfterTheInterval() throws {
        let stage = try LaneStage(
            settings: WorkerSettings(name: "stage", commitIntervalMilliseconds: 50, batchBytesMax: 1)
        )
        for _ in 0..<20 { try stage.order("a", "deposit a 1") }
        for _ in 0..<13 {
            stage.advance(10)
            stage.step()
        }
        // Joined, assigned and restored first; then one record a step, committed every 50 ms though more is there.
        #expect(stage.commits.map(\.records) == [5, 5])
    }

    @Test func aCommitComesAtTheLimitOfRecords() throws {
        let stage = try LaneStage(settings: WorkerSettings(name: "stage", recordsPerTransactionMax: 8))
        for _ in 0..<20 { try stage.order("a", "deposit a 1") }
        stage.settle()
        #expect(stage.commits.map(\.records) == [8, 8, 4])
        #expect(try stage.ledger() == ["a": "20 0 0"])
    }

    @Test func aCommitComesAtTheLimitOfBytes() throws {
        let stage = try LaneStage(settings: WorkerSettings(name: "stage", bytesPerTransactionMax: 150))
        for _ in 0..<10 { try stage.order("a", "deposit a 1") }
        stage.settle()
        #expect(stage.commits.count > 2)
        #expect(stage.commits.allSatisfy { $0.postBytes < 300 })
        #expect(try stage.ledger() == ["a": "10 0 0"])
    }

    @Test func anAnnouncementReachesEveryPartition() throws {
        let stage = try LaneStage(partitions: 3)
        try stage.order("a", "news")
        stage.settle()
        for partition in 0..<3 as Range<Int32> {
            #expect(try stage.texts(Bank.inbox, partition: partition).contains("heard"))
            #expect(try stage.ledger(partition: partition)["heard"] == "1 0 0")
        }
    }

    @Test func aDeadLetterIsTheRecordByteForByte() throws {
        let stage = try LaneStage()
        var headers = Headers()
        headers.append("same", "1")
        headers.append("same", bytes: [0xff, 0x00])
        headers.append("null", bytes: nil)
        let value: Bytes = [0xff, 0xfe, 0x00, 0x20]
        try stage.order("a", "deposit a 5", at: 2_000_000)
        try stage.log.append([
            Post(
                topic: Bank.inbox,
                timestamp: Timestamp(milliseconds: 1_500_000),
                key: [0x00, 0xc3],
                value: value,
                headers: headers
            ),
            Post(topic: Bank.inbox, timestamp: Timestamp(milliseconds: 5), key: nil, value: nil),
        ])
        try stage.order("a", "deposit a 5", at: 2_000_000)
        stage.settle()
        #expect(try stage.ledger() == ["a": "10 0 0"], "the partition goes on")

        let letters = try stage.records(Bank.deadLetters)
        #expect(letters.count == 2)
        let first = try #require(letters.first)
        #expect(first.key == [0x00, 0xc3] && first.value == value)
        #expect(first.timestamp == Timestamp(milliseconds: 2_000_000), "the task's clock")
        #expect(first.headers.encoded.starts(with: headers.encoded), "nulls and repeated headers stay in front")
        #expect(first.headers.text(DeadLetter.Header.reason) == "MALFORMED")
        #expect(first.headers.text(DeadLetter.Header.detail)?.isEmpty == false)
        #expect(first.headers.text(DeadLetter.Header.topic) == Bank.inbox.rawValue)
        #expect(first.headers.text(DeadLetter.Header.partition) == "0")
        let offset = try #require(try stage.records(Bank.inbox).first { $0.value == value }?.offset)
        #expect(first.headers.text(DeadLetter.Header.offset) == "\(offset)")
        #expect(first.headers.text(DeadLetter.Header.timestamp) == "1500000")
        let second = try #require(letters.last)
        #expect(second.key == nil && second.value == nil)
        #expect(stage.commits.map(\.deadLetters) == [2])
    }

    @Test func aLongDetailIsCutBetweenScalars() throws {
        let source = TopicPartition(Bank.inbox, Partition(0))
        for text in [String(repeating: "菜", count: 1000), "e" + String(repeating: "\u{301}", count: 5000), "短"] {
            let record = Record(offset: .zero, timestamp: Timestamp(milliseconds: 0), key: nil, value: nil)
            var output = TaskOutput(source: source)
            output.refuse(reason: "MALFORMED", detail: text)
            let refusal = try #require(output.refusal)
            let letter = DeadLetter.post(record, refusal, from: source, clock: record.timestamp, to: Bank.deadLetters)
            let detail = try #require(letter.headers[DeadLetter.Header.detail])
            #expect(detail.count <= 1024 && !detail.isEmpty)
            #expect(text.utf8.starts(with: detail))
            #expect(!String(decoding: detail, as: UTF8.self).unicodeScalars.contains("\u{fffd}"))
        }
    }

    @Test func theClockNeverRunsBackAndSurvivesARestart() throws {
        let stage = try LaneStage()
        try stage.order("a", "deposit a 5", at: 9_000_000)
        stage.settle()
        stage.restart()
        try stage.order("a", "deposit a 5", at: 3_000)
        stage.settle()
        let times =
            try stage.records(Bank.journal).map(\.timestamp)
            + stage.records(Bank.journal, partition: 1).map(\.timestamp)
        #expect(times == [Timestamp(milliseconds: 9_000_000), Timestamp(milliseconds: 9_000_000)])
    }

    @Test(arguments: [Int64.max, 253_402_300_800_000, -1, Int64.min])
    func aTimestampThatCannotBeOneMovesNoClock(milliseconds: Int64) throws {
        let stage = try LaneStage()
        try stage.order("a", "deposit a 5", at: 7_000)
        try stage.order("a", "deposit a 6", at: milliseconds)
        stage.settle()
        #expect(try stage.ledger() == ["a": "11 0 0"])
        let journal = try stage.records(Bank.journal) + stage.records(Bank.journal, partition: 1)
        #expect(journal.allSatisfy { $0.timestamp == Timestamp(milliseconds: 7_000) })
    }

    @Test func processingIsTheSameInPortionsOfAnySize() throws {
        var ledgers: Set<[String: String]> = []
        for (records, bytes) in [(1, 1), (3, 200), (10_000, 1 << 20)] {
            let stage = try LaneStage(
                settings: WorkerSettings(name: "stage", recordsPerTransactionMax: records, batchBytesMax: bytes)
            )
            for number in 1...40 {
                try stage.order("a", "deposit a \(number)")
                try stage.order("a", "transfer a \(number * 2 % 30 + 1) b")
            }
            stage.settle()
            ledgers.insert(try stage.ledger())
        }
        #expect(ledgers.count == 1)
    }
}
