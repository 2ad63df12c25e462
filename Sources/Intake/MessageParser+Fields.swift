public import GreenChannelModel

extension MessageParser {
    /// Understands the cells of a row by the same grammar as messages.
    ///
    /// A row with nothing but a text is a message. Otherwise each cell is read as what its column says; a text beside
    /// other cells is a remark and decides nothing.
    public func understand(_ fields: AlertFields, received: Instant, senderCounty: Adcode? = nil) -> Understanding {
        if let text = fields[.text], fields[.crop] == nil, fields[.quantity] == nil {
            return understand(Message(text: text, received: received, senderCounty: senderCounty))
        }
        let composed = Message(text: measures(fields), received: received, senderCounty: senderCounty)
        guard composed.text.utf8.count <= Message.textBytesMax, (fields[.crop]?.utf8.count ?? 0) <= 512,
            (fields[.place]?.utf8.count ?? 0) <= 512
        else {
            var refused = Understanding()
            refused.reasons = [.payloadTooLarge]
            return refused
        }
        var result = Understanding()
        var missing: [ReasonCode] = []
        readCrop(fields[.crop], received, &result, &missing)
        readPlace(fields[.place], received, senderCounty, &result, &missing)
        withReading(composed) { reading in
            reading.readAll()
            Judgement(tables: tables).judgeMeasures(&reading, &result, missing)
        }
        let words = [fields[.crop], fields[.place], fields[.unit]].compactMap { $0 }
        result.language = words.contains { $0.utf16.contains(where: NameLetters.isHan) } ? .zh : .en
        return result
    }

    /// The cells of numbers and days, one clause each.
    private func measures(_ fields: AlertFields) -> String {
        var clauses: [String] = []
        if let quantity = fields[.quantity], !Self.isFormula(quantity) {
            clauses.append("数量 " + quantity + (fields[.unit] ?? ""))
        }
        if let net = fields[.packageNet] { clauses.append("每件" + net + (Self.isNumber(net) ? "公斤" : "")) }
        if let days = fields[.days] { clauses.append("保鲜期" + days + (Self.isNumber(days) ? "天" : "")) }
        if let harvested = fields[.harvested] { clauses.append("采收日期 " + harvested.prefix(10)) }
        if let sellBy = fields[.sellBy] { clauses.append("截止日期 " + sellBy.prefix(10)) }
        if let price = fields[.price], !Self.isFormula(price) {
            clauses.append("单价" + price + priceUnit(fields[.priceUnit], price))
        }
        return clauses.joined(separator: "\n")
    }

    /// 元/斤 where nothing else is said; a mass unit alone is what the yuan are for.
    private func priceUnit(_ unit: String?, _ price: String) -> String {
        guard let unit else { return Self.isNumber(price) ? "元/斤" : "" }
        let isMoney = ["元", "角", "毛", "分", "块", "yuan", "rmb", "cny"].contains { unit.lowercased().contains($0) }
        if isMoney { return unit.contains("/") || unit.contains("每") ? unit : unit + "/斤" }
        return "元/" + (unit.hasPrefix("/") ? String(unit.dropFirst()) : unit)
    }

    /// A formula is not worked out, here or anywhere: the cell says nothing.
    private static func isFormula(_ cell: String) -> Bool { cell.hasPrefix("=") || cell.hasPrefix("@") }

    private static func isNumber(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy {
            ("0"..."9").contains($0) || ("０"..."９").contains($0) || ".-+,eE ．".unicodeScalars.contains($0)
        }
    }

    private func readCrop(
        _ cell: String?,
        _ received: Instant,
        _ result: inout Understanding,
        _ missing: inout [ReasonCode]
    ) {
        guard let cell else {
            missing.append(.missingCrop)
            return
        }
        if let crop = catalogue.crop(id: cell) ?? catalogue.crop(named: cell) ?? catalogue.crop(marketName: cell) {
            result.crop = crop
            return
        }
        let names = withReading(Message(text: cell, received: received)) { reading in
            reading.readNames()
            return reading.names
        }
        if names.hasOtherCrop {
            missing.append(.multipleLots)
        } else if let crop = names.crop, names.unknown.isEmpty {
            result.crop = crop
        } else {
            result.cropText = ReplyText.safe(cell, most: 24)
            missing.append(.unknownCrop)
        }
    }

    private func readPlace(
        _ cell: String?,
        _ received: Instant,
        _ sender: Adcode?,
        _ result: inout Understanding,
        _ missing: inout [ReasonCode]
    ) {
        guard let cell else {
            result.place = sender
            result.placeSource = sender == nil ? nil : .senderCounty
            if sender == nil { missing.append(.missingPlace) }
            return
        }
        if let code = Adcode(cell.prefix(6)), cell.utf8.count == 6 || cell.utf8.count == 12, gazetteer.contains(code) {
            settle(gazetteer.counties(of: code), sender, &result, &missing)
            return
        }
        let provinces = gazetteer.provinces(abbreviated: cell)
        if !provinces.isEmpty {
            settle(provinces.flatMap { gazetteer.counties(of: $0) }, sender, &result, &missing)
            return
        }
        let resolution = withReading(Message(text: cell, received: received, senderCounty: sender)) { reading in
            reading.readNames()
            return reading.resolvePlace()
        }
        switch resolution {
        case .county(let county, let source):
            result.place = county
            result.placeSource = source
        case .ambiguous(let choices):
            result.choices = choices
            missing.append(.ambiguousPlace)
        case .none:
            result.placeText = ReplyText.safe(cell, most: 24)
            missing.append(.unknownPlace)
        }
    }

    private func settle(
        _ counties: [Adcode],
        _ sender: Adcode?,
        _ result: inout Understanding,
        _ missing: inout [ReasonCode]
    ) {
        if counties.count == 1 {
            result.place = counties[0]
            result.placeSource = .text
        } else if let sender, counties.contains(sender) {
            result.place = sender
            result.placeSource = .senderCounty
        } else {
            result.choices = counties.count <= Understanding.choicesMax ? counties : []
            missing.append(.ambiguousPlace)
        }
    }
}
