import GreenChannelModel

/// A text, and the value that it stands for.
struct MessagePart<Value> {
    var text: String
    var value: Value
}

/// Writes the parts of a message in one of the many ways that people write them, and knows what each says.
///
/// Written apart from the grammar under test, so that a mistake in one shows against the other.
struct PartsOfMessage {
    static let received = Day(year: 2026, month: 3, day: 2).instant(hour: 9)
    private static let dayMilliseconds: Int64 = 86_400_000

    var random: Seeded

    init(seed: UInt64) { random = Seeded(state: seed) }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &random)]
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

    // MARK: - Quantities

    /// Never exactly one of a unit: behind a price that would be what the price is for.
    mutating func quantity() -> MessagePart<Grams> {
        let count = number(2...99)
        switch number(0...9) {
        case 0: return part("\(digits(count * 100))斤", grams: count * 50_000)
        case 1: return part("\(Numerals.chinese(count * 100))斤", grams: count * 50_000)
        case 2: return part(digits(count) + pick(["吨", "t", " tonnes", "噸"]), grams: count * 1_000_000)
        case 3: return part(Numerals.chinese(count) + "吨" + pick(["", "左右", "多", "上下"]), grams: count * 1_000_000)
        case 4: return part(digits(count) + pick(["万", "w"]) + "斤", grams: count * 5_000_000)
        case 5:
            return part(pick(["约", "大概", "共", "还剩", "近"]) + digits(count * 10) + "公斤", grams: count * 10_000)
        case 6:
            let tenths = number(1...9)
            return part("\(count).\(tenths)吨", grams: count * 1_000_000 + tenths * 100_000)
        case 7:
            let (jin, box) = (number(5...60), pick(["箱", "筐", "件", "袋"]))
            let boxes = digits(count) + box + pick(["，", " ", ""])
            return part("\(boxes)每\(box)\(digits(jin))斤", grams: count * jin * 500)
        case 8: return part("\(count)-\(count + number(1...9))吨", grams: count * 1_000_000)
        default: return part("\(Numerals.chinese(count))担", grams: count * 50_000)
        }
    }

    private func part(_ text: String, grams: Int) -> MessagePart<Grams> {
        MessagePart(text: text, value: Grams(Int64(grams)))
    }

    /// As they are, or in full width.
    private mutating func digits(_ value: Int) -> String {
        number(0...4) == 0 ? Numerals.fullWidth(value) : String(value)
    }

    // MARK: - Prices

    mutating func price() -> MessagePart<FenPerKilogram> {
        let jiao = number(2...59)
        let perKilogram = FenPerKilogram(Int64(jiao * 20))
        let decimal = "\(jiao / 10).\(jiao % 10)"
        switch number(0...7) {
        case 0: return MessagePart(text: decimal + pick(["元/斤", "元每斤", "元一斤", "块一斤", "/斤"]), value: perKilogram)
        case 1: return MessagePart(text: pick(["¥", "￥"]) + decimal + "/斤", value: perKilogram)
        case 2: return MessagePart(text: pick(["每斤", "单价", "底价"]) + decimal + "元", value: perKilogram)
        case 3:
            return MessagePart(
                text: decimal + pick(["元/公斤", "元/kg", " yuan/kg"]),
                value: FenPerKilogram(Int64(jiao * 10))
            )
        case 4: return MessagePart(text: "\(jiao * 200)元/吨", value: perKilogram)
        case 5: return MessagePart(text: Numerals.money(jiao: jiao) + pick(["", "一斤"]), value: perKilogram)
        case 6: return MessagePart(text: "\(jiao * 10)元/担", value: perKilogram)
        default: return MessagePart(text: "\(decimal)-\(jiao / 10 + 1).\(jiao % 10)元/斤", value: perKilogram)
        }
    }

    // MARK: - Days

    /// When the window ends: so many days on, or at the end of a named day.
    mutating func window() -> MessagePart<Instant> {
        let days = number(2...20)
        let later = Self.received.advanced(byMilliseconds: Int64(days) * Self.dayMilliseconds)
        let end = later.advanced(byMilliseconds: 15 * 3_600_000 - 1000)
        let day = Day(of: later)
        let (month, date) = (day.month, day.day)
        switch number(0...8) {
        case 0: return MessagePart(text: "还能放\(days)天", value: later)
        case 1: return MessagePart(text: "保鲜期\(Numerals.chinese(days))天", value: later)
        case 2: return MessagePart(text: "\(days)天内\(pick(["拉走", "要卖完", "必须出手"]))", value: later)
        case 3: return MessagePart(text: "\(days * 24)小时内拉走", value: later)
        case 4: return MessagePart(text: "\(month)月\(date)\(pick(["日", "号"]))前卖完", value: end)
        case 5: return MessagePart(text: "最迟\(Numerals.chinese(month))月\(Numerals.chinese(date))号", value: end)
        case 6: return MessagePart(text: "能放到本月\(date)号", value: end)
        case 7: return MessagePart(text: "\(month)月\(date)日到期", value: end)
        default: return MessagePart(text: "\(days) days left", value: later)
        }
    }

    // MARK: - Names

    mutating func place(_ gazetteer: Gazetteer) -> MessagePart<Adcode> {
        let provinces: [UInt32] = [
            13, 14, 15, 21, 22, 23, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 51, 52, 53, 61, 62,
        ]
        let county = pick(gazetteer.counties(of: Adcode(pick(provinces) * 10_000)))
        let name = gazetteer.name(of: county) ?? ""
        let isOnly = gazetteer.places(named: name).filter { $0.level == .county }.count == 1
        let isShort = isOnly && number(0...1) == 0
        return MessagePart(text: isShort ? name : gazetteer.fullName(of: county, province: true) ?? "", value: county)
    }

    /// Any name of two letters or more: one letter is a surname or a part of other words as often as a crop.
    mutating func crop(_ catalogue: CropCatalogue) -> MessagePart<Crop> {
        while true {
            let (name, crop) = pick(catalogue.aliases)
            if name.count > 1, !name.contains("(") { return MessagePart(text: name, value: crop) }
        }
    }
}

/// Numbers as they are written by hand.
enum Numerals {
    private static let digits = Array("零一二三四五六七八九")

    static func fullWidth(_ value: Int) -> String {
        String(String.UnicodeScalarView(String(value).unicodeScalars.compactMap { Unicode.Scalar($0.value + 0xFEE0) }))
    }

    /// From 1 to 9,999: 十二, 三百零五, 两千.
    static func chinese(_ value: Int) -> String {
        var text = ""
        var isGap = false
        for (size, letter) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
            let digit = value / size % 10
            guard digit > 0 else {
                isGap = isGap || !text.isEmpty
                continue
            }
            if isGap { text += "零" }
            isGap = false
            let isBareTen = size == 10 && digit == 1 && text.isEmpty
            if !isBareTen { text += digit == 2 && size >= 1000 ? "两" : String(digits[digit]) }
            text += letter
        }
        return text
    }

    /// Jiao as they are said: 八毛, 一块二, 两块.
    static func money(jiao: Int) -> String {
        let (yuan, rest) = (jiao / 10, jiao % 10)
        let head = yuan == 0 ? "" : (yuan == 2 ? "两" : String(digits[yuan])) + "块"
        if rest == 0 { return head }
        return yuan == 0 ? String(digits[rest]) + "毛" : head + String(digits[rest])
    }
}
