import GreenChannelModel
import TestKit

/// Well-formed records whose fields hold anything at all.
struct AbsurdRecords {
    private var random: SplitMix64
    private var bids: [String] = []
    private var opened = 0

    init(seed: UInt64) { random = SplitMix64(seed: seed &* 7919) }

    private static let numbers: [Int64] = [
        .min, .min + 1, -1, 0, 1, 999, 1_000_000_000, 10_000_000_000_000, 7_289_654_399_999, .max / 1000, .max - 1,
        .max,
    ]
    private static let texts = [
        "", "L0", "L1", "L2", "o0", "o1", "depot:0", "cabbage", "\u{212A}1", "é", "e\u{301}", "\u{202E}\u{0}\n",
        String(repeating: "x", count: 5000),
    ]

    private mutating func number() -> Int64 { Self.numbers.randomElement(using: &random) ?? 0 }
    private mutating func text() -> String { Self.texts.randomElement(using: &random) ?? "" }
    private mutating func flag() -> Bool { random.next() & 1 == 0 }
    private mutating func place() -> UInt32 { [0, 231_100, 231_150, 999_999, .max].randomElement(using: &random) ?? 0 }
    private mutating func bid() -> String { bids.randomElement(using: &random) ?? text() }

    /// A record that speaks of one of these bids, if of any.
    mutating func next(bids: some Collection<String>) -> RecordBody {
        self.bids = Array(bids)
        switch Int.random(in: 0..<12, using: &random) {
        case 0: return .lotOpened(lotOpened())
        case 1: return .offerAnnounced(offerAnnounced())
        case 2: return .awarded(awarded())
        case 3: return .declined(declined())
        case 4: return .released(released())
        case 5: return .outcomeReported(outcomeReported())
        case 6: return .lotCorrected(lotCorrected())
        case 7: return .lotOverridden(lotOverridden())
        case 8: return .emergencyDeclared(emergencyDeclared())
        case 9: return .timerFired(timerFired())
        case 10: return .lotMerged(lotMerged())
        default: return .bid(Bid())
        }
    }

    private mutating func lotOpened() -> LotOpened {
        var message = LotOpened()
        opened += 1
        message.lot = flag() ? "A\(opened)" : ["", "\u{212A}", "é", "a b"][opened % 4]
        message.crop = text()
        message.sender = text()
        message.grams = number()
        message.place = place()
        message.sellBy = number()
        message.received = number()
        if flag() { message.harvested = number() }
        if flag() { message.floorPrice = number() }
        message.lifeMilliseconds = number()
        return message
    }

    private mutating func offerAnnounced() -> OfferAnnounced {
        var message = OfferAnnounced()
        message.offer = text()
        message.owner = flag() ? "owner" : text()
        message.kind = OutletKind(rawValue: Int.random(in: -1...14, using: &random)) ?? .processor
        message.place = place()
        message.reachMetres = number()
        message.minimumGrams = number()
        message.remainingGrams = number()
        message.opens = number()
        message.closes = number()
        message.handling = number()
        message.needsTransport = flag()
        message.saleDelayMilliseconds = number()
        message.fenPerTonneKm = number()
        for _ in 0..<Int.random(in: 0..<3, using: &random) {
            var line = CropPrice()
            line.crop = text()
            line.price = number()
            message.prices.append(line)
        }
        return message
    }

    private mutating func awarded() -> Awarded {
        var message = Awarded()
        message.bid = bid()
        message.lot = lot(of: message.bid)
        message.offer = text()
        message.grams = number()
        message.price = number()
        message.remainingGrams = number()
        message.settles = number()
        if flag() {
            message.trip.arrival = number()
            message.trip.gramsCo2E = number()
            message.trip.fen = number()
        }
        return message
    }

    private mutating func declined() -> Declined {
        var message = Declined()
        message.bid = bid()
        message.lot = lot(of: message.bid)
        message.offer = text()
        message.reason = text()
        message.cleared = number()
        message.remainingGrams = number()
        return message
    }

    private mutating func released() -> Released {
        var message = Released()
        message.bid = bid()
        message.lot = lot(of: message.bid)
        message.grams = number()
        return message
    }

    private mutating func outcomeReported() -> OutcomeReported {
        var message = OutcomeReported()
        message.bid = bid()
        message.lot = lot(of: message.bid)
        message.kind = OutcomeKind(rawValue: Int.random(in: -1...6, using: &random)) ?? .outcomeWeighed
        message.grams = number()
        message.plannedGrams = number()
        return message
    }

    private mutating func lotCorrected() -> LotCorrected {
        var message = LotCorrected()
        message.lot = text()
        if flag() { message.grams = number() }
        if flag() { message.sellBy = number() }
        if flag() { message.floorPrice = number() }
        if flag() { message.place = place() }
        return message
    }

    private mutating func lotOverridden() -> LotOverridden {
        var message = LotOverridden()
        message.lot = text()
        message.offer = text()
        message.grams = number()
        return message
    }

    private mutating func emergencyDeclared() -> EmergencyDeclared {
        var message = EmergencyDeclared()
        message.place = flag() ? 230_000 : place()
        message.crop = text()
        message.until = number()
        return message
    }

    private mutating func timerFired() -> TimerFired {
        var message = TimerFired()
        message.entry = ["l", "e", "o", "r", "", "é"].randomElement(using: &random).map { $0 + text() } ?? ""
        message.due = number()
        return message
    }

    private mutating func lotMerged() -> LotMerged {
        var message = LotMerged()
        message.lot = text()
        message.into = text()
        return message
    }

    private mutating func lot(of bid: String) -> String {
        bid.split(separator: ".").first.map(String.init) ?? text()
    }
}
