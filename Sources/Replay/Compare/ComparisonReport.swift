import GreenChannelModel

/// What happened and what a rehearsal came to, side by side.
public struct ComparisonReport: Sendable, Codable, Equatable {
    /// Sums over some lots. Masses are grams, money is fen.
    public struct Figures: Sendable, Codable, Equatable {
        public var lots = 0
        public var gramsDeclared: Int64 = 0
        /// Sold or donated: what people got.
        public var gramsServed: Int64 = 0
        /// Fed or composted.
        public var gramsRecycled: Int64 = 0
        /// Lost on the way, or out of time.
        public var gramsSpoiled: Int64 = 0
        public var gramsCancelled: Int64 = 0
        /// Awarded to an outlet, and not at its end yet.
        public var gramsPromised: Int64 = 0
        /// Not at its end yet, and with no outlet.
        public var gramsOpen: Int64 = 0
        public var fen: Int64 = 0
        /// Road metres of all loads, each by itself.
        public var loadMetres: Int64 = 0
        public var gramsCO2e: Int64 = 0
        /// Lots that an outlet took something of, and how long they waited for the first of it, in all.
        public var lotsAwarded = 0
        public var millisecondsToFirstAward: Int64 = 0

        public init() {}

        /// `nil`: no lot found any.
        public var hoursToFirstAward: Double? {
            lotsAwarded == 0 ? nil : Double(millisecondsToFirstAward) / Double(lotsAwarded) / 3_600_000
        }

        mutating func add(_ fate: LotFate) {
            lots += 1
            gramsDeclared &+= fate.balance.declared
            gramsServed &+= fate.served
            gramsRecycled &+= fate.balance.recycled
            gramsSpoiled &+= fate.spoiled
            gramsCancelled &+= fate.balance.cancelled
            gramsPromised &+= fate.balance.awarded
            gramsOpen &+= fate.open
            fen &+= fate.balance.fen
            loadMetres &+= fate.loadMetres
            gramsCO2e &+= fate.balance.gramsCo2E
            guard let wait = fate.millisecondsToFirstAward else { return }
            lotsAwarded += 1
            millisecondsToFirstAward &+= wait
        }
    }

    public struct Pair: Sendable, Codable, Equatable {
        public var recorded = Figures()
        public var rehearsed = Figures()

        public init() {}
    }

    /// A crop, a region (the first two digits of its code and zeros) or a kind of outlet.
    public struct Row: Sendable, Codable, Equatable {
        public var key: String
        public var zh: String
        public var en: String
        public var recorded: Figures
        public var rehearsed: Figures
    }

    /// What outlets of one kind took and kept.
    public struct OutletRow: Sendable, Codable, Equatable {
        public var key: String
        public var zh: String
        public var en: String
        public var gramsRecorded: Int64 = 0
        public var gramsRehearsed: Int64 = 0
        public var fenRecorded: Int64 = 0
        public var fenRehearsed: Int64 = 0
    }

    /// A lot that fared otherwise.
    public struct Lot: Sendable, Codable, Equatable {
        public var lot: String
        public var crop: String
        public var place: UInt32
        public var recorded: Figures
        public var rehearsed: Figures
        /// Filled in for as many lots as stories are told of.
        public var stories: Stories?
    }

    /// One line a fact, in the language that was asked for.
    public struct Stories: Sendable, Codable, Equatable {
        public var recorded: [String]
        public var rehearsed: [String]

        public init(recorded: [String], rehearsed: [String]) {
            self.recorded = recorded
            self.rehearsed = rehearsed
        }
    }

    /// The same in both languages.
    public struct Words: Sendable, Codable, Equatable {
        public var zh: String
        public var en: String

        public init(zh: String, en: String) {
            self.zh = zh
            self.en = en
        }
    }

    /// What was changed, as it was asked for; empty: nothing.
    public var changes: [String] = []
    /// What a reader must know of the comparison.
    public var notes: [Words] = []
    public var all = Pair()
    public var crops: [Row] = []
    public var regions: [Row] = []
    public var outlets: [OutletRow] = []
    /// Those whose fate differs most first.
    public var lots: [Lot] = []
    public var reportsWithheld = 0

    public init() {}
}
