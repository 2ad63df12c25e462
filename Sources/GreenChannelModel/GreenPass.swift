/// The toll green pass: whether a loaded vehicle passes toll stations free.
///
/// The rule, and how its words are read here:
/// - Goods of the catalogue must fill at least 80 % of the vehicle's rated mass or of its rated volume. A 12 t load
///   on a truck rated 15 t passes by mass (12 / 15 = 80 %); on a truck rated 15.1 t it does not (79.5 %).
/// - Other fresh farm produce may fill at most 20 % of the rated mass, and of the rated volume where both are known.
/// - The whole load may exceed the rated mass by at most 5 %: a truck rated 15 t may carry 15.75 t.
/// - Processed goods, grain, flowers or seedlings on board, however little, end it.
///
/// All comparisons are exact, in whole grams and litres. What a toll station in fact decides is its own affair: this
/// tells a dispatcher what to expect, from `greenpass_catalogue.csv`, which was not checked against the official text.
public enum GreenPass {
    /// Goods on board of one class. The volume is what they take up in the vehicle, if anybody measured it.
    public struct Goods: Hashable, Sendable {
        public var greenPass: GreenPassClass
        public var mass: Grams
        public var litres: Int64?

        public init(greenPass: GreenPassClass, mass: Grams, litres: Int64? = nil) {
            self.greenPass = greenPass
            self.mass = mass
            self.litres = litres
        }
    }

    /// What the vehicle's papers say that it may carry.
    public struct Rating: Hashable, Sendable {
        public var mass: Grams
        public var litres: Int64?

        public init(mass: Grams, litres: Int64? = nil) {
            self.mass = mass
            self.litres = litres
        }
    }

    /// What the share of catalogue goods is taken of.
    public enum Measure: String, Hashable, Sendable {
        case mass
        case volume
    }

    /// Whether the vehicle goes free of toll.
    public enum Result: Hashable, Sendable {
        case passes(by: Measure)
        case fails(Reason)
    }

    /// Why not. The raw value is what stands in records and logs.
    public enum Reason: String, Hashable, Sendable, CaseIterable {
        case nothingLoaded = "GREEN_PASS_NOTHING_LOADED"
        case ratingUnknown = "GREEN_PASS_RATING_UNKNOWN"
        case excludedGoods = "GREEN_PASS_EXCLUDED_GOODS"
        case overweight = "GREEN_PASS_OVERWEIGHT"
        case tooMuchOtherProduce = "GREEN_PASS_OTHER_PRODUCE"
        case underfilled = "GREEN_PASS_UNDERFILLED"
    }

    /// Goods with no mass or a negative one count as not on board.
    public static func evaluate(load: [Goods], rating: Rating) -> Result {
        let onBoard = load.filter { $0.mass.rawValue > 0 }
        guard !onBoard.isEmpty else { return .fails(.nothingLoaded) }
        guard rating.mass.rawValue > 0 else { return .fails(.ratingUnknown) }
        guard !onBoard.contains(where: { $0.greenPass == .excluded }) else { return .fails(.excludedGoods) }
        let listed = onBoard.filter(\.greenPass.isListed)
        let other = onBoard.filter { !$0.greenPass.isListed }
        let ratedMass = Int128(rating.mass.rawValue)
        guard mass(of: onBoard) * 100 <= ratedMass * 105 else { return .fails(.overweight) }
        guard mass(of: other) * 100 <= ratedMass * 20 else { return .fails(.tooMuchOtherProduce) }
        let ratedVolume = Int128(rating.litres ?? 0)
        if ratedVolume > 0, let otherVolume = volume(of: other), otherVolume * 100 > ratedVolume * 20 {
            return .fails(.tooMuchOtherProduce)
        }
        if mass(of: listed) * 100 >= ratedMass * 80 { return .passes(by: .mass) }
        if ratedVolume > 0, let listedVolume = volume(of: listed), listedVolume * 100 >= ratedVolume * 80 {
            return .passes(by: .volume)
        }
        return .fails(.underfilled)
    }

    /// The same for a load given as crops of a catalogue.
    public static func evaluate(
        load: [(crop: Crop, mass: Grams)],
        rating: Rating,
        catalogue: CropCatalogue = .shipped
    ) -> Result {
        evaluate(load: load.map { Goods(greenPass: catalogue[$0.crop].greenPass, mass: $0.mass) }, rating: rating)
    }

    private static func mass(of goods: [Goods]) -> Int128 {
        goods.reduce(0) { $0 + Int128($1.mass.rawValue) }
    }

    /// Unknown as soon as it is unknown of one of them.
    private static func volume(of goods: [Goods]) -> Int128? {
        var sum: Int128 = 0
        for item in goods {
            guard let litres = item.litres, litres >= 0 else { return nil }
            sum += Int128(litres)
        }
        return sum
    }
}
