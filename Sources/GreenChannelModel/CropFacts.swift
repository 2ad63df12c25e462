/// What the catalogue knows of one crop.
public struct CropFacts: Sendable {
    /// The identifier in records, files and answers, such as `napa_cabbage`.
    public let id: String
    /// The Chinese name to show.
    public let zh: String
    /// The English name to show.
    public let en: String
    public let aliasesZh: [String]
    public let aliasesEn: [String]
    public let handling: HandlingClass
    /// Whether it should travel cooled on anything but a short local run.
    public let coldChain: Bool
    public let greenPass: GreenPassClass
    /// The entry of the toll catalogue that covers it; `nil` when none does.
    public let greenPassEntry: String?
    /// Usual package weights, to be offered when asking back. Never a conversion: the sender's own figure decides.
    public let packageHints: [PackageHint]
    /// Published storage lives, coldest first; never empty.
    public let storage: [StoragePoint]
    /// How much faster it ages 10 °C warmer, in tenths: 30 is three times.
    public let q10Tenths: Int
    /// The share of its life in which it sells as fresh, in thousandths.
    public let fullValuePerMille: Int
}

/// How a crop must be treated: what decides how fast it ages, and how it is packed.
public enum HandlingClass: String, Hashable, Sendable, CaseIterable {
    case leafy
    case headingLeaf = "heading_leaf"
    case flowerHead = "flower_head"
    case stem
    case herb
    case alliumGreen = "allium_green"
    case bulb
    case root
    case tuber
    case fruitVegetable = "fruit_vegetable"
    case gourd
    case matureGourd = "mature_gourd"
    case legume
    case sprout
    case aquaticVegetable = "aquatic_vegetable"
    case fungus
    case pomeFruit = "pome_fruit"
    case stoneFruit = "stone_fruit"
    case softFruit = "soft_fruit"
    case berryFruit = "berry_fruit"
    case vineFruit = "vine_fruit"
    case citrusFruit = "citrus_fruit"
    case tropicalFruit = "tropical_fruit"
    case melonFruit = "melon_fruit"
    case dryKeeping = "dry_keeping"
    case freshEgg = "fresh_egg"
}

/// The classes of the catalogue of fresh goods that pass toll stations free, as in `greenpass_catalogue.csv`.
public enum GreenPassClass: String, Hashable, Sendable, CaseIterable {
    case freshVegetable = "新鲜蔬菜"
    case freshFruit = "新鲜水果"
    case liveAquatic = "鲜活水产品"
    case liveAnimal = "活的畜禽"
    case freshMeatEggMilk = "新鲜的肉蛋奶"
    /// Farm produce that the catalogue does not list: may ride along up to a fifth of the vehicle.
    case notListed = "-"
    /// Processed goods, grain, flowers and seedlings: any of it on board ends the green pass.
    case excluded = "EXCLUDED"

    /// Whether it counts towards the four fifths that the vehicle must carry of catalogue goods.
    public var isListed: Bool {
        switch self {
        case .freshVegetable, .freshFruit, .liveAquatic, .liveAnimal, .freshMeatEggMilk: true
        case .notListed, .excluded: false
        }
    }
}

/// A usual net weight of one package of a crop, such as 箱 of 10 kg.
public struct PackageHint: Hashable, Sendable {
    /// The package as senders write it: 件, 箱, 袋, 筐, 盒.
    public let package: String
    public let net: Grams

    public init(package: String, net: Grams) {
        self.package = package
        self.net = net
    }
}

/// A published storage life at a range of temperatures.
public struct StoragePoint: Hashable, Sendable {
    public let celsius: ClosedRange<Int>
    public let days: ClosedRange<Int>
    /// A key of `reference_sources.csv`.
    public let sourceKey: String

    public init(celsius: ClosedRange<Int>, days: ClosedRange<Int>, sourceKey: String) {
        self.celsius = celsius
        self.days = days
        self.sourceKey = sourceKey
    }
}

/// What goods are that the channel knows by name but does not take as a crop.
public enum OtherGoodsKind: String, Hashable, Sendable, CaseIterable {
    /// A plant that is grown or gathered, too rare or too unlike fresh produce to be in the catalogue.
    case unlistedCrop = "unlisted_crop"
    case processed
    /// Seed, seedlings, flowers.
    case planting
    case grain
    /// Animals, meat, fish, milk, honey.
    case animal
}
