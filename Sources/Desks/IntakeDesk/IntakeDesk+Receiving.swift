import GreenChannelModel
import Intake

/// One alert, from its bytes to a lot, a question or a refusal.
extension IntakeDesk {
    mutating func receive(_ alert: UnsoldAlert, _ record: InboxRecord, _ outbox: inout Outbox) {
        let form = alert.text.isEmpty ? AlertForm(alert) : nil
        let text = form?.text ?? alert.text
        guard text.utf8.count <= settings.textBytesMax else {
            outbox.refuse(
                .payloadTooLarge,
                "\(text.utf8.count) bytes of text; at most \(settings.textBytesMax). Send one lot in one message."
            )
            return
        }
        guard !record.key.isEmpty, record.key.utf8.count <= 128 else {
            outbox.refuse(.malformed, "the record's key, which names the sender, has \(record.key.utf8.count) bytes")
            return
        }
        var entry = senders[record.key] ?? SenderEntry()
        entry.sender = record.key
        if let county = Adcode(alert.senderCounty) { entry.county = county.rawValue }

        var hearing = Hearing(alert: alert, text: text, record: record)
        hearing.county = entry.county == 0 ? nil : Adcode(entry.county)
        if let form {
            let understanding = parser.understand(
                form.fields,
                received: hearing.message.received,
                senderCounty: hearing.county
            )
            take(understanding, hearing, &entry, &outbox)
            store(entry, record.key, record.now)
            return
        }
        switch parser.read(hearing.message) {
        case .reply(let choice): reply(choice, hearing, &entry, &outbox)
        case .correction(let caseNumber, let correction): correct(caseNumber, correction, hearing, &entry, &outbox)
        case .cancel(let caseNumber): cancel(caseNumber, hearing, &entry, &outbox)
        case .alert(let understanding): take(understanding, hearing, &entry, &outbox)
        }
        store(entry, record.key, record.now)
    }

    /// An alert, alone or as the answer to what was asked.
    private mutating func take(
        _ understanding: Understanding,
        _ hearing: Hearing,
        _ entry: inout SenderEntry,
        _ outbox: inout Outbox
    ) {
        if repeats(understanding, hearing, &entry, &outbox) { return }
        if entry.hasDraft, understanding.status != .accepted,
            let answered = answer(entry.draft, with: understanding, hearing)
        {
            let draft = entry.draft
            entry.clearDraft()
            conclude(answered, hearing, case: draft.lot, draft, &entry, &outbox)
            return
        }
        conclude(understanding, hearing, case: hearing.newCase, nil, &entry, &outbox)
    }

    /// What a draft means together with what its sender says now; `nil` where that does not answer the question.
    private func answer(_ draft: Draft, with addition: Understanding, _ hearing: Hearing) -> Understanding? {
        var message = hearing.message
        message.text = draft.text + " " + hearing.text
        message.received = Instant(milliseconds: draft.received)
        guard message.text.utf8.count <= settings.textBytesMax else { return nil }
        var together = parser.understand(message)
        // A new figure for a doubtful one takes its place; both in one message would be two figures.
        if draft.reasons.contains(ReasonCode.quantityImplausible.rawValue), let quantity = addition.quantity {
            together = parser.understand(hearing.message(of: draft))
            together.confirm(quantity)
        }
        if draft.chosenPlace != 0 { together.choose(Adcode(draft.chosenPlace)) }
        if together.status == .accepted { return together }
        return together.status != .refused && together.reasons.count < draft.reasons.count ? together : nil
    }

    /// The sender chose one of the numbered answers.
    private mutating func reply(
        _ choice: Int,
        _ hearing: Hearing,
        _ entry: inout SenderEntry,
        _ outbox: inout Outbox
    ) {
        guard entry.hasDraft else {
            outbox.refuse(.notAnAlert, "the sender answered \(choice), but no question is open")
            return
        }
        var draft = entry.draft
        var understanding = parser.understand(hearing.message(of: draft))
        if draft.suggestedGrams > 0, choice == 1 {
            understanding.confirm(Grams(draft.suggestedGrams))
        } else if draft.choices.indices.contains(choice - 1) {
            draft.chosenPlace = draft.choices[choice - 1]
            understanding.choose(Adcode(draft.chosenPlace))
        } else {
            // "2" to a doubtful figure means that it is wrong, too: ask for the right one.
            ask(understanding, hearing, draft, &entry, &outbox)
            return
        }
        entry.clearDraft()
        conclude(understanding, hearing, case: draft.lot, draft, &entry, &outbox)
    }

