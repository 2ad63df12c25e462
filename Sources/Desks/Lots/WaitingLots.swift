import GreenChannelModel

/// Finds the lots whose search rests when an outlet or a vehicle that they may wait for turns up.
///
/// Derived from the lots of the ledger: a lot stands here while it has something unplaced and a time to try again.
struct WaitingLots: Sendable {
    private struct Spot: Sendable {
        var crop: String
        var place: UInt32
        var cell: Int32
        var sellBy: Int64
        /// Its place in the crowd of that cell and crop.
        var index: Int
    }

    private struct Waiting: Sendable {
        var sellBy: Int64
        var id: String

        static func precedes(_ left: Waiting, _ right: Waiting) -> Bool {
            left.sellBy == right.sellBy ? left.id < right.id : left.sellBy < right.sellBy
        }
    }

    private var spots: [String: Spot] = [:]
    /// By cell of the map and crop, in no order: lots come and go far more often than anybody looks for the first of them.
    private var crowds: [Int32: [String: [Waiting]]] = [:]

    /// Takes note of a lot as it stands now.
    mutating func note(_ lot: borrowing OpenLot, _ knowledge: any LotKnowledge) {
        let waits = lot.retryAt > 0 && lot.balance.unplaced > 0
        let known = spots[lot.id]
        guard waits || known != nil else { return }
        if waits, let known, known.place == lot.place, known.crop == lot.crop, known.sellBy == lot.sellBy { return }
        guard waits, let centre = knowledge.centre(of: lot.place) else { return forget(lot.id) }
        let cell = OfferIndex.cell(centre)
        forget(lot.id)
        var crowd = crowds[cell, default: [:]].removeValue(forKey: lot.crop) ?? []
        spots[lot.id] = Spot(crop: lot.crop, place: lot.place, cell: cell, sellBy: lot.sellBy, index: crowd.count)
        crowd.append(Waiting(sellBy: lot.sellBy, id: lot.id))
        crowds[cell, default: [:]][lot.crop] = crowd
    }

    mutating func forget(_ id: String) {
        guard let spot = spots.removeValue(forKey: id),
            var crowd = crowds[spot.cell, default: [:]].removeValue(forKey: spot.crop)
        else { return }
        // The last takes its place.
        crowd.swapAt(spot.index, crowd.count - 1)
        crowd.removeLast()
        if spot.index < crowd.count { spots[crowd[spot.index].id]?.index = spot.index }
        if !crowd.isEmpty {
            crowds[spot.cell, default: [:]][spot.crop] = crowd
        } else if crowds[spot.cell]?.isEmpty == true {
            crowds[spot.cell] = nil
        }
    }

    /// Those who must be sold first among the lots of some crops (`nil`: of any) in some cells (`nil`: everywhere).
    func first(_ count: Int, of crops: [String]?, in cells: [Int32]?) -> [String] {
        var found: [Waiting] = []
        func look(_ crowd: [Waiting]) {
            for lot in crowd {
                if found.count == count, let last = found.last, !Waiting.precedes(lot, last) { continue }
                if found.count == count { found.removeLast() }
                found.insert(lot, at: found.partitioningIndex { !Waiting.precedes($0, lot) })
            }
        }
        func look(_ crowds: [String: [Waiting]]) {
            if let crops {
                for crop in crops { look(crowds[crop] ?? []) }
            } else {
                for crowd in crowds.values { look(crowd) }
            }
        }
        if count <= 0 { return [] }
        if let cells {
            for cell in cells { if let crowds = crowds[cell] { look(crowds) } }
        } else {
            for crowds in crowds.values { look(crowds) }
        }
        return found.map(\.id)
    }
}
