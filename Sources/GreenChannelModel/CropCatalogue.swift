private import CReferenceData

/// The crops of `crops.csv`: names to know them by and the prices that they have fetched.
public struct CropCatalogue: Sendable {
    public static let shipped = CropCatalogue()
    /// Every name of every crop, as written in the table.
    public private(set) var aliases: [(name: String, crop: Crop)] = []
    private var ids: [String] = []
    private var titles: [(zh: String, en: String)] = []
    private var bounds: [(p01: FenPerKilogram, p99: FenPerKilogram)?] = []

    public func crop(id: String) -> Crop? { ids.firstIndex(of: id).map { Crop(UInt16($0)) } }
    public subscript(crop: Crop) -> CropFacts {
        CropFacts(id: ids[Int(crop.rawValue)], zh: titles[Int(crop.rawValue)].zh, en: titles[Int(crop.rawValue)].en)
    }
    public func priceBounds(of crop: Crop) -> (p01: FenPerKilogram, p99: FenPerKilogram)? {
        Int(crop.rawValue) < bounds.count ? bounds[Int(crop.rawValue)] : nil
    }

    private init() {
        for row in ReferenceRows(greenchannel_crops()) {
            let crop = Crop(UInt16(ids.count))
            ids.append(row.text(0))
            titles.append((row.text(1), row.text(3)))
            bounds.append(nil)
            for column in 1...4 {
                for name in row.text(column).split(separator: "|") { aliases.append((String(name), crop)) }
            }
        }
        for row in ReferenceRows(greenchannel_price_bounds()) {
            let name = row.text(0)
            guard let low = Double(row.text(3)), let high = Double(row.text(7)) else { continue }
            for alias in aliases where alias.name == name {
                let index = Int(alias.crop.rawValue)
                let old = bounds[index]
                let p01 = FenPerKilogram(Int64((low * 200).rounded()))
                let p99 = FenPerKilogram(Int64((high * 200).rounded()))
                bounds[index] = (min(old?.p01 ?? p01, p01), max(old?.p99 ?? p99, p99))
            }
        }
    }
}

/// What is known of one crop.
public struct CropFacts: Sendable {
    public var id: String
    public var zh: String
    public var en: String
}
