import GreenChannelModel

/// What a rehearsal came to. Two runs of the same files and seed differ in the two last figures only.
public struct RehearsalReport: Sendable, Codable, Equatable {
    public var alerts: Int
    public var lots: Int
    public var kgDeclared: Double
    /// What outlets took and kept, by kind.
    public var kgAwarded: [String: Double]
    /// What never found an outlet.
    public var kgUnserved: Double
    /// The part of it whose time ran out.
    public var kgExpired: Double
    public var oversoldKg: Double
    public var bids: Int
    public var unanswered: Int
    public var deadLetters: Int
    public var deadLettersByReason: [String: Int]
    public var kgCO2e: Double
    public var valueFen: Int64
    /// Everything else that must not be and was found. Empty.
    public var findings: [String]
    public var alertsPerSecond: Double
    public var wallSeconds: Double

    public init(
        _ audit: ChannelAudit,
        alerts: Int,
        wallSeconds: Double
    ) {
        var total = LotBalance()
        for balance in audit.balances.values {
            total.declared += balance.declared
            total.unplaced += balance.unplaced
            total.expired += balance.expired
            total.fen += balance.fen
            total.gramsCo2E += balance.gramsCo2E
        }
        var grams: [String: Int64] = [:]
        for (bid, kind) in audit.kinds { grams["\(kind)", default: 0] += audit.bids[bid]?.net ?? 0 }
        self.alerts = alerts
        lots = audit.opened.count
        kgDeclared = Grams(total.declared).kilogramsForDisplay
        kgAwarded = grams.mapValues { Grams($0).kilogramsForDisplay }
        kgUnserved = Grams(total.unplaced + total.expired).kilogramsForDisplay
        kgExpired = Grams(total.expired).kilogramsForDisplay
        oversoldKg = Grams(audit.oversoldGrams).kilogramsForDisplay
        bids = audit.bids.count
        unanswered = audit.unanswered
        deadLetters = audit.deadLetters.values.reduce(0, +)
        deadLettersByReason = audit.deadLetters
        kgCO2e = Double(total.gramsCo2E) / 1000
        valueFen = total.fen
        findings = audit.findings.map(\.description)
        alertsPerSecond = wallSeconds > 0 ? (Double(alerts) / wallSeconds).rounded() : 0
        self.wallSeconds = wallSeconds
    }
}
