import DeskStreams
import Desks
import EventLog
import GreenChannelModel
import Streams
import Testing

@Suite struct DeskProcessorTests {
    private let topology = ChannelTopology(prefix: "test", partitionCountDefault: 3)
    private let now = Timestamp(milliseconds: 1_772_413_200_123)

    private func bytes(_ text: String) -> Bytes { Array(text.utf8)[...] }

    /// What one record makes a new desk do.
    private func process<D: Desk>(
        _ desk: D,
        key: String = "k",
        value: Bytes?,
        headers: [(String, String)],
        timestamp: Timestamp? = nil
    ) -> TaskOutput {
        var processor = DeskProcessor(desk, partition: Partition(2), topology: topology)
        var encoded = Headers()
        for (name, value) in headers { encoded.append(name, value) }
        var output = TaskOutput(source: TopicPartition(topology.name(of: D.name.inbox), Partition(2)), clock: now)
        processor.process(
            Record(
                offset: Offset(77),
                timestamp: timestamp ?? now,
                key: bytes(key),
                value: value,
                headers: encoded
            ),
            &output
        )
        return output
    }

    private func posts(_ output: TaskOutput) -> [Post] {
        var posts: [Post] = []
        output.forEachPost(partitionCounts: [topology.name(of: .lots): 3]) { post, _ in posts.append(post) }
        return posts
    }

    private func opened(_ lot: String) -> Bytes {
        var message = LotOpened()
        message.lot = lot
        return RecordBody.lotOpened(message).serialized()[...]
    }

    private let protobuf = (EventHeader.contentType, EventHeader.protobuf)

