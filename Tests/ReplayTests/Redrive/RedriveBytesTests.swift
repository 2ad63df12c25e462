import DeskStreams
import EventLog
import GreenChannelModel
import Replay
import Streams
import Testing

/// Key, value, headers, stamps and nulls go out as they came in.
@Suite struct RedriveBytesTests {
    private static func odd() -> [Record] {
        var repeated = Headers()
        repeated.append("x", "1")
        repeated.append("x", bytes: nil)
        repeated.append("", "no name")
        repeated.append("x", bytes: [0xff, 0x00])
        // Names of ours that somebody else wrote stay, too.
        repeated.append(DeadLetter.Header.reason, "MINE")
        func record(_ time: Int64, _ key: Bytes?, _ value: Bytes?, _ headers: Headers = Headers()) -> Record {
            Record(offset: .zero, timestamp: Timestamp(milliseconds: time), key: key, value: value, headers: headers)
        }
        let now = ReplayStage.eight
        return [
            record(now, nil, nil),
            record(now + 1, [], [], repeated),
            record(now + 2, [0, 0xff, 0xfe, 0x0a], [0x00], repeated),
            record(now + 3, [1], Array(repeating: 0xab, count: 100_000)[...]),
            record(now + 4, nil, [], Headers()),
        ]
    }

    private func selection(_ stage: ReplayStage) -> RecordSelection {
        RecordSelection(from: ReplayStage.eight, to: ReplayStage.eight + ReplayStage.minute)
    }

    @Test func nothingIsTouchedOnTheWay() throws {
        let stage = try ReplayStage()
        for (number, record) in Self.odd().enumerated() {
            // Also to a partition that is not the key's home.
            let place = try stage.post(record, partition: Partition(Int32(number % 4)))
            try stage.refuse(record, at: place, reason: "MALFORMED")
        }
        let outcome = try stage.run(try stage.plan(RedriveRequest(selection: selection(stage))).plan).run()
        #expect(outcome.sent == 5)
        let alerts = try stage.records(of: .alerts)
        #expect(alerts.count == 10)
        for (number, original) in Self.odd().enumerated() {
            let sent = alerts.filter { partition, record in
                var bare = record
                bare.headers = ReplayMark.removed(from: record.headers)
                return partition.partition.rawValue == Int32(number % 4) && bare.isSame(as: original)
            }
            #expect(sent.count == 2, "record \(number): the one that came and the one that was sent")
        }
    }

    @Test func headersFollowTheirPolicy() throws {
        let stage = try ReplayStage()
        try stage.refuse(Self.odd()[2], reason: "MALFORMED")
        let policy = HeaderPolicy(allow: ["x", ""], deny: [""], stamp: ["who=ops", "x=2"])
        let request = RedriveRequest(selection: selection(stage), headerPolicy: policy)
        _ = try stage.run(try stage.plan(request).plan).run()
        let sent = try #require(try stage.records(of: .alerts).last { $0.1.headers[EventHeader.replay] != nil })
        var seen: [String] = []
        ReplayMark.removed(from: sent.1.headers).forEach { name, value in
            seen.append("\(String(decoding: name, as: UTF8.self))=\(value.map { "\(Array($0))" } ?? "null")")
        }
        #expect(seen == ["x=[49]", "x=null", "x=[255, 0]", "who=\(Array("ops".utf8))", "x=[50]"])
    }

    @Test func theEnvelopeOfADeadLetterIsTakenOffWhole() throws {
        let stage = try ReplayStage()
        let record = Self.odd()[1]
        try stage.refuse(record, reason: "FIRST", detail: "why")
        let letter = try #require(try stage.records(of: .deadLetters).first?.1)
        let envelope = try #require(DeadLetterEnvelope(letter.headers))
        #expect(envelope.reason == "FIRST" && envelope.detail == "why")
        #expect(envelope.original.encoded == record.headers.encoded)
        #expect(envelope.timestamp == record.timestamp && envelope.offset != nil)
        #expect(DeadLetterEnvelope(record.headers) == nil)
        // Refused twice: one envelope comes off at a time.
        var twice = letter
        twice.headers = letter.headers
        try stage.refuse(twice, at: (TopicPartition(TopicName("t"), Partition(1)), Offset(9)), reason: "SECOND")
        let second = try #require(
            try stage.records(of: .deadLetters).map(\.1).first {
                DeadLetterEnvelope($0.headers)?.reason == "SECOND"
            }
        )
        #expect(DeadLetterEnvelope(second.headers)?.original.encoded == letter.headers.encoded)
    }

    /// Anybody may write a dead letter's headers: where nothing can stand, it stood nowhere.
    @Test(arguments: [Int64.max, .max - 1, .min, -1])
    func anOffsetThatCannotBeIsNone(_ offset: Int64) throws {
        let stage = try ReplayStage()
        let alerts = TopicPartition(stage.topology.name(of: .alerts), Partition(1))
        let alert = stage.alert("洋芋 1吨", id: "1", at: ReplayStage.eight)
        try stage.refuse(alert, at: (alerts, Offset(offset)), reason: "UNKNOWN_CROP")
        let letter = try #require(try stage.records(of: .deadLetters).first?.1)
        let envelope = try #require(DeadLetterEnvelope(letter.headers))
        #expect(envelope.topic == alerts.topic && envelope.partition == alerts.partition)
        #expect(envelope.offset == (offset == .max - 1 ? Offset(offset) : nil))
        let outcome = try stage.run(try stage.plan(RedriveRequest(selection: selection(stage))).plan).run()
        #expect(outcome.sent == 1)
        #expect(try stage.redriven() == ["1": 1])
    }
}
