import DeskStreams
import Desks
import EventLog
import GreenChannelModel
import Streams
import Testing

/// The whole channel on a memory log and a virtual clock, for one story: who says what at which hour, and what is told,
/// written down and refused.
final class ScenarioStage {
    static let opening = at("2026-03-02T09:00:00+08:00")

    static func at(_ text: String) -> Instant {
        guard let time = Instant(iso8601: text) else { preconditionFailure("'\(text)' is no time") }
        return time
    }

    private(set) var now: Instant
    let topology = ChannelTopology(partitionCountDefault: 2)
    private let log = MemoryLog()
    private let lane: LaneCore
    private let reader: any LogReader
    private var posted = 0

    init(at start: Instant = opening) throws {
        now = start
        let factory = DeskFactory()
        let application = ChannelApplication(topology: topology) { name, _ in factory.make(name) }
        try log.createTopics(topology.topicSettings)
        reader = try log.reader()
        lane = LaneCore(
            lane: 0,
            log: log,
            application: application.application,
            settings: WorkerSettings(name: "scenario")
        )
    }

    // MARK: What happens

    func post(_ topic: Topic, _ key: String, _ bodies: [RecordBody]) throws {
        for body in bodies {
            posted += 1
            let record = TimedRecord(at: now, topic: topic, key: key, body: body)
            try log.append(topology.posts(of: record, id: "\(posted)", source: "scenario"))
        }
        _ = try settle()
    }

    func post(_ topic: Topic, _ key: String, _ body: RecordBody) throws { try post(topic, key, [body]) }

    /// A text message; gives what is told to its sender.
    @discardableResult
    func say(_ text: String, from sender: String = "farmer", county: String = "") throws -> [String] {
        let before = try notices(to: sender).count
        var alert = UnsoldAlert()
        alert.text = text
        alert.senderCounty = county
        try post(.alerts, sender, .unsoldAlert(alert))
        return Array(try notices(to: sender)[before...])
    }

    /// Lets time pass until then, with everything that falls due on the way.
    func pass(until time: Instant) throws {
        while let due = try settle(), due <= time.milliseconds {
            now = Instant(milliseconds: max(due, now.milliseconds))
        }
        now = max(now, time)
        _ = try settle()
    }

    func pass(hours: Int64) throws { try pass(until: now.advanced(byMilliseconds: Instant.hours(hours))) }

    private func settle() throws -> Int64? {
        let time = Timestamp(milliseconds: now.milliseconds)
        while true {
            switch lane.step(now: time) {
            case .worked: continue
            case .idle(let until), .waiting(let until): return until == .distantFuture ? nil : until.milliseconds
            case .ended(let error): throw error ?? LogError(.stop, "the lane of a scenario ended")
            }
        }
    }

    func verify(_ lot: String) throws {
        var message = LotVerified()
        message.lot = lot
        message.by = "county"
        try post(.lots, lot, .lotVerified(message))
    }

    // MARK: What is left

    func records(_ topic: Topic) throws -> [Record] {
        try topology.partitions(of: topic).flatMap { partition in
            try reader.read(partition, from: .zero, bytesMax: 1 << 26).records
        }
    }

    private func bodies(_ topic: Topic) throws -> [RecordBody] {
        try records(topic).compactMap { record in
            guard let value = record.value,
                let kind = record.headers[EventHeader.type].flatMap({ RecordKind(eventType: $0) })
            else { return nil }
            return try RecordBody(kind, serialized: value)
        }
    }

    func notices(to sender: String = "farmer") throws -> [String] {
        try bodies(.notices).compactMap { body in
            if case .notice(let notice) = body, notice.sender == sender { notice.text } else { nil }
        }
    }

    func opened() throws -> [LotOpened] {
        try bodies(.lots).compactMap { if case .lotOpened(let lot) = $0 { lot } else { nil } }
    }

    func bids(_ topic: Topic) throws -> [Bid] {
        try bodies(topic).compactMap { if case .bid(let bid) = $0 { bid } else { nil } }
    }

    func released(_ topic: Topic) throws -> [Released] {
        try bodies(topic).compactMap { if case .released(let release) = $0 { release } else { nil } }
    }

    /// What became of a lot so far, in order.
    func facts(_ lot: String, _ event: String? = nil) throws -> [JournalEntry] {
        try bodies(.journal).compactMap { body in
            guard case .journalEntry(let fact) = body, fact.lot == lot, event == nil || fact.event == event else {
                return nil
            }
            return fact
        }
    }

    func balance(_ lot: String) throws -> LotBalance { try #require(try facts(lot).last { $0.hasBalance }).balance }

    func deadLetters() throws -> [(reason: String, record: Record)] {
        try records(.deadLetters).map { ($0.headers.text(DeadLetter.Header.reason) ?? "", $0) }
    }
}

extension Int64 {
    static func kilograms(_ count: Int64) -> Int64 { count * 1000 }
    static func tonnes(_ count: Int64) -> Int64 { count * 1_000_000 }
}
