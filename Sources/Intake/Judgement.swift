import GreenChannelModel

/// Weighs what a reading found: is it a lot, is anything missing, is it plausible.
struct Judgement {
    let tables: ParserTables

    /// Above this nobody's word is taken: 20,000 t.
    static let quantityMax = Grams.kilograms(20_000_000)
    /// Above this one household's word is not: 2,000 t.
    static let householdQuantityMax = Grams.kilograms(2_000_000)
    /// A price this many times below p01 or above p99 of its crop is held.
    static let priceOutside: Int64 = 10

    func judge(_ reading: inout Reading) -> Understanding {
        var result = Understanding()
        result.language = reading.language
        guard reading.isAlert else {
            result.reasons = [.notAnAlert]
            return result
        }
        var missing: [ReasonCode] = []
        judgeNames(reading, &result, &missing)
        judgeMeasures(&reading, &result, missing)
        return result
    }

    /// Quantity, days and price of a lot whose crop and place are settled, and with them its status.
    func judgeMeasures(_ reading: inout Reading, _ result: inout Understanding, _ before: [ReasonCode]) {
        var missing = before
        var doubtful: [ReasonCode] = []
        var wrong: [ReasonCode] = []
        judgeQuantity(reading, &result, &missing, &doubtful, &wrong)
        judgeTime(reading, &result, &missing, &wrong)
        judgePrice(reading, &result, &doubtful, &wrong)
        result.status = !wrong.isEmpty ? .refused : held(doubtful) ? .held : !missing.isEmpty ? .ask : .accepted
        guard !(missing.isEmpty && doubtful.isEmpty && wrong.isEmpty) else { return }
        let found = wrong + doubtful + missing
        for reason in ReasonCode.allCases where found.contains(reason) { result.add(reason) }
    }

    private func held(_ doubtful: [ReasonCode]) -> Bool {
        doubtful.contains(.quantityImplausible) || doubtful.contains(.priceImplausible)
    }

    /// What a correction names; whether the whole is plausible is judged when it has been put together.
    func correction(_ reading: inout Reading) -> CorrectionText {
        var result = Understanding()
        var missing: [ReasonCode] = []
        var doubtful: [ReasonCode] = []
        var wrong: [ReasonCode] = []
        if !reading.quantity.isEmpty { judgeQuantity(reading, &result, &missing, &doubtful, &wrong) }
        if reading.names.hasOtherCrop { missing.append(.multipleLots) } else { result.crop = reading.names.crop }
        switch reading.resolvePlace() {
        case .county(let county, _): result.place = county
        case .ambiguous: missing.append(.ambiguousPlace)
        case .none: break
        }
        judgeTime(reading, &result, &missing, &wrong)
        judgePrice(reading, &result, &doubtful, &wrong)
        var correction = CorrectionText()
        correction.quantity = result.quantity
        correction.crop = result.crop
        correction.place = result.place
        correction.sellBy = result.sellBy
        correction.floorPrice = result.floorPrice
        let found = wrong + doubtful + missing
        correction.reasons = ReasonCode.allCases.filter(found.contains)
        return correction
    }

    // MARK: - Names

    private func judgeNames(_ reading: Reading, _ result: inout Understanding, _ missing: inout [ReasonCode]) {
        var unknownCrop: NameFindings.Unknown?
        if reading.names.hasOtherCrop {
            missing.append(.multipleLots)
        } else if let crop = reading.names.crop {
            result.crop = crop
        } else {
            unknownCrop = reading.unknownCrop()
            // 桃 and 姜, 甜王 and 爱媛 are crops where nothing else can be; elsewhere they are surnames and other words.
            if let unknown = unknownCrop, unknown.shape != .goods,
                let crop = tables.catalogue.crop(marketName: reading.text(unknown.start, unknown.end))
            {
                result.crop = crop
                return judgePlace(reading, unknown, &result, &missing)
            }
            result.cropText = unknownCrop.map { reading.text($0.start, $0.end) }
            missing.append(unknownCrop == nil ? .missingCrop : .unknownCrop)
        }
        judgePlace(reading, unknownCrop, &result, &missing)
    }

    private func judgePlace(
        _ reading: Reading,
        _ unknownCrop: NameFindings.Unknown?,
        _ result: inout Understanding,
        _ missing: inout [ReasonCode]
    ) {
        switch reading.resolvePlace() {
        case .county(let county, let source):
            result.place = county
            result.placeSource = source
        case .ambiguous(let choices):
            if let unknown = reading.unknownPlace(besides: unknownCrop), unknown.shape == .place {
                result.placeText = reading.text(unknown.start, unknown.end)
                missing.append(.unknownPlace)
            } else if let misspelt = reading.misspelt {
                result.placeText = misspelt
                missing.append(.unknownPlace)
            } else {
                result.choices = choices
                missing.append(.ambiguousPlace)
            }
        case .none:
            judgeUnnamedPlace(reading, unknownCrop, &result, &missing)
        }
    }

    /// No place that the gazetteer has: a town without its ending, a name that nobody knows, or the sender's county.
    private func judgeUnnamedPlace(
        _ reading: Reading,
        _ unknownCrop: NameFindings.Unknown?,
        _ result: inout Understanding,
        _ missing: inout [ReasonCode]
    ) {
        let towns = reading.rootedTowns(in: nil)
        if towns.count == 1 {
            result.place = towns[0]
            result.placeSource = towns[0] == reading.senderCounty ? .senderCounty : .text
            return
        }
        let unknown = reading.unknownPlace(besides: unknownCrop)
        let misspelt = reading.misspelt
        if let sender = reading.senderCounty, misspelt == nil,
            unknown == nil || unknown?.shape == .village || unknown?.shape == .plain
        {
            result.place = sender
            result.placeSource = .senderCounty
        } else if let misspelt {
            result.placeText = misspelt
            missing.append(.unknownPlace)
        } else if let unknown {
            result.placeText = reading.text(unknown.start, unknown.end)
            missing.append(.unknownPlace)
        } else {
            missing.append(.missingPlace)
        }
    }

