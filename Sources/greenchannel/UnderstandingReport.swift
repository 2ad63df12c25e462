import GreenChannelModel
import Intake

/// An understanding as `parse` tells it to programs.
struct UnderstandingReport: Encodable {
    var id: String?
    var status: String
    var reasons: [String]
    var crop: String?
    var quantityKg: Double?
    var place: String?
    var sellBy: String?
    var floorPriceFenPerKg: Int64?
    var choices: [String]?
    var reply: String

    init(_ understanding: Understanding, id: String?) {
        self.id = id
        status = understanding.status.rawValue
        reasons = understanding.reasons.map(\.rawValue)
        crop = understanding.crop.map { CropCatalogue.shipped[$0].id }
        // Decimal, so that 907.18474 is written as that.
        quantityKg = understanding.quantity.map(\.kilogramsForDisplay)
        place = understanding.place.map(\.description)
        sellBy = understanding.sellBy.map { $0.iso8601(utcOffsetMinutes: 480) }
        floorPriceFenPerKg = understanding.floorPrice?.rawValue
        choices = understanding.choices.isEmpty ? nil : understanding.choices.map(\.description)
        reply = Self.reply(to: understanding)
    }

    /// What would be answered. A case number is known only when an alert is posted: this one stands for it.
    static func reply(to understanding: Understanding) -> String {
        ReplyComposer().reply(to: understanding, caseNumber: "A00000")
    }
}

/// An understanding as `parse` tells it to people.
struct UnderstandingText {
    private let understanding: Understanding
    private let language: Language

    init(_ understanding: Understanding, _ language: Language) {
        self.understanding = understanding
        self.language = language
    }

    func show() {
        Terminal.print(language.pick(status))
        for reason in understanding.reasons {
            let words = ReasonWords.words(of: reason.rawValue).map(language.pick) ?? ""
            line("原因", "reason", "\(words) (\(reason.rawValue))")
        }
        if let crop = understanding.crop.map({ CropCatalogue.shipped[$0] }) {
            line("品种", "crop", "\(language.pick(zh: crop.zh, en: crop.en)) (\(crop.id))")
        }
        if let quantity = understanding.quantity { line("数量", "quantity", Story.kilograms(quantity.rawValue)) }
        if let place = understanding.place { line("地点", "place", shown(place)) }
        if let sellBy = understanding.sellBy {
            let time = sellBy.iso8601(utcOffsetMinutes: 480).prefix(16).split(separator: "T").joined(separator: " ")
            line("可售截止", "sell by", time)
        }
        if let price = understanding.floorPrice { line("底价", "floor price", "¥\(Story.yuan(price.rawValue))/kg") }
        for (number, choice) in understanding.choices.enumerated() {
            line("选项 \(number + 1)", "choice \(number + 1)", shown(choice))
        }
        line("回复", "reply", UnderstandingReport.reply(to: understanding))
    }

    private var status: (zh: String, en: String) {
        switch understanding.status {
        case .accepted: ("受理", "accepted")
        case .ask: ("回问", "asked back")
        case .held: ("暂缓，待确认", "held until confirmed")
        case .refused: ("不予受理", "refused")
        }
    }

    private func shown(_ place: Adcode) -> String {
        [Gazetteer.shipped.fullName(of: place), "(\(place))"].compactMap(\.self).joined(separator: " ")
    }

    private func line(_ zh: String, _ en: String, _ value: String) {
        // A Chinese character is two columns wide.
        let title = language.pick(zh: zh, en: en)
        let width = title.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x2E80 ? 2 : 1) }
        Terminal.print("  \(title)\(String(repeating: " ", count: max(1, 13 - width)))\(value)")
    }
}
