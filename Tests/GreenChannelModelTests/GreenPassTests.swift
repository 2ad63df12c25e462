import GreenChannelModel
import Testing

struct GreenPassTests {
    private func kilograms(_ count: Int64) -> Grams { .kilograms(count) }

    private func result(
        vegetables: Int64,
        other: Int64 = 0,
        excluded: Int64 = 0,
        rated: Int64
    ) -> GreenPass.Result {
        GreenPass.evaluate(
            load: [
                GreenPass.Goods(greenPass: .freshVegetable, mass: kilograms(vegetables)),
                GreenPass.Goods(greenPass: .notListed, mass: kilograms(other)),
                GreenPass.Goods(greenPass: .excluded, mass: kilograms(excluded)),
            ],
            rating: GreenPass.Rating(mass: kilograms(rated))
        )
    }

    /// Scenario 1: 12 t of cabbage. "Truck rated 15 t: green pass by mass; 15.1 t: not."
    @Test func twelveTonnesOnATruckRatedFifteenPassAndOnOneRatedMoreDoNot() throws {
        let cabbage = try #require(CropCatalogue.shipped.crop(id: "napa_cabbage"))
        let load = [(crop: cabbage, mass: kilograms(12_000))]
        #expect(
            GreenPass.evaluate(load: load, rating: GreenPass.Rating(mass: kilograms(15_000))) == .passes(by: .mass)
        )
        #expect(
            GreenPass.evaluate(load: load, rating: GreenPass.Rating(mass: kilograms(15_100))) == .fails(.underfilled)
        )
    }

    @Test func fourFifthsAreEnoughAndAGramLessIsNot() {
        #expect(result(vegetables: 12_000, rated: 15_000) == .passes(by: .mass))
        let short = GreenPass.Goods(greenPass: .freshFruit, mass: Grams(11_999_999))
        #expect(
            GreenPass.evaluate(load: [short], rating: GreenPass.Rating(mass: kilograms(15_000))) == .fails(.underfilled)
        )
    }

    @Test func fivePercentOverweightIsForgivenAndNoMore() {
        #expect(result(vegetables: 15_000, rated: 15_000) == .passes(by: .mass))
        #expect(result(vegetables: 15_100, rated: 15_000) == .passes(by: .mass))
        #expect(result(vegetables: 15_750, rated: 15_000) == .passes(by: .mass))
        #expect(result(vegetables: 15_751, rated: 15_000) == .fails(.overweight))
    }

    @Test func otherProduceMayFillAFifth() {
        #expect(result(vegetables: 12_000, other: 3_000, rated: 15_000) == .passes(by: .mass))
        #expect(result(vegetables: 12_000, other: 3_001, rated: 15_000) == .fails(.tooMuchOtherProduce))
    }

    @Test func oneKilogramOfExcludedGoodsEndsIt() {
        #expect(result(vegetables: 14_000, excluded: 1, rated: 15_000) == .fails(.excludedGoods))
    }

    @Test func lightGoodsPassByVolume() {
        func lettuce(litres: Int64?) -> GreenPass.Result {
            GreenPass.evaluate(
                load: [GreenPass.Goods(greenPass: .freshVegetable, mass: kilograms(5_000), litres: litres)],
                rating: GreenPass.Rating(mass: kilograms(15_000), litres: 40_000)
            )
        }
        #expect(lettuce(litres: 32_000) == .passes(by: .volume))
        #expect(lettuce(litres: 31_999) == .fails(.underfilled))
        #expect(lettuce(litres: nil) == .fails(.underfilled))
    }

    @Test func bulkyOtherProduceCountsByVolumeToo() {
        let load = [
            GreenPass.Goods(greenPass: .freshVegetable, mass: kilograms(12_500), litres: 25_000),
            GreenPass.Goods(greenPass: .notListed, mass: kilograms(500), litres: 8_001),
        ]
        let rating = GreenPass.Rating(mass: kilograms(15_000), litres: 40_000)
        #expect(GreenPass.evaluate(load: load, rating: rating) == .fails(.tooMuchOtherProduce))
    }

    @Test func emptyLoadsAndUnratedVehiclesFailWithoutArithmetic() {
        #expect(GreenPass.evaluate(load: [], rating: GreenPass.Rating(mass: kilograms(1))) == .fails(.nothingLoaded))
        #expect(result(vegetables: 0, rated: 15_000) == .fails(.nothingLoaded))
        #expect(result(vegetables: 10, rated: 0) == .fails(.ratingUnknown))
        #expect(result(vegetables: 10, rated: -5) == .fails(.ratingUnknown))
        let vast = GreenPass.Goods(greenPass: .freshVegetable, mass: Grams(.max), litres: .max)
        let rating = GreenPass.Rating(mass: Grams(.max), litres: .max)
        #expect(GreenPass.evaluate(load: [vast], rating: rating) == .passes(by: .mass))
        #expect(GreenPass.evaluate(load: [vast, vast], rating: rating) == .fails(.overweight))
    }
}
