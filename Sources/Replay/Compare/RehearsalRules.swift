public import Desks

/// The rules that the desks of a rehearsal decide by, each known to people by a name.
public struct RehearsalRules: Sendable, Equatable {
    public var desks: DeskSettings
    public var lots: LotDeskSettings

    public init(desks: DeskSettings = DeskSettings(), lots: LotDeskSettings = LotDeskSettings()) {
        self.desks = desks
        self.lots = lots
    }

    /// One rule that a rehearsal may change.
    public enum Name: String, Sendable, CaseIterable {
        /// How long resource desks gather bids before they decide.
        case decisionWindow = "decision-window"
        /// How often an outlet is announced at the most.
        case announceInterval = "announce-interval"
        /// How long before departure a vehicle's plan stands.
        case freeze
        /// How long a bid may wait for its answer.
        case answerWithin = "answer-within"
        /// How long the first search again waits when nobody was found.
        case retry
        /// How much time is left when food banks are asked.
        case donationOpens = "donation-opens"
        /// How much time is left when feed is asked.
        case feedOpens = "feed-opens"
        /// How long after its window closed feed and compost still take a lot.
        case recyclingEnds = "recycling-ends"
        /// How long after its hour an award without a report counts as delivered.
        case settleGrace = "settle-grace"
    }

    public subscript(name: Name) -> Int64 {
        get { self[keyPath: Self.path(name)] }
        set { self[keyPath: Self.path(name)] = newValue }
    }

    private static func path(_ name: Name) -> WritableKeyPath<RehearsalRules, Int64> {
        switch name {
        case .decisionWindow: \.desks.decisionWindowMilliseconds
        case .announceInterval: \.desks.announceIntervalMilliseconds
        case .freeze: \.desks.freezeMilliseconds
        case .answerWithin: \.lots.answerWithinMilliseconds
        case .retry: \.lots.retryMilliseconds
        case .donationOpens: \.lots.donationOpensMilliseconds
        case .feedOpens: \.lots.feedOpensMilliseconds
        case .recyclingEnds: \.lots.recyclingEndsMilliseconds
        case .settleGrace: \.lots.settleGraceMilliseconds
        }
    }

    /// Reads `donation-opens=72h`.
    /// - Throws: `RehearsalChangeError` that says what would be right.
    public mutating func set(_ text: String) throws(RehearsalChangeError) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let name = Name(rawValue: String(parts[0])) else {
            let names = Name.allCases.map(\.rawValue).joined(separator: ", ")
            throw RehearsalChangeError("'\(text.prefix(60))' is no rule: say NAME=DURATION with one of \(names)")
        }
        let duration = try RehearsalDuration(String(parts[1]))
        guard (1...RehearsalDuration.days(60)).contains(duration.milliseconds) else {
            throw RehearsalChangeError("\(name.rawValue) of \(parts[1].prefix(20)) must be from 1ms to 60d")
        }
        self[name] = duration.milliseconds
    }
}

/// A time span as people write it: `250ms`, `2s`, `30m`, `48h`, `3d`.
public struct RehearsalDuration: Sendable, Equatable {
    public var milliseconds: Int64

    public init(_ text: String) throws(RehearsalChangeError) {
        let units: [(String, Int64)] = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)]
        for (unit, factor) in units where text.hasSuffix(unit) {
            guard let count = Int64(text.dropLast(unit.count)), (0...100_000_000).contains(count) else { continue }
            milliseconds = count * factor
            return
        }
        throw RehearsalChangeError("'\(text.prefix(20))' is no duration: write 250ms, 2s, 30m, 48h or 3d")
    }

    public static func days(_ count: Int64) -> Int64 { count * 86_400_000 }
}

/// A change that a rehearsal cannot make: what was wrong, and what would be right.
public struct RehearsalChangeError: Error, Hashable, Sendable, CustomStringConvertible {
    public var description: String

    init(_ description: String) { self.description = description }
}
