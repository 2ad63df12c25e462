import DeskStreams
import Desks
import EventLog
import Foundation
import GreenChannelModel
import Replay

/// Reads notices and the journal as they come: how long each alert waited for its first award. Vouches for each lot, and takes
/// it back after a while.
final class SoakWatcher {
    /// Waits of many lots.
    struct Latencies {
        private(set) var seconds: [Double] = []

        var count: Int { seconds.count }

        mutating func add(_ value: Double) { seconds.append(value) }

        func milliseconds(atPerMille rank: Int) -> Double {
            guard !seconds.isEmpty else { return 0 }
            return 1000 * seconds.sorted()[min(seconds.count - 1, seconds.count * rank / 1000)]
        }
    }

    private let log: any EventLog
    private let topology: ChannelTopology
    private let session: any GroupSession
    private let quiescence: Quiescence
    private var keepSeconds: Double
    private let clock = ContinuousClock()

    private var postedAt: [String: ContinuousClock.Instant] = [:]
    /// Lots without an award, since when their alert waits.
    private var waiting: [String: ContinuousClock.Instant] = [:]
    /// Lots whose award came before the notice that says whose they are.
    private var awardedEarly: [String: ContinuousClock.Instant] = [:]
    private var seen: Set<String> = []
    /// Lots to be taken back, the oldest first.
    private var open: [(lot: String, since: ContinuousClock.Instant)] = []
    private var latencies = Latencies()
    private(set) var allLatencies = Latencies()
    private(set) var lots = 0
    private(set) var awarded = 0

    init(_ log: any EventLog, _ topology: ChannelTopology, keepSeconds: Double) throws {
        self.log = log
        self.topology = topology
        self.keepSeconds = keepSeconds
        quiescence = try Quiescence(log, topology)
        session = try log.join(
            GroupSettings(
                group: "\(topology.groupName)-soak-\(UUID().uuidString)",
                member: "soak-watcher",
                inboxes: [topology.name(of: .notices): nil, topology.name(of: .journal): nil],
                sessionTimeoutMilliseconds: 60_000
            )
        )
    }

    func leave() { session.leave() }

    func note(_ senders: [String]) {
        let now = clock.now
        for sender in senders { postedAt[sender] = now }
    }

    /// Takes what has come, waiting so long for the first of it.
    func poll(milliseconds: Int) throws {
        var posts: [Post] = []
        var wait = milliseconds
        // Not for ever: alerts are due.
        for _ in 0..<50 {
            let event = try session.poll(timeoutMilliseconds: wait)
            if case .idle = event { break }
            wait = 0
            guard case .batch(let batch) = event else { continue }
            let now = clock.now
            for record in batch.records { try take(record, now, &posts) }
        }
        takeBack(&posts)
        if !posts.isEmpty { try log.append(posts) }
    }

    private func take(_ record: Record, _ now: ContinuousClock.Instant, _ posts: inout [Post]) throws {
        guard let type = record.headers[EventHeader.type], let kind = RecordKind(eventType: type),
            let value = record.value
        else { return }
        switch try RecordBody(kind, serialized: value) {
        case .notice(let notice):
            if let since = postedAt.removeValue(forKey: notice.sender) { begin(notice.lot, since) }
        case .journalEntry(let fact) where fact.event == "OPENED":
            lots += 1
            open.append((fact.lot, now))
            var message = LotVerified()
            message.lot = fact.lot
            message.by = "bench operator"
            message.why = "benchmark"
            posts += post(fact.lot, .lotVerified(message), "verify")
        case .journalEntry(let fact) where fact.event == "AWARDED" && fact.kind != .vehicles: award(fact.lot, now)
        default: break
        }
    }

    /// The notice and the award may come in either order.
    private func begin(_ lot: String, _ since: ContinuousClock.Instant) {
        if let early = awardedEarly.removeValue(forKey: lot) {
            add(since.duration(to: early) / .seconds(1))
        } else {
            waiting[lot] = since
        }
    }

    private func award(_ lot: String, _ now: ContinuousClock.Instant) {
        guard seen.insert(lot).inserted else { return }
        awarded += 1
        if let since = waiting.removeValue(forKey: lot) {
            add(since.duration(to: now) / .seconds(1))
        } else {
            awardedEarly[lot] = now
        }
    }

    private func add(_ seconds: Double) {
        latencies.add(seconds)
        allLatencies.add(seconds)
    }

    private func takeBack(_ posts: inout [Post]) {
        let due = open.prefix { $0.since.duration(to: clock.now) / .seconds(1) > keepSeconds }.prefix(1_000)
        for (lot, _) in due {
            waiting[lot] = nil
            awardedEarly[lot] = nil
            seen.remove(lot)
            var message = LotCancelled()
            message.lot = lot
            message.by = "bench operator"
            message.why = "benchmark"
            posts += post(lot, .lotCancelled(message), "cancel")
        }
        open.removeFirst(due.count)
    }

    private func post(_ lot: String, _ body: RecordBody, _ verb: String) -> [Post] {
        let now = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        return topology.posts(
            of: TimedRecord(at: now, topic: .lots, key: lot, body: body),
            id: "\(verb)/\(lot)",
            source: "greenchannel/bench"
        )
    }

    /// Takes back whatever is open, so that nobody asks for anything any more.
    func takeAllBack(patience seconds: Double) throws {
        keepSeconds = 0
        repeat { try waitForRest(patience: seconds) } while !open.isEmpty
    }

    /// Those since the last call.
    func takeLatencies() -> Latencies {
        defer { latencies = Latencies() }
        return latencies
    }

    /// About how many records the desks have left to read: 0 exactly where there is none.
    func lag() throws -> Int64 { try quiescence.lag() }

    /// Waits until no desk has anything left to read, twice in a row.
    func waitForRest(patience seconds: Double) throws {
        let deadline = clock.now + .seconds(seconds)
        var rests = 0
        while rests < 2 {
            guard clock.now < deadline else {
                throw BenchmarkFailure(
                    "after \(Int(seconds)) s the desks still have \(try lag()) records to read"
                )
            }
            try poll(milliseconds: 500)
            rests = try lag() == 0 ? rests + 1 : 0
        }
    }
}
