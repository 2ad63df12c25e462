/// The crops that the channel knows: their names, how long they keep, how they travel and what they usually cost.
///
/// Built once from the shipped tables and then only read; every answer is a table look-up in whole numbers, the same
/// on every machine. A `Crop` is the place of a row in `crops.csv`, so it means something only beside the catalogue
/// that handed it out: records carry `CropFacts.id`.
public struct CropCatalogue: Sendable {
    /// The catalogue in the binary. Its tables are part of the program, so a fault in them stops it at once.
    public static let shipped: CropCatalogue = {
        do {
            return try CropCatalogue(tables: CropTables())
        } catch {
            preconditionFailure("the shipped tables are broken: \(error)")
        }
    }()

    /// Every name of every crop in `crops.csv`, in its order: the Chinese name, its aliases, the English name, its
    /// aliases. No name belongs to two crops. English names stand as written in the file; compare them without case.
    public let aliases: [(name: String, crop: Crop)]

    /// Names of goods that are none of these crops, in file order, though many hold a crop's name: 刺梨, 葡萄干, 油菜籽.
    ///
    /// For reading text: matched with the aliases, the longer name wins, and it is an unknown crop, not a pear.
    public let otherGoods: [(name: String, kind: OtherGoodsKind)]

    private let facts: [CropFacts]
    private let cropsByID: [String: Crop]
    private let cropsByName: [String: Crop]
    private let cropsByMarketName: [String: Crop]
    private let ageing: AgeingTable
    private let bounds: [ClosedRange<FenPerKilogram>?]
    private let ambient: AmbientTemperatures

    /// Reads and cross-checks the tables.
    /// - Throws: `ReferenceTableError` naming the table, line and column at fault.
    public init(tables: CropTables) throws {
        let reader = try CropTableReader(tables)
        facts = reader.facts
        aliases = reader.aliases
        otherGoods = reader.otherGoods
        cropsByID = reader.cropsByID
        cropsByName = reader.cropsByName
        cropsByMarketName = reader.cropsByMarketName
        ageing = try AgeingTable(reader.facts)
        ambient = try AmbientTemperatures(tables.ambientCelsius)
        let resolver = MarketNameResolver(names: reader.cropsByName, marketNames: reader.cropsByMarketName)
        bounds = try PriceBoundsReader.read(tables.priceBounds, crops: reader.facts.count, resolver: resolver)
    }

    public var count: Int { facts.count }
    /// Every crop, in catalogue order.
    public var crops: [Crop] { facts.indices.map { Crop(UInt16($0)) } }

    /// The crop of an identifier such as `napa_cabbage`.
    public func crop(id: String) -> Crop? { cropsByID[id] }

    /// The crop whose name or alias this is, whole; English without regard to case.
    public func crop(named name: String) -> Crop? { cropsByName[name.lowercased()] }

    /// The crop of a product name as wholesale markets print it: "富士（纸袋Φ70-84）", "南美、菲律宾香蕉", "姜".
    ///
    /// For a field that is known to hold a product name and nothing else. It knows more names than `crop(named:)`:
    /// single characters and trade names that mean a crop only there, as in running text they are surnames and places.
    public func crop(marketName name: String) -> Crop? {
        MarketNameResolver(names: cropsByName, marketNames: cropsByMarketName).crop(name)
    }

    /// - Precondition: the crop is of this catalogue.
    public subscript(crop: Crop) -> CropFacts {
        // Yielded, not returned: who asks for one number copies no names.
        _read { yield facts[Int(crop.rawValue)] }
    }

    /// How long the crop keeps from harvest, held at this temperature: the lower end of what is published.
    ///
    /// Below 0 °C produce is taken to be kept from frost, so 0 °C counts; above 45 °C, 45 °C.
    public func lifeMilliseconds(of crop: Crop, atCelsius celsius: Int) -> Int64 {
        ageing.lifeMilliseconds(of: crop, atCelsius: celsius)
    }

    /// The share of a lot, in thousandths, that is expected to sell at this age: 1,000 while it counts as fresh, then
    /// falling on a straight line to 0 at the end of its life.
    ///
    /// The line is the freshness index of inventory models for produce (demand in proportion to the share of life
    /// left: Wu, Chang, Cheng, Teng and Al-khateeb, 2016). How long a crop counts as fresh is our estimate by handling
    /// class, `handling_classes.csv`: a bulb sells as well in the middle of its life as at the start, a berry does not.
    public func sellThroughPerMille(of crop: Crop, ageMilliseconds: Int64, lifeMilliseconds: Int64) -> Int {
        guard lifeMilliseconds > 0, ageMilliseconds < lifeMilliseconds else { return 0 }
        let life = Int128(lifeMilliseconds)
        let fresh = life * Int128(self[crop].fullValuePerMille) / 1000
        let age = Int128(ageMilliseconds)
        guard age > fresh else { return 1000 }
        return Int(1000 * (life - age) / (life - fresh))
    }

    /// The 1st to 99th percentile of wholesale prices, over all market names of the crop; `nil` where there is none.
    public func priceBounds(of crop: Crop) -> ClosedRange<FenPerKilogram>? { bounds[Int(crop.rawValue)] }

    /// The mean outdoor temperature at the capital of a place's province in a month of 1 to 12.
    ///
    /// For estimating the life of produce whose storage nobody stated. See `AmbientTemperatures`.
    public func ambientCelsius(province: Adcode, month: Int) -> Int {
        ambient.celsius(province: province, month: month)
    }
}