    /// Acts on what was understood.
    private mutating func conclude(
        _ understanding: Understanding,
        _ hearing: Hearing,
        case caseNumber: String,
        _ draft: Draft?,
        _ entry: inout SenderEntry,
        _ outbox: inout Outbox
    ) {
        switch understanding.status {
        case .accepted: open(understanding, hearing, case: caseNumber, draft, &entry, &outbox)
        case .ask, .held:
            if entry.hasDraft { bury(&entry, &outbox) }
            var kept = draft ?? hearing.draft(case: caseNumber)
            if draft != nil { kept.text += " " + hearing.text }
            ask(understanding, hearing, kept, &entry, &outbox)
        case .refused:
            let reason = understanding.reasons.first ?? .malformed
            // The words are cut after the masking: half a number would not be known as one.
            let words = Redaction.maskingPhoneNumbers(hearing.text).prefix(80)
            outbox.refuse(reason, "'\(words)' was refused")
            let reply = composer.reply(to: understanding, caseNumber: caseNumber)
            tell(reply, understanding.language, hearing, case: "", &outbox)
        }
    }

    private func ask(
        _ understanding: Understanding,
        _ hearing: Hearing,
        _ draft: Draft,
        _ entry: inout SenderEntry,
        _ outbox: inout Outbox
    ) {
        var draft = draft
        draft.reasons = understanding.reasons.map(\.rawValue)
        draft.choices = understanding.choices.map(\.rawValue)
        draft.suggestedGrams = understanding.suggestedQuantity?.rawValue ?? 0
        entry.draft = draft
        let event: IntakeEvent = understanding.status == .held ? .held : .asked
        journal(event, case: draft.lot, understanding, &outbox)
        let question = composer.reply(to: understanding, caseNumber: draft.lot)
        tell(question, understanding.language, hearing, case: draft.lot, &outbox)
    }

    private mutating func open(
        _ understanding: Understanding,
        _ hearing: Hearing,
        case caseNumber: String,
        _ draft: Draft?,
        _ entry: inout SenderEntry,
        _ outbox: inout Outbox
    ) {
        guard let crop = understanding.crop, let quantity = understanding.quantity, let place = understanding.place
        else {
            outbox.refuse(.malformed, "an accepted alert lacks its crop, quantity or place")
            return
        }
        let received = Instant(milliseconds: draft?.received ?? hearing.message.received.milliseconds)
        let born = understanding.harvested ?? received
        let life =
            understanding.sellBy.map { $0.milliseconds - born.milliseconds }
            ?? lives.lifeMilliseconds(of: crop, at: place, harvested: born)
        var lot = LotOpened()
        lot.lot = caseNumber
        lot.sender = entry.sender
        lot.crop = catalogue[crop].id
        lot.grams = quantity.rawValue
        lot.place = place.rawValue
        lot.sellBy = born.milliseconds + life
        lot.lifeMilliseconds = life
        if let harvested = understanding.harvested { lot.harvested = harvested.milliseconds }
        if let floor = understanding.floorPrice { lot.floorPrice = floor.rawValue }
        lot.received = received.milliseconds
        lot.rawText = Redaction.maskingPhoneNumbers(draft.map { $0.text + " " + hearing.text } ?? hearing.text)
        lot.declaredQuantity = understanding.declaredQuantity ?? ""
        lot.declaredUnit = understanding.declaredUnit ?? ""
        lot.flags = understanding.reasons.map(\.rawValue)
        outbox.post(.lots, key: lot.lot, .lotOpened(lot))

        var recent = RecentLot()
        recent.lot = lot.lot
        recent.textHash = draft?.textHash ?? hearing.textHash
        recent.crop = lot.crop
        recent.place = lot.place
        recent.grams = lot.grams
        recent.received = received.milliseconds
        entry.recent.append(recent)
        if entry.recent.count > settings.recentLotsMax { entry.recent.removeFirst() }
        let sellBy = Instant(milliseconds: lot.sellBy)
        let echo = composer.reply(to: understanding, caseNumber: lot.lot, sellBy: sellBy)
        tell(echo, understanding.language, hearing, case: lot.lot, &outbox)
    }

    /// The same message again, or the same lot in other words within a day: the same case, nothing added.
    private func repeats(
        _ understanding: Understanding,
        _ hearing: Hearing,
        _ entry: inout SenderEntry,
        _ outbox: inout Outbox
    ) -> Bool {
        let now = hearing.record.now.milliseconds
        if entry.hasDraft, entry.draft.textHash == hearing.textHash {
            ask(understanding, hearing, entry.draft, &entry, &outbox)
            return true
        }
        let crop = understanding.crop.map { catalogue[$0].id }
        let known = entry.recent.last { recent in
            guard recent.received + settings.repeatMilliseconds > now else { return false }
            if recent.textHash == hearing.textHash { return true }
            return understanding.status == .accepted && recent.crop == crop
                && recent.place == understanding.place?.rawValue && recent.grams == understanding.quantity?.rawValue
        }
        guard let known else { return false }
        journal(.repeated, case: known.lot, understanding, &outbox)
        let reply = composer.repeated(caseNumber: known.lot, language: understanding.language)
        tell(reply, understanding.language, hearing, case: known.lot, &outbox)
        return true
    }
}
