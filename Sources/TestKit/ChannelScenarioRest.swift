import DeskStreams
import EventLog
import GreenChannelModel

/// What must hold once nothing fails any more and nothing is left to happen.
extension ChannelScenarioModel {
    func checkAtRest(_ view: SimulationView) throws {
        for (id, bid) in bids.sorted(by: { $0.key < $1.key }) where bid.answers != 1 {
            throw SimulationFailure("the bid \(id) to \(bid.bid.offer) was answered \(bid.answers) times")
        }
        try lots.checkAtRest()
        for lot in opened where lots.lots[lot.lot] == nil {
            throw SimulationFailure("the lot \(lot.lot) was posted and never opened")
        }
        for alert in alerts where !heard.contains(alert) && !refused.contains(alert) {
            throw SimulationFailure("the alert \(alert) vanished")
        }
        for id in doubtful where !cases.contains(id) && !buried.contains(id) {
            throw SimulationFailure("the case \(id) was asked about; it is no lot, and nobody knows what became of it")
        }
        for topic in [Topic.alerts, .lots, .promotion, .broadcast, .dispatch] {
            for inbox in topology.partitions(of: topic) { try checkLedger(try view.ledger(of: inbox), inbox) }
        }
    }

    /// After three months nothing depends on what has been. The clock of the task stands under 0; the Lot desk may
    /// remember offers and what is left of them.
    private func checkLedger(_ entries: [Bytes: Bytes], _ inbox: TopicPartition) throws {
        let isLots = inbox.topic == topology.name(of: .lots)
        let left = entries.keys.filter { key in
            switch key.first {
            case 0: false
            case UInt8(ascii: "o"), UInt8(ascii: "r"): !isLots
            default: true
            }
        }
        guard let key = left.min(by: { $0.lexicographicallyPrecedes($1) }) else { return }
        throw SimulationFailure(
            "the ledger of \(inbox) still holds \(left.count) entries, as \(String(decoding: key, as: UTF8.self))"
        )
    }
}
