import GreenChannelModel

/// The words and number forms of replies.
enum ReplyText {
    /// What is asked first when several things are missing.
    static let askOrder: [ReasonCode] = [
        .multipleLots, .missingCrop, .unknownCrop, .unitNotMass, .packageWeightUnknown, .missingQuantity,
        .ambiguousPlace,
        .unknownPlace, .missingPlace, .harvestInFuture,
    ]

    static func question(_ reason: ReasonCode, _ shown: String) -> String {
        switch reason {
        case .multipleLots: "一次只能报一个品种，请每个品种分开发一条。"
        case .missingCrop: "是什么品种？请回品名，如：白菜"
        case .unknownCrop: "品种“\(shown)”不认识，请回常用名，如：土豆"
        case .unitNotMass: "共重多少？请回斤数或吨数，如：5吨"
        case .packageWeightUnknown: "每件（箱、袋）多少斤？请回，如：每件20斤"
        case .missingQuantity: "共有多少？请回数量，如：5吨"
        case .ambiguousPlace: "在哪个县？请回省、市、县名。"
        case .unknownPlace: "地名“\(shown)”没找到，请回县名，如：庆安县"
        case .missingPlace: "货在哪个县？请回县名，如：庆安县"
        case .harvestInFuture: "还没采收，采收当天再发，或更正采收日期。"
        default: "没看懂，请写：品种 数量 县名 还能放几天"
        }
    }

    static func questionEnglish(_ reason: ReasonCode, _ shown: String) -> String {
        let shown = isGSM(shown) ? shown : ""
        return switch reason {
        case .multipleLots: "one crop a message please; send each crop by itself."
        case .missingCrop: "which crop? Reply with its name, e.g. cabbage"
        case .unknownCrop: "crop '\(shown)' is not known; reply with a common name, e.g. potato"
        case .unitNotMass: "what is the weight in all? Reply e.g. 5 tonnes"
        case .packageWeightUnknown: "how heavy is one package? Reply e.g. 10 kg per box"
        case .missingQuantity: "how much in all? Reply e.g. 5 tonnes"
        case .ambiguousPlace: "which county? Reply with province and county"
        case .unknownPlace: "place '\(shown)' was not found; reply with the county, e.g. Qingan"
        case .missingPlace: "in which county? Reply with its name, e.g. Qingan"
        case .harvestInFuture: "not harvested yet; send it on the day, or correct the date."
        default: "not understood; write crop, quantity, county, days left"
        }
    }

    static func refusal(_ reason: ReasonCode) -> String {
        switch reason {
        case .notAnAlert: "未看到滞销信息。请写：品种 数量 县名 还能放几天，如：白菜 5吨 庆安县 5天"
        case .numberInvalid: "数字有误（为零、负数或过大），请改后重发。"
        case .windowClosed: "按所写日期已过可售期，不能再上市销售。日期有误请更正重发。"
        case .payloadTooLarge: "内容过长，请用一条短信写明品种、数量、县名。"
        default: "没看懂，请写：品种 数量 县名 还能放几天"
        }
    }

    static func refusalEnglish(_ reason: ReasonCode) -> String {
        switch reason {
        case .notAnAlert: "no unsold produce found. Write e.g.: cabbage 5 tonnes Qingan county 5 days left"
        case .numberInvalid: "a number is zero, negative or too large; please correct and send again."
        case .windowClosed: "by its dates the produce is past sale. If a date is wrong, correct it and send again."
        case .payloadTooLarge: "too long; please write crop, quantity and county in one short message."
        default: "not understood; write crop, quantity, county, days left"
        }
    }

    /// Text of a sender, made harmless: no control, direction or zero-width characters, no markup signs, bounded.
    static func safe(_ text: String?, most count: Int) -> String {
        guard let text else { return "" }
        var kept = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(count * 8) {
            guard kept.count < count else { break }
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
                .nonspacingMark,
                .enclosingMark:
                continue
            default: break
            }
            if "<>&\"'`=+@\\{}|".unicodeScalars.contains(scalar) { continue }
            kept.append(scalar)
        }
        return String(kept)
    }

    /// Whole kilograms where they are whole, else up to three decimals.
    static func kilograms(_ quantity: Grams) -> String { decimal(quantity.rawValue, over: 1000) }

    static func tonnes(_ quantity: Grams?) -> String { decimal((quantity?.rawValue ?? 0) / 1000, over: 1000) }

    static func yuan(_ price: FenPerKilogram) -> String { decimal(price.rawValue, over: 100) }

    /// A fraction of a power of ten, without zeros at its end.
    static func decimal(_ value: Int64, over divisor: Int64) -> String {
        let magnitude = value.magnitude
        let unit = divisor.magnitude
        var text = (value < 0 ? "-" : "") + String(magnitude / unit)
        var rest = magnitude % unit
        guard rest > 0 else { return text }
        text += "."
        var place = unit / 10
        while rest > 0, place > 0 {
            text += String(rest / place)
            rest %= place
            place /= 10
        }
        return text
    }

    /// Month and day in China: 3-7.
    static func day(_ instant: Instant) -> String {
        let date = ChinaCalendar.date(ofDay: ChinaCalendar.dayNumber(instant))
        return "\(date.month)-\(date.day)"
    }

    static func isGSM(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { (0x20...0x7E).contains($0.value) && !"`[]{}|^~\\".unicodeScalars.contains($0) }
    }
}

/// Names of divisions without what everybody knows them to be.
enum GazetteerShort {
    static func root(_ name: String) -> String {
        for ending in ["壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "特别行政区", "省", "市", "地区", "盟"] where name.hasSuffix(ending) {
            return String(name.dropLast(ending.count))
        }
        return name == "县" || name.hasSuffix("直辖县级行政区划") || name == "市辖区" ? "" : name
    }
}

extension ReplyComposer {
    /// Joins parts within the bound of a Chinese message, cutting the longest first of those after the first.
    func bounded(zh parts: [String]) -> String {
        ReplyComposer.fit(parts, most: ReplyComposer.unitsMaxChinese) { $0.utf16.count }
    }

    /// Joins parts within the bound of an English message; letters beyond the GSM alphabet are left out.
    func bounded(en parts: [String]) -> String {
        let plain = parts.map { part in
            String(String.UnicodeScalarView(part.unicodeScalars.filter { ReplyText.isGSM(String($0)) }))
        }
        return ReplyComposer.fit(plain, most: ReplyComposer.lettersMaxEnglish) { $0.utf16.count }
    }

    private static func fit(_ parts: [String], most: Int, _ size: (String) -> Int) -> String {
        var parts = parts
        while parts.reduce(0, { $0 + size($1) }) > most {
            var longest = parts.count > 1 ? 1 : 0
            for index in parts.indices.dropFirst() where size(parts[index]) > size(parts[longest]) { longest = index }
            guard !parts[longest].isEmpty else { break }
            parts[longest].removeLast()
        }
        return parts.joined()
    }
}
