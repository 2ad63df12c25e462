import DeskStreams
import EventLog
import Foundation
import GreenChannelModel
import Replay
import Streams

/// A channel's log with dead letters on it, and a clock that goes only when somebody sleeps.
final class ReplayStage {
    /// Time that stands still until it is slept away.
    ///
    /// `@unchecked Sendable`: a test turns it in one thread only.
    final class Clock: @unchecked Sendable {
        var now: Int64
        init(_ now: Int64) { self.now = now }
    }

    static let eight = Instant(iso8601: "2026-03-02T08:00:00+08:00")?.milliseconds ?? 0
    static let minute: Int64 = 60_000

    let clock: Clock
    let log: any EventLog
    let topology = ChannelTopology(partitionCountDefault: 4)
    private var nextOffsets: [Int32: Int64] = [:]

    init(_ makeLog: (Clock) throws -> any EventLog) throws {
        clock = Clock(Self.eight + 2 * Instant.hours(1))
        log = try makeLog(clock)
        try log.createTopics(topology.topicSettings)
    }

    convenience init(faults: (any FaultInjector)? = nil, gaps: MemoryLog.Gaps = .afterEachTransaction) throws {
        try self.init { clock in
            MemoryLog(gaps: gaps, faults: faults) { Timestamp(milliseconds: clock.now) }
        }
    }

    // MARK: Writing

    /// An alert as a sender posts it.
    func alert(_ text: String, id: String, key: String = "sender", at time: Int64) -> Record {
        var alert = UnsoldAlert()
        alert.text = text
        var headers = Headers()
        headers.append(EventHeader.id, id)
        headers.append(EventHeader.source, "test")
        headers.append(EventHeader.type, RecordKind.unsoldAlert.eventType)
        headers.append(EventHeader.contentType, EventHeader.protobuf)
        return Record(
            offset: .zero,
            timestamp: Timestamp(milliseconds: time),
            key: Array(key.utf8)[...],
            value: RecordBody.unsoldAlert(alert).serialized()[...],
            headers: headers
        )
    }

    /// Posts a record to a topic.
    @discardableResult
    func post(_ record: Record, to topic: Topic = .alerts, partition: Partition? = nil) throws -> (
        TopicPartition, Offset
    ) {
        try log.append([
            Post(
                topic: topology.name(of: topic),
                partition: partition,
                timestamp: record.timestamp,
                key: record.key,
                value: record.value,
                headers: record.headers
            )
        ])[0]
    }

    /// Posts a record to `alerts` and then its refusal, as the runtime does.
    @discardableResult
    func refuse(_ record: Record, reason: String, detail: String = "refused", after: Int64 = 0) throws -> (
        TopicPartition, Offset
    ) {
        let place = try post(record)
        return try refuse(record, at: place, reason: reason, detail: detail, after: after)
    }

    @discardableResult
    func refuse(
        _ record: Record,
        at place: (TopicPartition, Offset),
        reason: String,
        detail: String = "refused",
        after: Int64 = 0
    ) throws -> (TopicPartition, Offset) {
        var record = record
        record.offset = place.1
        record.headers.append(DeadLetter.Header.reason, reason)
        record.headers.append(DeadLetter.Header.detail, detail)
        record.headers.append(DeadLetter.Header.topic, place.0.topic.rawValue)
        record.headers.append(DeadLetter.Header.partition, "\(place.0.partition)")
        record.headers.append(DeadLetter.Header.offset, "\(place.1)")
        record.headers.append(DeadLetter.Header.timestamp, "\(record.timestamp.milliseconds)")
        record.timestamp = Timestamp(milliseconds: record.timestamp.milliseconds + after)
        return try post(record, to: .deadLetters)
    }

    // MARK: Reading

    func records(of topic: Topic) throws -> [(TopicPartition, Record)] {
        let reader = try log.reader()
        var found: [(TopicPartition, Record)] = []
        for partition in topology.partitions(of: topic) {
            try reader.forEachRecord(of: partition) { found.append((partition, $0)) }
        }
        return found
    }

    /// What replays have sent to `alerts`, by event id.
    func redriven() throws -> [String: Int] {
        var counts: [String: Int] = [:]
        for (_, record) in try records(of: .alerts) where record.headers[EventHeader.replay] != nil {
            counts[record.headers.text(EventHeader.id) ?? "none", default: 0] += 1
        }
        return counts
    }

    /// How many records stand in every topic that somebody reads, the list of replays aside.
    func recordCount() throws -> Int {
        try Topic.allCases.filter { $0 != .replays }.reduce(0) { try $0 + records(of: $1).count }
    }

    // MARK: Replaying

    var window: RecordSelection {
        RecordSelection(from: Self.eight, to: Self.eight + 90 * Self.minute)
    }

    func plan(_ request: RedriveRequest) throws -> RedrivePlanner.Report {
        var planner = try RedrivePlanner(request, log, topology, now: Timestamp(milliseconds: clock.now))
        return try planner.plan()
    }

    func run(
        _ plan: RedrivePlan,
        approval: String? = nil,
        member: String = "m",
        log other: (any EventLog)? = nil,
        command: @escaping (Int) -> RedriveRun.Command = { _ in .go }
    ) throws -> RedriveRun {
        var sent = 0
        return try RedriveRun(
            plan: plan,
            approval: approval ?? plan.digest,
            by: "李 县域",
            why: "the catalogue knows the word now",
            member: member,
            log: other ?? log,
            topology: topology,
            around: RedriveRun.Surroundings(
                now: { [clock] in Timestamp(milliseconds: clock.now) },
                sleep: { [clock] in clock.now += $0 },
                command: { command(sent) },
                progress: { if case .sending(let count, _, _) = $0 { sent = count } }
            )
        )
    }
}

extension RedrivePlan {
    var entries: [Entry] {
        get throws {
            var entries: [Entry] = []
            try forEach { entries.append($0) }
            return entries
        }
    }

    /// The plan as somebody has changed it by hand.
    func changed(_ change: (inout Head, inout [Entry]) -> Void) throws -> RedrivePlan {
        var (head, entries) = (head, try entries)
        change(&head, &entries)
        var writer = try RedrivePlanWriter()
        for entry in entries { try writer.add(entry) }
        return try writer.finish(head)
    }

    /// The plan's file.
    var file: [UInt8] {
        get throws {
            let path = FileManager.default.temporaryDirectory.appending(path: "plan-\(UUID().uuidString)").path
            try write(to: path)
            defer { try? FileManager.default.removeItem(atPath: path) }
            return Array(FileManager.default.contents(atPath: path) ?? Data())
        }
    }

    convenience init(file: [UInt8]) throws {
        // In pieces, so that lines lie across them.
        try self.init { take in
            for start in stride(from: 0, to: file.count, by: 100) { try take(Data(file[start...].prefix(100))) }
        }
    }
}