    // MARK: - Quantity

    private func judgeQuantity(
        _ reading: Reading,
        _ result: inout Understanding,
        _ missing: inout [ReasonCode],
        _ doubtful: inout [ReasonCode],
        _ wrong: inout [ReasonCode]
    ) {
        let found = reading.quantity
        if let package = found.packageMicrograms { result.packageNet = Judgement.grams(package) }
        if found.isInvalid {
            wrong.append(.numberInvalid)
            return
        }
        if let best = found.best {
            var micrograms = best.micrograms
            if best.role == .gross, let tare = found.tareMicrograms, tare < micrograms { micrograms -= tare }
            if best.role == .had || best.role == .total || best.role == .plain, let sold = found.soldMicrograms,
                sold < micrograms
            {
                micrograms -= sold
            }
            declare(best.index, reading, &result)
            weigh(Judgement.grams(micrograms), best.index, reading, &result, &doubtful)
        } else if let count = found.packageCount {
            if let index = found.packageIndex { declare(index, reading, &result) }
            if let package = found.packageMicrograms {
                weigh(Judgement.grams(count.times(package)), nil, reading, &result, &doubtful)
            } else if found.packageKind == .count {
                missing.append(.unitNotMass)
            } else {
                missing.append(.packageWeightUnknown)
            }
        } else if found.isVague {
            missing.append(.missingQuantity)
        } else if found.hasArea {
            missing.append(.unitNotMass)
        } else {
            missing.append(.missingQuantity)
        }
    }

    private static func grams(_ micrograms: Int64) -> Grams {
        Grams(micrograms / 1_000_000 + (micrograms % 1_000_000 >= 500_000 ? 1 : 0))
    }

    private func weigh(
        _ quantity: Grams,
        _ index: Int?,
        _ reading: Reading,
        _ result: inout Understanding,
        _ doubtful: inout [ReasonCode]
    ) {
        let household = reading.lexemes.contains { $0.isCue(.household) }
        result.quantity = quantity
        guard quantity > (household ? Judgement.householdQuantityMax : Judgement.quantityMax) else { return }
        doubtful.append(.quantityImplausible)
        result.suggestedQuantity = index.flatMap { suggestion(quantity, reading.lexemes[$0 + 1], household) }
    }

    /// 万吨 for 万斤, 吨 for 斤, 公斤 for 斤: the first smaller unit that makes the same number plausible.
    private func suggestion(_ quantity: Grams, _ unit: Lexeme, _ household: Bool) -> Grams? {
        let divisors: [Int64] = unit.tag == 4 ? [2000] : unit.tag == 0 ? [2, 10_000] : [10_000]
        for divisor in divisors {
            let smaller = Grams(quantity.rawValue / divisor)
            if smaller <= (household ? Judgement.householdQuantityMax : Judgement.quantityMax), smaller > .zero {
                return smaller
            }
        }
        return nil
    }

    private func declare(_ index: Int, _ reading: Reading, _ result: inout Understanding) {
        let number = reading.lexemes[index]
        var end = number.end
        // 30万吨 is thirty of 万吨.
        let isTenThousands =
            number.magnitude >= 10_000 && end - number.start > 1 && reading.letters[Int(end) - 1] == 0x4E07
        if isTenThousands { end -= 1 }
        result.declaredQuantity = reading.text(number.start, end)
        let unit = reading.lexemes[index + 1]
        result.declaredUnit = reading.text(isTenThousands ? end : unit.start, unit.end, most: 8)
    }

    // MARK: - Time and price

    private func judgeTime(
        _ reading: Reading,
        _ result: inout Understanding,
        _ missing: inout [ReasonCode],
        _ wrong: inout [ReasonCode]
    ) {
        let today = ChinaCalendar.dayNumber(reading.received)
        if let day = reading.time.harvestDay {
            result.harvested = ChinaCalendar.move(reading.received, toDay: day)
            if day > today {
                missing.append(.harvestInFuture)
                return
            }
        }
        if let day = reading.time.deadlineDay {
            result.sellBy = ChinaCalendar.end(ofDay: day)
        } else if let life = reading.time.lifeMilliseconds {
            result.sellBy = (result.harvested ?? reading.received).advanced(byMilliseconds: life)
        }
        if let sellBy = result.sellBy, sellBy < reading.received { wrong.append(.windowClosed) }
    }

    private func judgePrice(
        _ reading: Reading,
        _ result: inout Understanding,
        _ doubtful: inout [ReasonCode],
        _ wrong: inout [ReasonCode]
    ) {
        if reading.price.isInvalid {
            wrong.append(.numberInvalid)
            return
        }
        guard let price = reading.price.perKilogram(packageMicrograms: reading.quantity.packageMicrograms) else {
            return
        }
        result.floorPrice = price
        guard let crop = result.crop, let bounds = tables.catalogue.priceBounds(of: crop) else { return }
        let high = bounds.upperBound.rawValue.multipliedReportingOverflow(by: Judgement.priceOutside)
        let low = price.rawValue.multipliedReportingOverflow(by: Judgement.priceOutside)
        if !high.overflow && price.rawValue > high.partialValue
            || !low.overflow && low.partialValue < bounds.lowerBound.rawValue
        {
            doubtful.append(.priceImplausible)
        } else if !bounds.contains(price) {
            doubtful.append(.priceFlagged)
        }
    }
}
