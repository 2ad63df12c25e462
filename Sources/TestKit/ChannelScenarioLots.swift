import EventLog
import GreenChannelModel
import Replay

/// Where every gram of every lot is, folded from the records that the Lot desk took in and the posts that it made of each:
/// what it writes down as a lot's balance must be just that.
struct ChannelScenarioLots {
    fileprivate struct Place {
        var isAwarded = false
        var grams: Int64
        var destination: WritableKeyPath<LotBalance, Int64>
    }

    struct Lot {
        /// All but what is unplaced, held and awarded, which follow from the rest.
        fileprivate(set) var balance = LotBalance()
        fileprivate var places: [String: Place] = [:]
        fileprivate(set) var isEnded = false

        fileprivate var settled: Int64 {
            balance.sold + balance.donated + balance.recycled + balance.lost + balance.cancelled + balance.expired
        }
        fileprivate var held: Int64 { places.values.reduce(0) { $0 + ($1.isAwarded ? 0 : $1.grams) } }
        fileprivate var awarded: Int64 { places.values.reduce(0) { $0 + ($1.isAwarded ? $1.grams : 0) } }
        fileprivate var unplaced: Int64 { balance.declared - settled - held - awarded }
    }

    private(set) var lots: [String: Lot] = [:]
    private var inbox: [Int32: [(place: RecordPlace, body: RecordBody?)]] = [:]
    private var taken: [Int32: Int] = [:]
    private var posts: [RecordPlace: [(number: Int, topic: Topic, body: RecordBody)]] = [:]
    private var kinds: [String: OutletKind] = [:]
    private var stated: [String: LotBalance] = [:]

    /// A record of the Lot desk's inbox, which it will take in its turn.
    mutating func expect(_ body: RecordBody?, at place: RecordPlace) {
        inbox[place.partition, default: []].append((place, body))
    }

    /// A post of the Lot desk.
    mutating func note(_ body: RecordBody, _ topic: Topic, _ cause: RecordOrigin.Cause) {
        posts[cause.place, default: []].append((cause.number, topic, body))
    }

    /// Folds what the Lot desk has taken in so far.
    mutating func advance(_ partition: Int32, until position: Int64, _ refused: Set<RecordPlace>) throws {
        guard let records = inbox[partition] else { return }
        var index = taken[partition] ?? 0
        while index < records.count, records[index].place.offset < position {
            let (place, body) = records[index]
            index += 1
            if let body, !refused.contains(place) { take(body) }
            var made = posts.removeValue(forKey: place) ?? []
            made.sort { $0.number < $1.number }
            for post in made { take(post: post.body, post.topic) }
            try compare(place)
        }
        taken[partition] = index
    }

    // MARK: What comes in

    private mutating func take(_ body: RecordBody) {
        switch body {
        case .lotOpened(let message):
            guard lots[message.lot] == nil else { return }
            lots[message.lot] = Lot()
            lots[message.lot]?.balance.declared = message.grams
        case .lotCorrected(let message) where message.hasGrams:
            guard let lot = lots[message.lot], !lot.isEnded else { return }
            lots[message.lot]?.balance.declared = max(message.grams, lot.settled)
        case .offerAnnounced(let offer): kinds[offer.offer] = offer.kind
        case .awarded(let answer):
            change(answer.bid, of: answer.lot) { place in
                guard !place.isAwarded else { return }
                place.isAwarded = true
                place.grams = min(answer.grams, place.grams)
            }
        case .declined(let answer): change(answer.bid, of: answer.lot) { if !$0.isAwarded { $0.grams = 0 } }
        case .released(let release):
            change(release.bid, of: release.lot) { place in
                if place.isAwarded { place.grams -= release.grams <= 0 ? place.grams : min(release.grams, place.grams) }
            }
        case .outcomeReported(let outcome): settle(outcome)
        default: break
        }
    }

