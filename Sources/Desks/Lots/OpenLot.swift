import GreenChannelModel

/// A lot that is not at its end, as the Lot desk works with it. In the ledger it stands as a `LotEntry`.
///
/// What the sender wrote stays in the inbox: the ledger keeps what decisions need, and no raw text, in which a phone
/// number may stand.
struct OpenLot: Sendable {
    let id: String
    var sender: String
    var crop: String
    var declaredAtFirst: Int64
    var place: UInt32
    var sellBy: Int64
    /// From when its age counts: the harvest, or else the receipt.
    var born: Int64
    var floorPrice: Int64?
    var lifeMilliseconds: Int64

    var verification = Verification.unverified
    var allocations: [Allocation] = []
    var balance = LotBalance()
    var nextBid: UInt32 = 0
    /// The lowest rung that has opened so far.
    var rung = Rung.paying
    /// How often somebody was looked for in vain since the search last started anew.
    var rounds: UInt32 = 0
    /// Outlets that are not asked again before the search starts anew.
    var excluded: [String] = []
    /// When the search that found nobody is made again, with everybody; 0: it goes on.
    var retryAt: Int64 = 0
    var wakeAt: Int64 = 0
    var urgent = false

    init(_ lot: LotOpened) {
        id = lot.lot
        sender = lot.sender
        crop = lot.crop
        declaredAtFirst = lot.grams
        place = lot.place
        sellBy = lot.sellBy
        born = lot.hasHarvested ? lot.harvested : lot.received
        floorPrice = lot.hasFloorPrice ? lot.floorPrice : nil
        lifeMilliseconds = lot.lifeMilliseconds
    }

    /// A new bid id of this lot; never used twice.
    mutating func nextBidID() -> String {
        nextBid &+= 1
        return "\(id).\(nextBid)"
    }

    /// An outlet that just said no, or gave something back, is not asked again until the search starts anew.
    mutating func exclude(_ offer: String) {
        if !excluded.contains(offer) { excluded.append(offer) }
    }

    /// Awaits no answer beyond the hour at which it would be of no use.
    mutating func awaitAnswers(within ladder: Ladder) {
        for index in allocations.indices {
            guard let rung = Rung(allocations[index].kind) else { continue }
            let latest = ladder.latestArrival(on: rung)
            allocations[index].answerBy = min(allocations[index].answerBy, latest)
            for part in allocations[index].carriages.indices {
                allocations[index].carriages[part].answerBy = min(
                    allocations[index].carriages[part].answerBy,
                    latest
                )
            }
        }
    }

    /// Nobody is asked again for a while, which doubles each time but is never a large part of the time left.
    mutating func restSearch(_ settings: LotDeskSettings, _ now: Instant) {
        let left = Ladder(self, settings).recyclingEnds - now.milliseconds
        let longest = min(settings.retryMillisecondsMax, max(settings.retryMilliseconds, left / 8))
        retryAt = now.milliseconds + min(longest, settings.retryMilliseconds << Int64(min(16, rounds)))
        rounds = min(rounds, UInt32.max - 1) + 1
    }

    /// Forgets who said no, and how often: the search starts anew.
    mutating func startSearchAnew() {
        excluded = []
        rounds = 0
        retryAt = 0
    }
}

extension OpenLot: LedgerEntry {
    static var keyPrefix: UInt8 { UInt8(ascii: "l") }

    var wakeTime: Instant? { wakeAt == 0 ? nil : Instant(milliseconds: wakeAt) }

    init(ledgerBytes: ArraySlice<UInt8>) throws {
        let entry = try LotEntry(ledgerBytes: ledgerBytes)
        self.init(entry.lot)
        verification = entry.verification
        allocations = entry.allocations
        balance = entry.balance
        nextBid = entry.nextBid
        rung = Rung(rawValue: entry.rung) ?? .paying
        rounds = entry.rounds
        excluded = entry.excluded
        retryAt = entry.retryAt
        wakeAt = entry.wakeAt
        urgent = entry.urgent
    }

    func ledgerBytes() -> [UInt8] {
        var lot = LotOpened()
        lot.lot = id
        lot.sender = sender
        lot.crop = crop
        lot.grams = declaredAtFirst
        lot.place = place
        lot.sellBy = sellBy
        lot.received = born
        if let floorPrice { lot.floorPrice = floorPrice }
        lot.lifeMilliseconds = lifeMilliseconds
        var entry = LotEntry()
        entry.lot = lot
        entry.verification = verification
        entry.allocations = allocations
        entry.balance = balance
        entry.nextBid = nextBid
        entry.rung = rung.rawValue
        entry.rounds = rounds
        entry.excluded = excluded
        entry.retryAt = retryAt
        entry.wakeAt = wakeAt
        entry.urgent = urgent
        return entry.ledgerBytes()
    }
}
