public import GreenChannelModel
public import Intake

/// The Intake desk: understands what senders write, asks back when in doubt, recognises repeats and corrections, and
/// opens lots. Its ledger has one entry per sender.
///
/// A sender's draft: none ──asks or held──► waiting for an answer ──understood──► lot opened
///                                             │ another alert, or a day without an answer ──► dead letters
public struct IntakeDesk: Desk {
    public static let name = DeskName.intake

    let parser: MessageParser
    let composer: ReplyComposer
    let catalogue: CropCatalogue
    let lives: LifeEstimate
    let settings: IntakeDeskSettings

    var senders = Ledger<SenderEntry>()

    public init(
        parser: MessageParser = .shipped,
        composer: ReplyComposer = ReplyComposer(),
        catalogue: CropCatalogue = .shipped,
        settings: IntakeDeskSettings = IntakeDeskSettings()
    ) {
        self.parser = parser
        self.composer = composer
        self.catalogue = catalogue
        lives = LifeEstimate(catalogue: catalogue)
        self.settings = settings
    }

    public mutating func decide(_ record: InboxRecord, _ outbox: inout Outbox) {
        switch record.body {
        case .unsoldAlert(let alert): receive(alert, record, &outbox)
        case .timerFired(let timer): wake(timer, record.now, &outbox)
        default: outbox.refuse(.unexpectedType, "\(record.body.kind) does not belong in alerts")
        }
    }

    public mutating func restore(entry key: ArraySlice<UInt8>, value: ArraySlice<UInt8>) throws {
        guard key.first == SenderEntry.keyPrefix else { throw UnknownLedgerEntry(desk: Self.name, key: key) }
        _ = try senders.restore(entryID(key), value)
    }

    public mutating func drainLedgerChanges(_ visit: (LedgerChange) throws -> Void) rethrows {
        try senders.drainChanges(visit)
    }

    public mutating func drainWakeTimes(_ visit: (_ key: [UInt8], _ wakeAt: Instant?) throws -> Void) rethrows {
        try senders.drainWakeTimes(visit)
    }

    public func wakeTime(ofEntry key: ArraySlice<UInt8>) -> Instant? { senders[entryID(key)]?.wakeTime }

    /// A question was not answered in time: its alert goes to dead letters, where an operator may take it up. A sender
    /// who has nothing pending and nothing recent is forgotten.
    private mutating func wake(_ timer: TimerFired, _ now: Instant, _ outbox: inout Outbox) {
        let id = entryID(Array(timer.entry.utf8)[...])
        guard var entry = senders[id], entry.wakeAt <= now.milliseconds else { return }
        if entry.hasDraft, draftEnds(entry.draft) <= now.milliseconds { bury(&entry, &outbox) }
        entry.recent.removeAll { $0.received + settings.rememberedMilliseconds <= now.milliseconds }
        store(entry, id, now)
    }

    /// Gives up on a draft; nothing is lost, its alert is kept.
    func bury(_ entry: inout SenderEntry, _ outbox: inout Outbox) {
        let draft = entry.draft
        entry.clearDraft()
        outbox.deadLetter(
            .unsoldAlert(draft.alert),
            key: entry.sender,
            reason: draft.reasons.first { $0 != ReasonCode.priceFlagged.rawValue } ?? ReasonCode.malformed.rawValue,
            detail: "case \(draft.lot): the sender did not answer"
        )
    }

    mutating func store(_ entry: SenderEntry, _ id: String, _ now: Instant) {
        var entry = entry
        var times = entry.recent.map { $0.received + settings.rememberedMilliseconds }
        if entry.hasDraft { times.append(draftEnds(entry.draft)) }
        guard let first = times.min() else {
            senders.set(id, nil)
            return
        }
        entry.wakeAt = max(first, now.milliseconds + 1)
        senders.set(id, entry)
    }

    func draftEnds(_ draft: Draft) -> Int64 { draft.received + settings.answerMilliseconds }
}

/// The limits of a conversation with a sender.
public struct IntakeDeskSettings: Sendable, Equatable {
    /// The same lot in other words within this time is a repeat.
    public var repeatMilliseconds: Int64 = Instant.days(1)
    /// How long a question waits for its answer.
    public var answerMilliseconds: Int64 = Instant.days(1)
    /// How long a sender's lots can be corrected or cancelled by their case number.
    public var rememberedMilliseconds: Int64 = Instant.days(7)
    public var recentLotsMax = 32
    /// A correction to more than this is not taken: what is likelier is a wrong unit.
    public var quantityMax = Grams.kilograms(20_000_000)
    /// The most bytes of text in one alert.
    public var textBytesMax = 4096

    public init() {}
}
