import TestKit

/// Alerts of every fate, drawn by a seed, each from a sender of its own but for the repeats.
struct AlertStream {
    private static let crops = ["白菜", "土豆", "胡萝卜", "洋葱", "西红柿", "黄瓜", "大葱", "苹果"]
    private static let places = ["庆安县", "萧县", "砀山县", "惠民县", "徐闻县", "寿光"]

    private let seed: UInt64
    private var random: SimulationRandom
    private var count = 0

    init(seed: UInt64) {
        self.seed = seed
        random = SimulationRandom(seed: seed)
    }

    /// - Parameter earlier: alerts that became lots, with what was said, for the repeats.
    mutating func next(earlier: [(said: AlertText, caseNumber: String)]) -> AlertText {
        count += 1
        let sender = "sender-\(seed)-\(count)"
        switch random.number(in: 0...19) {
        case 0: return AlertText(text: "胡萝卜 \(10 + count % 50)亩 萧县", sender: sender, fate: .question)
        case 1: return AlertText(text: "白菜 0吨 庆安县 还能放5天", sender: sender, fate: .refusal)
        case 2:
            let text = String(repeating: "白菜 12吨 庆安县 还能放5天。", count: 200)
            return AlertText(text: text, sender: sender, fate: .deadLetter)
        case 3 where !earlier.isEmpty:
            var again = earlier[Int(random.number(in: 0...Int64(earlier.count - 1)))]
            again.said.fate = .repetition(of: again.caseNumber)
            return again.said
        default: return AlertText(text: lot(), sender: sender, fate: .lot)
        }
    }

    private mutating func lot() -> String {
        let crop = Self.crops[Int(random.number(in: 0...Int64(Self.crops.count - 1)))]
        let place = Self.places[Int(random.number(in: 0...Int64(Self.places.count - 1)))]
        let tonnes = random.number(in: 1...20)
        return "\(crop) \(tonnes)吨 \(place) 还能放\(random.number(in: 4...6))天"
    }
}
