import GreenChannelModel

/// Finds the offers that may take a lot, by crop and reach, without looking at the others.
///
/// The map is cut into cells of two degrees. An offer with a reach stands in every cell that its reach touches; one
/// without, or with a very long one, stands in the cell of everywhere. Whether the lot really is within reach is for
/// the ranking to say.
struct OfferIndex: Sendable {
    private struct Shelf: Hashable {
        var crop: String
        var cell: Int32
    }

    private struct Place: Sendable {
        var offer: String
        var price: Int64
    }

    private static let everywhere: Int32 = -1
    private static let anyCrop = ""
    private static let degreesPerCell = 2.0
    private static let metresPerDegree = 111_320.0
    /// A reach beyond this stands on too many shelves to be worth cutting up.
    private static let reachMetresMax: Int64 = 1_000_000

    /// Best price first, then by id: independent of the order in which offers arrived.
    private var shelves: [Shelf: [Place]] = [:]

    mutating func insert(_ offer: OfferAnnounced, _ knowledge: any LotKnowledge) {
        for (shelf, price) in Self.shelves(of: offer, knowledge) {
            var places = shelves[shelf] ?? []
            let place = Place(offer: offer.offer, price: price)
            let index = places.partitioningIndex { Self.precedes(place, $0) }
            places.insert(place, at: index)
            shelves[shelf] = places
        }
    }

    mutating func remove(_ offer: OfferAnnounced, _ knowledge: any LotKnowledge) {
        for (shelf, _) in Self.shelves(of: offer, knowledge) {
            shelves[shelf]?.removeAll { $0.offer == offer.offer }
            if shelves[shelf]?.isEmpty == true { shelves[shelf] = nil }
        }
    }

    /// Visits the offers of a crop (or of any) whose reach may take in the place; each once, in a fixed order.
    func visit(crop: String, place: UInt32, _ knowledge: any LotKnowledge, _ visit: (_ offer: String) -> Void) {
        let cell = knowledge.centre(of: place).map(Self.cell)
        for crop in [crop, Self.anyCrop] {
            if let cell { shelves[Shelf(crop: crop, cell: cell)]?.forEach { visit($0.offer) } }
            shelves[Shelf(crop: crop, cell: Self.everywhere)]?.forEach { visit($0.offer) }
        }
    }

    /// Vehicles carry any crop and are kept apart from outlets by the caller, with an index of their own.
    private static func shelves(
        of offer: OfferAnnounced,
        _ knowledge: any LotKnowledge
    ) -> [(Shelf, price: Int64)] {
        var prices: [(crop: String, price: Int64)] = []
        for entry in offer.prices where !prices.contains(where: { $0.crop == entry.crop }) {
            prices.append((entry.crop, entry.price))
        }
        // An offer of any crop stands on the shelf of any crop only, with its best price; a crop's own price is found
        // when it is ranked.
        if prices.isEmpty || prices.contains(where: { $0.crop == anyCrop }) {
            prices = [(anyCrop, prices.map(\.price).max() ?? 0)]
        }
        return cells(of: offer, knowledge).flatMap { cell in
            prices.map { (Shelf(crop: $0.crop, cell: cell), $0.price) }
        }
    }

    private static func cells(of offer: OfferAnnounced, _ knowledge: any LotKnowledge) -> [Int32] {
        guard offer.reachMetres > 0, offer.reachMetres <= reachMetresMax, let centre = knowledge.centre(of: offer.place)
        else { return [everywhere] }
        let reach = Double(offer.reachMetres) / metresPerDegree
        // A degree of longitude is shorter in the north: 54° is as far north as any county of China lies.
        let wide = reach / 0.587
        var cells: [Int32] = []
        for row in row(centre.latitude - reach)...row(centre.latitude + reach) {
            for column in column(centre.longitude - wide)...column(centre.longitude + wide) {
                cells.append(row * columns + column)
            }
        }
        return cells
    }

    private static let columns: Int32 = 180

    private static func cell(_ centre: (longitude: Double, latitude: Double)) -> Int32 {
        row(centre.latitude) * columns + column(centre.longitude)
    }

    private static func row(_ latitude: Double) -> Int32 {
        Int32(min(89, max(0, ((latitude + 90) / degreesPerCell).rounded(.down))))
    }

    private static func column(_ longitude: Double) -> Int32 {
        Int32(min(179, max(0, ((longitude + 180) / degreesPerCell).rounded(.down))))
    }

    private static func precedes(_ left: Place, _ right: Place) -> Bool {
        left.price == right.price ? left.offer < right.offer : left.price > right.price
    }
}

extension Array {
    /// The first index whose element satisfies a predicate that holds for every element after it too.
    func partitioningIndex(where holds: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
