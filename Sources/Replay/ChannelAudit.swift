public import DeskStreams
public import EventLog
public import GreenChannelModel
import Streams

/// Reads everything that a run left in the log and checks, without any of the desks' code, that nothing was doubled,
/// oversold or left unanswered.
///
/// Memory grows with the number of bids and lots, not of records.
public struct ChannelAudit {
    /// One thing that must not be, with where it was seen.
    public struct Finding: Sendable, Hashable, CustomStringConvertible {
        public var what: String
        public var place: String

        public var description: String { "\(what) (\(place))" }
    }

    /// What became of one bid.
    public struct BidFate: Sendable {
        public var lot = ""
        public var offer = ""
        public var isCarriage = false
        /// Where it was posted.
        public var inbox: TopicPartition?
        public var offset = Offset.zero
        public var asked: Int64 = 0
        public var answers = 0
        public var granted: Int64 = 0
        public var givenBack: Int64 = 0
        /// What an outlet that took less really took.
        public var taken: Int64?

        /// What the outlet still has of the lot, or has sold of it.
        ///
        /// A report on what was given back before is late, and counts for nothing.
        public var net: Int64 { max(0, min(taken ?? .max, granted &- givenBack)) }
    }

    public private(set) var findings: [Finding] = []
    /// Findings beyond the first hundred are only counted.
    public private(set) var findingCount = 0
    public private(set) var bids: [String: BidFate] = [:]
    public private(set) var balances: [String: LotBalance] = [:]
    public private(set) var kinds: [String: OutletKind] = [:]
    public private(set) var opened: Set<String> = []
    public private(set) var ended: Set<String> = []
    public private(set) var deadLetters: [String: Int] = [:]
    public private(set) var records = 0

    /// A moment of a log that others are writing to: what desks posted until then, and nothing after it.
    public struct Cut: Sendable {
        /// By inbox partition: what was taken. All read at one moment.
        public var positions: [TopicPartition: Offset]
        /// By partition: where reading stops. Read after the positions.
        public var ends: [TopicPartition: Offset]

        public init(positions: [TopicPartition: Offset], ends: [TopicPartition: Offset]) {
            self.positions = positions
            self.ends = ends
        }
    }

    private let cut: Cut?
    private let findsRepeats: Bool
    private var topology = ChannelTopology()

    /// - Parameters:
    ///   - cut: on a log that others are writing to; without one everything there is counts.
    ///   - findsRepeats: whether records are looked for whose ids repeat, which takes memory for every record.
    public init(at cut: Cut? = nil, findsRepeats: Bool = true) {
        self.cut = cut
        self.findsRepeats = findsRepeats
    }

    /// Reads all topics of a channel, each from its first kept record to the end that it has now.
    public mutating func read(_ reader: any LogReader, _ topology: ChannelTopology) throws {
        self.topology = topology
        for topic in [Topic.promotion, .broadcast, .dispatch, .lots, .journal, .deadLetters, .notices] {
            for partition in topology.partitions(of: topic) {
                var seen: Set<[UInt8]> = []
                try reader.forEachRecord(of: partition, until: cut?.ends[partition]) { record in
                    if isAfterCut(record) { return }
                    records += 1
                    examine(record, topic, partition, &seen)
                }
            }
        }
        judge()
    }

    /// Bids that no desk has answered.
    public var unanswered: Int { bids.values.reduce(0) { $0 + ($1.answers == 0 ? 1 : 0) } }

    /// Grams that are promised beyond what their lots hold. Always 0.
    public private(set) var oversoldGrams: Int64 = 0

    /// Whether a desk posted this after the moment in question.
    private func isAfterCut(_ record: Record) -> Bool {
        guard let cut, let place = RecordOrigin(record.headers).cause?.place else { return false }
        let inbox = TopicPartition(topology.name(of: place.topic), Partition(place.partition))
        return place.offset >= (cut.positions[inbox] ?? .zero).rawValue
    }

    private mutating func examine(
        _ record: Record,
        _ topic: Topic,
        _ partition: TopicPartition,
        _ seen: inout Set<[UInt8]>
    ) {
        if topic == .deadLetters {
            deadLetters[record.headers.text(DeadLetter.Header.reason) ?? "UNKNOWN", default: 0] += 1
        }
        guard let type = record.headers[EventHeader.type], let kind = RecordKind(eventType: type), kind != .timerFired
        else {
            return
        }
        // An id says which decision posted a record: the same id twice is the same decision taken twice.
        if findsRepeats, let id = record.headers[EventHeader.id], !seen.insert(Array(id)).inserted {
            find("the record \(String(decoding: id, as: UTF8.self)) stands there twice", partition, record.offset)
        }
        guard topic != .deadLetters, let value = record.value else { return }
        let origin = RecordOrigin(record.headers)
        do {
            try fold(
                RecordBody(kind, serialized: value),
                origin,
                topic,
                partition,
                record.offset
            )
        } catch {
            // What others wrote is refused by the desk that reads it, and is nobody's fault here.
            guard origin.cause != nil else { return }
            find("a \(kind) does not decode: \(error)", partition, record.offset)
        }
    }

