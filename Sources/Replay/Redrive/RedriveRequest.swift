/// What is to be sent again, where to, and how. All of it stands in the plan.
public struct RedriveRequest: Codable, Sendable, Equatable {
    public enum Target: Codable, Sendable, Equatable {
        /// Where each record came from: a dead letter's header says it, nobody types it.
        case original
        /// One topic for all of them.
        case topic(String)
        /// The topics of the same names under another prefix.
        case sandbox(String)
    }

    public var selection: RecordSelection
    public var target: Target
    /// Only what belongs to this desk's inbox; `nil`: all.
    public var desk: String?
    public var headerPolicy: HeaderPolicy
    /// `FIELD=VALUE`.
    public var sets: [String]
    /// `WORD=crop id`.
    public var cropMaps: [String]
    /// At most so many records a second; `nil`: as fast as it goes.
    public var ratePerSecond: Int?
    /// At most so many records; `nil`: all.
    public var countMax: Int?
    /// As far apart as they came, so many times faster; `nil`: not.
    public var paceFactor: Double?
    /// A record that was sent again so often goes to the parking topic instead.
    public var attemptsMax: Int
    /// Whether adapters may tell people outside.
    public var notifies: Bool
    /// Whether records may go into a topic that desks are reading, where that is not their own way back.
    public var allowsLiveTopic: Bool

    public static let rates = 1...10_000_000
    public static let paceFactorMax: Double = 1_000_000_000
    public static let caps = 1...1_000_000

    public init(
        selection: RecordSelection,
        target: Target = .original,
        desk: String? = nil,
        headerPolicy: HeaderPolicy = HeaderPolicy(),
        sets: [String] = [],
        cropMaps: [String] = [],
        ratePerSecond: Int? = nil,
        countMax: Int? = nil,
        paceFactor: Double? = nil,
        attemptsMax: Int = 3,
        notifies: Bool = false,
        allowsLiveTopic: Bool = false
    ) {
        self.selection = selection
        self.target = target
        self.desk = desk
        self.headerPolicy = headerPolicy
        self.sets = sets
        self.cropMaps = cropMaps
        self.ratePerSecond = ratePerSecond
        self.countMax = countMax
        self.paceFactor = paceFactor
        self.attemptsMax = attemptsMax
        self.notifies = notifies
        self.allowsLiveTopic = allowsLiveTopic
    }

    /// Refuses a window without an end and numbers that nothing can be sent by.
    func validate() throws(ReplayRefusal) {
        try selection.validate()
        if let ratePerSecond, !Self.rates.contains(ratePerSecond) {
            throw Self.wrong("--rate", "\(ratePerSecond)", "from \(Self.rates.lowerBound) to \(Self.rates.upperBound)")
        }
        if let countMax, countMax < 1 { throw Self.wrong("--max", "\(countMax)", "1 or more") }
        if let paceFactor, !(paceFactor > 0 && paceFactor <= Self.paceFactorMax) {
            throw Self.wrong("--pace", "\(paceFactor)", "above 0 and at most \(Int64(Self.paceFactorMax))")
        }
        guard Self.caps.contains(attemptsMax) else {
            throw Self.wrong("--cap", "\(attemptsMax)", "from \(Self.caps.lowerBound) to \(Self.caps.upperBound)")
        }
    }

    private static func wrong(_ option: String, _ value: String, _ range: String) -> ReplayRefusal {
        ReplayRefusal(.wrongSelection, "\(option) is \(value)", remedy: "Give a number \(range).")
    }

    /// Edits, on one line.
    public var editSummary: String {
        (sets.map { "set \($0)" } + cropMaps.map { "map crop \($0)" }).joined(separator: ", ")
    }

    /// Where to, on one line.
    public var targetSummary: String {
        switch target {
        case .original: "to the topics that they came from"
        case .topic(let name): "to \(name)"
        case .sandbox(let prefix): "to the topics of prefix \(prefix)"
        }
    }
}
