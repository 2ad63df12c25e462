import EventLog
public import GreenChannelModel

/// A fact of the journal with when it was written.
struct RecordedFact {
    var entry: JournalEntry
    var at: Instant

    /// `nil`: the record is no fact.
    init?(_ record: Record) {
        guard let value = record.value,
            case .journalEntry(let entry)? = try? RecordBody(.journalEntry, serialized: value)
        else { return nil }
        self.entry = entry
        at = Instant(milliseconds: record.timestamp.milliseconds)
    }

    /// The award that it tells of.
    var award: (bid: String, offer: String)? {
        entry.event == "AWARDED" || entry.event == "CARRIAGE_AWARDED" ? (entry.bid, entry.offer) : nil
    }
}

/// What became of one lot, as its journal tells it.
///
/// Sums wrap: a journal that somebody else wrote may hold any number.
public struct LotFate: Sendable, Equatable {
    public var crop = ""
    public var place: UInt32 = 0
    public var opened: Instant?
    public var firstAward: Instant?
    public var balance = LotBalance()
    /// What outlets of each kind took and kept.
    public var delivered: [OutletKind: Delivery] = [:]
    /// Road metres of its loads, each by itself.
    public var loadMetres: Int64 = 0

    public struct Delivery: Sendable, Equatable {
        public var grams: Int64 = 0
        public var fen: Int64 = 0
    }

    public init() {}

    /// Grams that people got.
    public var served: Int64 { balance.sold &+ balance.donated }
    /// Grams that were lost on the way or ran out of time.
    public var spoiled: Int64 { balance.lost &+ balance.expired }
    /// Grams that no outlet has and that are not at their end yet.
    public var open: Int64 { balance.unplaced &+ balance.held }
    public var millisecondsToFirstAward: Int64? {
        guard let opened, let firstAward else { return nil }
        return firstAward.milliseconds &- opened.milliseconds
    }

    mutating func add(_ fact: RecordedFact) {
        let entry = fact.entry
        switch entry.event {
        case "OPENED":
            crop = entry.crop
            place = entry.place
            opened = fact.at
        case "AWARDED": firstAward = firstAward ?? fact.at
        case "CARRIAGE_AWARDED": loadMetres &+= max(0, entry.trip.roadMetres)
        case "DELIVERED", "WEIGHED", "SHORT", "SETTLED_BY_DEFAULT":
            delivered[entry.kind, default: Delivery()].grams &+= entry.grams
            delivered[entry.kind]?.fen &+= FenPerKilogram(entry.price).worth(of: Grams(entry.grams)).rawValue
        default: break
        }
        if entry.hasBalance { balance = entry.balance }
    }

    /// Whether a lot fared otherwise: went elsewhere, brought or emitted something else, or found its first outlet a
    /// minute or more sooner or later. What a busy machine makes of some milliseconds does not count.
    func differs(from other: LotFate) -> Bool {
        if balance != other.balance || delivered != other.delivered || loadMetres != other.loadMetres { return true }
        switch (millisecondsToFirstAward, other.millisecondsToFirstAward) {
        case (nil, nil): return false
        case (let left?, let right?): return (left &- right).magnitude >= 60_000
        case (nil, _), (_, nil): return true
        }
    }
}