    private mutating func fold(
        _ body: RecordBody,
        _ origin: RecordOrigin,
        _ topic: Topic,
        _ partition: TopicPartition,
        _ offset: Offset
    ) throws {
        let isFromDesk = origin.cause != nil
        // What a replay sent once more is refused by whoever had it before, and says nothing new.
        if origin.isReplayed, isKnown(body) { return }
        switch body {
        // Only desks bid; what else comes under that name is refused.
        case .bid(let bid) where isFromDesk:
            if bids[bid.bid] != nil, bids[bid.bid]?.lot != "" {
                find("the bid \(bid.bid) was posted twice", partition, offset)
            }
            bids[bid.bid, default: BidFate()].lot = bid.lot
            bids[bid.bid]?.offer = bid.offer
            bids[bid.bid]?.asked = bid.grams
            bids[bid.bid]?.isCarriage = bid.hasJourney
            bids[bid.bid]?.inbox = partition
            bids[bid.bid]?.offset = offset
        // An answer that nobody asked for is refused; to one that somebody did, a stranger's is as good as a desk's.
        case .awarded(let answer) where isFromDesk || isBid(answer.bid):
            answered(answer.bid, partition, offset)
            bids[answer.bid]?.granted = answer.grams
        case .declined(let answer) where isFromDesk || isBid(answer.bid):
            answered(answer.bid, partition, offset)
        case .released(let release):
            let granted = bids[release.bid]?.granted ?? 0
            // A release of a bid that is not answered yet has nothing to give back; 0 stands for all of it.
            bids[release.bid, default: BidFate()].givenBack &+= release.grams == 0 ? granted : release.grams
        case .outcomeReported(let outcome) where outcome.kind == .outcomeShort:
            // A later report of more speaks of what was given back before, and counts for nothing.
            let before = bids[outcome.bid]?.taken ?? .max
            bids[outcome.bid, default: BidFate()].taken = min(before, outcome.grams)
        case .lotOpened(let lot): opened.insert(lot.lot)
        case .journalEntry(let fact) where topic == .journal: note(fact, partition, offset)
        default: break
        }
    }

    /// Whether a bid or an answer has been seen before.
    private func isKnown(_ body: RecordBody) -> Bool {
        switch body {
        case .bid(let bid): isBid(bid.bid)
        case .awarded(let answer): (bids[answer.bid]?.answers ?? 0) > 0
        case .declined(let answer): (bids[answer.bid]?.answers ?? 0) > 0
        default: false
        }
    }

    private func isBid(_ id: String) -> Bool { bids[id].map { !$0.lot.isEmpty } ?? false }

    private mutating func answered(_ bid: String, _ partition: TopicPartition, _ offset: Offset) {
        bids[bid, default: BidFate()].answers += 1
        if bids[bid]?.answers == 2 { find("the bid \(bid) was answered twice", partition, offset) }
    }

    private mutating func note(_ fact: JournalEntry, _ partition: TopicPartition, _ offset: Offset) {
        if fact.event == "AWARDED" { kinds[fact.bid] = fact.kind }
        if fact.event == "ENDED" { ended.insert(fact.lot) }
        guard fact.hasBalance else { return }
        let balance = fact.balance
        let buckets = [
            balance.unplaced, balance.held, balance.awarded, balance.sold, balance.donated, balance.recycled,
            balance.lost, balance.cancelled, balance.expired,
        ]
        if buckets.contains(where: { $0 < 0 }) {
            find("lot \(fact.lot) has less than nothing somewhere: \(buckets)", partition, offset)
        }
        let total = buckets.reduce(Int64(0)) { $0.addingReportingOverflow($1).partialValue }
        if total != balance.declared {
            find("lot \(fact.lot) holds \(total) g, but \(balance.declared) g are declared", partition, offset)
        }
        balances[fact.lot] = balance
    }

    private mutating func judge() {
        var promised: [String: Int64] = [:]
        for (id, bid) in bids {
            if bid.lot.isEmpty, bid.answers > 0 { find("the answer to \(id) has no bid", "lots") }
            if bid.granted > bid.asked { find("the bid \(id) got \(bid.granted) g of \(bid.asked) g", "lots") }
            if !bid.isCarriage { promised[bid.lot, default: 0] &+= bid.net }
        }
        for (lot, grams) in promised {
            guard let declared = balances[lot]?.declared, grams > declared else { continue }
            oversoldGrams &+= grams &- declared
            find("lot \(lot) is promised \(grams) g of \(declared) g", "journal")
        }
        for lot in ended where balances[lot].map({ $0.unplaced &+ $0.held &+ $0.awarded }) != 0 {
            find("lot \(lot) ended with something undecided", "journal")
        }
        findings.sort { ($0.place, $0.what) < ($1.place, $1.what) }
    }

    private mutating func find(_ what: String, _ partition: TopicPartition, _ offset: Offset) {
        find(what, "\(partition) offset \(offset)")
    }

    private mutating func find(_ what: String, _ place: String) {
        findingCount += 1
        if findings.count < 100 { findings.append(Finding(what: what, place: place)) }
    }
}
