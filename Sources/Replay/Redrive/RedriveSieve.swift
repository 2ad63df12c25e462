import EventLog

/// Finds out which candidates need not be sent: an event that was refused again later, that replays have sent, or that
/// stands in its target again since.
///
/// Everything that is said of one event is brought together by sorting, so that memory stays flat. First come all
/// candidates, then what is said of them; then the result is read, once.
struct RedriveSieve {
    private var filter = IdentityFilter()
    private let rows = RowSorter(rowBytes: rowBytes)
    private var row = RowBytes()

    /// In the order in which they are looked at, of one event: what is said, then the candidates.
    private enum Kind {
        static let ledger: UInt8 = 0
        static let occurrence: UInt8 = 1
        static let candidate: UInt8 = 2
    }

    private static let orderBytes = 8 + 8 + 4 + 8
    private static let rowBytes = 16 + 1 + orderBytes + RedriveCandidate.rowBytes

    mutating func add(_ candidate: RedriveCandidate) throws {
        filter.insert(candidate.identity)
        begin(candidate.identity, Kind.candidate)
        // The last refusal of an event comes first.
        row.append(~(candidate.homeOffset ?? .zero).rawValue)
        row.append(~candidate.due.milliseconds)
        row.append(~candidate.partition.rawValue)
        row.append(~candidate.offset.rawValue)
        candidate.append(to: &row)
        try rows.add(row.bytes)
    }

    /// Whether anything must be told about an identity.
    func mayContain(_ identity: Digest) -> Bool { filter.mayContain(identity) }

    /// How often the ledger says that an event was sent again.
    mutating func add(_ identity: Digest, _ sendings: ReplayLedger.Sendings) throws {
        begin(identity, Kind.ledger)
        row.append(Int64(sendings.count))
        row.append(UInt8(sendings.isParked ? 1 : 0))
        row.pad(to: Self.rowBytes)
        try rows.add(row.bytes)
    }

    /// Where an event stands in its target.
    mutating func add(_ identity: Digest, standsAt offset: Offset) throws {
        begin(identity, Kind.occurrence)
        row.append(offset.rawValue)
        row.pad(to: Self.rowBytes)
        try rows.add(row.bytes)
    }

    private mutating func begin(_ identity: Digest, _ kind: UInt8) {
        row.removeAll()
        row.append(identity)
        row.append(kind)
    }

    /// Visits every candidate with the reason why it is not to be sent, in no order that means anything.
    func forEach(_ visit: (RedriveCandidate, RedriveSkip?) throws -> Void) throws {
        var identity: Digest?
        var sendings: ReplayLedger.Sendings?
        var lastOccurrence: Offset?
        var hasNewer = false
        try rows.forEach { row in
            var fields = RowCursor(row)
            let own = fields.digest()
            if own != identity {
                (identity, sendings, lastOccurrence, hasNewer) = (own, nil, nil, false)
            }
            switch fields.next(UInt8.self) {
            case Kind.ledger:
                let count = Int(fields.next(Int64.self))
                sendings = .init(count: count, isParked: fields.next(UInt8.self) == 1)
            // They come in ascending order.
            case Kind.occurrence: lastOccurrence = Offset(fields.next())
            default:
                fields.skip(Self.orderBytes)
                let candidate = RedriveCandidate(&fields)
                try visit(candidate, Self.skip(of: candidate, hasNewer, sendings, lastOccurrence))
                hasNewer = true
            }
        }
    }

    private static func skip(
        of candidate: RedriveCandidate,
        _ hasNewer: Bool,
        _ sendings: ReplayLedger.Sendings?,
        _ lastOccurrence: Offset?
    ) -> RedriveSkip? {
        if hasNewer { return .newerRefusal }
        if let sendings, candidate.attempts < sendings.count {
            return sendings.isParked ? .alreadyParked : .alreadyRedriven
        }
        guard let lastOccurrence else { return nil }
        if let own = candidate.homeOffset, lastOccurrence <= own { return nil }
        return .sentAgainSince
    }
}
