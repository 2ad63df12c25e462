public import GreenChannelModel

/// Writes what the sender is told, short enough for one text message.
///
/// Chinese replies hold at most 70 UTF-16 units, English ones at most 160 characters of the GSM alphabet. Names are cut
/// short where they must be, the case number never. What the sender wrote appears only without control, direction and
/// zero-width characters, and bounded.
public struct ReplyComposer: Sendable {
    public static let unitsMaxChinese = 70
    public static let lettersMaxEnglish = 160

    let catalogue: CropCatalogue
    let gazetteer: Gazetteer

    public init(catalogue: CropCatalogue = .shipped, gazetteer: Gazetteer = .shipped) {
        self.catalogue = catalogue
        self.gazetteer = gazetteer
    }

    /// The echo of an accepted alert, or what is asked, doubted or refused.
    /// - Parameter sellBy: the estimated end of the window, for alerts that state none.
    public func reply(to understanding: Understanding, caseNumber: String, sellBy: Instant? = nil) -> String {
        switch understanding.status {
        case .accepted: accepted(understanding, caseNumber, sellBy)
        case .ask: asked(understanding, caseNumber)
        case .held: held(understanding, caseNumber)
        case .refused: refused(understanding, caseNumber)
        }
    }

    /// To the sender of the same lot again.
    public func repeated(caseNumber: String, language: MessageLanguage) -> String {
        switch language {
        case .zh: bounded(zh: ["已收到过，受理编号\(safeCase(caseNumber))，不会重复登记。更正请发：更正 \(safeCase(caseNumber)) 10吨"])
        case .en:
            bounded(en: [
                "Already received as case \(safeCase(caseNumber)); nothing was added. To correct it send: correct \(safeCase(caseNumber)) 10 t"
            ])
        }
    }

    /// To the sender of a correction, with the total as it now is.
    public func corrected(caseNumber: String, quantity: Grams?, language: MessageLanguage) -> String {
        let kilograms = quantity.map { ReplyText.kilograms($0) }
        switch language {
        case .zh: return bounded(zh: ["\(safeCase(caseNumber))已更正", kilograms.map { "：现共\($0)公斤" } ?? "", "。"])
        case .en:
            return bounded(en: [
                "Case \(safeCase(caseNumber)) corrected", kilograms.map { ": \($0) kg in all" } ?? "", ".",
            ])
        }
    }

    /// To the sender of a cancellation.
    public func cancelled(caseNumber: String, language: MessageLanguage) -> String {
        switch language {
        case .zh: bounded(zh: ["\(safeCase(caseNumber))已取消。"])
        case .en: bounded(en: ["Case \(safeCase(caseNumber)) cancelled."])
        }
    }

    /// To the sender of an answer, correction or cancellation of a case that is not theirs or not open.
    public func unknownCase(_ caseNumber: String?, language: MessageLanguage) -> String {
        let number = caseNumber.map { safeCase($0) }
        switch language {
        case .zh: return bounded(zh: ["没有找到", number.map { "编号\($0)" } ?? "待答复的求助", "。请直接写：品种 数量 县名 还能放几天"])
        case .en:
            return bounded(en: [
                "No open case", number.map { " \($0)" } ?? " to answer",
                ". Please write: crop, quantity, county, days left",
            ])
        }
    }

    // MARK: - Parts

    private func accepted(_ understanding: Understanding, _ caseNumber: String, _ estimate: Instant?) -> String {
        let kilograms = understanding.quantity.map { ReplyText.kilograms($0) } ?? ""
        let day = understanding.sellBy ?? estimate
        switch understanding.language {
        case .zh:
            var place = placeName(understanding.place)
            if understanding.placeSource == .senderCounty { place += "(按您所在县)" }
            let price = understanding.floorPrice.map { "，\(ReplyText.yuan($0))元/公斤" } ?? ""
            let until = day.map { "，售至\(ReplyText.day($0))" } ?? ""
            return bounded(zh: [
                "受理\(safeCase(caseNumber))：", cropName(understanding), "\(kilograms)公斤，", place, until, price,
                "。有误请回：更正",
            ])
        case .en:
            var place = placeName(understanding.place, latin: true)
            if understanding.placeSource == .senderCounty { place += " (your county)" }
            let price = understanding.floorPrice.map { ", CNY \(ReplyText.yuan($0))/kg" } ?? ""
            let until = day.map { ", until \(ReplyText.day($0))" } ?? ""
            return bounded(en: [
                "Case \(safeCase(caseNumber)): ", cropName(understanding), " \(kilograms) kg, ", place, until, price,
                ". Wrong? Send: correct",
            ])
        }
    }

