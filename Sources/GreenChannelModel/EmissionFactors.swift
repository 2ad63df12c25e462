/// What a tonne of freight emits per kilometre, by vehicle: greenhouse gas factors of the United Kingdom, 2025.
///
/// Factors of British fleets (DEFRA 2025, Open Government Licence), whole numbers of 1/100,000 kg of CO₂ equivalent.
public struct EmissionFactors: Sendable {
    /// The factors in the binary; a fault in them is a fault of the program and stops it.
    public static let shipped: EmissionFactors = {
        do {
            return try EmissionFactors(ReferenceTable(.emissionFactors))
        } catch {
            preconditionFailure("the shipped tables are broken: \(error)")
        }
    }()

    /// Kinds of vehicle, by gross weight.
    public enum Vehicle: String, Hashable, Sendable, CaseIterable {
        case rigidTo7500Kilograms = "rigid_3.5_7.5t"
        case rigidTo17Tonnes = "rigid_7.5_17t"
        case rigidOver17Tonnes = "rigid_over_17t"
        case allRigids = "all_rigids"
        case articulatedTo33Tonnes = "artic_3.5_33t"
        case articulatedOver33Tonnes = "artic_over_33t"
        case allHeavyGoodsVehicles = "all_hgv"
    }

    /// Whether the cargo is cooled on the way.
    public enum Cooling: String, Hashable, Sendable, CaseIterable {
        case refrigerated = "yes"
        case ambient = "no"
    }

    /// How full the vehicle is: as the fleet is on average, or full.
    public enum Loading: String, Hashable, Sendable, CaseIterable {
        case average
        case full = "100%"
    }

    /// Hundred-thousandths of a kilogram of CO₂ equivalent per tonne and kilometre.
    public struct Factor: Hashable, Sendable {
        public let rawValue: Int64

        public init(_ rawValue: Int64) { self.rawValue = rawValue }

        /// The emission of carrying a mass over a distance, rounded down to whole grams.
        public func gramsCO2e(mass: Grams, metres: Int64) -> Int64 {
            let product = Int128(max(0, mass.rawValue)) * Int128(max(0, metres))
            let (scaled, overflowed) = product.multipliedReportingOverflow(by: Int128(rawValue))
            // grams × metres is 10⁻⁹ tonne-kilometres; the factor is 10⁻² grams.
            return overflowed ? Int64.max : Int64(clamping: scaled / 100_000_000_000)
        }
    }

    private struct Key: Hashable {
        let vehicle: Vehicle
        let cooling: Cooling
        let loading: Loading
    }

    private let factors: [Key: Factor]

    /// - Throws: `ReferenceTableError` for an unknown vehicle, cooling or loading, a repeat, or a number out of range.
    public init(_ table: ReferenceTable) throws {
        var factors: [Key: Factor] = [:]
        try table.forEachRow(of: ["vehicle", "refrigerated", "load", "kgco2e_per_tkm"]) { row in
            guard let vehicle = Vehicle(rawValue: row.text(0)) else { throw row.error(.unknownName, 0) }
            guard let cooling = Cooling(rawValue: row.text(1)) else { throw row.error(.unknownName, 1) }
            guard let loading = Loading(rawValue: row.text(2)) else { throw row.error(.unknownName, 2) }
            let factor = try row.decimal(3, places: 5)
            guard (1...1_000_000).contains(factor) else { throw row.error(.outOfRange, 3) }
            let key = Key(vehicle: vehicle, cooling: cooling, loading: loading)
            guard factors.updateValue(Factor(factor), forKey: key) == nil else { throw row.error(.duplicateName, 0) }
        }
        self.factors = factors
    }

    /// The factor of just this combination; `nil` where the source gives none.
    public func factor(_ vehicle: Vehicle, _ cooling: Cooling, _ loading: Loading) -> Factor? {
        factors[Key(vehicle: vehicle, cooling: cooling, loading: loading)]
    }
}
