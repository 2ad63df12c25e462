import DeskStreams
import EventLog
import GreenChannelModel
import Replay
import Streams

/// A second opinion on the channel, folded from the records alone: who was asked, who answered, what is promised, what
/// became of what was said. Each record is looked at once.
public final class ChannelScenarioModel {
    struct Answered {
        var bid: Bid
        var answers = 0
    }

    let topology: ChannelTopology
    private(set) var lots = ChannelScenarioLots()
    private(set) var outlets = ChannelScenarioOutlets()
    /// By id: every bid, and how often it was answered.
    private(set) var bids: [String: Answered] = [:]
    /// What outsiders can know and report on, in the order in which it happened.
    private(set) var opened: [LotOpened] = []
    private(set) var awards: [Awarded] = []

    private(set) var alerts: [RecordPlace] = []
    /// Alerts that made the Intake desk post something.
    private(set) var heard: Set<RecordPlace> = []
    private(set) var refused: Set<RecordPlace> = []
    /// Cases that were asked about or held, that became lots, and whose sender never answered.
    private(set) var doubtful: [String] = []
    private(set) var cases: Set<String> = []
    private(set) var buried: Set<String> = []
    private var ids: [TopicPartition: Set<Bytes>] = [:]

    init(_ topology: ChannelTopology) { self.topology = topology }

    /// Takes the records written since the last call, and checks all that must hold at any time.
    func check(_ newRecords: [RecordBatch], _ view: SimulationView) throws {
        for batch in newRecords {
            guard let topic = topology.topic(named: batch.source.topic) else { continue }
            for record in batch.records { try take(record, topic, batch.source) }
        }
        let positions = try view.positions()
        for partition in topology.partitions(of: .lots) {
            try lots.advance(partition.partition.rawValue, until: (positions[partition] ?? .zero).rawValue, refused)
        }
        try outlets.check()
    }

    private func take(_ record: Record, _ topic: Topic, _ source: TopicPartition) throws {
        let place = RecordPlace(topic: topic, partition: source.partition.rawValue, offset: record.offset.rawValue)
        if topic == .deadLetters { return bury(record) }
        let origin = RecordOrigin(record.headers)
        if !origin.isTimer, let id = origin.id, !ids[source, default: []].insert(id).inserted {
            throw SimulationFailure("\(source) holds the id \(String(decoding: id, as: UTF8.self)) twice")
        }
        if topic == .alerts, !origin.isTimer { alerts.append(place) }
        if let cause = origin.cause, cause.place.topic == .alerts { heard.insert(cause.place) }
        // What does not decode came from outside, and is refused.
        var body: RecordBody?
        if let kind = origin.kind, let value = record.value { body = try? RecordBody(kind, serialized: value) }
        if topic == .lots { lots.expect(body, at: place) }
        guard let body else { return }
        if let cause = origin.cause, cause.place.topic == .lots { lots.note(body, topic, cause) }
        try fold(body, topic, origin.cause, place)
    }

    private func bury(_ record: Record) {
        if let place = RecordPlace(refusedIn: record.headers, topology) {
            refused.insert(place)
        } else if let detail = record.headers.text(DeadLetter.Header.detail), detail.hasPrefix("case ") {
            buried.insert(String(detail.dropFirst(5).prefix { $0 != ":" }))
        }
    }

    private func fold(
        _ body: RecordBody,
        _ topic: Topic,
        _ cause: RecordOrigin.Cause?,
        _ place: RecordPlace
    ) throws {
        switch body {
        case .bid(let bid) where cause != nil:
            guard bids.updateValue(Answered(bid: bid), forKey: bid.bid) == nil else {
                throw SimulationFailure("the bid \(bid.bid) was posted twice")
            }
        case .awarded(let award) where cause != nil:
            let asked = try answer(award.bid, place)
            guard award.grams > 0, award.grams <= asked.grams else {
                throw SimulationFailure("the bid \(award.bid) of \(asked.grams) g was awarded \(award.grams) g")
            }
            awards.append(award)
            try outlets.grant(award, asked, cause)
        case .declined(let decline) where cause != nil: _ = try answer(decline.bid, place)
        case .released(let release) where cause != nil: outlets.release(release)
        case .lotOpened(let lot) where cause != nil:
            opened.append(lot)
            cases.insert(lot.lot)
        case .journalEntry(let fact) where topic == .journal:
            if fact.event == "ASKED" || fact.event == "HELD" { doubtful.append(fact.lot) }
        case .channelOffered, .slotOffered, .vehicleOffered, .ordersReported: outlets.offer(body)
        default: break
        }
    }

    private func answer(_ id: String, _ place: RecordPlace) throws -> Bid {
        guard let found = bids[id] else {
            throw SimulationFailure("\(place) answers the bid \(id), which nobody posted")
        }
        guard found.answers == 0 else { throw SimulationFailure("\(place) answers the bid \(id) once more") }
        bids[id]?.answers += 1
        return found.bid
    }
}
