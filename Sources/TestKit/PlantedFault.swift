import Desks
import GreenChannelModel

/// Something that a desk could do wrong, planted to show that the simulation's checks would find it.
public enum PlantedFault: String, Sendable, CaseIterable {
    case promotionAnswersTwice
    case promotionNeverAnswers
    case promotionOversells
    case broadcastOversells
    case dispatchOverloads
    case lotForgetsReleases
    case lotBidsTooMuch
    case intakeLosesAlerts
    case lotForgetsLedgerEntries
    case lotDependsOnItsMemory

    var desk: DeskName {
        switch self {
        case .promotionAnswersTwice, .promotionNeverAnswers, .promotionOversells: .promotion
        case .broadcastOversells: .broadcast
        case .dispatchOverloads: .dispatch
        case .lotForgetsReleases, .lotBidsTooMuch, .lotForgetsLedgerEntries, .lotDependsOnItsMemory: .lot
        case .intakeLosesAlerts: .intake
        }
    }

    func planted(in desk: any Desk) -> any Desk { faulty(desk) }

    private func faulty(_ desk: some Desk) -> any Desk { FaultyDesk(desk, self) }
}

/// A desk with a planted fault: it changes what the desk hears, says or keeps.
private struct FaultyDesk<Sound: Desk>: Desk {
    static var name: DeskName { Sound.name }

    private var desk: Sound
    private let fault: PlantedFault
    private var decisions = 0

    init(_ desk: Sound, _ fault: PlantedFault) {
        self.desk = desk
        self.fault = fault
    }

    mutating func decide(_ record: InboxRecord, _ outbox: inout Outbox) {
        decisions += 1
        guard let heard = heard(record) else { return }
        var said = Outbox()
        desk.decide(heard, &said)
        for posting in said.postings { say(posting, &outbox) }
        if let refusal = said.refusal, let reason = ReasonCode(rawValue: refusal.reason) {
            outbox.refuse(reason, refusal.detail)
        } else if let refusal = said.refusal, let reason = DeskRefusal(rawValue: refusal.reason) {
            outbox.refuse(reason, refusal.detail)
        }
    }

    /// `nil`: the desk does not hear of it at all.
    private func heard(_ record: InboxRecord) -> InboxRecord? {
        var record = record
        switch (fault, record.body) {
        case (.lotForgetsReleases, .released): return nil
        case (.intakeLosesAlerts, .unsoldAlert) where record.offset % 5 == 0: return nil
        case (.promotionOversells, .channelOffered(var offer)):
            offer.gramsPerDay *= 3
            record.body = .channelOffered(offer)
        case (.broadcastOversells, .slotOffered(var offer)):
            offer.itemPositions += 2
            record.body = .slotOffered(offer)
        case (.dispatchOverloads, .vehicleOffered(var offer)):
            offer.ratedGrams *= 2
            record.body = .vehicleOffered(offer)
        default: break
        }
        return record
    }

    private func say(_ posting: Outbox.Posting, _ outbox: inout Outbox) {
        var body = posting.body
        switch (fault, body) {
        case (.promotionNeverAnswers, .declined(let decline)) where decline.bid.hasSuffix("1"): return
        case (.promotionAnswersTwice, .awarded): outbox.post(posting.topic, key: posting.key, body)
        case (.lotBidsTooMuch, .bid(var bid)) where bid.grams % 7 == 0 && !bid.hasJourney:
            bid.grams += 1_000
            body = .bid(bid)
        case (.lotDependsOnItsMemory, .journalEntry(var fact)):
            fact.why = "\(decisions)"
            body = .journalEntry(fact)
        default: break
        }
        switch posting.target {
        case .everyPartition: outbox.announce(body, key: posting.key, to: posting.topic)
        case .key:
            if let refusal = posting.refusal {
                outbox.deadLetter(body, key: posting.key, reason: refusal.reason, detail: refusal.detail)
            } else {
                outbox.post(posting.topic, key: posting.key, body)
            }
        }
    }

    mutating func restore(entry key: ArraySlice<UInt8>, value: ArraySlice<UInt8>) throws {
        try desk.restore(entry: key, value: value)
    }

    mutating func drainLedgerChanges(_ visit: (LedgerChange) throws -> Void) rethrows {
        let forgets = fault == .lotForgetsLedgerEntries && decisions % 4 == 0
        try desk.drainLedgerChanges { change in
            if forgets, change.key.first == UInt8(ascii: "l"), change.value != nil { return }
            try visit(change)
        }
    }

    func wakeTime(ofEntry key: ArraySlice<UInt8>) -> Instant? { desk.wakeTime(ofEntry: key) }
}
