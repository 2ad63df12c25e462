import GreenChannelModel
import Testing

struct CropCatalogueStorageTests {
    private let catalogue = CropCatalogue.shipped

    private func crop(_ id: String) throws -> Crop { try #require(catalogue.crop(id: id)) }
    private func days(_ id: String, _ celsius: Int) throws -> Double {
        Double(catalogue.lifeMilliseconds(of: try crop(id), atCelsius: celsius)) / Double(Instant.days(1))
    }

    @Test func everyCropHasAStorageLifeWithASource() throws {
        var sources: Set<String> = []
        try ReferenceTable(.referenceSources).forEachRow(of: ["source_key"]) { row in sources.insert(row.text(0)) }
        for crop in catalogue.crops {
            let storage = catalogue[crop].storage
            #expect(!storage.isEmpty)
            for point in storage { #expect(sources.contains(point.sourceKey), "\(catalogue[crop].id)") }
        }
    }

    @Test func mostCropsHaveAPublishedFigure() {
        let published = catalogue.crops.filter { crop in
            catalogue[crop].storage.contains { $0.sourceKey != "class-estimate" }
        }
        #expect(published.count * 2 >= catalogue.count)
    }

    @Test func atAPublishedTemperatureTheLifeIsTheLowerEndPublished() throws {
        #expect(try days("napa_cabbage", 0) == 28)
        #expect(try days("napa_cabbage", 4) == 14)
        #expect(try days("napa_cabbage", 20) == 2)
        #expect(try days("potato", 6) == 150)
        #expect(try days("pineapple", 12) == 14)
    }

    /// Spinach keeps 10 days at 0 °C; the rate triples every 10 °C.
    @Test func leafyCropsAgeThreeTimesAsFastTenDegreesWarmer() throws {
        #expect(abs(try days("spinach", 10) - 10.0 / 3) < 0.001)
        #expect(abs(try days("spinach", 20) - 10.0 / 9) < 0.001)
    }

    /// In the heat the rate rises less: twice from 20 to 30 °C, one and a half times beyond.
    @Test func theRateRisesLessSteeplyInTheHeat() throws {
        #expect(abs(try days("spinach", 30) - 10.0 / 18) < 0.001)
        #expect(abs(try days("spinach", 40) - 10.0 / 27) < 0.001)
    }

    @Test func warmerNeverKeepsLongerAndNothingKeepsForNoTime() {
        for crop in catalogue.crops {
            var previous = Int64.max
            for celsius in -20...60 {
                let life = catalogue.lifeMilliseconds(of: crop, atCelsius: celsius)
                #expect(life <= previous, "\(catalogue[crop].id) at \(celsius) °C")
                #expect(life >= Instant.hours(2), "\(catalogue[crop].id) at \(celsius) °C")
                #expect(life <= Instant.days(400))
                previous = life
            }
        }
    }

    @Test func chillingDoesNotLengthenTheLifeOfWhatItHarms() throws {
        #expect(try days("banana", 0) == (try days("banana", 13)))
        #expect(try days("cucumber", 2) == (try days("cucumber", 10)))
    }

    @Test func temperaturesOutsideTheTableCountAsItsEnds() throws {
        #expect(try days("apple", -40) == (try days("apple", 0)))
        #expect(try days("apple", Int.max) == (try days("apple", 45)))
        #expect(try days("apple", Int.min) == (try days("apple", 0)))
    }

    @Test func sellThroughIsFullWhileFreshThenFallsToNothing() throws {
        let spinach = try crop("spinach")
        let life = Instant.days(10)
        func share(_ age: Int64) -> Int {
            catalogue.sellThroughPerMille(of: spinach, ageMilliseconds: age, lifeMilliseconds: life)
        }
        #expect(share(-1) == 1000)
        #expect(share(Instant.days(2)) == 1000)
        #expect(share(Instant.days(6)) == 500)
        #expect(share(Instant.days(9)) == 125)
        #expect(share(life) == 0)
        #expect(share(.max) == 0)
        #expect(catalogue.sellThroughPerMille(of: spinach, ageMilliseconds: 0, lifeMilliseconds: 0) == 0)
        #expect(catalogue.sellThroughPerMille(of: spinach, ageMilliseconds: .min, lifeMilliseconds: .max) == 1000)
    }

    @Test func sellThroughNeverRisesWithAge() {
        for crop in catalogue.crops {
            let life = catalogue.lifeMilliseconds(of: crop, atCelsius: 15)
            let shares = (0...100).map { percent in
                catalogue.sellThroughPerMille(
                    of: crop,
                    ageMilliseconds: life / 100 * Int64(percent),
                    lifeMilliseconds: life
                )
            }
            #expect(shares == shares.sorted(by: >))
            #expect(shares.first == 1000 && shares.allSatisfy { (0...1000).contains($0) })
        }
    }

    @Test func everyProvinceHasAnAmbientTemperature() throws {
        var provinces: Set<Adcode> = []
        try ReferenceTable(.adcodes).forEachRow(of: ["adcode"]) { row in
            if let code = Adcode(String(row.text(0).prefix(6))) { provinces.insert(code.province) }
        }
        let listed = try AmbientTemperatures(ReferenceTable(.ambientCelsius)).provinces
        #expect(provinces.subtracting(listed).isEmpty)
        #expect(listed.count == 34)
    }

    @Test func ambientTemperatureTellsHarbinFromHaikou() {
        let qingan = Adcode(231224)
        let haikou = Adcode(460100)
        #expect(catalogue.ambientCelsius(province: qingan, month: 1) < -10)
        #expect(catalogue.ambientCelsius(province: haikou, month: 1) > 10)
        #expect((18...28).contains(catalogue.ambientCelsius(province: qingan, month: 7)))
        let unknown = AmbientTemperatures.unknownPlaceCelsius
        #expect(catalogue.ambientCelsius(province: Adcode(999999), month: 7) == unknown)
        #expect(catalogue.ambientCelsius(province: qingan, month: 13) == unknown)
        #expect(catalogue.ambientCelsius(province: qingan, month: .min) == unknown)
    }
}