    @Test func aPostIsACloudEvent() throws {
        let output = process(
            ToyDesk(),
            key: "sender",
            value: opened("L1"),
            headers: [
                ("ce_type", "greenchannel.v1.LotOpened"), protobuf, ("traceparent", "00-abc-def-01"),
                ("greenchannel-replay", "run-7"),
            ]
        )
        #expect(output.refusal == nil)
        let posts = posts(output)
        #expect(posts.map(\.topic) == [TopicName("test.journal"), TopicName("test.promotion")])
        let journal = try #require(posts.first)
        #expect(journal.key == bytes("L1") && journal.timestamp == now && journal.partition == nil)
        var names: [String] = []
        journal.headers.forEach { name, _ in names.append(String(decoding: name, as: UTF8.self)) }
        #expect(
            names == [
                "ce_specversion", "ce_source", "content-type", "ce_type", "ce_id", "ce_subject", "ce_time",
                "traceparent",
                "greenchannel-replay",
            ]
        )
        #expect(journal.headers.text("ce_specversion") == "1.0")
        #expect(journal.headers.text("ce_source") == "greenchannel/lot")
        #expect(journal.headers.text("content-type") == "application/protobuf")
        #expect(journal.headers.text("ce_type") == "greenchannel.v1.JournalEntry")
        #expect(journal.headers.text("ce_id") == "lots/2/77/0")
        #expect(journal.headers.text("ce_subject") == "L1")
        #expect(journal.headers.text("ce_time") == "2026-03-02T01:00:00.123Z")
        #expect(journal.headers.text("traceparent") == "00-abc-def-01")
        #expect(journal.headers.text("greenchannel-replay") == "run-7")
        guard case .journalEntry(let entry) = try RecordBody(.journalEntry, serialized: journal.value ?? []) else {
            Issue.record("not a journal entry")
            return
        }
        #expect(entry.event == "opened by sender at 2/77")
        #expect(posts.last?.headers.text("ce_id") == "lots/2/77/1")
        #expect(posts.last?.headers.text("ce_type") == "greenchannel.v1.LotOpened")
        #expect(posts.last?.headers.text("ce_subject") == "channel")
    }

    @Test func withoutMarksNonePassOn() {
        let output = process(
            ToyDesk(),
            value: opened("L1"),
            headers: [("ce_type", "greenchannel.v1.LotOpened"), protobuf]
        )
        for post in posts(output) {
            #expect(post.headers["traceparent"] == nil && post.headers["greenchannel-replay"] == nil)
        }
    }

    @Test func anAnnouncementGoesToEveryPartition() {
        var message = LotVerified()
        message.lot = "L1"
        let output = process(
            ToyDesk(),
            value: RecordBody.lotVerified(message).serialized()[...],
            headers: [("ce_type", "greenchannel.v1.LotVerified")]
        )
        #expect(posts(output).map(\.partition) == [Partition(0), Partition(1), Partition(2)])
    }

    @Test func whatCannotBeDecodedIsRefusedWithItsReason() {
        let type = ("ce_type", "greenchannel.v1.LotOpened")
        let large = Bytes(repeating: 0, count: (1 << 20) + 1)
        let cases: [(Bytes?, [(String, String)], Timestamp?, String)] = [
            (opened("L"), [("ce_type", "com.example.Other"), protobuf], nil, "UNEXPECTED_TYPE"),
            (opened("L"), [protobuf], nil, "UNEXPECTED_TYPE"),
            (opened("L"), [], nil, "UNEXPECTED_TYPE"),
            ([0xff, 0xff, 0xff], [type, protobuf], nil, "MALFORMED"),
            (nil, [type, protobuf], nil, "MALFORMED"),
            (bytes("{}"), [type, ("content-type", "application/json")], nil, "MALFORMED"),
            (opened("L"), [type, ("content-type", "text/html")], nil, "MALFORMED"),
            (large, [type, protobuf], nil, "PAYLOAD_TOO_LARGE"),
            (opened("L"), [type, protobuf], .distantFuture, "MALFORMED"),
            (opened("L"), [type, protobuf], .distantPast, "MALFORMED"),
        ]
        for (index, (value, headers, timestamp, reason)) in cases.enumerated() {
            let output = process(ToyDesk(), value: value, headers: headers, timestamp: timestamp)
            #expect(output.refusal?.reason == reason, "case \(index)")
            #expect(output.refusal?.detail.isEmpty == false)
            #expect(posts(output).isEmpty)
        }
        let refused = process(ToyDesk(), value: [], headers: [("ce_type", "greenchannel.v1.Notice"), protobuf])
        #expect(refused.refusal?.detail == "notice has no business here", "the desk's own refusal")
    }

    @Test func anAlertMayComeInJSONAndWithoutAType() throws {
        let json = bytes(#"{"text": "白菜 12吨", "senderCounty": "231224", "unknownToUs": [1]}"#)
        var alert = UnsoldAlert()
        alert.text = "白菜 12吨"
        let message = RecordBody.unsoldAlert(alert).serialized()[...]
        let type = ("ce_type", "greenchannel.v1.UnsoldAlert")
        let accepted: [(Bytes, [(String, String)])] = [
            (json, [("content-type", "application/json")]),
            (json, [("content-type", "Application/JSON; charset=utf-8"), type]),
            (message, [("content-type", "application/protobuf")]),
            (message, [("content-type", "application/x-protobuf"), type]),
            (message, [type]),
        ]
        for (value, headers) in accepted {
            let output = process(ToyIntake(), value: value, headers: headers)
            #expect(output.refusal == nil)
            let post = try #require(posts(output).first)
            guard case .notice(let notice) = try RecordBody(.notice, serialized: post.value ?? []) else {
                Issue.record("not a notice")
                return
            }
            #expect(notice.text == "白菜 12吨" && notice.sender == "k")
        }
        let refused: [(Bytes, [(String, String)], String)] = [
            (json, [], "UNEXPECTED_TYPE"),
            (bytes("[1, 2"), [("content-type", "application/json")], "MALFORMED"),
            (bytes(#"{"text": 5}"#), [("content-type", "application/json")], "MALFORMED"),
            (
                Array(repeating: UInt8(ascii: "["), count: 100_000)[...], [("content-type", "application/json")],
                "MALFORMED"
            ),
            (json, [("content-type", "application/json"), ("ce_type", "greenchannel.v1.LotOpened")], "MALFORMED"),
        ]
        for (value, headers, reason) in refused {
            #expect(process(ToyIntake(), value: value, headers: headers).refusal?.reason == reason)
        }
    }

    @Test func aTimerNamesItsEntryAndItsTime() throws {
        let processor = DeskProcessor(ToyDesk(), partition: Partition(2), topology: topology)
        let timer = processor.timerRecord(forEntry: bytes("lL1"), due: now)
        #expect(timer.key == bytes("lL1"))
        #expect(timer.headers.text("ce_id") == "lots/2/timer/lL1/1772413200123")
        #expect(timer.headers.text("ce_type") == "greenchannel.v1.TimerFired")
        guard case .timerFired(let message) = try RecordBody(.timerFired, serialized: timer.value ?? []) else {
            Issue.record("not a timer")
            return
        }
        #expect(message.entry == "lL1" && message.due == now.milliseconds)
    }

    @Test func aDeskRunsInALaneAndIsWoken() throws {
        let channel = ChannelApplication(topology: topology, desks: [.lot]) { _, _ in ToyDesk() }
        let log = MemoryLog()
        try log.createTopics(topology.topicSettings)
        var headers = Headers()
        headers.append("ce_type", "greenchannel.v1.LotOpened")
        let lots = (0..<30).map { "L\($0)" }
        try log.append(
            lots.map {
                Post(
                    topic: topology.name(of: .lots),
                    timestamp: now,
                    key: bytes($0),
                    value: opened($0),
                    headers: headers
                )
            }
        )
        let core = LaneCore(
            lane: 0,
            log: log,
            application: channel.application,
            settings: WorkerSettings(name: "w")
        )
        func settle(at time: Timestamp) -> LaneCore.Step {
            for _ in 0..<1000 {
                let step = core.step(now: time)
                if step != .worked { return step }
            }
            return .worked
        }
        func ledgerCount() throws -> Int {
            var count = 0
            for partition in 0..<3 as Range<Int32> {
                try log.reader().ledger(TopicPartition(topology.ledgerName(of: .lot), Partition(partition))) { key, _ in
                    if key.first != 0 { count += 1 }
                }
            }
            return count
        }
        let due = Timestamp(milliseconds: now.milliseconds + 60_000)
        #expect(settle(at: now) == .idle(until: due))
        #expect(try ledgerCount() == 30)
        #expect(settle(at: due) == .idle(until: .distantFuture))
        #expect(try ledgerCount() == 0)
    }
}
