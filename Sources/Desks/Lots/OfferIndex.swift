import GreenChannelModel

/// Finds the offers that may take a lot, by crop, reach and rung, without looking at the others.
///
/// The map is cut into cells of two degrees. An offer with a reach stands in every cell that its reach touches; one
/// without, or with a very long one, stands in the cell of everywhere. Whether the lot really is within reach is for
/// the ranking to say.
struct OfferIndex: Sendable {
    /// Where an offer is kept. Given anew after a restore: never for an order.
    typealias Handle = Int

    /// An offer on a shelf.
    struct Place: Sendable {
        var handle: Handle
        var price: Int64
        /// No lot is worth more to the offer than this: its price less its handling.
        var valueMax: Int64
    }

    /// Who stands together on a shelf, beside crop and cell.
    struct Section: Hashable, Sendable {
        /// `nil`: the vehicles of depots.
        var rung: Rung?
        /// Whether unverified lots may go there.
        var isForAll: Bool

        init(rung: Rung?, isForAll: Bool) {
            self.rung = rung
            self.isForAll = isForAll
        }

        init(of kind: OutletKind) {
            self.init(rung: Rung(kind), isForAll: Ranking.mayTake(kind, .unverified))
        }

        static let vehicles = Section(of: .vehicles)
    }

    private struct Shelf: Hashable {
        var crop: CropNumber
        var cell: Int32
        var section: Section
    }

    /// A crop's number in this index: shelves are looked up more often than anything else.
    private typealias CropNumber = Int32

    private static let everywhere: Int32 = -1
    private static let anyCrop: CropNumber = 0
    private static let degreesPerCell = 2.0
    private static let metresPerDegree = 111_320.0
    /// A reach beyond this stands on too many shelves to be worth cutting up.
    private static let reachMetresMax: Int64 = 1_000_000

    private var standing: [StandingOffer] = []
    private var free: [Handle] = []
    private var handles: [String: Handle] = [:]
    private var cropNumbers: [String: CropNumber] = ["": anyCrop]
    /// Best value first, then by id: independent of the order in which offers arrived.
    private var shelves: [Shelf: [Place]] = [:]

    /// Only for handles that this index gave since it last changed.
    subscript(handle: Handle) -> StandingOffer {
        _read { yield standing[handle] }
    }

    func terms(_ handle: Handle) -> OfferTerms { standing[handle].terms }

    func handle(of offer: String) -> Handle? { handles[offer] }

    mutating func setRoom(_ room: OfferRoom, of handle: Handle) {
        standing[handle].terms.room = room
    }

    /// New terms of an offer that stays on its shelves: kind, place, reach, prices and handling are as they were.
    mutating func setTerms(_ terms: OfferTerms, of handle: Handle) {
        let column = standing[handle].terms.column
        standing[handle].terms = terms
        standing[handle].terms.column = column
    }

    /// Puts an offer up, in the place of one with the same id.
    mutating func insert(_ offer: StandingOffer, _ knowledge: any LotKnowledge) {
        remove(offer.offer, knowledge)
        let handle: Handle
        if let unused = free.popLast() {
            handle = unused
            standing[handle] = offer
        } else {
            handle = standing.count
            standing.append(offer)
        }
        handles[offer.offer] = handle
        for (shelf, price) in shelves(of: offer, knowledge) {
            var places = shelves.removeValue(forKey: shelf) ?? []
            let place = Place(handle: handle, price: price, valueMax: price - offer.terms.handling)
            places.insert(place, at: places.partitioningIndex { precedes(place, $0) })
            shelves[shelf] = places
        }
    }

    mutating func remove(_ offer: String, _ knowledge: any LotKnowledge) {
        guard let handle = handles.removeValue(forKey: offer) else { return }
        for (shelf, _) in shelves(of: standing[handle], knowledge) {
            shelves[shelf]?.removeAll { $0.handle == handle }
            if shelves[shelf]?.isEmpty == true { shelves[shelf] = nil }
        }
        free.append(handle)
    }

    /// The shelves on which offers for a crop (or any) stand whose reach may take in a cell. No offer stands on two.
    func shelves(crop: String, cell: Int32, _ section: Section) -> [[Place]] {
        var found: [[Place]] = []
        let own = cropNumbers[crop] ?? Self.anyCrop
        for crop in own == Self.anyCrop ? [own] : [own, Self.anyCrop] {
            for cell in [cell, Self.everywhere] {
                if let places = shelves[Shelf(crop: crop, cell: cell, section: section)] { found.append(places) }
            }
        }
        return found
    }

    private mutating func shelves(
        of offer: StandingOffer,
        _ knowledge: any LotKnowledge
    ) -> [(Shelf, price: Int64)] {
        var prices: [(crop: CropNumber, price: Int64)] = []
        if offer.terms.takesAnyCrop {
            // It stands on the shelf of any crop only, with its best price; a crop's own is found when it is ranked.
            prices = [(Self.anyCrop, offer.prices.map(\.price).max() ?? 0)]
        } else {
            for line in offer.prices {
                let crop = number(of: line.crop)
                if !prices.contains(where: { $0.crop == crop }) { prices.append((crop, line.price)) }
            }
        }
        let section = Section(of: offer.terms.kind)
        return (Self.cells(of: offer.terms, knowledge) ?? [Self.everywhere]).flatMap { cell in
            prices.map { (Shelf(crop: $0.crop, cell: cell, section: section), $0.price) }
        }
    }

    private mutating func number(of crop: String) -> CropNumber {
        if let number = cropNumbers[crop] { return number }
        let number = CropNumber(truncatingIfNeeded: cropNumbers.count)
        cropNumbers[crop] = number
        return number
    }

    /// The cells of the map that an offer's reach touches; `nil`: all.
    static func cells(of offer: OfferTerms, _ knowledge: any LotKnowledge) -> [Int32]? {
        guard offer.reachMetres > 0, offer.reachMetres <= reachMetresMax, let centre = knowledge.centre(of: offer.place)
        else { return nil }
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

    static func cell(_ centre: (longitude: Double, latitude: Double)) -> Int32 {
        row(centre.latitude) * columns + column(centre.longitude)
    }

    private static func row(_ latitude: Double) -> Int32 {
        Int32(min(89, max(0, ((latitude + 90) / degreesPerCell).rounded(.down))))
    }

    private static func column(_ longitude: Double) -> Int32 {
        Int32(min(179, max(0, ((longitude + 180) / degreesPerCell).rounded(.down))))
    }

    private func precedes(_ left: Place, _ right: Place) -> Bool {
        left.valueMax == right.valueMax
            ? standing[left.handle].offer < standing[right.handle].offer : left.valueMax > right.valueMax
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
