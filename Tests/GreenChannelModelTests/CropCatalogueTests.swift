import GreenChannelModel
import Testing

struct CropCatalogueTests {
    private let catalogue = CropCatalogue.shipped

    /// The crops that the channel started with: other parties write these identifiers, so they stay.
    private let firstCrops = [
        "napa_cabbage": "大白菜", "cabbage": "结球甘蓝", "potato": "马铃薯", "sweet_potato": "甘薯", "tomato": "番茄",
        "carrot": "胡萝卜", "radish": "萝卜", "onion": "洋葱", "scallion": "大葱", "garlic": "大蒜", "celery": "芹菜",
        "spinach": "菠菜", "cucumber": "黄瓜", "eggplant": "茄子", "pepper_hot": "辣椒", "pepper_sweet": "青椒",
        "broccoli": "西兰花", "cauliflower": "菜花", "shiitake": "香菇", "apple": "苹果", "pear": "梨",
        "kiwifruit": "猕猴桃", "pineapple": "菠萝", "orange": "橙", "tangerine": "桔", "strawberry": "草莓",
        "mango": "芒果", "watermelon": "西瓜", "corn_fresh": "鲜玉米",
    ]

    @Test func thereAreAtLeast150CropsEachFoundByItsIdentifier() {
        #expect(catalogue.count >= 150)
        #expect(Set(catalogue.crops.map { catalogue[$0].id }).count == catalogue.count)
        for crop in catalogue.crops { #expect(catalogue.crop(id: catalogue[crop].id) == crop) }
        #expect(catalogue.crop(id: "no_such_crop") == nil)
    }

    @Test func theFirstCropsKeepIdentifierAndMeaning() throws {
        for (id, zh) in firstCrops {
            let crop = try #require(catalogue.crop(id: id))
            #expect(catalogue[crop].zh == zh)
            #expect(catalogue.crop(named: zh) == crop)
        }
    }

    @Test func everyNameBelongsToOneCropAndFindsIt() {
        var owners: [String: Crop] = [:]
        for (name, crop) in catalogue.aliases {
            #expect(owners.updateValue(crop, forKey: name.lowercased()) == nil, "\(name)")
            #expect(catalogue.crop(named: name) == crop, "\(name)")
            #expect(catalogue.crop(marketName: name) == crop, "\(name)")
        }
        #expect(catalogue.aliases.count > 1_500)
    }

    @Test func namesHoldNothingThatRunningTextWouldTearApart() {
        for (name, crop) in catalogue.aliases {
            #expect(!name.isEmpty)
            #expect(name == String(name.split(separator: " ").joined(separator: " ")), "\(name)")
            #expect(!name.contains { "|,()（）\"".contains($0) }, "\(name) of \(catalogue[crop].id)")
        }
    }

    @Test(
        arguments: [
            ("洋芋", "potato"), ("包菜", "cabbage"), ("白菜", "napa_cabbage"), ("Bell Pepper", "pepper_sweet"),
            ("上海青", "pak_choy"), ("蒜薹", "garlic_scape"), ("圣女果", "cherry_tomato"), ("沃柑", "tangerine"),
            ("马蹄", "water_chestnut"), ("阳光玫瑰", "grape"), ("土鸡蛋", "egg_chicken"), ("brinjal", "eggplant"),
            ("散菜花", "cauliflower"), ("紫薯", "sweet_potato"), ("娃娃菜", "baby_napa"),
        ]
    )
    func dialectAndTradeNames(name: String, id: String) {
        #expect(catalogue.crop(named: name) == catalogue.crop(id: id))
        #expect(catalogue.crop(named: name) != nil)
    }

    /// Wild and rare goods, and a word of two meanings, are left to a person.
    @Test(
        arguments: [
            "菠萝蜜", "jackfruit", "折耳根", "鱼腥草", "八月瓜", "刺梨", "榴莲", "山竹", "红毛丹", "释迦", "蕨菜", "leek",
            "五花肉", "鲫鱼", "大米", "豆腐", "大豆油", "柿饼", "",
        ]
    )
    func whatIsNoCropOfOurs(name: String) {
        #expect(catalogue.crop(named: name) == nil)
        #expect(catalogue.crop(marketName: name) == nil)
    }

    @Test func otherGoodsAreNamedOnceAndAreNoCrops() {
        #expect(Set(catalogue.otherGoods.map(\.name)).count == catalogue.otherGoods.count)
        #expect(Set(catalogue.otherGoods.map(\.kind)) == Set(OtherGoodsKind.allCases))
        for (name, _) in catalogue.otherGoods {
            #expect(catalogue.crop(named: name) == nil, "\(name)")
            #expect(catalogue.crop(marketName: name) == nil, "\(name)")
        }
        for name in ["刺梨", "菠萝蜜", "油菜籽", "葡萄干", "草莓苗"] {
            #expect(catalogue.otherGoods.contains { $0.name == name })
            #expect(catalogue.aliases.contains { name.contains($0.name) }, "\(name) hides a crop's name")
        }
    }

    /// One character is a crop only where nothing else can stand: in text 李 and 姜 are surnames.
    @Test func surnamesAreCropsOnlyInAFieldForCrops() {
        for (name, id) in [("姜", "ginger"), ("李", "plum"), ("杏", "apricot"), ("枣", "jujube")] {
            #expect(catalogue.crop(named: name) == nil)
            #expect(catalogue.crop(marketName: name) == catalogue.crop(id: id))
        }
    }

    /// "徐闻菠萝" must leave 徐闻 to the place, so no alias may swallow a county's name before a crop that stands alone.
    @Test func noAliasSwallowsThePlaceBeforeIt() throws {
        var places: Set<String> = []
        try ReferenceTable(.adcodes).forEachRow(of: ["name"]) { row in
            let name = row.text(0)
            for ending in ["省", "市", "县", "区", ""] where name.hasSuffix(ending) {
                let short = String(name.dropLast(ending.count))
                if short.count >= 2 { places.insert(short) }
            }
        }
        let brands: Set = ["麒麟西瓜", "红星苹果", "凤凰李", "芙蓉李", "白玉丝瓜", "海棠果"]
        for (name, crop) in catalogue.aliases where !brands.contains(name) {
            for length in 2..<max(2, name.count) where places.contains(String(name.prefix(length))) {
                #expect(catalogue.crop(named: String(name.dropFirst(length))) != crop, "\(name)")
            }
        }
    }

    @Test func everyCropSaysHowItIsHandledAndPacked() {
        for crop in catalogue.crops {
            let facts = catalogue[crop]
            #expect(!facts.zh.isEmpty && !facts.en.isEmpty)
            #expect(Set(facts.packageHints.map(\.package)).count == facts.packageHints.count)
            #expect(facts.packageHints.contains { $0.package == "箱" }, "\(facts.id)")
            #expect(facts.packageHints.allSatisfy { $0.net > .zero && $0.net <= .kilograms(50) })
        }
        #expect(Set(catalogue.crops.map { catalogue[$0].handling }) == Set(HandlingClass.allCases))
    }

    @Test func greenPassClassesFollowTheCatalogue() throws {
        func greenPass(_ id: String) throws -> GreenPassClass {
            catalogue[try #require(catalogue.crop(id: id))].greenPass
        }
        #expect(try greenPass("napa_cabbage") == .freshVegetable)
        #expect(try greenPass("pineapple") == .freshFruit)
        #expect(try greenPass("egg_chicken") == .freshMeatEggMilk)
        #expect(try greenPass("walnut") == .notListed)
        #expect(try greenPass("jujube_dried") == .excluded)
        for crop in catalogue.crops {
            #expect((catalogue[crop].greenPassEntry != nil) == catalogue[crop].greenPass.isListed)
        }
    }

    @Test func brokenTablesAreRefusedWithTheFaultNamed() {
        func code(_ change: (inout CropTables) -> Void) -> ReferenceTableError.Code? {
            var tables = CropTables()
            change(&tables)
            return #expect(throws: ReferenceTableError.self) { try CropCatalogue(tables: tables) }?.code
        }
        let header = "crop_id,zh,zh_aliases,en,en_aliases,handling,cold_chain,green_pass_entry\n"
        func crops(_ rows: String) -> ReferenceTable { ReferenceTable(label: "crops", text: header + rows) }
        let pear = "pear,梨,雪梨,pear,,pome_fruit,no,梨\n"
        #expect(code { $0.crops = crops(pear + "apple,苹果,雪梨,apple,,pome_fruit,no,苹果\n") } == .duplicateName)
        #expect(code { $0.crops = crops(pear + "pear,苹果,,apple,,pome_fruit,no,苹果\n") } == .duplicateName)
        #expect(code { $0.crops = crops("pear,梨,,pear,,wood,no,梨\n") } == .unknownName)
        #expect(code { $0.crops = crops("pear,梨,,pear,,pome_fruit,maybe,梨\n") } == .unknownName)
        #expect(code { $0.crops = crops("pear,梨,,pear,,pome_fruit,no,大米\n") } == .unknownName)
        #expect(code { $0.crops = crops("plum_tree,李树,,plum tree,,pome_fruit,no,\n") } == .incomplete)
        #expect(code { $0.crops = crops(pear) } == .unknownName, "storage life of crops that are not there")
        let storage = "crop_id,temp_min_c,temp_max_c,rh_pct,life_min_days,life_max_days,source_key\n"
        #expect(
            code { $0.storageLife = ReferenceTable(label: "s", text: storage + "pear,1,1,,9,8,UCD-2001\n") }
                == .outOfRange
        )
        #expect(
            code { $0.storageLife = ReferenceTable(label: "s", text: storage + "pear,1,1,,8,9,hearsay\n") }
                == .unknownName
        )
    }
}
