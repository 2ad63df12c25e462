import Desks
import GreenChannelModel

/// Lots, outlets and answers made by number, for benchmarks that need many of them.
struct LotPopulation {
    static let start: Int64 = 1_772_413_200_000
    private let places: [UInt32] = [231_224, 440_825, 370_783, 610_824, 341_321, 420_682, 530_423, 130_725]
    private let crops = ["napa_cabbage", "pineapple", "tomato", "carrot", "pear", "potato", "onion", "apple"]

    /// A desk that knows some hundred outlets.
    func emptyDesk(outlets: Int = 400) -> LotDesk {
        var desk = LotDesk(knowledge: ShippedKnowledge())
        var outbox = Outbox()
        for number in 0..<outlets {
            var offer = OfferAnnounced()
            offer.offer = "offer-\(number)"
            offer.owner = "owner-\(number % 40)"
            offer.kind = [.processor, .institutionalCanteen, .foodBank, .feed][number % 4]
            offer.place = places[number % places.count]
            var price = CropPrice()
            price.crop = crops[number % crops.count]
            price.price = Int64(60 + number % 90)
            offer.prices = [price]
            offer.reachMetres = 400_000
            offer.remainingGrams = 1_000_000_000_000
            offer.opens = 0
            offer.closes = Self.start + Instant.days(30)
            decide(.offerAnnounced(offer), number, &desk, &outbox)
        }
        desk.drainLedgerChanges { _ in }
        return desk
    }

    /// Opens lots and has each one's bids awarded in full; what the ledger would store is encoded and dropped.
    func open(_ count: Int, from first: Int, in desk: inout LotDesk) {
        open(count, from: first, in: &desk) { _ in }
    }

    /// The same.
    ///
    /// - Parameter store: takes what the desk's ledger would store, every thousand lots.
    func open(
        _ count: Int,
        from first: Int,
        in desk: inout LotDesk,
        store: (LedgerChange) throws -> Void
    ) rethrows {
        guard count > 0 else { return }
        var outbox = Outbox()
        for number in first..<first + count {
            decide(.lotOpened(lot(number)), number, &desk, &outbox)
            let bids = outbox.postings.compactMap { posting -> Bid? in
                if case .bid(let bid) = posting.body { bid } else { nil }
            }
            for bid in bids {
                var answer = Awarded()
                answer.bid = bid.bid
                answer.lot = bid.lot
                answer.offer = bid.offer
                answer.grams = bid.grams
                answer.price = 80
                answer.remainingGrams = 1_000_000_000_000
                answer.settles = Self.start + Instant.days(2)
                decide(.awarded(answer), number, &desk, &outbox)
            }
            if number % 1000 == 0 { try desk.drainLedgerChanges(store) }
        }
        try desk.drainLedgerChanges(store)
    }

    func lot(_ number: Int) -> LotOpened {
        var lot = LotOpened()
        lot.lot = CaseNumber(partition: 0, offset: Int64(number)).description
        lot.sender = "0123456789abcdef0123456789abcdef"
        lot.crop = crops[number % crops.count]
        lot.grams = Int64(1 + number % 40) * 500_000
        lot.place = places[number % places.count]
        lot.received = Self.start
        lot.sellBy = Self.start + Instant.days(Int64(3 + number % 10))
        lot.lifeMilliseconds = lot.sellBy - lot.received
        lot.rawText = "白菜 12吨 庆安县 还能放5天 0.8元/斤"
        return lot
    }

    private func decide(_ body: RecordBody, _ number: Int, _ desk: inout LotDesk, _ outbox: inout Outbox) {
        outbox.removeAll()
        let now = Instant(milliseconds: Self.start + Int64(number / 1000))
        desk.decide(
            InboxRecord(partition: 0, offset: Int64(number), now: now, timestamp: now, key: "", body: body),
            &outbox
        )
    }
}
