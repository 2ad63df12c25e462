import GreenChannelModel

/// Whether a message offers produce at all, or buys, advertises, asks, greets, or says that all is sold.
extension Reading {
    var isAlert: Bool {
        var found = Signs()
        for index in lexemes.indices { found.note(self, index) }
        found.question = found.question || asksWhether
        let hasQuantity =
            !quantity.isEmpty
            && (quantity.best != nil || quantity.packageCount != nil || quantity.hasArea || quantity.isInvalid)
        if found.soldOut, !found.remaining { return false }
        if found.advert { return false }
        if found.buyer, !found.distress { return false }
        if found.advertGoods, names.crop == nil || !hasQuantity || found.hardGoods { return false }
        if found.distress {
            return names.crop != nil || found.generic || hasQuantity || quantity.isVague || found.place
                || found.distressWord
        }
        if names.crop == nil {
            if found.question, !hasQuantity || price.milliFen == nil && !time.isEmpty == false && !found.place {
                return false
            }
            return quantity.best != nil
                || quantity.packageCount != nil && (found.place || price.anyMoney || unknownCrop() != nil)
                || quantity.hasArea && (found.place || unknownCrop() != nil) || quantity.isInvalid
        }
        if hasQuantity { return !(found.question && found.price && quantity.best == nil) || found.place }
        if found.question { return quantity.isVague && found.place }
        return quantity.isVague || found.place || price.milliFen != nil || !time.isEmpty || found.offer || isOnlyCrop
    }

    /// 甜不甜, 下不下雨: the same letter on both sides of 不.
    private var asksWhether: Bool {
        for index in letters.indices.dropFirst().dropLast() where letters[index] == 0x4E0D {
            if letters[index - 1] == letters[index + 1], NameLetters.isHan(letters[index - 1]) { return true }
        }
        return false
    }

    /// Nothing but a crop's name, with or without filler.
    private var isOnlyCrop: Bool { names.unknown.isEmpty }

    private struct Signs {
        var soldOut = false
        var remaining = false
        var advert = false
        var advertGoods = false
        var hardGoods = false
        var buyer = false
        var distress = false
        /// A cry for help that needs no more words: 卖不出去.
        var distressWord = false
        var question = false
        var generic = false
        var place = false
        var price = false
        var offer = false

        mutating func note(_ reading: Reading, _ index: Int) {
            let lexeme = reading.lexemes[index]
            if lexeme.kind == .place { place = true }
            if lexeme.kind == .goods, OtherGoodsKind.allCases.indices.contains(Int(lexeme.tag)),
                OtherGoodsKind.allCases[Int(lexeme.tag)] == .planting, reading.quantity.best == nil
            {
                advertGoods = true
                hardGoods = true
            }
            switch lexeme.cue {
            case .soldOut: soldOut = soldOut || !reading.isWish(index)
            case .sold: soldOut = soldOut || reading.isAllSold(index)
            case .gather where reading.gap(index) == .stop && reading.kind(index + 1, within: .none) == .crop:
                buyer = true
            case .remaining: remaining = true
            case .advert: advert = true
            case .advertGoods:
                advertGoods = true
                // 土豆种子, 苹果树苗: the crop only says which goods.
                if reading.kind(index - 1, within: .none) == .crop
                    || reading.kind(index - 1) == .crop && reading.names.cropIndex == index - 1
                {
                    hardGoods = true
                }
            case .buyer: buyer = true
            case .buying: if reading.isBuying(index) { buyer = true } else { distress = true }
            case .distress:
                distress = true
                distressWord = true
            case .question:
                question = true
                price = price || lexeme.end - lexeme.start > 2
            case .generic: generic = true
            case .sell, .household, .offer, .harvest, .lastBatch: offer = true
            default: break
            }
        }
    }

    /// 要卖完了, 快卖完: not sold yet.
    fileprivate func isWish(_ index: Int) -> Bool {
        guard gap(index) == .none, let before = lexeme(index - 1, within: .stop) else { return false }
        return before.isCue(.must) || before.isCue(.within) || last(before) == 0x8981 || last(before) == 0x5FEB
            || last(before) == 0x6CA1 || last(before) == 0x672A || last(before) == 0x80FD
            || before.isCue(.deadlineAfter) || before.isCue(.seeking)
    }

    /// 已经卖了, are sold, at the end of a clause: nothing is said of a part.
    fileprivate func isAllSold(_ index: Int) -> Bool {
        let word = lexemes[index]
        guard gap(index + 1) >= .comma else { return false }
        if NumberReader.isLatin(first(word)) {
            guard let before = lexeme(index - 1), before.kind == .noise, !lexemes[index...].contains(where: isMass)
            else {
                return false
            }
            return ["are", "is", "been", "were", "was", "all"].contains(text(before.start, before.end))
        }
        switch first(word) {
        case 0x5DF2, 0x90FD, 0x5168, 0x88AB: break  // 已, 都, 全, 被
        default: return false
        }
        // 已经烂了 and 坏 cry for help.
        return !(word.start..<word.end).contains { letters[Int($0)] == 0x70C2 || letters[Int($0)] == 0x574F }
    }

    private func isMass(_ lexeme: Lexeme) -> Bool { lexeme.kind == .mass }

    /// 收购 at the head of a clause buys; after 求, 没人, 等 it is what the seller hopes for, and before 商 it is a trader.
    fileprivate func isBuying(_ index: Int) -> Bool {
        if NumberReader.isLatin(first(lexemes[index])) { return kind(index + 1) == .number || kind(index + 1) == .crop }
        if let next = lexeme(index + 1, within: .none), next.kind == .unknown,
            [0x5546, 0x7AD9, 0x70B9].contains(first(next))
        {
            return false
        }
        var before = index - 1
        for _ in 0..<4 {
            guard let word = lexeme(before, within: .stop), gap(before + 1) < .comma else { break }
            if word.cue == .seeking || word.cue == .question || word.cue == .distress { return false }
            before -= 1
        }
        if lexeme(index + 1, within: .stop)?.cue == .question { return false }
        return quantity.best == nil || before < 0 && gap(index) == .stop || before == index - 1
    }
}
