import GreenChannelModel
import Testing

@Suite("Gazetteer")
struct GazetteerTests {
    private let gazetteer = Gazetteer.shipped

    @Test(
        "names with and without their endings mean the county",
        arguments: [
            ("庆安县", 231_224), ("庆安", 231_224), ("威宁彝族回族苗族自治县", 520_526), ("威宁县", 520_526), ("威宁", 520_526),
            ("威寧", 520_526),
            ("察右中旗", 150_927), ("xuwen", 440_825), ("laoting", 130_225), ("zhangzi", 140_428), ("围场县", 130_828),
        ]
    )
    func names(name: String, code: UInt32) {
        let counties = gazetteer.places(named: name).filter { $0.level == .county }.map(\.code)
        #expect(counties.contains(Adcode(code)))
    }

    @Test("provinces keep their names from counties of the same root")
    func provinces() {
        #expect(gazetteer.places(named: "河南").map(\.level) == [.province])
        #expect(gazetteer.places(named: "shaanxi").map(\.code) == [Adcode(610_000)])
        #expect(gazetteer.places(named: "shanxi").filter { $0.level == .province }.map(\.code) == [Adcode(140_000)])
        #expect(gazetteer.provinces(abbreviated: "冀甘陕").map(\.description) == ["130000", "620000", "610000"])
        #expect(gazetteer.provinces(abbreviated: "冀x").isEmpty)
    }

    @Test("ambiguous names keep all their meanings")
    func ambiguous() {
        #expect(gazetteer.places(named: "鼓楼区").count == 4)
        #expect(gazetteer.places(named: "城关镇").count > 80)
        #expect(gazetteer.places(named: "火星镇").isEmpty)
    }

    @Test("distances and road lengths of the first scenario")
    func distances() {
        let farm = Adcode(231_224)
        #expect(gazetteer.roadKilometres(from: farm, to: Adcode(230_100)) == 176)
        #expect(gazetteer.roadKilometres(from: farm, to: Adcode(110_000)) == 1480)
        #expect(gazetteer.distanceMetres(from: farm, to: farm) == 0)
        let there = gazetteer.distanceMetres(from: farm, to: Adcode(440_825))
        #expect(there == gazetteer.distanceMetres(from: Adcode(440_825), to: farm))
        #expect((3_300_000...3_500_000).contains(there))
    }

    @Test("every county has a centre, lent where it has none")
    func centres() {
        for province in gazetteer.provinces(abbreviated: "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川黔滇藏陕甘青宁新") {
            for county in gazetteer.counties(of: province) {
                let centre = gazetteer.centre(of: county)
                #expect(
                    centre.map { (73...136).contains($0.longitude) && (3...54).contains($0.latitude) } == true,
                    "\(county)"
                )
            }
        }
        #expect(gazetteer.centre(of: Adcode(999_999)) == nil)
    }

    @Test("names to show")
    func shown() {
        #expect(gazetteer.name(of: Adcode(231_224)) == "庆安县")
        #expect(gazetteer.fullName(of: Adcode(231_224)) == "绥化市庆安县")
        #expect(gazetteer.fullName(of: Adcode(110_115), province: true) == "北京市大兴区")
        #expect(gazetteer.latinName(of: Adcode(440_825)) == "Xuwen")
        #expect(gazetteer.latinName(of: Adcode(150_000)) == "Neimenggu")
        #expect(gazetteer.counties(of: Adcode(441_900)) == [Adcode(441_900)])
        #expect(gazetteer.counties(of: Adcode(231_200)).count == 10)
    }
}
