/// What the Dispatch desk must know of emissions and tolls: fixed tables, never a look-up that could change.
public protocol CarriageRules: Sendable {
    /// Grams of CO₂ equivalent of carrying a mass over a distance, by a class of vehicle as `rigid_over_17t`.
    func gramsCO2e(vehicleClass: String, refrigerated: Bool, grams: Int64, metres: Int64) -> Int64

    /// `PASS`, or the reason why a vehicle loaded like this pays tolls.
    func tollGreenPass(crops: [(crop: String, grams: Int64)], ratedGrams: Int64) -> String
}
