import DeskStreams
import EventLog
public import GreenChannelModel

/// What a rehearsal changes in what happened, beside the rules.
public struct RehearsalChanges: Sendable {
    /// More or fewer vehicles at a depot.
    public struct Vehicles: Sendable, Equatable {
        public var depot: String
        /// Below zero: so many are taken away.
        public var count: Int

        /// Reads `+1@depot-suihua`, `-2@depot-suihua`.
        public init(_ text: String) throws(RehearsalChangeError) {
            let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[1].isEmpty, let count = Int(parts[0]), count != 0,
                (-1000...1000).contains(count)
            else {
                throw RehearsalChangeError("'\(text.prefix(60))' is no change of vehicles: write +1@DEPOT or -1@DEPOT")
            }
            depot = String(parts[1])
            self.count = count
        }
    }

    /// These instead of all that were recorded.
    public var offers: [TimedRecord]?
    /// These beside what was recorded.
    public var moreOffers: [TimedRecord] = []
    public var vehicles: [Vehicles] = []
    /// Alerts, and what operators decided on them, so much sooner.
    public var earlierMilliseconds: Int64 = 0

    public init() {}

    /// - Throws: `RehearsalChangeError` for a depot or vehicle that there is not.
    func apply(to window: RecordedWindow) throws -> [RecordedInput] {
        var inputs = window.inputs
        if let offers {
            inputs.removeAll { input in
                if case .offer = input.subject { true } else { false }
            }
            inputs += made(offers, "offers", window.topology)
        }
        inputs += made(moreOffers, "more-offers", window.topology)
        for change in vehicles { try apply(change, to: &inputs, window.topology) }
        if earlierMilliseconds != 0 { inputs = inputs.map(earlier) }
        return inputs
    }

    private func made(_ records: [TimedRecord], _ name: String, _ topology: ChannelTopology) -> [RecordedInput] {
        records.enumerated().flatMap { index, record in
            topology.posts(of: record, id: "rehearsal/\(name)/\(index + 1)", source: "greenchannel/rehearse")
                .map { RecordedInput(at: record.at, post: $0, body: record.body) }
        }
    }

    private func apply(_ change: Vehicles, to inputs: inout [RecordedInput], _ topology: ChannelTopology) throws {
        var known: [String: Int] = [:]
        var depots: Set<String> = []
        for (index, input) in inputs.enumerated() {
            guard case .vehicleOffered(let offer)? = input.body else { continue }
            depots.insert(offer.depot)
            if offer.depot == change.depot, known[offer.vehicle] == nil { known[offer.vehicle] = index }
        }
        let vehicles = known.sorted { $0.key < $1.key }
        guard !vehicles.isEmpty else {
            let names = depots.sorted().prefix(12).joined(separator: ", ")
            throw RehearsalChangeError("there is no depot '\(change.depot.prefix(60))'; there are \(names)")
        }
        guard change.count < 0 else {
            for number in 0..<change.count {
                let model = inputs[vehicles[number % vehicles.count].value]
                guard case .vehicleOffered(var offer)? = model.body else { continue }
                offer.vehicle += "-more-\(number + 1)"
                let record = TimedRecord(at: model.at, topic: .dispatch, key: offer.depot, body: .vehicleOffered(offer))
                inputs += made([record], "vehicles/\(change.depot)/\(number + 1)", topology)
            }
            return
        }
        guard -change.count <= vehicles.count else {
            throw RehearsalChangeError(
                "depot '\(change.depot.prefix(60))' has \(vehicles.count) vehicles: \(-change.count) cannot be taken away"
            )
        }
        let gone = Set(vehicles.suffix(-change.count).map(\.key))
        inputs.removeAll { input in
            if case .offer(change.depot, let vehicle) = input.subject { gone.contains(vehicle) } else { false }
        }
    }

    private func earlier(_ input: RecordedInput) -> RecordedInput {
        guard case .lot = input.subject else { return input }
        var moved = input
        moved.at = input.at.advanced(byMilliseconds: -earlierMilliseconds)
        let stamp = input.post.timestamp.milliseconds.subtractingReportingOverflow(earlierMilliseconds)
        moved.post.timestamp = Timestamp(milliseconds: max(0, stamp.overflow ? 0 : stamp.partialValue))
        if case .lotOpened(var lot)? = input.body {
            lot.received = max(0, lot.received &- earlierMilliseconds)
            // A life that is counted from receipt begins sooner; when it ends stays as it is.
            if !lot.hasHarvested { lot.lifeMilliseconds = lot.lifeMilliseconds &+ earlierMilliseconds }
            moved.body = .lotOpened(lot)
            moved.post.value = RecordBody.lotOpened(lot).serialized()[...]
        }
        return moved
    }
}