    private mutating func settle(_ outcome: OutcomeReported) {
        guard let place = lots[outcome.lot]?.places[outcome.bid], place.isAwarded else { return }
        var taken = min(outcome.grams, place.grams)
        var gone = taken
        switch outcome.kind {
        case .outcomeDelivered where taken == 0:
            taken = place.grams
            gone = taken
        case .outcomeWeighed:
            gone = outcome.plannedGrams == 0 ? place.grams : min(outcome.plannedGrams, place.grams)
            taken = min(taken, gone)
        case .outcomeShort: gone = place.grams
        default: break
        }
        let isSpoiled = outcome.kind == .outcomeSpoiled
        lots[outcome.lot]?.balance[keyPath: isSpoiled ? \.lost : place.destination] += taken
        if outcome.kind == .outcomeWeighed { lots[outcome.lot]?.balance.lost += gone - taken }
        change(outcome.bid, of: outcome.lot) { $0.grams -= gone }
    }

    private mutating func change(_ bid: String, of lot: String, _ change: (inout Place) -> Void) {
        guard var place = lots[lot]?.places[bid] else { return }
        change(&place)
        lots[lot]?.places[bid] = place.grams == 0 ? nil : place
    }

    // MARK: What goes out

    private mutating func take(post body: RecordBody, _ topic: Topic) {
        switch body {
        case .bid(let bid) where topic != .dispatch:
            let destination: WritableKeyPath<LotBalance, Int64> =
                switch kinds[bid.offer] {
                case .foodBank: \.donated
                case .feed, .compost: \.recycled
                default: \.sold
                }
            lots[bid.lot]?.places[bid.bid] = Place(grams: bid.grams, destination: destination)
        case .released(let release) where topic != .dispatch:
            change(release.bid, of: release.lot) { $0.grams -= min($0.grams, release.grams) }
        case .journalEntry(let fact):
            if fact.hasBalance { stated[fact.lot] = fact.balance }
            guard let lot = lots[fact.lot] else { return }
            switch fact.event {
            case "SETTLED_BY_DEFAULT":
                if let place = lot.places[fact.bid] {
                    lots[fact.lot]?.balance[keyPath: place.destination] += place.grams
                    lots[fact.lot]?.places[fact.bid] = nil
                }
            case "EXPIRED": lots[fact.lot]?.balance.expired += fact.grams
            case "CANCELLED", "MERGED": lots[fact.lot]?.balance.cancelled += lot.unplaced
            case "ENDED": lots[fact.lot]?.isEnded = true
            default: break
            }
        default: break
        }
    }

    // MARK: What must be

    private mutating func compare(_ place: RecordPlace) throws {
        for (id, stated) in stated {
            guard let lot = lots[id] else {
                throw SimulationFailure("\(place): a journal of the lot \(id), never opened")
            }
            let facts = [
                ("declared", lot.balance.declared, stated.declared), ("unplaced", lot.unplaced, stated.unplaced),
                ("held", lot.held, stated.held), ("awarded", lot.awarded, stated.awarded),
                ("sold", lot.balance.sold, stated.sold), ("donated", lot.balance.donated, stated.donated),
                ("recycled", lot.balance.recycled, stated.recycled), ("lost", lot.balance.lost, stated.lost),
                ("cancelled", lot.balance.cancelled, stated.cancelled),
                ("expired", lot.balance.expired, stated.expired),
            ]
            for (name, folded, said) in facts where folded != said || said < 0 {
                throw SimulationFailure("\(place): lot \(id) has \(folded) g \(name), but its journal says \(said) g")
            }
            if lot.isEnded, lot.unplaced + lot.held + lot.awarded != 0 {
                throw SimulationFailure("\(place): lot \(id) ended with something undecided")
            }
        }
        stated = [:]
    }

    func checkAtRest() throws {
        for (id, lot) in lots.sorted(by: { $0.key < $1.key }) where !lot.isEnded {
            throw SimulationFailure("lot \(id) never ended: \(lot.unplaced) g unplaced, \(lot.held) g held")
        }
    }
}
