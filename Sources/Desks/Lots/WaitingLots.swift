import GreenChannelModel

/// Finds the lots whose search rests when an outlet or a vehicle that they may wait for turns up.
///
/// Derived from the lots of the ledger: a lot stands here while it has something unplaced and a time to try again.
struct WaitingLots: Sendable {
    private struct Spot: Sendable, Equatable {
        var crop: String
        var cell: Int32
        var sellBy: Int64
    }

    private struct Waiting: Sendable {
        var sellBy: Int64
        var id: String

        static func precedes(_ left: Waiting, _ right: Waiting) -> Bool {
            left.sellBy == right.sellBy ? left.id < right.id : left.sellBy < right.sellBy
        }
    }

    private var spots: [String: Spot] = [:]
    /// By cell of the map and crop; who must be sold first stands first.
    private var lots: [Int32: [String: [Waiting]]] = [:]

    /// Takes note of a lot as it stands now.
    mutating func note(_ lot: borrowing OpenLot, _ knowledge: any LotKnowledge) {
        let waits = lot.retryAt > 0 && lot.balance.unplaced > 0
        let known = spots[lot.id]
        guard waits || known != nil else { return }
        guard waits, let centre = knowledge.centre(of: lot.place) else { return forget(lot.id) }
        let spot = Spot(crop: lot.crop, cell: OfferIndex.cell(centre), sellBy: lot.sellBy)
        if known == spot { return }
        forget(lot.id)
        spots[lot.id] = spot
        let waiting = Waiting(sellBy: lot.sellBy, id: lot.id)
        var queue = lots[spot.cell, default: [:]].removeValue(forKey: spot.crop) ?? []
        queue.insert(waiting, at: queue.partitioningIndex { !Waiting.precedes($0, waiting) })
        lots[spot.cell, default: [:]][spot.crop] = queue
    }

    mutating func forget(_ id: String) {
        guard let spot = spots.removeValue(forKey: id),
            var queue = lots[spot.cell, default: [:]].removeValue(forKey: spot.crop)
        else { return }
        let gone = Waiting(sellBy: spot.sellBy, id: id)
        queue.remove(at: queue.partitioningIndex { !Waiting.precedes($0, gone) })
        if !queue.isEmpty {
            lots[spot.cell, default: [:]][spot.crop] = queue
        } else if lots[spot.cell]?.isEmpty == true {
            lots[spot.cell] = nil
        }
    }

    /// Those who must be sold first among the lots of some crops (`nil`: of any) in some cells (`nil`: everywhere).
    func first(_ count: Int, of crops: [String]?, in cells: [Int32]?) -> [String] {
        var found: [Waiting] = []
        func look(_ queues: [String: [Waiting]]) {
            if let crops {
                for crop in crops { found += queues[crop]?.prefix(count) ?? [] }
            } else {
                for queue in queues.values { found += queue.prefix(count) }
            }
        }
        if let cells {
            for cell in cells { if let queues = lots[cell] { look(queues) } }
        } else {
            for queues in lots.values { look(queues) }
        }
        return found.sorted(by: Waiting.precedes).prefix(count).map(\.id)
    }
}
