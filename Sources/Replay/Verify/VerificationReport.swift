/// What a verification found.
public struct VerificationReport: Sendable, Codable, Equatable {
    /// How far a task could be verified.
    public enum Status: String, Sendable, Codable {
        /// Every post and every ledger value is what the desk makes of its inbox.
        case same = "SAME"
        case different = "DIFFERENT"
        /// The beginning of its inbox is no longer kept: only order, positions and invariants could be checked.
        case notFolded = "NOT_FOLDED"
    }

    /// One inbox partition.
    public struct Task: Sendable, Codable, Equatable {
        public var desk: String
        /// Topic and partition.
        public var inbox: String
        public var status = Status.same
        /// The first inbox position that was folded again, and the committed one that this went up to.
        public var from: Int64
        public var until: Int64
        public var records = 0
        public var timers = 0
        public var posts = 0
        public var ledgerEntries = 0
        /// Posts whose records are no longer kept, and which could not be compared.
        public var postsNoLongerKept = 0
        /// Records of this task that a replay sent once more.
        public var replayed = 0
        /// What a person should know of it; empty: nothing.
        public var note = ""
    }

    public var tasks: [Task] = []
    /// The first of each task, earliest first, then what is wrong with the whole.
    public var findings: [VerificationFinding] = []
    /// How many things are wrong with the whole, of which only the first hundred are told.
    public var invariantsBroken = 0
    public var invariantsChecked = false
    public var bids = 0
    public var lots = 0
    /// Posted records that were read.
    public var recordsRead = 0

    public var isSound: Bool { findings.isEmpty }
    public var records: Int { tasks.reduce(0) { $0 + $1.records } }
    public var posts: Int { tasks.reduce(0) { $0 + $1.posts } }
    public var ledgerEntries: Int { tasks.reduce(0) { $0 + $1.ledgerEntries } }

    public init() {}
}
