import GreenChannelModel
import Intake

/// What senders say of lots that they have posted before, and what is told to them and to the journal.
extension IntakeDesk {
    /// "更正 <case> 10吨": the total becomes that; it is not added.
    func correct(
        _ caseNumber: String,
        _ correction: CorrectionText,
        _ hearing: Hearing,
        _ entry: inout SenderEntry,
        _ outbox: inout Outbox
    ) {
        guard let index = owned(caseNumber, entry) else {
            unknown(caseNumber, hearing, &outbox)
            return
        }
        let lot = entry.recent[index].lot
        let isTooMuch = (correction.quantity ?? .zero) > settings.quantityMax
        let reason = isTooMuch ? .quantityImplausible : correction.reasons.first
        guard reason == nil, !correction.isEmpty else {
            let reason = reason ?? .missingQuantity
            outbox.refuse(reason, "the correction of case \(lot) cannot be taken: say for example 更正 \(lot) 10吨")
            var doubtful = Understanding()
            doubtful.status = .ask
            doubtful.reasons = [reason]
            doubtful.language = hearing.language
            tell(composer.reply(to: doubtful, caseNumber: lot), hearing.language, hearing, case: lot, &outbox)
            return
        }
        var message = LotCorrected()
        message.lot = lot
        message.sender = entry.sender
        if let quantity = correction.quantity {
            message.grams = quantity.rawValue
            entry.recent[index].grams = quantity.rawValue
        }
        if let sellBy = correction.sellBy { message.sellBy = sellBy.milliseconds }
        if let floor = correction.floorPrice { message.floorPrice = floor.rawValue }
        if let place = correction.place { message.place = place.rawValue }
        message.rawText = Redaction.maskingPhoneNumbers(hearing.text)
        outbox.post(.lots, key: lot, .lotCorrected(message))
        let reply = composer.corrected(caseNumber: lot, quantity: correction.quantity, language: hearing.language)
        tell(reply, hearing.language, hearing, case: lot, &outbox)
    }

    func cancel(_ caseNumber: String, _ hearing: Hearing, _ entry: inout SenderEntry, _ outbox: inout Outbox) {
        guard let index = owned(caseNumber, entry) else {
            unknown(caseNumber, hearing, &outbox)
            return
        }
        var message = LotCancelled()
        message.lot = entry.recent[index].lot
        message.by = "sender"
        message.why = Redaction.maskingPhoneNumbers(hearing.text)
        entry.recent.remove(at: index)
        outbox.post(.lots, key: message.lot, .lotCancelled(message))
        let reply = composer.cancelled(caseNumber: message.lot, language: hearing.language)
        tell(reply, hearing.language, hearing, case: message.lot, &outbox)
    }

    /// Only who posted a lot may change it; a stranger's case number is as unknown as one that never was.
    private func owned(_ caseNumber: String, _ entry: SenderEntry) -> Int? {
        guard let number = CaseNumber(caseNumber)?.description else { return nil }
        return entry.recent.firstIndex { $0.lot == number }
    }

    private func unknown(_ caseNumber: String, _ hearing: Hearing, _ outbox: inout Outbox) {
        outbox.refuse(.unknownLot, "the sender has no case '\(caseNumber.prefix(24))' of the last days")
        let reply = composer.unknownCase(caseNumber, language: hearing.language)
        tell(reply, hearing.language, hearing, case: "", &outbox)
    }

    func tell(
        _ text: String,
        _ language: MessageLanguage,
        _ hearing: Hearing,
        case caseNumber: String,
        _ outbox: inout Outbox
    ) {
        var notice = Notice()
        notice.sender = hearing.record.key
        notice.lot = caseNumber
        notice.text = text
        notice.language = language.rawValue
        notice.idempotencyKey = "\(Topic.alerts.rawValue)/\(hearing.record.partition)/\(hearing.record.offset)"
        outbox.post(.notices, key: notice.sender, .notice(notice))
    }

    func journal(
        _ event: IntakeEvent,
        case caseNumber: String,
        _ understanding: Understanding,
        _ outbox: inout Outbox
    ) {
        var fact = JournalEntry()
        fact.lot = caseNumber
        fact.event = event.rawValue
        fact.reason = understanding.reasons.map(\.rawValue).joined(separator: ",")
        fact.grams = understanding.quantity?.rawValue ?? 0
        fact.place = understanding.place?.rawValue ?? 0
        fact.crop = understanding.crop.map { catalogue[$0].id } ?? ""
        outbox.journal(fact)
    }
}

/// What intake tells of a case that is no lot yet, or no new one.
enum IntakeEvent: String {
    case asked = "ASKED"
    case held = "HELD"
    case repeated = "REPEATED"
}
