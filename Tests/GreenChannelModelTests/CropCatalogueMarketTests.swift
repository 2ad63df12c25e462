import GreenChannelModel
import Testing

struct CropCatalogueMarketTests {
    private let catalogue = CropCatalogue.shipped

    /// Goods of the wholesale statistics that are no crop of ours: meat, fish, eggs that are processed, bean curd,
    /// dried fruit, flowers and a few plants too rare to list. By what their names hold.
    private let otherGoods = [
        "肉", "猪", "牛", "羊", "鸡", "鸭", "仔", "肘", "臀尖", "骨", "肠", "通脊", "护心", "鱼", "虾", "蟹", "贝", "螺", "蛏",
        "蛤", "蚶", "蚝", "鲈", "鳗", "鳅", "鳝", "鱿", "鲅", "海虹", "带子", "沙白", "海带", "海蜇", "甲鱼", "蚕蛹", "蛙", "豆腐",
        "松花蛋", "熟鸭蛋", "柿饼", "黑枣", "核桃", "向日葵", "郁金香", "去骨", "象拔蚌",
    ]

    @Test func atLeastNineTenthsOfProduceNamesOnTheWholesaleMarketAreKnown() throws {
        var known = 0
        var unknown: [String] = []
        try ReferenceTable(.priceBounds).forEachRow(of: ["name"]) { row in
            let name = row.text(0)
            if catalogue.crop(marketName: name) != nil {
                known += 1
            } else if !otherGoods.contains(where: name.contains) {
                unknown.append(name)
            }
        }
        #expect(known * 10 >= (known + unknown.count) * 9, "unknown: \(unknown)")
        #expect(known > 600)
    }

    @Test(
        arguments: [
            ("富士（纸袋Φ70-84）", "apple"), ("圆白菜（棚", "cabbage"), ("赣南脐橙Ф65-Ф95", "orange"),
            ("南美、菲律宾香蕉", "banana"), ("特小凤.小兰", "watermelon"), ("杏（串红）", "apricot"),
            ("123（沙果）", "crabapple"), (" 洋芋 ", "potato"), ("胡萝卜（洗）", "carrot"), ("椰青/个", "coconut"),
        ]
    )
    func marketNamesAreReadThroughBracketsSizesAndPairs(name: String, id: String) {
        #expect(catalogue.crop(marketName: name) == catalogue.crop(id: id))
        #expect(catalogue.crop(marketName: name) != nil)
    }

    @Test func aPairOfTwoCropsIsNoCrop() {
        #expect(catalogue.crop(marketName: "苹果、梨") == nil)
        #expect(catalogue.crop(marketName: "、") == nil)
        #expect(catalogue.crop(marketName: "（（（") == nil)
    }

    @Test func everyMarketNameMeansItsCrop() throws {
        try ReferenceTable(.marketNames).forEachRow(of: ["name", "crop_id"]) { row in
            let crop = catalogue.crop(id: row.text(1))
            #expect(crop != nil && catalogue.crop(marketName: row.text(0)) == crop, "\(row.text(0))")
        }
    }

    /// The table has a row for each period; a thousandth of a yuan per jin is a fifth of a fen per kilogram.
    @Test func priceBoundsSpanTheRowsOfACrop() throws {
        let crop = try #require(catalogue.crop(id: "napa_cabbage"))
        var lowest = Int64.max
        var highest = Int64.min
        var rows = 0
        try ReferenceTable(.priceBounds).forEachRow(of: ["name", "p01", "p99"]) { row in
            guard catalogue.crop(marketName: row.text(0)) == crop else { return }
            rows += 1
            lowest = min(lowest, try row.decimal(1, places: 3) / 5)
            highest = max(highest, (try row.decimal(2, places: 3) + 4) / 5)
        }
        #expect(rows >= 2)
        #expect(catalogue.priceBounds(of: crop) == FenPerKilogram(lowest)...FenPerKilogram(highest))
    }

    @Test func theFirstCropsHavePriceBoundsThatHoldTheScenarios() throws {
        func bounds(_ id: String) throws -> ClosedRange<FenPerKilogram> {
            let crop = try #require(catalogue.crop(id: id))
            return try #require(catalogue.priceBounds(of: crop))
        }
        // 0.8 yuan per jin of cabbage is ordinary, 1.2 of pineapple cheap at worst; 500 for pears is ten times too dear.
        #expect(try bounds("napa_cabbage").contains(FenPerKilogram(160)))
        #expect(try bounds("pineapple").lowerBound.rawValue < 240 * 10)
        #expect(try bounds("pear").upperBound.rawValue * 10 < 100_000)
        #expect(try bounds("potato").lowerBound.rawValue > 2 * 10)
        let withBounds = catalogue.crops.filter { catalogue.priceBounds(of: $0) != nil }
        #expect(withBounds.count > 140)
        for crop in withBounds {
            let bounds = try #require(catalogue.priceBounds(of: crop))
            #expect(bounds.lowerBound.rawValue >= 10, "\(catalogue[crop].id) \(bounds)")
            #expect(bounds.upperBound.rawValue <= 40_000, "\(catalogue[crop].id) \(bounds)")
        }
    }
}
