import GreenChannelModel

/// Where a gram of a lot can be.
enum Bucket {
    case unplaced, held, awarded, sold, donated, recycled, lost, cancelled, expired

    /// Where a delivered gram goes, by the outlet that took it.
    init(deliveredTo kind: OutletKind) {
        switch kind {
        case .foodBank: self = .donated
        case .feed, .compost: self = .recycled
        case .assistanceZone, .groupBuy, .c2MPreSale, .offlineDisplay, .communityGroupBuy, .institutionalCanteen,
            .processor, .liveSlot, .vehicles, .outletUnspecified, .UNRECOGNIZED:
            self = .sold
        }
    }
}

extension LotBalance {
    /// The only way in which grams change places, so that they always add up to what was declared.
    mutating func move(_ grams: Int64, from source: Bucket, to destination: Bucket) {
        precondition(grams >= 0 && grams <= self[source], "\(grams) g cannot leave \(source): only \(self[source])")
        self[source] -= grams
        self[destination] += grams
    }

    /// The total becomes another; the difference comes to, or goes from, what is unplaced.
    mutating func redeclare(_ grams: Int64) {
        precondition(
            unplaced + grams - declared >= 0,
            "\(declared) g cannot become \(grams): only \(unplaced) unplaced"
        )
        unplaced += grams - declared
        declared = grams
    }

    /// Adds what a delivery brought.
    mutating func earn(_ amount: Fen) {
        let (sum, overflow) = fen.addingReportingOverflow(amount.rawValue)
        fen = overflow ? .max : sum
    }

    /// Adds what a trip emits.
    mutating func emit(gramsCO2e: Int64) {
        let (sum, overflow) = gramsCo2E.addingReportingOverflow(gramsCO2e)
        gramsCo2E = overflow ? .max : sum
    }

    /// Grams that nothing can change any more.
    var settled: Int64 { sold + donated + recycled + lost + cancelled + expired }

    /// Whether nothing is left to be decided.
    var isFinal: Bool { unplaced == 0 && held == 0 && awarded == 0 }

    subscript(bucket: Bucket) -> Int64 {
        get {
            switch bucket {
            case .unplaced: unplaced
            case .held: held
            case .awarded: awarded
            case .sold: sold
            case .donated: donated
            case .recycled: recycled
            case .lost: lost
            case .cancelled: cancelled
            case .expired: expired
            }
        }
        set {
            switch bucket {
            case .unplaced: unplaced = newValue
            case .held: held = newValue
            case .awarded: awarded = newValue
            case .sold: sold = newValue
            case .donated: donated = newValue
            case .recycled: recycled = newValue
            case .lost: lost = newValue
            case .cancelled: cancelled = newValue
            case .expired: expired = newValue
            }
        }
    }
}
