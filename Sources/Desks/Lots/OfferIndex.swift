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

    /// Who stands together on a shelf.
    struct Section: Sendable {
        fileprivate static let count = 1 + 2 * Rung.allCases.count
        static let vehicles = Section(number: 0)

        fileprivate let number: Int

        private init(number: Int) { self.number = number }

        /// - Parameter isForAll: whether unverified lots may go there.
        init(rung: Rung, isForAll: Bool) {
            number = 1 + 2 * Int(rung.rawValue) + (isForAll ? 1 : 0)
        }

        init(of kind: OutletKind) {
            guard let rung = Rung(kind) else {
                self = .vehicles
                return
            }
            self.init(rung: rung, isForAll: Ranking.mayTake(kind, .unverified))
        }
    }

    /// The shelves for one crop (or any) in one cell of the map. No offer stands on two that a lot looks at.
    struct Aisle: Sendable {
        /// Best value first, then by id: independent of the order in which offers arrived.
        fileprivate var shelves = [[Place]](repeating: [], count: Section.count)

        subscript(section: Section) -> [Place] { shelves[section.number] }
    }

    /// A crop and a cell in one number: aisles are looked up more often than anything else.
    private struct AisleNumber: Hashable {
        let bits: UInt64

        init(_ crop: CropNumber, _ cell: Int32) {
            bits = UInt64(UInt32(bitPattern: crop)) << 32 | UInt64(UInt32(bitPattern: cell))
        }
    }

    /// A crop's number in this index.
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
    private var aisles: [AisleNumber: Aisle] = [:]
    /// Grows whenever a depot comes or goes.
    private(set) var depotsVersion = 0

    /// Only for handles that this index gave since it last changed.
    subscript(handle: Handle) -> StandingOffer {
        _read { yield standing[handle] }
    }

    func terms(_ handle: Handle) -> OfferTerms { standing[handle].terms }

    func handle(of offer: String) -> Handle? { handles[offer] }

    mutating func setRoom(_ room: OfferRoom, of handle: Handle) {
        standing[handle].room = room
    }

    /// New terms of an offer that stays on its shelves: kind, place, reach, prices and handling are as they were. What was
    /// refused under the old ones is forgotten.
    mutating func setTerms(_ terms: OfferTerms, of handle: Handle) {
        let column = standing[handle].terms.column
        standing[handle].terms = terms
        standing[handle].terms.column = column
        standing[handle].refusals = []
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
        let section = Section(of: offer.terms.kind)
        if offer.terms.rung == nil { depotsVersion += 1 }
        for (number, price) in aisles(of: offer, knowledge) {
            var aisle = aisles.removeValue(forKey: number) ?? Aisle()
            let place = Place(handle: handle, price: price, valueMax: price - offer.terms.handling)
            let index = aisle[section].partitioningIndex { precedes(place, $0) }
            aisle.shelves[section.number].insert(place, at: index)
            aisles[number] = aisle
        }
    }

    mutating func remove(_ offer: String, _ knowledge: any LotKnowledge) {
        guard let handle = handles.removeValue(forKey: offer) else { return }
        let section = Section(of: standing[handle].terms.kind)
        if standing[handle].terms.rung == nil { depotsVersion += 1 }
        for (number, _) in aisles(of: standing[handle], knowledge) {
            aisles[number]?.shelves[section.number].removeAll { $0.handle == handle }
            if aisles[number]?.shelves.allSatisfy(\.isEmpty) == true { aisles[number] = nil }
        }
        free.append(handle)
    }

    /// Where offers for a crop (or any) stand whose reach may take in a cell.
    func aisles(crop: String, cell: Int32) -> [Aisle] {
        var found: [Aisle] = []
        let own = cropNumbers[crop] ?? Self.anyCrop
        for crop in own == Self.anyCrop ? [own] : [own, Self.anyCrop] {
            for cell in [cell, Self.everywhere] {
                if let aisle = aisles[AisleNumber(crop, cell)] { found.append(aisle) }
            }
        }
        return found
    }

    private mutating func aisles(
        of offer: StandingOffer,
        _ knowledge: any LotKnowledge
    ) -> [(AisleNumber, price: Int64)] {
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
        return (Self.cells(of: offer.terms, knowledge) ?? [Self.everywhere]).flatMap { cell in
            prices.map { (AisleNumber($0.crop, cell), $0.price) }
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
