/// The depots in whose reach a place lies, nearest first: worked out once for a place and kept until a depot comes or goes.
struct NearDepots: Sendable {
    struct Depot: Sendable {
        var handle: OfferIndex.Handle
        var leg: DistanceTable.Leg
    }

    /// Counties of China and then some; beyond it everything is worked out anew.
    private static let placesMax = 4096

    private var depots: [UInt32: [Depot]] = [:]
    private var version = 0

    mutating func inReach(
        of place: UInt32,
        _ row: DistanceTable.Row,
        _ standing: OfferIndex,
        _ distances: inout DistanceTable,
        _ knowledge: any LotKnowledge
    ) -> [Depot] {
        if version != standing.depotsVersion || depots.count > Self.placesMax {
            depots.removeAll(keepingCapacity: true)
            version = standing.depotsVersion
        }
        if let known = depots[place] { return known }
        var found: [Depot] = []
        for aisle in standing.aisles(crop: "", cell: row.cell) {
            for standsThere in aisle[.vehicles] {
                let terms = standing.terms(standsThere.handle)
                guard let leg = distances.leg(from: row, to: terms.column, knowledge),
                    terms.reachMetres == 0 || leg.straightMetres <= terms.reachMetres
                else { continue }
                found.append(Depot(handle: standsThere.handle, leg: leg))
            }
        }
        // Ties by id, so that the order is the same everywhere.
        found.sort {
            $0.leg.straightMetres == $1.leg.straightMetres
                ? standing[$0.handle].offer < standing[$1.handle].offer : $0.leg.straightMetres < $1.leg.straightMetres
        }
        depots[place] = found
        return found
    }
}