    /// Asks for the first thing that is missing: one question a message.
    private func asked(_ understanding: Understanding, _ caseNumber: String) -> String {
        let number = safeCase(caseNumber)
        let reason = ReplyText.askOrder.first(where: understanding.reasons.contains) ?? .malformed
        if reason == .ambiguousPlace, !understanding.choices.isEmpty { return choices(understanding, number) }
        let shown = ReplyText.safe(reason == .unknownCrop ? understanding.cropText : understanding.placeText, most: 12)
        switch understanding.language {
        case .zh: return bounded(zh: ["\(number)：", ReplyText.question(reason, shown)])
        case .en: return bounded(en: ["\(number): ", ReplyText.questionEnglish(reason, shown)])
        }
    }

    private func choices(_ understanding: Understanding, _ number: String) -> String {
        var parts = [understanding.language == .zh ? "\(number)：哪个？回数字：" : "\(number): which? Reply "]
        for (index, choice) in understanding.choices.prefix(Understanding.choicesMax).enumerated() {
            switch understanding.language {
            case .zh: parts.append("\(index + 1)\(shortName(choice)) ")
            case .en:
                parts.append(
                    "\(index + 1) \(placeName(choice, latin: true)) (\(placeName(choice.prefecture, latin: true))) "
                )
            }
        }
        return understanding.language == .zh ? bounded(zh: parts) : bounded(en: parts)
    }

    private func held(_ understanding: Understanding, _ caseNumber: String) -> String {
        let number = safeCase(caseNumber)
        let isPrice =
            understanding.reasons.contains(.priceImplausible) && !understanding.reasons.contains(.quantityImplausible)
        switch understanding.language {
        case .zh:
            if isPrice {
                let price = understanding.floorPrice.map { ReplyText.yuan($0) } ?? ""
                return bounded(zh: ["\(number)：单价\(price)元/公斤？回1是，回2改。未答复前不派单。"])
            }
            let asked = suggestion(understanding).map { "\($0)?" } ?? "数量\(ReplyText.tonnes(understanding.quantity))吨?"
            return bounded(zh: ["\(number)：\(asked) 回1是，回2改。未答复前不派单。"])
        case .en:
            if isPrice {
                let price = understanding.floorPrice.map { ReplyText.yuan($0) } ?? ""
                return bounded(en: [
                    "\(number): CNY \(price) per kg? Reply 1 yes, 2 change. Nothing is routed until then."
                ])
            }
            let asked = understanding.suggestedQuantity ?? understanding.quantity
            return bounded(en: [
                "\(number): \(ReplyText.tonnes(asked)) t in all? Reply 1 yes, 2 change. Nothing is routed until then."
            ])
        }
    }

    /// 30万斤(150吨): the number as written in the unit that was likelier meant.
    private func suggestion(_ understanding: Understanding) -> String? {
        guard let suggested = understanding.suggestedQuantity else { return nil }
        let jin = suggested.rawValue / 500
        let text = jin >= 10_000 && jin % 1000 == 0 ? "\(ReplyText.decimal(jin, over: 10_000))万斤" : "\(jin)斤"
        return "\(text)(\(ReplyText.tonnes(suggested))吨)"
    }

    private func refused(_ understanding: Understanding, _ caseNumber: String) -> String {
        let reason = understanding.reasons.first(where: { $0 != .priceFlagged }) ?? .malformed
        switch understanding.language {
        case .zh: return bounded(zh: ["\(safeCase(caseNumber))：", ReplyText.refusal(reason)])
        case .en: return bounded(en: ["\(safeCase(caseNumber)): ", ReplyText.refusalEnglish(reason)])
        }
    }

    private func cropName(_ understanding: Understanding) -> String {
        guard let crop = understanding.crop else { return "" }
        return understanding.language == .zh ? catalogue[crop].zh : catalogue[crop].en
    }

    private func placeName(_ place: Adcode?, latin: Bool = false) -> String {
        guard let place else { return "" }
        let name = latin ? gazetteer.latinName(of: place) : gazetteer.name(of: place)
        return name ?? place.description
    }

    /// 江苏徐州: where a namesake lies, as short as it can be told.
    private func shortName(_ place: Adcode) -> String {
        let above = gazetteer.name(of: place.prefecture).map { GazetteerShort.root($0) } ?? ""
        let province = gazetteer.name(of: place.province).map { GazetteerShort.root($0) } ?? ""
        let area = above.isEmpty || above == province ? province : province + above
        return area + placeName(place)
    }

    /// Case numbers come from our own desks; anything else is kept from doing harm.
    private func safeCase(_ number: String) -> String { ReplyText.safe(number, most: 20) }
}
