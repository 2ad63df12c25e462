import GreenChannelModel
import TestKit

/// One day of a county of vegetable growers, with the outlets of its surroundings: a load for rehearsals.
///
/// Alerts come from five in the morning to nine in the evening, two thirds of them before noon, each from another grower:
///
/// - three of four have 200 to 1,000 kg to sell, one of five 1 to 4 t, a cooperative now and then 5 to 20 t: 1.3 t on average;
/// - ten crops, asked for at 40 to 70 % of what wholesale pays, good for three to eight days;
/// - one of thirty is sent twice, and counts once.
///
/// The same numbers always give the same day.
struct CountyDay {
    /// Lots that growers report.
    var lots: Int
    /// What outlets and vehicles can take, in thousandths of an ordinary day: see `CountyOutlets`.
    var offersPerMille: Int64

    /// Midnight in China, 2 March 2026.
    static let start = Instant(milliseconds: 1_772_380_800_000)
    /// 寿光市, which grows vegetables for the north of the country.
    static let county: UInt32 = 370_783

    /// A crop by the word that growers use.
    struct Crop {
        var word: String
        var id: String
        /// What wholesale markets pay, fen per kilogram.
        var wholesale: Int64
    }

    static let crops = [
        Crop(word: "西红柿", id: "tomato", wholesale: 500), Crop(word: "黄瓜", id: "cucumber", wholesale: 480),
        Crop(word: "辣椒", id: "pepper_hot", wholesale: 450), Crop(word: "茄子", id: "eggplant", wholesale: 420),
        Crop(word: "大白菜", id: "napa_cabbage", wholesale: 140), Crop(word: "萝卜", id: "radish", wholesale: 130),
        Crop(word: "胡萝卜", id: "carrot", wholesale: 180), Crop(word: "大葱", id: "scallion", wholesale: 360),
        Crop(word: "芹菜", id: "celery", wholesale: 300), Crop(word: "土豆", id: "potato", wholesale: 180),
    ]

    /// Offers first, then alerts by time.
    func records() -> [TimedRecord] {
        var random = SimulationRandom(seed: 370_783)
        var alerts: [TimedRecord] = []
        for number in 0..<lots {
            let alert = alert(number, &random)
            alerts.append(alert)
            guard random.chance(perMille: 33) else { continue }
            var again = alert
            again.at = alert.at.advanced(byMilliseconds: random.number(in: 20_000...600_000))
            alerts.append(again)
        }
        return CountyOutlets(perMille: offersPerMille).records() + alerts.sorted { $0.at < $1.at }
    }

    private func alert(_ number: Int, _ random: inout SimulationRandom) -> TimedRecord {
        let crop = Self.crops[Int(random.number(in: 0...Int64(Self.crops.count - 1)))]
        // Fen a kilogram are half a fen a jin: in yuan a jin, that many two-hundredths.
        let asked = crop.wholesale * random.number(in: 40...70) / 200
        let price = "\(asked / 100).\(asked / 10 % 10)\(asked % 10)元"
        let amount = amount(&random)
        let days = random.number(in: 3...8)
        let text =
            switch number % 4 {
            case 0: "\(crop.word) \(amount) 寿光市 还能放\(days)天 \(price)/斤"
            case 1: "寿光市\(crop.word)\(amount)，还能放\(days)天，\(price)一斤"
            case 2: "我是寿光市的，有\(amount)\(crop.word)卖不掉，还能放\(days)天，\(price)/斤"
            default: "寿光市 \(crop.word)滞销 \(amount) \(days)天 \(price)一斤"
            }
        var message = UnsoldAlert()
        message.text = text
        message.senderCounty = "\(Self.county)"
        // In hours from midnight: a busy morning, a long afternoon.
        let hours: ClosedRange<Int64> = random.chance(perMille: 667) ? 5...11 : 12...20
        let time = Instant.hours(random.number(in: hours)) + random.number(in: 0...3_599_999)
        return TimedRecord(
            at: Self.start.advanced(byMilliseconds: time),
            topic: .alerts,
            key: "grower-\(number)",
            body: .unsoldAlert(message)
        )
    }

    private func amount(_ random: inout SimulationRandom) -> String {
        switch random.number(in: 0...99) {
        case 0..<45: "\(random.number(in: 8...40) * 50)斤"
        case 45..<75: "\(random.number(in: 4...20) * 50)公斤"
        case 75..<96: "\(random.number(in: 1...3)).\(random.number(in: 0...9))吨"
        default: "\(random.number(in: 5...20))吨"
        }
    }
}
