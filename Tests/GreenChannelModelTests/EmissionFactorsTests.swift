import GreenChannelModel
import Testing

struct EmissionFactorsTests {
    private let factors = EmissionFactors.shipped

    /// Scenario 1: 12 t to Harbin, 176 km, is 431.2 kg; to Beijing, 1,480 km, 3,625.9 kg.
    @Test func twelveTonnesToHarbinAndToBeijing() throws {
        let factor = try #require(factors.factor(.rigidOver17Tonnes, .refrigerated, .average))
        #expect(factor.rawValue == 20_416)
        let harbin = factor.gramsCO2e(mass: .kilograms(12_000), metres: 176_000)
        let beijing = factor.gramsCO2e(mass: .kilograms(12_000), metres: 1_480_000)
        #expect(harbin == 431_185)
        #expect(beijing == 3_625_881)
        #expect((harbin + 50) / 100 == 4312)
        #expect((beijing + 50) / 100 == 36259)
    }

    @Test func everyRowIsReachedAndOthersAreNot() {
        var known = 0
        for vehicle in EmissionFactors.Vehicle.allCases {
            for cooling in EmissionFactors.Cooling.allCases {
                for loading in EmissionFactors.Loading.allCases
                where factors.factor(vehicle, cooling, loading) != nil { known += 1 }
            }
        }
        #expect(known == 12)
        #expect(factors.factor(.rigidOver17Tonnes, .ambient, .full) == nil)
    }

    @Test func extremesNeitherTrapNorTurnNegative() {
        let factor = EmissionFactors.Factor(62_837)
        #expect(factor.gramsCO2e(mass: Grams(.max), metres: .max) == .max)
        #expect(factor.gramsCO2e(mass: Grams(-1), metres: 1_000) == 0)
        #expect(factor.gramsCO2e(mass: .kilograms(1), metres: .min) == 0)
    }

    @Test func aWrongTableIsRefused() {
        let header = "vehicle,refrigerated,load,kgco2e_per_tkm\n"
        for row in ["van,yes,average,0.2\n", "all_hgv,yes,half,0.2\n", "all_hgv,no,average,-1\n"] {
            #expect(throws: ReferenceTableError.self) {
                try EmissionFactors(ReferenceTable(label: "factors", text: header + row))
            }
        }
    }
}
